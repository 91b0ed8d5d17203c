"""A12: whether every plan passes the checker, and agrees with trying every programme.

Run with ``python -m benchmarks.planning.sound --cases 1000``. Half of the cases are for a party
without groups, half for two or three groups; all rules occur, and about two in five have no
programme at all. Without groups a plan agrees when its worth, and what it keeps of the programme
in force, is the most there is. With groups it agrees when it is proven and has the most worth, or
when it is not proven and its bound is no lower than the most.
"""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence

from benchmarks.planning.table import Row, shown
from tests.planning.cases import random_groups, random_problem
from tests.planning.oracle import best_value, value_of, worth_of
from visits.planning.check import check
from visits.planning.plan import Outcome, Plan
from visits.planning.problem import Problem
from visits.planning.solve import solve

CASES = 1000
FIRST_SEED = 100_000


def verdict(problem: Problem, plan: Plan) -> str:
    """What is wrong with a plan, or how right it is."""
    if check(problem, plan):
        return "clash"
    best = best_value(problem)
    if best is None:
        return "impossible" if plan.outcome is Outcome.IMPOSSIBLE else "not seen as impossible"
    if not plan.stops:
        return "not found"
    if plan.score != worth_of(problem, plan.stops) or not plan.score <= best[0] <= plan.bound:
        return "wrong score or bound"
    if plan.score == best[0]:
        is_kept = bool(problem.party.tracks) or value_of(problem, plan) == best
        return "best" if is_kept else "keeps too little"
    return "wrongly proven" if plan.is_optimal else "below the best"


def agrees(problem: Problem, said: str) -> bool:
    """Whether a verdict is one that is allowed."""
    return said in ("best", "impossible", "below the best" if problem.party.tracks else "best")


def rows(mark: str = "A12", *, cases: int = CASES) -> list[Row]:
    """The row of the mark: how many cases pass and agree."""
    said: Counter[str] = Counter()
    right = 0
    for case in range(cases):
        seed = FIRST_SEED + case
        problem = random_groups(seed) if case % 2 else random_problem(seed)
        found = verdict(problem, solve(problem))
        said[found] += 1
        if agrees(problem, found):
            right += 1
        else:
            print(f"case {case} (seed {seed}): {found}", file=sys.stderr)
    counts = ", ".join(f"{count} {name}" for name, count in sorted(said.items()))
    return [
        Row(
            mark=mark,
            what=f"cases that pass the checker and agree with trying everything: {counts}",
            ours=right,
            other=cases,
            ratio=right / cases,
            goal=1.0,
            moonshot=1.0,
        )
    ]


def main(arguments: Sequence[str]) -> int:
    """Print the row; the exit code is 1 where a case fails."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    found = rows(cases=parser.parse_args(arguments).cases)
    print(shown(found))
    return 0 if found[0].ratio == 1 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
