"""Whatever the problem: every plan is sound, and trying everything finds nothing better."""

from random import Random

import pytest

from tests.planning.cases import random_groups, random_problem
from tests.planning.oracle import best_value, value_of, worth_of
from visits.planning.check import check
from visits.planning.plan import Outcome, Plan
from visits.planning.problem import Problem
from visits.planning.replan import Answered, narrowed, on_days_of, replan
from visits.planning.solve import can_be_met, solve

BATCHES = [range(first, first + 20) for first in range(0, 160, 20)]


@pytest.mark.parametrize("seeds", BATCHES, ids=str)
def test_solve_finds_what_trying_everything_finds(seeds: range) -> None:
    for seed in seeds:
        problem = random_problem(seed)

        plan = solve(problem)

        assert (seed, check(problem, plan)) == (seed, ())
        assert (seed, value_of(problem, plan)) == (seed, best_value(problem))
        assert plan.outcome is (Outcome.PROVEN if plan.stops else Outcome.IMPOSSIBLE)
        assert can_be_met(problem) == plan.is_possible


@pytest.mark.parametrize("seeds", BATCHES, ids=str)
def test_solve_with_groups_promises_no_more_than_trying_everything_finds(seeds: range) -> None:
    for seed in seeds:
        problem = random_groups(seed)

        plan = solve(problem)

        assert (seed, check(problem, plan)) == (seed, ())
        assert plan.score == sum(score for _, score in plan.track_scores)
        assert plan.score == worth_of(problem, plan.stops)
        _agrees(seed, problem, plan)


def _agrees(seed: int, problem: Problem, plan: Plan) -> None:
    """What is said to be proven is so, and nothing promised is too little or too much."""
    best = best_value(problem)
    if best is None:
        assert plan.outcome in (Outcome.IMPOSSIBLE, Outcome.NOT_FOUND), seed
        assert plan.stops == ()
        return
    assert (seed, plan.outcome) in ((seed, Outcome.PROVEN), (seed, Outcome.FOUND))
    assert plan.score <= best[0] <= plan.bound, seed
    if plan.outcome is Outcome.PROVEN:
        assert (seed, plan.score) == (seed, best[0])


@pytest.mark.parametrize("seeds", BATCHES, ids=str)
def test_replan_keeps_as_much_as_trying_everything_keeps(seeds: range) -> None:
    for seed in seeds:
        problem, random = random_problem(seed), Random(seed)
        current = solve(problem).stops
        if not current:
            continue
        keys = [stop.choice for stop in current]
        random.shuffle(keys)
        answered = Answered(
            gone=frozenset(keys[:1]),
            confirmed=frozenset(keys[1:2]),
            pinned=frozenset(keys[2:3]),
        )

        plan = replan(problem, current=current, answered=answered)

        left = narrowed(problem, current=current, answered=answered)
        best = best_value(on_days_of(left, current)) or best_value(left)
        assert check(left, plan) == ()
        assert (seed, value_of(left, plan)) == (seed, best)
