"""The orienteering problem with time windows, solved with the product's own search over routes.

Run with ``python -m benchmarks.planning.optw FILE... --seconds 1 --seed 1 --routes 1``. Each
instance gives one line of JSON: instance, routes, score, best known and ratio where a table has
it, seconds, and the plan as numbers of points. The plan has been checked against the file by
itself. Seconds are those of one thread, without reading the file. The search is compiled first
where there is a C compiler.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter

from app.jobs.compiled import build
from benchmarks.planning.optw_instances import Instance, read_best_known, read_instance
from visits.planning.routes import RouteSearch
from visits.planning.routing.terrain import Terrain

# The clock is looked at so many times.
SLICES = 100
FIRST_STEPS = 20


def searched(terrain: Terrain, *, seconds: float, seed: int) -> tuple[RouteSearch, float]:
    """The search after so many seconds, and how many it really were.

    How many steps there will be is guessed from how many there have been.
    """
    started = perf_counter()
    search = RouteSearch(terrain, seed=seed)
    prepared = perf_counter() - started
    steps, passed = FIRST_STEPS, prepared
    while passed < seconds and terrain.candidates:
        search.improve(steps)
        passed = perf_counter() - started
        rate = search.steps / (passed - prepared)
        search.expect(round(rate * (seconds - prepared)))
        steps = max(1, round(rate * min(seconds / SLICES, seconds - passed)))
    return search, passed


def plan_of(search: RouteSearch) -> list[list[int]]:
    """The best routes as numbers of points, which begin with the start as 0."""
    return [[visit.candidate + 1 for visit in route] for route in search.best]


def measured(
    instance: Instance, *, routes: int, seconds: float, seed: int, best_known: int | None
) -> dict[str, object]:
    """One instance's line."""
    search, passed = searched(instance.terrain(routes=routes), seconds=seconds, seed=seed)
    plan = plan_of(search)
    score = instance.checked(plan)
    line: dict[str, object] = {"instance": instance.name, "routes": routes, "score": score}
    if best_known:
        line |= {"best_known": best_known, "ratio": round(score / best_known, 5)}
    return line | {"seconds": round(passed, 3), "seed": seed, "plan": plan}


def make_compiled() -> bool:
    """Whether the search runs compiled; compiles it first where that can be done."""
    is_compiled = build()
    print("compiled" if is_compiled else "not compiled: plain Python", file=sys.stderr)
    return is_compiled


def main() -> int:
    """Print a line for each file."""
    parser = ArgumentParser(prog="python -m benchmarks.planning.optw")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--routes", type=int, default=1)
    parser.add_argument("--table", type=Path, help="best known scores; else beside the file")
    given = parser.parse_args()
    make_compiled()
    for file in given.files:
        table = read_best_known(given.table or file.parent / "best_known.csv")
        instance = read_instance(file)
        line = measured(
            instance,
            routes=given.routes,
            seconds=given.seconds,
            seed=given.seed,
            best_known=table.get((instance.name, given.routes)),
        )
        print(json.dumps(line), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
