"""How much free time lies within the wished days and hours, in minutes since 1970."""

from collections.abc import Iterable, Sequence

from visits.planning.explaining.terms import Terms
from visits.planning.problem import GRID_MINUTES, span_minutes
from visits.span import Span, days, union

# (opens, the last start, closes) of a day.
Window = tuple[int, int, int]
Stretch = tuple[int, int]


def windows_of(terms: Terms) -> tuple[Window, ...]:
    """The wished hours of the wished days, in order."""
    wishes = terms.wishes
    latest = wishes.latest_start or wishes.day_until
    windows: list[Window] = []
    for day in days(wishes.earliest_on, wishes.latest_on, terms.party.zone):
        hours = day.between(wishes.day_from, wishes.day_until)
        if hours is not None and day.on.weekday() in wishes.weekdays:
            opens, closes = span_minutes(hours)
            windows.append((opens, int(day.at(latest).timestamp() // 60), closes))
    return tuple(windows)


def stretches_of(spans: Iterable[Span]) -> tuple[Stretch, ...]:
    """Free spans in order; those that touch are one."""
    return tuple(span_minutes(span) for span in union(spans))


def has_room(stretches: Sequence[Stretch], windows: Sequence[Window], minutes: int) -> bool:
    """Whether any stretch leaves so many minutes within a window."""
    waiting = iter(windows)
    window = next(waiting, None)
    for begins, ends in stretches:
        while window is not None and window[2] <= begins:
            window = next(waiting, None)
        while window is not None and window[0] < ends:
            opens, last_start, closes = window
            starts = max(begins, opens)
            if starts <= last_start and min(ends, closes) - starts >= minutes:
                return True
            if closes > ends:
                break
            window = next(waiting, None)
    return False


def longest_within(stretches: Sequence[Stretch], windows: Sequence[Window]) -> int:
    """The longest stop that there is time for, begun on a quarter of an hour; 0 where none is."""
    longest = 0
    for begins, ends in stretches:
        for opens, last_start, closes in windows:
            starts = -(-max(begins, opens) // GRID_MINUTES) * GRID_MINUTES
            if starts <= last_start:
                longest = max(longest, min(ends, closes) - starts)
    return longest
