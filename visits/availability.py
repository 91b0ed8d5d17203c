"""When an offer can be received: hours in wall time, less closures, leave and busy time."""

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


class BusyKind(StrEnum):
    """What takes the time: another visit, the contact's own calendar, or nobody knows."""

    VISIT = "visit"
    CALENDAR = "calendar"
    UNKNOWN = "unknown"


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
class SpecialDay:
    """Hours on one date in the site's wall time: in place of the week's, or beside them.

    What `is_extra` stands beside the week's hours. A special day is received on although it is a
    public holiday, but not through any other closure.
    """

    on: date
    opens: time
    closes: time
    is_extra: bool = False

    def __post_init__(self) -> None:
        if self.closes <= self.opens:
            raise InvalidValue("special_day.closes", "closes before it opens")


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


@dataclass(frozen=True)
class Hours:
    """The weekly hours of an offer or a contact, and the days that differ from them."""

    openings: tuple[Opening, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()
    closures: tuple[Closure, ...] = ()

    def on(self, day: Day) -> tuple[Span, ...]:
        """When it is open on a day, closures aside."""
        special = [one for one in self.special_days if one.on == day.on]
        weekly = [one for one in self.openings if one.weekday == day.on.weekday()]
        replaced = any(not one.is_extra for one in special)
        stretches = [*special, *(() if replaced else weekly)]
        spans = (day.between(one.opens, one.closes) for one in stretches)
        return union(span for span in spans if span is not None)

    def has_any(self, day: Day) -> bool:
        """Whether hours are given that hold on a day, in which it may well be shut."""
        return bool(self.openings) or any(
            one.on == day.on and not one.is_extra for one in self.special_days
        )

    def is_special(self, on: date) -> bool:
        """Whether a date has hours of its own."""
        return any(one.on == on for one in self.special_days)


@dataclass(frozen=True, order=True)
class Busy:
    """Time taken in a contact's day, holds with their buffers included."""

    span: Span
    kind: BusyKind = BusyKind.VISIT


def earliest_start(now: datetime, *, notice_days: int, zone: str) -> datetime:
    """The first instant that respects the notice: the day begins in the zone, and is not past."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return max(now, Day(today + timedelta(days=notice_days), zone).at(time(0)))


def open_spans(
    hours: Hours,
    *,
    first_on: date,
    last_on: date,
    zone: str,
    closures: Iterable[Closure] = (),
) -> tuple[Span, ...]:
    """The instants at which a site with these hours receives, days both included.

    `closures` count beside those of the hours. A time that the clocks skip moves forward by what
    they skip; one that they show twice is the first. So an hour that does not exist is no
    opening, and an opening around an hour that comes twice is an hour longer.
    """
    return union(
        span
        for day in days(first_on, last_on, zone)
        for span in hours.on(day)
        if closing(hours, on=day.on, closures=closures) is None
    )


def attended_spans(
    hours: Hours, *, first_on: date, last_on: date, zone: str, leave_until: date | None = None
) -> tuple[Span, ...]:
    """The instants at which a contact with these hours is there, days both included.

    A day for which no hours are given is attended from midnight to midnight: only the offer's
    hours count then. Nothing is attended until the end of a leave.
    """
    spans: list[Span] = []
    for day in days(first_on, last_on, zone):
        is_away = leave_until is not None and day.on <= leave_until
        if is_away or closing(hours, on=day.on) is not None:
            continue
        spans.extend(hours.on(day) if hours.has_any(day) else [day.span()])
    return union(spans)


def closing(hours: Hours, *, on: date, closures: Iterable[Closure] = ()) -> Closure | None:
    """What closes a date, an own closure or one of `closures`; None where nothing does."""
    for closure in (*hours.closures, *closures):
        if closure.covers(on):
            is_passed_over = closure.kind is ClosureKind.HOLIDAY and hours.is_special(on)
            if not is_passed_over:
                return closure
    return None


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
