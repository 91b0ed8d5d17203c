"""Small calendar files, and what reading them comes to."""

from datetime import UTC, datetime

from app.feeds.reading import read_busy_file
from app.feeds.source import NotRead, WhyNotRead
from visits.span import Span

BETWEEN = Span(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))


def calendar(*lines: str) -> bytes:
    """A calendar with some lines in it, each of which may be several."""
    return "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""]).encode()


def event(*lines: str, uid: str = "1@example.org") -> str:
    """An event with some lines in it."""
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"])


def span(text: str) -> Span:
    """03-10T10:00/03-10T11:00 in UTC, in the year of these tests."""
    starts, _, ends = text.partition("/")
    return Span(*(datetime.fromisoformat(f"2026-{one}:00+00:00") for one in (starts, ends)))


def read(
    content: bytes, *, zone: str = "Europe/Stockholm", own: str = "", between: Span = BETWEEN
) -> list[str] | WhyNotRead:
    """The busy times of a file, as texts, or why it was not read."""
    try:
        busy = read_busy_file(content, between=between, zone=zone, own=own)
    except NotRead as failure:
        return failure.why
    return [f"{one.starts_at:%m-%dT%H:%M}/{one.ends_at:%m-%dT%H:%M}" for one in busy.spans]
