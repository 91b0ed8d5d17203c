"""The days a row can be made of, as they are searched: alike ones share all their work."""

from collections.abc import Iterable

from visits.planning.one_row.board import Board
from visits.planning.one_row.expansion import Goal
from visits.planning.one_row.growth import Growth
from visits.planning.one_row.kinds import kinds_of
from visits.planning.one_row.labels import Label
from visits.planning.one_row.prices import Outlook, Prices
from visits.planning.one_row.promise import NEVER, WORTH_STEP, Promise, Sort, Special
from visits.planning.one_row.room import Left
from visits.planning.one_row.timetable import Timetable


class Days:
    """The days of a board for programmes of at most `most_days` days.

    `numbers` are the windows worth looking at: of days that are alike, as many as can be used.
    """

    def __init__(self, board: Board, *, most_days: int) -> None:
        self.board = board
        self.most_days = most_days
        alike: dict[object, list[int]] = {}
        for number, window in enumerate(board.windows):
            shape = (window.shape, board.standing(number))
            alike.setdefault(shape, []).append(number)
        # Where there are roads, prices by the clock say more than counting themes closely.
        self.is_on_road = any(way.place is not None for way in board.ways)
        self._first = {number: numbers[0] for numbers in alike.values() for number in numbers}
        self.prices: Prices | None = None
        self.is_quick = True
        self._specials: list[Special] = []
        self._loose = 0
        self._promises: dict[frozenset[Sort], Promise] = {}
        self.numbers = sorted(n for numbers in alike.values() for n in numbers[:most_days])
        self.refresh()

    def refresh(self) -> None:
        """Tell ways apart anew, after more hosts have become critical."""
        self._growths: dict[int, Growth] = {}
        for number in sorted({self._first[number] for number in self.numbers}):
            window = self.board.windows[number]
            kinds = kinds_of(self.board, window)
            needed = self.board.marks.needed
            self._growths[number] = Growth(self.board, window, kinds, needed=needed)
        self._last_slots = self._slots_by_mark()
        specials, loose = self.board.specials(), self.board.loose_bonus()
        if (specials, loose) != (self._specials, self._loose):
            self._specials, self._loose = specials, loose
            self._promises.clear()
        self.promise = self._promise(self._growths.values())
        self._outlooks: dict[int, Outlook] = {}
        self._timetables: dict[int, Timetable] = {}

    def _slots_by_mark(self) -> dict[int, tuple[int, int]]:
        """The last day and minute at which a choice with a mark stands now."""
        last: dict[int, tuple[int, int]] = {}
        for number in self.numbers:
            for starts, way in sorted(self.board.standing(number)):
                last[self.board.takes[way]] = (number, starts)
        return last

    def _promise(self, growths: Iterable[Growth]) -> Promise:
        """What can be promised of these days; days with the same sorts of stops share theirs."""
        needed = self.board.marks.needed
        sorts = frozenset(
            Sort(sort.shown, sort.meets & needed, sort.minutes, sort.takes)
            for growth in growths
            for sort in growth.room.sorts
        )
        if sorts not in self._promises:
            self._promises[sorts] = Promise(
                self.board.worth,
                self.board.marks.dues,
                sorts,
                specials=self._specials,
                loose=self._loose,
            )
            self._promises[sorts].is_quick = self.is_quick
        return self._promises[sorts]

    def growth(self, number: int) -> Growth:
        """The day to be searched."""
        return self._growths[self._first[number]]

    def look_closely(self) -> None:
        """Bound more tightly from now on, at more work for each bound."""
        self.is_quick = False
        for promise in self._promises.values():
            promise.is_quick = False

    def set_prices(self, prices: Prices) -> None:
        """Look ahead by these prices from now on."""
        self.prices = prices
        self._outlooks.clear()

    def outlook(self, number: int) -> Outlook | None:
        """What a day can give by the prices, None where there are none yet."""
        if self.prices is None:
            return None
        first = self._first[number]
        if first not in self._outlooks:
            self._outlooks[first] = self.look(first, self.prices)
        return self._outlooks[first]

    def look(self, number: int, prices: Prices) -> Outlook:
        """What a day can give by any prices."""
        first = self._first[number]
        if first not in self._timetables:
            self._timetables[first] = Timetable(self._growths[first])
        return Outlook(self._timetables[first], prices)

    def goal(self, number: int, used: int, *, is_choosing: bool) -> Goal:
        """What to look for on a day that is the `used`th of a programme."""
        late, standing = self._kept_until(number, is_last=used == self.most_days)
        if self.most_days == 1:
            promise = self._promise([self.growth(number)])
            return Goal(
                promise,
                is_choosing=is_choosing,
                outlook=self.outlook(number),
                late=late,
                standing=standing,
            )
        later = [other for other in self.numbers if other > number]
        elsewhere = 0
        for other in later if used < self.most_days else ():
            elsewhere |= self.growth(other).meets
        left = self._left(later, self.most_days - used)
        looks = [outlook.dawn() for outlook in map(self.outlook, later) if outlook is not None]
        most = sum(sorted(looks, reverse=True)[: self.most_days - used])
        return Goal(
            self.promise,
            left,
            elsewhere,
            is_choosing,
            self.outlook(number),
            most,
            late,
            standing,
        )

    def _kept_until(self, number: int, *, is_last: bool) -> tuple[int, tuple[tuple[int, int], ...]]:
        """The marks of what stands on days out of reach, and what stands on this one."""
        late, standing = 0, []
        for mark, (day, starts) in self._last_slots.items():
            if day == number:
                standing.append((starts, mark))
            elif day < number or is_last:
                late |= mark
        return late, tuple(standing)

    def _left(self, numbers: Iterable[int], days: int) -> Left:
        """The room on so many of these days, at most."""
        whole = [self.growth(number).room for number in numbers]
        stops = sorted((room.most_stops for room in whole), reverse=True)[:days]
        minutes = sorted((room.whole_day().minutes for room in whole), reverse=True)[:days]
        return Left(sum(stops), sum(minutes))

    def dawn(self, number: int, goal: Goal, before: Label | None = None) -> Label:
        """A day before its first stop, with what can become of it."""
        room = self.growth(number).room
        label = Label.at_dawn(number, self.board.passage.start, before)
        if self.board.marks.needed & ~label.marks & ~self.growth(number).meets & ~goal.elsewhere:
            return label._replace(hope=NEVER)
        stops, minutes = room.most_stops + goal.left.stops, room.whole_day().minutes
        hope = goal.hope.most(label.counts, label.marks, stops, minutes + goal.left.minutes)
        if hope == NEVER:
            return label._replace(hope=NEVER)
        extras = goal.hope.extras(label.marks, stops, goal.late)
        hope += extras
        if goal.outlook is not None:
            priced = goal.outlook.dawn() + goal.later
            priced += goal.outlook.prices.above(label.counts, label.marks, stops)
            worth = priced // self.board.worth.unit * self.board.worth.unit
            hope = min(hope, worth * WORTH_STEP + extras)
        return label._replace(hope=hope + label.bonus)
