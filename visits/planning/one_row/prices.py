"""What the rest of a day can still give, by the clock: themes have prices, and prices add up.

A theme's returns fall with every stop on it, so what a stop gives depends on the others. With a
price for each theme it does not: whatever a theme gives is at most its price for every stop that
shows it, and what its returns are above the price. So the best row of the day by prices alone is
a longest path by time, and bounds every programme. Any prices will do; good ones are looked for
by going against what the best row shows too often (subgradients). Geoffrion (1974), Lagrangean
Relaxation for Integer Programming.
"""

from collections.abc import Sequence
from typing import NamedTuple

from visits.planning.one_row.timetable import IMPOSSIBLE, Timetable
from visits.planning.worth import BITS, RETURNS, Counts, Worth


class Prices:
    """A price for each theme, in points; `stop` is what every stop costs, of those allowed.

    `marks` are prices of marks, paid to the stops that set them. A must is met once. A mark that
    any of several choices meets is met at least once, so its price is nothing or more; that of a
    critical host is met at most once, so its price is nothing or less.
    """

    def __init__(
        self, worth: Worth, themes: Sequence[int], *, stop: int, marks: dict[int, int]
    ) -> None:
        self.worth = worth
        self.themes = tuple(themes)
        self.stop = stop
        self.marks = marks
        self._above: dict[Counts, int] = {}

    def of(self, shown: Counts, meets: int) -> int:
        """The price of a stop."""
        total = -self.stop
        for place, price in enumerate(self.themes):
            if shown >> BITS * place & 1:
                total += price
        for mark, price in self.marks.items():
            if meets & mark:
                total += price
        return total

    def above(self, counts: Counts, marks: int, stops: int) -> int:
        """What there is besides the prices of further stops, at most `stops` of them.

        The worth so far, what is left of the returns above the prices, what the stops cost, less
        what is paid for the marks that are not set yet.
        """
        above = self._above.get(counts)
        if above is None:
            above = self._above[counts] = self.worth.score(counts) + sum(
                max(0, points * each - price)
                for place, (points, price) in enumerate(
                    zip(self.worth.points, self.themes, strict=True)
                )
                for each in RETURNS[counts >> BITS * place & 7 :]
            )
        missing = sum(price for mark, price in self.marks.items() if not marks & mark)
        return above + self.stop * stops - missing


class Next(NamedTuple):
    """A kind and the minute at which it starts."""

    kind: int
    starts: int


NOTHING = Next(-1, 0)


class Outlook:
    """The best that one day can still give by these prices, after any stop."""

    def __init__(self, timetable: Timetable, prices: Prices) -> None:
        self.timetable = timetable
        self.growth = timetable.growth
        self.prices = prices
        self.pays = [prices.of(kind.shown, kind.meets) for kind in self.growth.kinds]
        slots, rows = timetable.slots + 1, timetable.rows
        self._gives = [[IMPOSSIBLE] * slots for _ in rows]
        self._next = [[NOTHING] * slots for _ in rows]
        self._known: dict[tuple[int, int, bool], int] = {}
        self._by_tail: dict[int, int] = {}
        self._fill()

    def after_tail(self, tail: int, ends: int, *, is_fed: bool) -> int:
        """The most that stops can give after a label's last one, IMPOSSIBLE without lunch."""
        town = self._by_tail.get(tail)
        if town is None:
            place = self.timetable.passage.tails[tail].place
            town = self._by_tail[tail] = self.timetable.town(place)
        return self.after(town, ends, is_fed=is_fed)

    def _fill(self) -> None:
        """Work out the best stop from each slot on, the last slot first."""
        timetable, pay_of = self.timetable, self.pays.__getitem__
        for slot in range(timetable.slots - 1, -1, -1):
            for gives, following in zip(self._gives, self._next, strict=True):
                gives[slot], following[slot] = gives[slot + 1], following[slot + 1]
            for at, ends, kinds in timetable.starting[slot]:
                best = max(kinds, key=pay_of)
                for town, is_fed, row in timetable.targets[at]:
                    most = self.pays[best] + self.after(town, ends, is_fed=is_fed)
                    if most > self._gives[row][slot]:
                        self._gives[row][slot] = most
                        self._next[row][slot] = Next(best, slot * timetable.step)

    def after(self, town: int, ends: int, *, is_fed: bool) -> int:
        """The most that stops can give from a town on, after one that ends then."""
        key = (town, ends, is_fed)
        most = self._known.get(key)
        if most is None:
            gives, (most, following) = self._gives, self.timetable.reach(town, ends, is_fed=is_fed)
            for row, slot in following:
                most = max(most, gives[row][slot])
            self._known[key] = most
        return most

    def dawn(self) -> int:
        """The most that the whole day can give; nothing where it is not used."""
        timetable = self.timetable
        return max(0, self.after(0, timetable.opens, is_fed=timetable.lunch is None))

    def path(self) -> list[int]:
        """The kinds of the best row of the day."""
        timetable, kinds = self.timetable, list[int]()
        town, ends, is_fed = 0, timetable.opens, timetable.lunch is None
        while True:
            at_last, following = timetable.reach(town, ends, is_fed=is_fed)
            most, row, slot = max(
                ((self._gives[row][slot], row, slot) for row, slot in following),
                default=(IMPOSSIBLE, 0, 0),
            )
            if most <= max(0, at_last):
                return kinds
            kind, starts = self._next[row][slot]
            kinds.append(kind)
            is_fed, (_, town) = timetable.moves[row]
            ends = starts + self.growth.kinds[kind].way.minutes
