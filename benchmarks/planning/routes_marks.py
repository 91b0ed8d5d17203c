"""Marks A1, A2 and A3: the search over routes beside PyVRP, and on trips beside a local search too.

Run with ``python -m benchmarks.planning.routes_marks --mark A1 --data FOLDER``. The folder has the
instances and best_known.csv; without it, `OPTW_DATA` names it. On each instance ours and PyVRP
take turns in going first; both get the same seconds of one thread.
"""

import os
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from benchmarks.planning.optw import make_compiled, searched
from benchmarks.planning.optw_instances import read_best_known, read_instance
from benchmarks.planning.routes_ils import ils_score
from benchmarks.planning.routes_judge import judged
from benchmarks.planning.routes_pyvrp import pyvrp_score
from benchmarks.planning.routes_trips import trip
from benchmarks.planning.table import Row, shown
from visits.planning.routing.terrain import Terrain

GOALS = {"A1": (0.975, 0.997), "A2": (0.975, 0.995), "A3": (1.0, 1.035)}
TRIPS = 8
TRIP_DAYS = (2, 3, 4)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was found on one instance, as shares of what it is measured against."""

    family: str
    ours: float
    other: float


def rows(mark: str = "A1", *, data: Path | None = None, seconds: float = 1.0) -> list[Row]:
    """One line for all instances of a mark and one for each family."""
    make_compiled()
    if mark == "A3":
        found = list(_trips(seconds))
        other = "PyVRP; both as shares of the better of PyVRP and an iterated local search"
    else:
        folder = data or Path(os.environ.get("OPTW_DATA", "no folder"))
        found = list(_instances(folder, (1,) if mark == "A1" else (2, 3, 4), seconds))
        other = "PyVRP; both as shares of the best known"
    if not found:
        print(f"{mark}: no instances. OPTW_DATA names the folder with them.", file=sys.stderr)
        return []
    families = sorted({each.family for each in found})
    groups = [("all", found)] + [
        (family, [each for each in found if each.family == family]) for family in families
    ]
    return [_row(mark, f"{name}, {seconds:g} s; the other: {other}", some) for name, some in groups]


def _row(mark: str, what: str, found: list[Found]) -> Row:
    ours, other = mean(each.ours for each in found), mean(each.other for each in found)
    least, most = min(each.ours for each in found), max(each.ours for each in found)
    goal, moonshot = GOALS[mark]
    return Row(
        mark=mark,
        what=f"{len(found)} instances: {what}",
        ours=ours,
        other=other,
        ratio=ours / other,
        spread=f"{least:.3f} - {most:.3f}",
        goal=goal,
        moonshot=moonshot,
    )


def _instances(folder: Path, counts: tuple[int, ...], seconds: float) -> Iterator[Found]:
    """Shares of the best known score, for each instance and number of routes in the table."""
    for (name, routes), best in sorted(read_best_known(folder / "best_known.csv").items()):
        path = folder / f"{name}.txt"
        if routes in counts and path.exists():
            terrain = read_instance(path).terrain(routes=routes)
            ours, other = _both(terrain, seconds, turn=sum(name.encode()))
            letters = re.sub(r"\d.*", "", name)
            yield Found(family=f"{letters} x {routes}", ours=ours / best, other=other / best)


def _both(terrain: Terrain, seconds: float, *, turn: int) -> tuple[int, int]:
    """The scores of ours and of PyVRP, the one or the other first."""

    def ours() -> int:
        search, _ = searched(terrain, seconds=seconds, seed=1)
        return judged(terrain, [[visit.candidate for visit in order] for order in search.best])

    def other() -> int:
        return pyvrp_score(terrain, seconds=seconds, seed=1)

    if turn % 2:
        return ours(), other()
    second = other()
    return ours(), second


def _trips(seconds: float) -> Iterator[Found]:
    """Shares of the best that any other method finds, on made-up trips."""
    for days in TRIP_DAYS:
        for seed in range(TRIPS):
            terrain = trip(seed, days=days)
            ours, other = _both(terrain, seconds, turn=seed)
            best = max(other, ils_score(terrain))
            yield Found(family=f"trips of {days} days", ours=ours / best, other=other / best)


def main() -> int:
    """Print the mark's table."""
    parser = ArgumentParser(prog="python -m benchmarks.planning.routes_marks")
    parser.add_argument("--mark", choices=sorted(GOALS), default="A1")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--seconds", type=float, default=1.0)
    given = parser.parse_args()
    print(shown(rows(given.mark, data=given.data, seconds=given.seconds)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
