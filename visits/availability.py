"""When an offer can be received: openings in wall time, less closures and busy time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from visits.errors import InvalidValue
from visits.span import Day, Span, days, gaps, union


class ClosureKind(StrEnum):
    """Why nothing is received."""

    OFFICE = "office"
    HOLIDAY = "holiday"
    OTHER = "other"


@dataclass(frozen=True, order=True)
class Opening:
    """A weekly stretch in the site's wall time; `weekday` is 0 for Monday to 6."""

    weekday: int
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise InvalidValue("opening.weekday", "0 is Monday, 6 is Sunday")
        if self.closes <= self.opens:
            raise InvalidValue("opening.closes", "closes before it opens")


@dataclass(frozen=True, order=True)
class Closure:
    """Days, both ends included, on which nothing is received, in the site's zone."""

    first_on: date
    last_on: date
    kind: ClosureKind = ClosureKind.OTHER

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            raise InvalidValue("closure.last_on", "ends before it starts")

    def covers(self, on: date) -> bool:
        """Whether the day is closed."""
        return self.first_on <= on <= self.last_on


@dataclass(frozen=True, order=True)
class Busy:
    """Time taken in a contact's day, holds with their buffers included."""

    span: Span


def earliest_start(now: datetime, *, notice_days: int, zone: str) -> datetime:
    """The first instant that respects the notice: the day begins in the zone, and is not past."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return max(now, Day(today + timedelta(days=notice_days), zone).at(time(0)))


def open_spans(
    openings: Iterable[Opening],
    *,
    closures: Iterable[Closure],
    first_on: date,
    last_on: date,
    zone: str,
) -> tuple[Span, ...]:
    """The instants at which a site with these weekly openings receives, days both included."""
    by_weekday: dict[int, list[Opening]] = {}
    for opening in openings:
        by_weekday.setdefault(opening.weekday, []).append(opening)
    closed = tuple(closures)
    spans: list[Span] = []
    for day in days(first_on, last_on, zone):
        if any(closure.covers(day.on) for closure in closed):
            continue
        for opening in by_weekday.get(day.on.weekday(), ()):
            span = day.between(opening.opens, opening.closes)
            if span is not None:
                spans.append(span)
    return union(spans)


def free_spans(
    open_: Iterable[Span], *, busy: Iterable[Busy], not_before: datetime
) -> tuple[Span, ...]:
    """What is left of the open instants without busy time and before-notice time."""
    left = gaps(open_, (one.span for one in busy))
    return tuple(
        Span(max(span.starts_at, not_before), span.ends_at)
        for span in left
        if span.ends_at > not_before
    )
