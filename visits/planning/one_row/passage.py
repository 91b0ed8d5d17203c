"""The way from one stop to the next: how long a gap there must be, and how much of it is road."""

from typing import NamedTuple

from visits.planning.one_row.ways import Way
from visits.planning.one_row.windows import pause_between
from visits.planning.problem import Problem
from visits.travel import Locality, leg_between


class Tail(NamedTuple):
    """What of the day's stops so far matters for the next one.

    `last` is a way like the last stop's, None before the first. `place` is where the party was
    last, `is_fixed` whether the stop there is; `is_out` whether any stop has had a place.
    """

    last: Way | None
    place: Locality | None
    is_fixed: bool
    is_out: bool


class Step(NamedTuple):
    """The least gap before a stop, the road within it, and the number of the tail after it."""

    gap: int
    road: int
    tail: int


class Passage:
    """Knows the steps between the stops of a problem; tails are numbered as they come up."""

    def __init__(self, problem: Problem) -> None:
        self.roads = problem.roads
        self.ends_at = problem.wishes.ends_at
        self.tails: list[Tail] = []
        self._numbers: dict[object, int] = {}
        self._legs: dict[tuple[Locality, Locality], int | None] = {}
        self.start = self._number(Tail(None, problem.wishes.starts_from, True, False))

    def step(self, tail: int, way: Way) -> Step | None:
        """The step from a tail to a way, None where no road is known."""
        last, place, is_fixed, is_out = self.tails[tail]
        lifted = way.fixed is not None and is_fixed and (last is None or last.fixed is not None)
        road: int | None = 0
        if place is not None and way.place is not None and not lifted:
            road = self.road(place, way.place)
        if road is None:
            return None
        gap = road if last is None else max(road, pause_between(last, way))
        if way.place is None:
            after = Tail(way, place, is_fixed, is_out)
        else:
            after = Tail(way, way.place, way.fixed is not None, True)
        return Step(gap, road, self._number(after))

    def home(self, tail: int) -> int | None:
        """Minutes of road to where the day is over, None where no road is known."""
        last, place, is_fixed, is_out = self.tails[tail]
        if self.ends_at is None or place is None or last is None or not is_out:
            return 0
        if is_fixed and last.fixed is not None:
            return 0
        return self.road(place, self.ends_at)

    def road(self, here: Locality, there: Locality) -> int | None:
        """Minutes of road between two places, None where no road is known."""
        key = (here, there)
        if key not in self._legs:
            leg = leg_between(here, there, roads=self.roads)
            self._legs[key] = None if leg is None else leg.minutes
        return self._legs[key]

    def _number(self, tail: Tail) -> int:
        """The number of a tail; tails with which the same can follow share theirs."""
        last = tail.last
        like = last and (last.choice.buffer_after, last.people, last.fixed is not None)
        key = (like, *tail[1:])
        if key not in self._numbers:
            self._numbers[key] = len(self.tails)
            self.tails.append(tail)
        return self._numbers[key]
