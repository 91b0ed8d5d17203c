"""What the status of an answer means for whoever connects a calendar."""

from app.feeds.source import NotRead, WhyNotRead

OK = 200
MEANINGS = {
    401: WhyNotRead.WRONG_PASSWORD,
    403: WhyNotRead.WRONG_PASSWORD,
    404: WhyNotRead.NOT_FOUND,
    410: WhyNotRead.NOT_FOUND,
    413: WhyNotRead.TOO_LARGE,
    408: WhyNotRead.UNREACHABLE,
    429: WhyNotRead.UNREACHABLE,
}


def check_status(status: int) -> None:
    """Raises NotRead for every answer that does not bring what was asked for."""
    if status == OK:
        return
    otherwise = WhyNotRead.UNREACHABLE if status >= 500 else WhyNotRead.BROKEN
    raise NotRead(MEANINGS.get(status, otherwise), f"status {status}")
