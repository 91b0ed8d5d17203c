"""What is the same for every label of a day: its kinds, the steps between them, and its room."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from visits.planning.one_row.board import Board
from visits.planning.one_row.kinds import Kind
from visits.planning.one_row.labels import LONG_AGO, Label
from visits.planning.one_row.passage import Step
from visits.planning.one_row.room import Room, last_start
from visits.planning.one_row.windows import Window
from visits.planning.worth import Counts


class Hope(Protocol):
    """Bounds what can become of a programme; of its marks, only the `heeded` ones matter."""

    @property
    def heeded(self) -> int:
        """Marks that make a difference."""

    def most(self, counts: Counts, marks: int, stops: int, minutes: int) -> int:
        """No `stops` more stops in so many minutes give more worth."""

    def extras(self, marks: int, stops: int, late: int) -> int:
        """The most that so many stops can give by themselves; those `late` not at their time."""


class Growth:
    """One day to be searched; the marks `needed` must be met here or on other days."""

    def __init__(self, board: Board, window: Window, kinds: Sequence[Kind], *, needed: int) -> None:
        self.board = board
        self.window = window
        self.kinds = kinds
        self.needed = needed
        self.room = Room(window, kinds)
        bounds = window.bounds
        self.counts_stops = bounds.most_stops <= self.room.most_stops
        self.counts_screen = bounds.most_screen < bounds.longest
        # A first start so early that the day's length cannot matter any more is as good as any.
        self.latest_began = max(LONG_AGO, self.room.last_end - bounds.longest)
        self.starts = [list(_minutes(window, kind)) for kind in kinds]
        self.more: list[dict[int, int]] = [{} for _ in kinds]
        self._steps: dict[int, list[Step | None]] = {}
        self._losses = self._last_chances()

    def _last_chances(self) -> list[tuple[int, int]]:
        """The last start for each mark that is needed, as far as it can be met here."""
        last: dict[int, int] = {}
        for kind in self.kinds:
            marks = kind.meets & self.needed
            while marks:
                mark = marks & -marks
                last[mark] = max(last.get(mark, 0), last_start(self.window, kind))
                marks ^= mark
        return sorted((start, mark) for mark, start in last.items())

    @property
    def meets(self) -> int:
        """The needed marks that can be met on the day."""
        return sum(mark for _, mark in self._losses)

    def keep_first_starts(self) -> None:
        """Keep the day's first start in every label, so that the shortest day can be told."""
        self.latest_began = self.room.last_end

    def steps(self, tail: int) -> list[Step | None]:
        """The steps from a tail to each kind."""
        steps = self._steps.get(tail)
        if steps is None:
            passage = self.board.passage
            steps = self._steps[tail] = [passage.step(tail, kind.way) for kind in self.kinds]
        return steps

    def lost(self, ends: int) -> int:
        """The marks that nothing can meet on the day after this minute."""
        lost = 0
        for start, mark in self._losses:
            if start >= ends:
                break
            lost |= mark
        return lost

    def is_whole(self, label: Label) -> bool:
        """Whether the day can end with this label: lunch and the road home still fit."""
        bounds = self.window.bounds
        home = self.board.passage.home(label.tail)
        if home is None or (home and label.ends + home > bounds.closes):
            return False
        lunch = bounds.lunch
        if lunch is None or label.is_fed:
            return True
        within = lunch.closes - max(label.ends, lunch.opens)
        over = max(bounds.closes, lunch.closes) - label.ends
        return within >= lunch.minutes and over >= home + lunch.minutes


def _minutes(window: Window, kind: Kind) -> Iterator[int]:
    """The minutes of the day's clock at which a kind can start."""
    starts = kind.starts
    while starts:
        low = starts & -starts
        yield (low.bit_length() - 1) * window.step
        starts ^= low
