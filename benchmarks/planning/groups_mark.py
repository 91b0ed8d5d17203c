"""A7: five groups that share 100 hosts, ours within a second against CP-SAT's optimum.

Run with ``python -m benchmarks.planning.groups_mark``. Ours gets the largest work limit, raised
from a small one by quarters, that stays within the second; CP-SAT gets as long as it needs for its
proof, or until its limit, and then its bound stands for the optimum, so that ours looks worse than
it is.
Seconds are those of one processor, so that other work on the machine does not count.
"""

from dataclasses import dataclass
from statistics import mean, median
from time import process_time

from benchmarks.planning.groups import five_groups
from benchmarks.planning.table import Row, shown
from visits.planning.check import check
from visits.planning.plan import Outcome, Plan
from visits.planning.problem import Problem
from visits.planning.second_engine.search import Answer, ask
from visits.planning.solve import solve

SEEDS = range(1, 6)
HOSTS = 100
SECONDS = 1.0
FIRST_LIMIT = 1000
LAST_LIMIT = 4_000_000
OTHER_LIMIT = 240_000


@dataclass(frozen=True)
class Pair:
    """Our plan, how long it took, CP-SAT's answer, and how long that took."""

    plan: Plan
    seconds: float
    answer: Answer
    other_seconds: float

    @property
    def best(self) -> int:
        """CP-SAT's optimum, or its bound where it has no proof."""
        return self.answer.bound or 0

    @property
    def share(self) -> float:
        """Our score over the best."""
        return self.plan.score / self.best


def within_a_second(problem: Problem) -> tuple[Plan, float]:
    """The plan of the largest limit that took no more than a second, and its seconds."""
    best = Plan(outcome=Outcome.NOT_FOUND), 0.0
    limit = FIRST_LIMIT
    while limit <= LAST_LIMIT:
        started = process_time()
        plan = solve(problem, limit=limit)
        seconds = process_time() - started
        if seconds > SECONDS:
            break
        best = plan, seconds
        if plan.is_optimal:
            break
        limit = limit * 5 // 4
    return best


def pair(seed: int) -> Pair:
    """Both sides on one problem."""
    problem = five_groups(HOSTS, seed)
    started = process_time()
    answer = ask(problem, hint=(), seed=0, limit=OTHER_LIMIT)
    other_seconds = process_time() - started
    plan, seconds = within_a_second(problem)
    assert not check(problem, plan)
    return Pair(plan, seconds, answer, other_seconds)


def rows(mark: str = "A7") -> list[Row]:
    """The row of the mark: our mean share of the optimum."""
    pairs = [pair(seed) for seed in SEEDS]
    shares = [one.share for one in pairs]
    proven = sum(one.plan.is_optimal for one in pairs)
    other_proven = sum(one.answer.outcome is Outcome.PROVEN for one in pairs)
    what = (
        f"score in {SECONDS:.0f} s over CP-SAT's optimum, five groups, {HOSTS} hosts; "
        f"{proven} of {len(pairs)} proven by us, {other_proven} by CP-SAT "
        f"in {median(one.other_seconds for one in pairs):.1f} s"
    )
    return [
        Row(
            mark=mark,
            what=what,
            ours=mean(one.plan.score for one in pairs),
            other=mean(one.best for one in pairs),
            ratio=mean(shares),
            spread=f"{min(shares):.4f}-{max(shares):.4f}",
            goal=0.99,
            moonshot=1.0,
        )
    ]


if __name__ == "__main__":
    print(shown(rows()))
