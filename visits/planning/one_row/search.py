"""The best programme of a row: first a good one, then a proof that none is better, or a better one.

That a host is visited once is first let go of, except for hosts that are `critical`. Where all the
best programmes then visit one twice, those hosts become critical and the search is repeated: what
it finds is never worth less than the best programme, so once hosts can be told apart, it is that.
After Righini and Salani (2008), New Dynamic Programming Algorithms for the Resource Constrained
Elementary Shortest Path Problem (decremental state space relaxation).
"""

from contextlib import suppress

from visits.planning.one_row.board import Board, BudgetSpent
from visits.planning.one_row.course import Courses
from visits.planning.one_row.days import Days
from visits.planning.one_row.labels import Label, stops_of
from visits.planning.one_row.matching import Part, matched
from visits.planning.one_row.promise import NEVER, WORTH_STEP
from visits.planning.one_row.tuning import CLOSE, QUICK, Care, Tuning

WIDTH = 8
WIDER = (30, 100, 300)


class Search:
    """Finds the best programme of at most `most_days` days.

    `value` is that of the best one so far, in `parts`; none can have more than `bound`.
    """

    def __init__(self, board: Board, *, most_days: int) -> None:
        self.board = board
        self.parts: tuple[Part, ...] = ()
        self.value = NEVER if board.marks.needed else 0
        self._scarce: set[str] = set()
        board.make_critical(board.special_hosts())
        self.days = Days(board, most_days=min(most_days, max(1, len(board.windows))))
        self.bound = self._first_bound()

    def run(self) -> bool:
        """Search for a proof with half of the work that is left; whether it was found."""
        board = self.board
        limit = board.limit
        board.limit = board.work + (limit - board.work) // 2
        try:
            self._set_prices()
            self._beam(WIDTH)
            if self.value < self.bound:
                self._prove()
        except BudgetSpent:
            board.limit = limit
            with suppress(BudgetSpent):
                for width in WIDER:
                    self._beam(width)
            return bool(self.parts) and self.value >= self.bound
        finally:
            board.limit = limit
        self.bound = max(0, self.value)
        return True

    def _first_bound(self) -> int:
        """What the days can give, were every stop where it should be."""
        days = self.days
        hopes = [
            days.dawn(number, days.goal(number, 1, is_choosing=False)).hope
            for number in days.numbers
        ]
        return max([0, *hopes])

    def _beam(self, width: int) -> None:
        """Look for a better programme without a proof."""
        courses = Courses(self.days, floor=self.value, is_choosing=True)
        try:
            courses.beam(width)
        finally:
            if courses.best is not None:
                self.value, self.parts = courses.floor, _parts(courses.best)

    def _set_prices(self, care: Care = QUICK) -> None:
        """Find prices to look ahead by, from those that there are."""
        if self.days.most_days > 1 and self.bound > 0:
            prices = Tuning(self.days, self.days.prices).run(self.value // WORTH_STEP, care=care)
            if prices is not None:
                self.days.set_prices(prices)

    def _prove(self) -> None:
        """Search until no programme can be better than the best one."""
        if not self.days.is_on_road:
            self.days.look_closely()
            self._set_prices(CLOSE)
        while self.value < self.bound:
            courses = Courses(
                self.days, floor=self.value, is_choosing=False, accepts=self._is_taken
            )
            try:
                courses.best_first()
            finally:
                self.bound = min(self.bound, max(0, courses.bound))
            if self.value >= courses.refused:
                return
            self.board.make_critical(self._scarce)
            self.days.refresh()
            self._set_prices(CLOSE if not self.days.is_on_road else QUICK)

    def _is_taken(self, label: Label, value: int) -> bool:
        """Take a programme as the best, or note the hosts that it visits twice."""
        found = matched(self.board, label)
        if found.parts:
            self.value, self.parts = value, found.parts
        self._scarce |= found.scarce
        return bool(found.parts)


def _parts(label: Label) -> tuple[Part, ...]:
    """A programme whose hosts are chosen, day by day."""
    stops = stops_of(label)
    windows = sorted({stop.window for stop in stops})
    return tuple(
        Part(window, tuple((stop.way, stop.starts) for stop in stops if stop.window == window))
        for window in windows
    )
