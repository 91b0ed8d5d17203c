"""How many more stops there can be on a day from a minute on, however short and close they are."""

from collections.abc import Sequence
from typing import NamedTuple

from visits.planning.one_row.kinds import Kind
from visits.planning.one_row.promise import Sort
from visits.planning.one_row.windows import Window


class Left(NamedTuple):
    """What is left of some days: so many stops, in so many minutes."""

    stops: int
    minutes: int


class Room:
    """What a day has room for, at most: roads, and when offers are free, are left out.

    A stop takes the minutes from its start to the next one's: its own, and the shortest pause,
    up to the next step of the clock. The last one need not: that is the `slack`.
    """

    def __init__(self, window: Window, kinds: Sequence[Kind]) -> None:
        bounds = window.bounds
        self.step = window.step
        self.gap = _least_gap(kinds)
        self.longest = bounds.longest
        self.lunch = bounds.lunch
        self.last_end = max(
            (last_start(window, kind) + kind.way.minutes for kind in kinds), default=0
        )
        self.first_start = min((first_start(window, kind) for kind in kinds), default=0)
        cycles = [self._cycle(kind) for kind in kinds]
        self.slack = max(
            (cycle - kind.way.minutes for cycle, kind in zip(cycles, kinds, strict=True)),
            default=0,
        )
        self.shortest = min(cycles, default=1)
        self.sorts = [
            Sort(kind.shown, kind.meets, cycle, kind.takes)
            for cycle, kind in zip(cycles, kinds, strict=True)
        ]
        # What lunch takes besides the shortest pause.
        lunch = bounds.lunch.minutes if bounds.lunch else 0
        self.longer = max(0, lunch - self.gap) // self.step * self.step
        self.most_stops = min(bounds.most_stops, self.whole_day().minutes // self.shortest)

    def _cycle(self, kind: Kind) -> int:
        return -(-(kind.way.minutes + self.gap) // self.step) * self.step

    def after(self, ends: int, began: int, *, is_fed: bool) -> int:
        """The minutes left for stops that start after one that ends then."""
        starts = -(-(ends + self.gap) // self.step) * self.step
        until = min(self.last_end, began + self.longest)
        if is_fed or self.lunch is None:
            return until - starts + self.slack
        hungry = min(until, self.lunch.closes - self.lunch.minutes)
        return max(hungry, until - self.longer) - starts + self.slack

    def whole_day(self) -> Left:
        """What a day has room for that has not begun."""
        until = min(self.last_end, self.first_start + self.longest)
        minutes = until - self.first_start
        if self.lunch is not None:
            before = min(until, self.lunch.closes - self.lunch.minutes) - self.first_start
            since = max(self.first_start, self.lunch.opens + self.lunch.minutes)
            later = min(self.last_end - since, self.longest)
            minutes = max(minutes - self.longer, before, later)
        minutes += self.slack
        return Left(minutes // self.shortest, minutes)


def first_start(window: Window, kind: Kind) -> int:
    """The first minute of the day's clock at which a kind can start."""
    return ((kind.starts & -kind.starts).bit_length() - 1) * window.step


def last_start(window: Window, kind: Kind) -> int:
    """The last minute of the day's clock at which a kind can start."""
    return (kind.starts.bit_length() - 1) * window.step


def _least_gap(kinds: Sequence[Kind]) -> int:
    """The shortest pause there can be between two stops."""
    if not kinds or sum(kind.way.fixed is not None for kind in kinds) > 1:
        return 0
    return max(
        min(kind.way.choice.buffer_after for kind in kinds),
        min(kind.way.choice.buffer_before for kind in kinds),
    )
