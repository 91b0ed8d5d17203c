"""Courses through the days: labels grown on one day and carried on to a later one."""

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from typing import NamedTuple

from visits.planning.one_row.days import Days
from visits.planning.one_row.expansion import Expansion
from visits.planning.one_row.labels import Label
from visits.planning.one_row.promise import NEVER

MOST_NEXT_DAYS = 3
# After so many programmes that are not accepted, others worth as much are not looked for.
MOST_REFUSALS = 10


class Course(NamedTuple):
    """A label, on the so-manieth day of its programme."""

    label: Label
    used: int


def _anything(_label: Label, _value: int) -> bool:
    return True


class Courses:
    """One search of the days; `best` is the best whole programme above the floor, or None.

    Programmes that are not accepted leave room for others that are worth as much; `refused` is
    the most that any of them is worth.
    """

    def __init__(
        self,
        days: Days,
        *,
        floor: int,
        is_choosing: bool,
        accepts: Callable[[Label, int], bool] = _anything,
    ) -> None:
        self.days = days
        self.board = days.board
        self.floor = floor
        self.is_choosing = is_choosing
        self.best: Label | None = None
        self.bound = floor
        self.refused = NEVER
        self._accepts = accepts
        self._refusals = 0
        self._needed = self.board.marks.needed
        self._expansions: dict[tuple[int, int], Expansion] = {}
        self._dawns: dict[tuple[int, int, int, int], int] = {}

    def best_first(self) -> None:
        """Search to the end; `bound` is what can still be found whenever it is stopped."""
        heap: list[tuple[int, int, int, Course]] = []
        serial = 0
        for course in self._dawns_of(None, 0):
            serial += 1
            heappush(heap, (-course.label.hope, 0, serial, course))
        while heap:
            hope, _, _, course = heappop(heap)
            self.bound = max(self.floor, self.refused, -hope)
            if -hope <= self.floor:
                break
            if not self._is_alive(course) or self._is_outdone(course):
                continue
            for more in self._after(course):
                serial += 1
                value = more.label.value(self.board.worth)
                heappush(heap, (-more.label.hope, -value, serial, more))
        self.bound = max(self.floor, self.refused)

    def beam(self, width: int) -> None:
        """Follow only the most promising courses, stop by stop: quick, but no proof."""
        courses = sorted(self._dawns_of(None, 0), key=lambda course: -course.label.hope)
        courses = courses[: max(width // 2, MOST_NEXT_DAYS)]
        while courses:
            grown = [
                more
                for course in courses
                if course.label.hope > self.floor
                for more in self._stop_later(course)
            ]
            ranked = sorted(grown, key=lambda course: self._rank(course.label))
            courses = ranked[:width]

    def _rank(self, label: Label) -> tuple[int, int, int, int]:
        """Of those that hope for as much, those first that have met most of what is needed."""
        met = (label.marks & self._needed).bit_count()
        return -label.hope, -met, -label.value(self.board.worth), label.ends

    def _stop_later(self, course: Course) -> Iterator[Course]:
        """The courses with one stop more, on the same day or on one of the next best ones."""
        dawns: list[Course] = []
        for more in self._after(course):
            if more.label.kind is None:
                dawns.append(more)
            else:
                yield more
        dawns.sort(key=lambda dawn: -dawn.label.hope)
        for dawn in dawns[:MOST_NEXT_DAYS]:
            yield from self._after(dawn)

    def _after(self, course: Course) -> list[Course]:
        """The courses with a stop more, and those that wait for another day."""
        self.board.spend()
        label, used = course
        expansion = self._expansion(label.window, used)
        after: list[Course] = []
        for grown in expansion.grow(label, self.floor):
            after.append(Course(grown, used))
            if not self._needed & ~grown.marks and expansion.growth.is_whole(grown):
                self._consider(grown)
        can_go_on = label.kind is not None and used < self.days.most_days
        if can_go_on and expansion.growth.is_whole(label):
            after.extend(self._dawns_of(label, used))
        return after

    def _consider(self, label: Label) -> None:
        """Raise the floor by a whole programme; to just below it where it is not accepted."""
        value = label.value(self.board.worth)
        if value <= self.floor:
            return
        if self._accepts(label, value):
            self.floor, self.best = value, label
            return
        self._refusals += 1
        self.refused = value
        self.floor = value - 1 if self._refusals < MOST_REFUSALS else value

    def _dawns_of(self, before: Label | None, used: int) -> Iterator[Course]:
        """The days that can come next, as far as they can still lead to something better."""
        for number in self.days.numbers:
            if before is not None and number <= before.window:
                continue
            expansion = self._expansion(number, used + 1)
            dawn = self.days.dawn(number, expansion.goal, before)
            key = (number, used, dawn.counts, dawn.marks)
            if dawn.hope > self.floor and dawn.bonus > self._dawns.get(key, NEVER):
                self._dawns[key] = dawn.bonus
                yield Course(dawn, used + 1)

    def _expansion(self, number: int, used: int) -> Expansion:
        key = (number, used)
        if key not in self._expansions:
            goal = self.days.goal(number, used, is_choosing=self.is_choosing)
            self._expansions[key] = Expansion(self.days.growth(number), goal)
        return self._expansions[key]

    def _is_outdone(self, course: Course) -> bool:
        label = course.label
        return self._expansion(label.window, course.used).is_outdone(label)

    def _is_alive(self, course: Course) -> bool:
        label = course.label
        return label.kind is None or self._expansion(label.window, course.used).is_alive(label)
