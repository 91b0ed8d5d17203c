"""One set of days for the groups: what it promises, and the best programme found on it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from visits.planning.groups.proof import Splitting
from visits.planning.groups.rows import ROWS_AT_FIRST, TrackRow, WorkSpent
from visits.planning.groups.search import Improvement
from visits.planning.groups.sharing import shared
from visits.planning.groups.slots import Slots
from visits.planning.groups.table import Programme, Table
from visits.planning.groups.turns import lacks_turns

# What of the work goes into a better programme before a proof is tried, in hundredths.
SEARCH_SHARE = 75


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is known: the best programme, what none can exceed, and the rows of each group alone."""

    slots: Slots
    programme: Programme | None = None
    bound: int = 0
    is_impossible: bool = False
    alone: tuple[TrackRow, ...] = ()


class Prospect:
    """Begins with each group alone, then goes on to programmes and proofs.

    Only what is worth more than `floor` is looked for. `bound` is honest at any time.
    """

    def __init__(self, table: Table, *, seed: int) -> None:
        self.table = table
        self.seed = seed
        self.floor = -1
        self.alone: tuple[TrackRow, ...] = ()
        self.bound = table.utmost
        self.best: Programme | None = None
        self.is_impossible = False
        self._search: Improvement | None = None

    @property
    def worth(self) -> int:
        """What the best programme is worth, -1 where there is none."""
        return self.best.worth if self.best is not None else -1

    @property
    def most(self) -> list[int]:
        """The most that each group's row can be worth."""
        return [row.bound for row in self.alone]

    def stand_alone(self, *, parts: int = ROWS_AT_FIRST) -> None:
        """Each group's best row as if it came alone; each may take such a part of the work."""
        self.is_impossible = lacks_turns(self.table)
        if not self.is_impossible:
            self.alone = tuple(self.table.begin(parts=parts))
            self.is_impossible = any(not row.is_met and row.is_sure for row in self.alone)
        self.bound = 0 if self.is_impossible else sum(self.most)

    def begin(self, *, floor: int = -1, most: Sequence[int] = ()) -> None:
        """Find a first programme that is worth more than the floor.

        `most` is what each group's row can be worth at most, as far as is known beforehand.
        """
        self.floor = floor
        self.bound = sum(most) if most else self.bound
        self.stand_alone()
        if self.is_impossible or not all(row.is_met for row in self.alone):
            return
        self._search = Improvement(self.table, self.alone, seed=self.seed)
        if self.bound <= floor:
            return
        with suppress(WorkSpent):
            self._search.begin(least=floor)
        self.best = self._search.best

    def go_on(self, until: int) -> None:
        """Make the programme better, and try to prove that it is the best."""
        work = self.table.rows.work
        limit, work.limit = work.limit, until
        try:
            self._go_on(until)
        finally:
            work.limit = limit

    def _go_on(self, until: int) -> None:
        work = self.table.rows.work
        if self.is_impossible or not self.alone:
            return
        if self._search is not None:
            with suppress(WorkSpent):
                self._search.run(work.done + (until - work.done) * SEARCH_SHARE // 100)
            self.best = self._search.best
        if self.worth >= self.bound:
            return
        proof = Splitting(self.table, best=self.best, most=self.bound, floor=self.floor)
        with suppress(WorkSpent):
            proof.run()
        self.best, self.bound = proof.best, max(0, min(self.bound, proof.bound))
        self.is_impossible = proof.is_impossible

    def answer(self) -> Answer:
        """What is known, with the groups brought together where that costs nothing."""
        best = self.best
        if best is not None:
            self.table.rows.work.open_reserve()
            best = shared(self.table, best)
        return Answer(
            slots=self.table.slots,
            programme=best,
            bound=self.bound,
            is_impossible=self.is_impossible,
            alone=self.alone,
        )
