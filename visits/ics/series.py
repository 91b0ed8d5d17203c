"""When the events of one series take place. The only door to recurring_ical_events.

The library expands the rules. What a series leaves out and what replaces a time of it is decided
here, by instants: the library also compares what clocks in different zones show, and so drops
times that nobody took back.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import recurring_ical_events
from icalendar import Calendar, Event, vRecur

from visits.free_busy import NotRead, WhyNotRead
from visits.ics.events import ForeignEvent
from visits.ics.moments import Moment, instant
from visits.span import Span

# The library's clock is the wall's; a day more on both sides lets no hour fall through.
MARGIN = timedelta(days=1)


def series_spans(
    master: ForeignEvent, changes: list[ForeignEvent], *, between: Span
) -> Iterator[Span]:
    """The taken times of a series that may touch a Span; a change stands for what it replaces."""
    if any(change.is_series for change in changes):
        raise NotRead(WhyNotRead.TOO_COMPLEX, "a change of a series is a series")
    for one in [master, *changes]:
        yield from one.extra if one.is_busy else ()
    for change in changes:
        yield from _busy(change, change.starts)
    if not _ends_before_it_starts(master):
        yield from _repeated(master, changes, between)
    else:
        yield from _busy(master, master.starts)


def _repeated(master: ForeignEvent, changes: list[ForeignEvent], between: Span) -> Iterator[Span]:
    replaced = {_replaced_at(change, master) for change in changes}
    left_out = {when for when in master.without if not isinstance(when, datetime)}
    left_out_at = {instant(when, master.zone) for when in master.without if when not in left_out}
    lasting = sorted(
        (change for change in changes if change.is_for_all_after),
        key=lambda change: _replaced_at(change, master),
    )
    shifts = [_shift(change, master) for change in lasting]
    widest = max((abs(shift) for shift in shifts), default=timedelta(0))
    for starts in _expanded(master, between, margin=MARGIN + widest):
        starts_at = instant(starts, master.zone)
        on = starts.date() if isinstance(starts, datetime) else starts
        if starts_at in replaced or starts_at in left_out_at or on in left_out:
            continue
        event, shift = master, timedelta(0)
        for change, its_shift in zip(lasting, shifts, strict=True):
            if _replaced_at(change, master) < starts_at:
                event, shift = change, its_shift
        yield from _busy(event, starts + shift)


def _busy(event: ForeignEvent, starts: Moment) -> Iterator[Span]:
    span = event.span_from(starts)
    if event.is_busy and span is not None:
        yield span


def _expanded(master: ForeignEvent, between: Span, *, margin: timedelta) -> Iterator[Moment]:
    """The starts that the rules and dates of a series give, around a Span."""
    if _is_over(master, between.starts_at - margin):
        return
    part = Event()
    part.add("uid", "series")
    part.add("dtstart", master.starts)
    part.add("dtend", _wall_end(master))
    for rule in master.rules:
        part.add("rrule", vRecur.from_ical(rule))
    for when in master.more:
        part.add("rdate", [when])
    calendar = Calendar()
    calendar.add_component(part)
    query = recurring_ical_events.of(calendar, components=["VEVENT"])
    for found in query.between(between.starts_at - margin, between.ends_at + margin):
        yield found.start


def _ends_before_it_starts(master: ForeignEvent) -> bool:
    """A series whose rules end before its first time has that time all the same."""
    last = master.last_starts
    return last is not None and last < instant(master.starts, master.zone) and not master.more


def _is_over(master: ForeignEvent, by: datetime) -> bool:
    """Whether it has ended long before, so that nobody counts its years."""
    if master.last_starts is None or master.more:
        return False
    return master.last_starts < by - timedelta(days=master.lasts.days) - master.lasts.time


def _replaced_at(change: ForeignEvent, master: ForeignEvent) -> datetime:
    assert change.replaces is not None
    return instant(_replaced(change, master), master.zone)


def _replaced(change: ForeignEvent, master: ForeignEvent) -> Moment:
    """A replaced time in the kind and the zone in which its series counts.

    A day that stands for an instant of it names none; then both are taken.
    """
    assert change.replaces is not None
    when = change.replaces
    if not isinstance(when, datetime):
        return when
    if isinstance(master.starts, datetime):
        return when.astimezone(master.starts.tzinfo)
    return when.astimezone(master.zone).date()


def _shift(change: ForeignEvent, master: ForeignEvent) -> timedelta:
    """By how much, on the wall, a change moves all that comes after it."""
    old, new = _replaced(change, master), change.starts
    if isinstance(old, datetime) and isinstance(new, datetime):
        moved = new.astimezone(old.tzinfo)
        return moved.replace(tzinfo=None) - old.replace(tzinfo=None)
    if isinstance(old, datetime) or isinstance(new, datetime):
        raise NotRead(WhyNotRead.TOO_COMPLEX, "a series turns from days into times")
    return new - old


def _wall_end(event: ForeignEvent) -> Moment:
    """An end the library can count with; the true one is worked out from the start it finds."""
    if not isinstance(event.starts, datetime):
        return event.starts + timedelta(days=max(1, event.lasts.days))
    ends_at = event.lasts.after(event.starts, event.zone)
    return max(ends_at, event.starts.astimezone(UTC)).astimezone(event.starts.tzinfo)
