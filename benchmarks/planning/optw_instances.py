"""Instances of the orienteering problem with time windows, read from files of the public form.

The form: one line of numbers, of which the second and the third say how many routes would visit
all and how many points there are besides the start; one line that is not used; then a line a
point, the start first: number, x, y, service time, score, fields that are not used, opening,
closing.
"""

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from math import isqrt
from pathlib import Path

from visits.planning.routing.terrain import Candidate, Route, Terrain, Window

# Decimals of travel times: Cordeau's instances keep two, Solomon's one.
CORDEAU, SOLOMON = 2, 1


@dataclass(frozen=True, kw_only=True)
class Point:
    """A line of the file, each number as written."""

    x: Decimal
    y: Decimal
    lasts: Decimal
    score: Decimal
    opens: Decimal
    closes: Decimal


@dataclass(frozen=True, kw_only=True)
class Instance:
    """A file: its points with the start first, and how many decimals its times have."""

    name: str
    points: tuple[Point, ...]
    decimals: int

    def ticks(self, number: Decimal) -> int:
        """A time in whole units of the last decimal that counts."""
        return int(number.scaleb(self.decimals))

    def way(self, here: int, there: int) -> int:
        """The distance of two points in those units, truncated, without an error of rounding."""
        one, other = self.points[here], self.points[there]
        squares = (one.x - other.x) ** 2 + (one.y - other.y) ** 2
        return isqrt(int(squares.scaleb(2 * self.decimals)))

    def terrain(self, *, routes: int) -> Terrain:
        """The same as a Terrain: candidate v is point v + 1, and the start is the last place."""
        start, *others = self.points
        order = [*range(1, len(self.points)), 0]
        home = len(others)
        return Terrain(
            candidates=tuple(
                Candidate(
                    windows=((Window(first=self.ticks(each.opens), last=self.ticks(each.closes)),),)
                    * routes,
                    lasts=self.ticks(each.lasts),
                    worth=int(each.score),
                )
                for each in others
            ),
            routes=(
                Route(
                    opens=self.ticks(start.opens),
                    closes=self.ticks(start.closes),
                    start=home,
                    end=home,
                ),
            )
            * routes,
            travel=tuple(tuple(self.way(here, there) for there in order) for here in order),
        )

    def checked(self, routes: list[list[int]]) -> int:
        """The score of some routes of point numbers; refuses any that could not be gone.

        This looks at nothing but the points: windows, ways, each point once, back by closing.
        """
        visited = [point for route in routes for point in route]
        if len(set(visited)) != len(visited) or not set(visited) <= set(range(1, len(self.points))):
            raise ValueError("a point is visited twice, or is none")
        for route in routes:
            now, here = self.ticks(self.points[0].opens), 0
            for there in [*route, 0]:
                point = self.points[there]
                now = max(now + self.way(here, there), self.ticks(point.opens))
                if now > self.ticks(point.closes):
                    raise ValueError(f"point {there} is closed")
                now += self.ticks(point.lasts) if there else 0
                here = there
        return sum(int(self.points[point].score) for point in visited)


def read_instance(path: Path) -> Instance:
    """The instance in a file, whose name tells it from others."""
    rows = [line.split() for line in path.read_text().splitlines() if line.strip()]
    count = int(float(rows[0][2]))
    points = []
    # Where the line that is not used is missing, the points begin at once.
    first = 2 if len(rows) > count + 1 and len(rows[1]) < 7 else 1
    for row in rows[first : first + count + 1]:
        x, y, lasts, score = map(Decimal, row[1:5])
        opens, closes = map(Decimal, row[-2:])
        points.append(Point(x=x, y=y, lasts=lasts, score=score, opens=opens, closes=closes))
    name = path.stem.lower()
    return Instance(name=name, points=tuple(points), decimals=_decimals(name, points))


def _decimals(name: str, points: list[Point]) -> int:
    """Cordeau's files are called pr; where a name says nothing, only Solomon's points are whole."""
    if re.match(r"pr\d", name):
        return CORDEAU
    if re.match(r"(r|c|rc)\d{3}", name):
        return SOLOMON
    is_whole = all(each.x == int(each.x) and each.y == int(each.y) for each in points)
    return SOLOMON if is_whole else CORDEAU


def read_best_known(path: Path) -> dict[tuple[str, int], int]:
    """The best known score by instance and number of routes; empty where there is no table."""
    if not path.exists():
        return {}
    with path.open(newline="") as lines:
        return {
            (row["instance"].lower(), int(row["m"])): int(float(row["bks"]))
            for row in csv.DictReader(lines)
        }
