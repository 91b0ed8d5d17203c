"""Whatever the problem: every plan is sound, and trying everything finds nothing better."""

from random import Random

import pytest

from tests.planning.cases import best_value, random_problem
from visits.planning.check import check
from visits.planning.plan import Outcome, Plan
from visits.planning.replan import Answered, narrowed, replan
from visits.planning.solve import can_be_met, solve

BATCHES = [range(first, first + 20) for first in range(0, 100, 20)]


def _value(plan: Plan) -> tuple[int, int, int] | None:
    return (plan.score, plan.stops_kept, plan.slots_kept) if plan.is_possible else None


@pytest.mark.parametrize("seeds", BATCHES, ids=str)
def test_solve_finds_what_trying_everything_finds(seeds: range) -> None:
    for seed in seeds:
        problem = random_problem(seed)

        plan = solve(problem)

        assert check(problem, plan) == ()
        assert (seed, _value(plan)) == (seed, best_value(problem))
        assert plan.outcome is (Outcome.PROVEN if plan.stops else Outcome.IMPOSSIBLE)
        assert can_be_met(problem) == plan.is_possible


@pytest.mark.parametrize("seeds", BATCHES, ids=str)
def test_replan_keeps_as_much_as_trying_everything_keeps(seeds: range) -> None:
    for seed in seeds:
        problem, random = random_problem(seed), Random(seed)
        current = solve(problem).stops
        if not current:
            continue
        keys = [stop.choice for stop in current]
        random.shuffle(keys)
        answered = Answered(gone=frozenset(keys[:1]), confirmed=frozenset(keys[1:2]))

        plan = replan(problem, current=current, answered=answered)

        left = narrowed(problem, current=current, answered=answered)
        assert check(left, plan) == ()
        assert (seed, _value(plan)) == (seed, best_value(left))
