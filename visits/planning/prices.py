"""What the rest of a day can still give, by the clock: themes have prices, and prices add up.

A theme's returns fall with every stop on it, so what a stop gives depends on the others. With a
price for each theme it does not: whatever a theme gives is at most its price for every stop that
shows it, and what its returns are above the price. So the best row of the day by prices alone is
a longest path by time, and bounds every programme. Any prices will do; good ones are looked for
by going against what the best row shows too often (subgradients). Geoffrion (1974), Lagrangean
Relaxation for Integer Programming.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from visits.planning.growth import Growth
from visits.planning.worth import BITS, RETURNS, Counts, Worth

IMPOSSIBLE = -(1 << 50)


class Prices:
    """A price for each theme, in points; `stop` is what every stop costs, of those allowed.

    `marks` are prices of the marks that are needed: paid to the stops that meet them.
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
        what is paid at least for the marks that are not met yet.
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
    """The best stop from some minute on: what it and all after it give, its kind, its start."""

    gives: int
    kind: int
    starts: int


NOTHING = Next(IMPOSSIBLE, -1, 0)
# Where the next stop is, ONLINE or the number of a place, and where the party is after it.
ONLINE = -1
Move = tuple[int, int]


class Outlook:
    """The best that one day can still give by these prices, after any stop."""

    def __init__(self, growth: Growth, prices: Prices) -> None:
        self.growth = growth
        self.passage = growth.board.passage
        self.step = growth.window.step
        self.gap = growth.room.gap
        self.lunch = growth.window.bounds.lunch
        self.prices = prices
        self.pays = [prices.of(kind.shown, kind.meets) for kind in growth.kinds]
        home = self.passage.tails[self.passage.start].place
        here = [kind.way.place for kind in growth.kinds if kind.way.place is not None]
        self.places = list(dict.fromkeys([home, *here]))
        numbers = {place: number for number, place in enumerate(self.places)}
        self._at = [
            ONLINE if kind.way.place is None else numbers[kind.way.place] for kind in growth.kinds
        ]
        self.slots = growth.room.last_end // self.step + 2
        moves = [(place, place) for place in range(len(self.places))]
        if ONLINE in self._at:
            moves += [(ONLINE, place) for place in range(len(self.places))]
        self._next: dict[tuple[bool, Move], list[Next]] = {
            (is_fed, move): [NOTHING] * (self.slots + 1)
            for is_fed in (False, True)
            for move in moves
        }
        self._roads = [self._roads_from(place) for place in range(len(self.places))]
        self._known: dict[tuple[bool, int, int], int] = {}
        self._by_tail: dict[int, int] = {}
        self._fill()

    def _roads_from(self, place: int) -> list[tuple[Move, int]]:
        """The moves from a place, with the minutes of road there at least."""
        roads: list[tuple[Move, int]] = [((ONLINE, place), 0)] if ONLINE in self._at else []
        # Between stops that are fixed no time for the road is asked for.
        is_lifted = any(kind.way.fixed is not None for kind in self.growth.kinds)
        here = self.places[place]
        for number, there in enumerate(self.places):
            road = 0 if here is None or there is None else self.passage.road(here, there)
            if road is not None and number in self._at:
                roads.append(((number, number), 0 if is_lifted else road))
        return roads

    def after_tail(self, tail: int, ends: int, *, is_fed: bool) -> int:
        """The most that stops can give after a label's last one, IMPOSSIBLE without lunch."""
        place = self._by_tail.get(tail)
        if place is None:
            there = self.passage.tails[tail].place
            place = self._by_tail[tail] = self.places.index(there)
        return self.after(place, ends, is_fed=is_fed)

    def _fill(self) -> None:
        """Work out the best stop from each slot on, the last slot first."""
        starting: list[list[int]] = [[] for _ in range(self.slots)]
        for number, starts in enumerate(self.growth.starts):
            for minute in starts:
                starting[minute // self.step].append(number)
        for slot in range(self.slots - 1, -1, -1):
            for row in self._next.values():
                row[slot] = row[slot + 1]
            for number in starting[slot]:
                at = self._at[number]
                ends = slot * self.step + self.growth.kinds[number].way.minutes
                for after in range(len(self.places)) if at == ONLINE else (at,):
                    for is_fed in (True,) if self.lunch is None else (False, True):
                        gives = self.pays[number] + self.after(after, ends, is_fed=is_fed)
                        row = self._next[(is_fed, (at, after))]
                        if gives > row[slot].gives:
                            row[slot] = Next(gives, number, slot * self.step)

    def after(self, place: int, ends: int, *, is_fed: bool) -> int:
        """The most that stops can give from a place on, after one that ends then."""
        key = (is_fed, place, ends)
        most = self._known.get(key)
        if most is None:
            ready = [best.gives for _, best in self._following(place, ends, is_fed=is_fed)]
            most = self._known[key] = max([self._at_last(ends, is_fed=is_fed), *ready])
        return most

    def _at_last(self, ends: int, *, is_fed: bool) -> int:
        """What it gives to end the day here."""
        lunch = self.lunch
        if is_fed or lunch is None or max(ends, lunch.opens) + lunch.minutes <= lunch.closes:
            return 0
        return IMPOSSIBLE

    def _following(self, place: int, ends: int, *, is_fed: bool) -> Iterator[tuple[bool, Next]]:
        """The best stops that can come next, with whether lunch is behind by then."""
        lunch = self.lunch
        for move, road in self._roads[place]:
            ready = ends + max(self.gap, road)
            yield is_fed, self._next[(is_fed, move)][self._slot(ready)]
            if not is_fed and lunch is not None:
                eaten = max(ends + road, ends, lunch.opens) + lunch.minutes
                if max(ends, lunch.opens) + lunch.minutes <= lunch.closes:
                    yield True, self._next[(True, move)][self._slot(max(ready, eaten))]

    def _slot(self, minute: int) -> int:
        return min(self.slots, max(0, -(-minute // self.step)))

    def dawn(self) -> int:
        """The most that the whole day can give; nothing where it is not used."""
        return max(0, self.after(0, self._opens, is_fed=self.lunch is None))

    @property
    def _opens(self) -> int:
        """A minute from which every first stop can be reached, with or without a road."""
        bounds = self.growth.window.bounds
        lunch = bounds.lunch.opens if bounds.lunch else bounds.opens
        return min(0, bounds.opens, lunch, self.growth.room.first_start) - self.gap

    def path(self) -> list[int]:
        """The kinds of the best row of the day."""
        kinds: list[int] = []
        place, ends, is_fed = 0, self._opens, self.lunch is None
        while True:
            best = max(
                self._following(place, ends, is_fed=is_fed),
                key=lambda found: found[1].gives,
                default=(is_fed, NOTHING),
            )
            if best[1].gives <= max(0, self._at_last(ends, is_fed=is_fed)):
                return kinds
            is_fed, found = best
            kinds.append(found.kind)
            at = self._at[found.kind]
            place = place if at == ONLINE else at
            ends = found.starts + self.growth.kinds[found.kind].way.minutes
