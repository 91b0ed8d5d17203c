"""The times a host could propose instead: free at the host, wished by the delegation."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.actions.choices import calendars_of, choice_of
from visits.itinerary import Stop
from visits.planning.problem import GRID_MINUTES
from visits.request import VisitRequest
from visits.span import Span, days, intersection

MOST_DAYS = 3
MOST_A_DAY = 8
STEP_MINUTES = 30


@dataclass(frozen=True)
class FreeTimes:
    """Times in order; with `is_known` false a calendar could not be read, so there are none."""

    spans: tuple[Span, ...] = ()
    is_known: bool = True


NO_TIMES = FreeTimes()


def free_times(session: Session, request: VisitRequest, *, now: datetime) -> FreeTimes:
    """What whoever receives a stop has free on the wished days and hours.

    At most eight times on each of three days: those of the programme, then those nearest to it.
    """
    stop, itinerary = request.stop, request.itinerary
    windows = tuple(_windows(request, now=now))
    if not windows:
        return NO_TIMES
    horizon = Span(windows[0].starts_at, windows[-1].ends_at)
    calendars = calendars_of(
        session, [stop.offer], horizon=horizon, now=now, except_itinerary=itinerary.id
    )
    choice = choice_of(stop.offer, calendars)
    crew = (str(stop.contact.id), tuple(str(one.id) for one in stop.company))
    free = [one.free for one in choice.staffings if (one.contact, one.company) == crew]
    if not choice.is_known or not free:
        return FreeTimes(is_known=False)
    starts = _starts(intersection(free[0], windows), minutes=stop.span.minutes)
    ahead = (Span.of(at, stop.span.minutes) for at in starts if at > now)
    limit = itinerary.delegation.wishes.latest_start
    zone = ZoneInfo(itinerary.delegation.zone)
    wished = (
        span
        for span in ahead
        if span != stop.span and (limit is None or span.starts_at.astimezone(zone).time() <= limit)
    )
    return FreeTimes(tuple(_nearest(wished, itinerary.standing, zone=stop.offer.site.zone)))


def _windows(request: VisitRequest, *, now: datetime) -> Iterator[Span]:
    """The wished hours of each wished day that is not past."""
    delegation = request.itinerary.delegation
    wishes = delegation.wishes
    today = now.astimezone(ZoneInfo(delegation.zone)).date()
    for day in days(max(wishes.earliest_on, today), wishes.latest_on, delegation.zone):
        window = day.between(wishes.day_from, wishes.day_until)
        if day.on.weekday() in wishes.weekdays and window is not None:
            yield window


def _starts(free: Iterable[Span], *, minutes: int) -> Iterator[datetime]:
    """Starts on a quarter of an hour, half an hour apart, that leave time for the whole visit."""
    grid = timedelta(minutes=GRID_MINUTES)
    for span in free:
        at = span.starts_at
        at += -timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond) % grid
        while at + timedelta(minutes=minutes) <= span.ends_at:
            yield at
            at += timedelta(minutes=STEP_MINUTES)


def _nearest(spans: Iterable[Span], standing: Sequence[Stop], *, zone: str) -> Iterator[Span]:
    """Those of the few days that disturb the programme least, in order of time."""
    place = ZoneInfo(zone)
    by_day: dict[date, list[Span]] = {}
    for span in spans:
        by_day.setdefault(span.starts_at.astimezone(place).date(), []).append(span)
    visited = {stop.span.starts_at.astimezone(place).date() for stop in standing}

    def distance(on: date) -> tuple[int, date]:
        return min((abs((on - one).days) for one in visited), default=0), on

    for on in sorted(sorted(by_day, key=distance)[:MOST_DAYS]):
        yield from _thinned(by_day[on])


def _thinned(spans: Sequence[Span]) -> Sequence[Span]:
    """Every second, third ... of a day's times, where there are many."""
    step = -(-len(spans) // MOST_A_DAY)
    return spans[::step]
