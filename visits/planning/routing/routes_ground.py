"""A Terrain as flat rows of numbers, the form in which the search over routes runs fast.

Beside the candidates there are two anchors a route: where it begins and where it ends. They stand
in each route from the outset and never leave it. Candidates are numbered from 0, the anchors of
route r are `n + 2r` and `n + 2r + 1`.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from math import log
from operator import add

from visits.planning.routing.terrain import Terrain, Window
from visits.planning.worth import RETURNS

# So many of a candidate's nearest neighbours say how much time it takes.
NEIGHBOURS = 10
PHASES = 1024
LOG_UNIT = 256


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How the search goes about it; what is said `per mille` is a chance.

    It cools down over `cooling` steps, then begins anew from the best routes. The heat is a share
    of what a candidate is usually worth, `way_cost` what the whole of a route's time on the way
    costs, in such worths.
    """

    cooling: int = 20_000
    first_heat: float = 0.6
    last_heat: float = 0.1
    way_cost: float = 10.0
    skip: int = 50  # per mille: a candidate is left out of one filling
    ban: int = 100  # per mille: the same for one that was just taken out
    look_wide: int = 60  # per mille: a filling looks at all gaps of all routes
    blink: int = 10  # per mille: a place is overlooked
    longest_string: int = 8
    most_strays: int = 6
    strings: int = 30
    strays: int = 10
    forced: int = 40
    around: int = 20


class Ground:
    """Rows of numbers made from a Terrain.

    `width` is the length of a row of `go`: candidates, anchors, and one more for where the last
    row of windows ends. `room` is the space for one route. `go` is the time from the start of
    one visit to the next place, `before` and `after` the least of it to and from a candidate. The
    windows of v on route r are numbered from
    `window_at[r * width + v]` up to the next one's; `opens` and `closes` are v's first and last
    start there. `order` has the candidates by worth, by worth for the time they take, and mixed.
    """

    def __init__(self, terrain: Terrain, manner: Manner) -> None:
        self.terrain = terrain
        self.n = len(terrain.candidates)
        self.m = len(terrain.routes)
        self.width = self.n + 2 * self.m + 1
        self.room = self.n + 3
        candidates = terrain.candidates
        hosts = {
            host: number
            for number, host in enumerate(
                sorted({each.host for each in candidates if each.host is not None})
            )
        }
        self.hosts = _ints(-1 if each.host is None else hosts[each.host] for each in candidates)
        self.musts = _ints(number for number, each in enumerate(candidates) if each.is_must)
        self.most = _ints(
            self.n if each.most_stops is None else each.most_stops for each in terrain.routes
        )
        self.theme_at = _ints(accumulate((len(each.themes) for each in candidates), initial=0))
        self.themes = _ints(theme for each in candidates for theme in each.themes)
        self.theme_count = len(terrain.theme_points)
        self.returns = len(RETURNS)
        self.theme_gains = _longs(
            points * returned for points in terrain.theme_points for returned in RETURNS
        )
        self._make_travel()
        self._make_windows()
        self._make_worths()
        self._make_near()
        self._make_heat(manner)

    def _make_travel(self) -> None:
        """From each place to each other; an anchor that is nowhere is close to all."""
        table = self.terrain.travel
        nowhere = len(table)
        places = list(range(self.n))
        for route in self.terrain.routes:
            places += [nowhere if at is None else at for at in (route.start, route.end)]
        lasts = [each.lasts for each in self.terrain.candidates] + [0] * (2 * self.m)
        still = [0] * (nowhere + 1)
        rows = [[*row, 0] for row in table] + [still]
        columns = [*places, nowhere]
        ways = [
            [stay + rows[place][column] for column in columns]
            for stay, place in zip(lasts, places, strict=True)
        ]
        self.go = _ints(chain.from_iterable(ways))
        self.after = _ints(
            _least(row[:u] + row[u + 1 : -1]) for u, row in enumerate(ways[: self.n])
        )
        back = list(zip(*ways, strict=True))[: self.n]
        self.before = _ints(_least(row[:u] + row[u + 1 :]) for u, row in enumerate(back))

    def _make_windows(self) -> None:
        rows: list[tuple[Window, ...]] = []
        for number, route in enumerate(self.terrain.routes):
            rows += [each.windows[number] for each in self.terrain.candidates]
            anchor = (Window(first=route.opens, last=route.closes),)
            rows += [anchor if other // 2 == number else () for other in range(2 * self.m)]
            rows.append(())
        self.window_at = _ints(accumulate((len(row) for row in rows), initial=0))
        self.window_opens = _ints(window.first for row in rows for window in row)
        self.window_closes = _ints(window.last for row in rows for window in row)
        self.opens = _ints(row[0].first if row else 0 for row in rows)
        self.closes = _ints(row[-1].last if row else 0 for row in rows)

    def _make_worths(self) -> None:
        """A must is worth more than all that is no must together."""
        points = self.terrain.theme_points
        candidates = self.terrain.candidates
        themes = [sum(points[theme] for theme in each.themes) for each in candidates]
        self.bonus = 1 + sum(each.worth for each in candidates) + sum(points) * sum(RETURNS)
        self.worths = _longs(each.worth + self.bonus * each.is_must for each in candidates)
        # What a candidate is worth by itself; with themes the first of a kind is not usual.
        self.alone = [
            each.worth + theme * RETURNS[1] for each, theme in zip(candidates, themes, strict=True)
        ]
        self.usual_worth = max(1, sum(self.alone) // max(1, self.n))

    def _make_near(self) -> None:
        """The candidates by how near they are to each one, there and back, and their orders."""
        everyone = range(self.n)
        rows = [self.go[u * self.width : u * self.width + self.n].tolist() for u in everyone]
        near: list[int] = []
        takes: list[int] = []
        for row, column in zip(rows, zip(*rows, strict=True), strict=True):
            both = list(map(add, row, column))
            order = sorted(everyone, key=both.__getitem__)
            near += order
            takes.append(1 + sum(both[v] for v in order[:NEIGHBOURS]))
        self.near = _ints(near)
        self.order = _ints(
            (
                *sorted(everyone, key=lambda u: -self.alone[u]),
                *sorted(everyone, key=lambda u: -((self.alone[u] << 20) // takes[u])),
                *sorted(everyone, key=lambda u: (u * 48271 % 1009, u)),
            )
        )

    def _make_heat(self, manner: Manner) -> None:
        """The heat of each phase of the cooling, and what a loss is multiplied with.

        All are whole numbers, so that every machine accepts and refuses the same.
        """
        routes = self.terrain.routes
        longest = max((route.closes - route.opens for route in routes), default=0)
        self.unit = 1 << 16
        self.way_cost = round(manner.way_cost * self.unit * self.usual_worth / max(1, longest))
        cooled = manner.last_heat / manner.first_heat
        hottest = manner.first_heat * self.usual_worth * self.unit
        self.heat = _longs(round(hottest * cooled ** (k / PHASES)) for k in range(PHASES))
        self.logs = _ints(round(-LOG_UNIT * log((k + 0.5) / PHASES)) for k in range(PHASES))


def _least(numbers: Sequence[int]) -> int:
    return min(numbers, default=0)


def _ints(numbers: Iterable[int]) -> "array[int]":
    return array("i", numbers)


def _longs(numbers: Iterable[int]) -> "array[int]":
    return array("q", numbers)
