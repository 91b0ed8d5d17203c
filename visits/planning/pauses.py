"""How long a pause there must be between two stops of a day."""

from collections.abc import Sequence

from visits.catalogue import Format
from visits.planning.choice import Choice
from visits.planning.problem import Problem
from visits.travel import Locality, leg_between

UNREACHABLE = 1 << 40


class Pauses:
    """The minutes between the end of one stop and the start of the next.

    At least the longer of the two buffers and the road; both buffers where one contact serves
    both stops. Two fixed stops may stand as close as they were put.
    """

    def __init__(self, problem: Problem, choices: Sequence[Choice]) -> None:
        fixed = {stop.choice for stop in problem.fixed}
        self.choices = choices
        self.roads = problem.roads
        self.is_fixed = [choice.key in fixed for choice in choices]
        self.is_on_road = problem.wishes.format is not Format.ONLINE
        self.lunch = problem.wishes.lunch.minutes if problem.wishes.lunch else 0
        self.least = 0 if len(fixed) > 1 else self._least()
        self._between: dict[tuple[int, int], tuple[int, int]] = {}

    def between(self, before: int, after: int) -> tuple[int, int]:
        """The least pause, and the least pause that holds a lunch as well."""
        pair = (before, after)
        if pair not in self._between:
            self._between[pair] = self._computed(before, after)
        return self._between[pair]

    def _computed(self, before: int, after: int) -> tuple[int, int]:
        if self.is_fixed[before] and self.is_fixed[after]:
            return 0, self.lunch
        one, other = self.choices[before], self.choices[after]
        buffers = max(one.buffer_after, other.buffer_before)
        if one.contact == other.contact:
            buffers = one.buffer_after + other.buffer_before
        road = self._road(one, other) if self.is_on_road else 0
        pause = max(buffers, road)
        return pause, max(pause, road + self.lunch)

    def _road(self, one: Choice, other: Choice) -> int:
        leg = leg_between(
            Locality(one.town, one.point), Locality(other.town, other.point), roads=self.roads
        )
        return UNREACHABLE if leg is None else leg.minutes

    def _least(self) -> int:
        if not self.choices:
            return 0
        return max(
            min(choice.buffer_after for choice in self.choices),
            min(choice.buffer_before for choice in self.choices),
        )
