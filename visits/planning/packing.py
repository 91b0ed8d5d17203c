"""The least time a set of stops takes: a quick no, before any times are tried."""

from collections.abc import Sequence

from visits.planning.frame import ALWAYS, DayFrame
from visits.planning.pauses import Pauses
from visits.planning.problem import GRID_MINUTES, Problem, span_minutes


class Packing:
    """Packs stops as tightly as the shortest pause and the grid allow, in any order.

    `lengths` run from a stop's start to the next one's; `room` is how much each day bears.
    """

    def __init__(self, problem: Problem, frames: Sequence[DayFrame], pauses: Pauses) -> None:
        placed = (*problem.fixed, *problem.current)
        is_on_grid = all(span_minutes(stop.span)[0] % GRID_MINUTES == 0 for stop in placed)
        self.step = GRID_MINUTES if is_on_grid else 1
        self.minutes = frames[0].minutes if frames else ()
        self.lengths = [self._rounded(minutes + pauses.least) for minutes in self.minutes]
        longer = (
            self._rounded(minutes + max(pauses.lunch, pauses.least)) - length
            for minutes, length in zip(self.minutes, self.lengths, strict=True)
        )
        self.lunch = min(longer, default=0)
        self.room = [self._room(frame) for frame in frames]
        self.most_spare = max(
            (length - minutes for minutes, length in zip(self.minutes, self.lengths, strict=True)),
            default=0,
        )

    def _rounded(self, minutes: int) -> int:
        return -(-minutes // self.step) * self.step

    def _room(self, frame: DayFrame) -> int:
        """The most minutes a day's stops can take, beside the lunch that must fit among them."""
        first = min((starts[0] for starts in frame.starts if starts), default=0)
        last = max(
            starts[-1] + minutes
            for starts, minutes in zip(frame.starts, frame.minutes, strict=True)
            if starts
        )
        longest = min(frame.longest, last - first)
        if frame.hungry_until == ALWAYS:
            return longest
        around_lunch = longest - self.lunch
        beside_lunch = max(frame.hungry_until - first, last - frame.fed_from)
        return max(around_lunch, min(longest, beside_lunch))

    def packed(self, members: Sequence[int]) -> int:
        """The least minutes from the first start to the last end."""
        total = sum(self.lengths[index] for index in members)
        return total - max(self.lengths[index] - self.minutes[index] for index in members)

    def most_more(self, members: Sequence[int], candidates: Sequence[int], days: int) -> int:
        """How many of the candidates there can be room for beside the members."""
        if not candidates:
            return 0
        room = (max(self.room) + self.most_spare) * days
        room -= sum(self.lengths[index] for index in members)
        return max(0, room // min(self.lengths[index] for index in candidates))
