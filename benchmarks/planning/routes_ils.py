"""The iterated local search for routes with windows, as a baseline in plain Python.

Vansteenwegen, Souffriau, Vanden Berghe and Van Oudheusden 2009, Iterated local search for the
team orienteering problem with time windows. It inserts by score squared over the time it takes,
and shakes by taking out more and more stops further and further along, until there have been
so many rounds without anything better. It takes as long as it needs.
"""

from itertools import pairwise

from benchmarks.planning.routes_judge import judged
from visits.planning.routing.terrain import Terrain

ROUNDS_WITHOUT_GAIN = 150
NEVER = 1 << 30


def ils_score(terrain: Terrain) -> int:
    """The worth of the routes that the iterated local search ends with, checked."""
    search = _Search(terrain)
    search.run()
    return judged(terrain, search.best)


class _Search:
    """The routes as they stand and the best ones, as rows of candidates."""

    def __init__(self, terrain: Terrain) -> None:
        self.terrain = terrain
        self.orders: list[list[int]] = [[] for _ in terrain.routes]
        self.absent = set(range(len(terrain.candidates)))
        self.best: list[list[int]] = [[] for _ in terrain.routes]
        self.best_score = -1

    def run(self) -> None:
        """Shakes and inserts until nothing better has come for long."""
        first, count, rounds = 0, 1, 0
        while rounds < ROUNDS_WITHOUT_GAIN:
            self._insert_all()
            score = sum(
                self.terrain.candidates[each].worth for order in self.orders for each in order
            )
            if score > self.best_score:
                self.best_score, self.best = score, [list(order) for order in self.orders]
                count, rounds = 1, 0
            else:
                rounds += 1
            shortest = max(1, min(map(len, self.orders)))
            self._shake(first, count)
            first, count = (first + count) % shortest, count + 1
            if count > max(1, len(self.terrain.candidates) // (3 * len(self.orders))):
                count = 1

    def _shake(self, first: int, count: int) -> None:
        """Takes some stops in a row out of each route, from its beginning again after its end."""
        for number, order in enumerate(self.orders):
            if order:
                gone = {(first + k) % len(order) for k in range(min(count, len(order)))}
                self.absent |= {order[place] for place in gone}
                left = [each for place, each in enumerate(order) if place not in gone]
                if self._early(number, left)[-1] == NEVER:
                    self.absent |= set(left)
                    left = []
                self.orders[number] = left

    def _insert_all(self) -> None:
        """Inserts the candidate with the best ratio, as long as one fits."""
        offers: dict[int, list[tuple[float, int, int]]] = {}
        changed = set(range(len(self.orders)))
        while True:
            for number in changed:
                offers[number] = self._offers(number)
            _, number, each, place = max(
                (
                    (ratio, -number, -each, place)
                    for number, row in offers.items()
                    for ratio, each, place in row
                    if each in self.absent
                ),
                default=(0.0, 0, 0, -1),
            )
            if place < 0:
                return
            self.orders[-number].insert(place, -each)
            self.absent.remove(-each)
            changed = {-number}

    def _offers(self, number: int) -> list[tuple[float, int, int]]:
        """The best place of each absent candidate on one route, with its ratio."""
        order = self.orders[number]
        early, late = self._early(number, order), self._late(number, order)
        found = []
        for each in sorted(self.absent):
            shift, place = min(
                (
                    self._shift(number, each, (early, late), place)
                    for place in range(len(order) + 1)
                ),
            )
            if shift < NEVER:
                found.append((self.terrain.candidates[each].worth ** 2 / (1 + shift), each, place))
        return found

    def _shift(
        self, number: int, each: int, times: tuple[list[int], list[int]], place: int
    ) -> tuple[int, int]:
        """How much later the next stop would be, NEVER where it would be too late."""
        early, late = times
        stops = [
            self.terrain.routes[number].start,
            *self.orders[number],
            self.terrain.routes[number].end,
        ]
        start = self._first(number, each, early[place] + self._way(stops[place], each))
        if start == NEVER:
            return NEVER, place
        arrival = start + self._way(each, stops[place + 1])
        if arrival > late[place + 1]:
            return NEVER, place
        return max(0, arrival - early[place + 1]), place

    def _early(self, number: int, order: list[int]) -> list[int]:
        """The earliest start of each stop, those of start and end included."""
        route = self.terrain.routes[number]
        times = [route.opens]
        for here, there in pairwise((route.start, *order, None)):
            if there is None:
                arrival = times[-1] + self._way(here, route.end)
                times.append(arrival if arrival <= route.closes else NEVER)
            else:
                times.append(self._first(number, there, times[-1] + self._way(here, there)))
        return times

    def _late(self, number: int, order: list[int]) -> list[int]:
        """The latest start of each stop that those after it allow."""
        route = self.terrain.routes[number]
        times, there = [route.closes], route.end
        for here in reversed(order):
            latest = times[0] - self._way(here, there)
            windows = self.terrain.candidates[here].windows[number]
            times.insert(0, max(min(latest, one.last) for one in windows if one.first <= latest))
            there = here
        return [route.opens, *times]

    def _first(self, number: int, each: int, now: int) -> int:
        windows = self.terrain.candidates[each].windows[number]
        return min((max(now, one.first) for one in windows if now <= one.last), default=NEVER)

    def _way(self, here: int | None, there: int | None) -> int:
        """From the start of one visit to the next place."""
        assert here is not None
        assert there is not None
        lasts = self.terrain.candidates[here].lasts if here < len(self.terrain.candidates) else 0
        return lasts + self.terrain.travel[here][there]
