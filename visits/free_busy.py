"""What a calendar of somebody's own says about their time: busy, or not to be read."""

from dataclasses import dataclass
from enum import StrEnum

from visits.span import Span


class WhyNotRead(StrEnum):
    """Why a calendar could not be read; what cannot be read is unknown, never free."""

    ADDRESS_NOT_ALLOWED = "address_not_allowed"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - it is the name of a failure
    NOT_FOUND = "not_found"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    NOT_A_CALENDAR = "not_a_calendar"
    TOO_COMPLEX = "too_complex"
    UNKNOWN_ZONE = "unknown_zone"
    BROKEN = "broken"


class NotRead(Exception):
    """A calendar could not be read; `why` says it for people, the message for the log."""

    def __init__(self, why: WhyNotRead, detail: str = "") -> None:
        super().__init__(f"{why}: {detail}" if detail else why.value)
        self.why = why
        self.detail = detail


@dataclass(frozen=True)
class BusyTimes:
    """What was read: sorted, disjoint Spans of taken time, and how many events there were.

    `etag` is what the server called this version of the file, where it said so.
    """

    spans: tuple[Span, ...]
    events: int
    etag: str = ""
