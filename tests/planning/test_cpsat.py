"""The other engine behind the seam: as good as trying everything, and never worse than a hint."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.planning.groups import five_groups
from tests.planning.cases import a_choice, a_problem, random_groups, random_problem
from tests.planning.oracle import best_value, value_of
from visits.catalogue import Theme
from visits.planning.check import check
from visits.planning.cpsat import HOW_TO_INSTALL, Question, solve_cpsat, solve_each
from visits.planning.plan import Outcome, Plan
from visits.planning.problem import Problem
from visits.planning.solve import solve

ROOT = Path(__file__).parents[2]
ROWS = [random_problem(seed) for seed in range(200, 240)]
GROUPS = [random_groups(seed) for seed in range(200, 240)]
SMALL = a_problem(a_choice("a"), a_choice("b", Theme.TALENT))


def _score(problem: Problem) -> int | None:
    best = best_value(problem)
    return None if best is None else best[0]


def test_cpsat_finds_what_trying_everything_finds() -> None:
    plans = solve_each([Question(problem=problem) for problem in ROWS])

    for problem, plan in zip(ROWS, plans, strict=True):
        assert check(problem, plan) == ()
        assert value_of(problem, plan) == best_value(problem)
        assert plan.outcome is (Outcome.PROVEN if plan.stops else Outcome.IMPOSSIBLE)
        assert plan.bound == plan.score


def test_cpsat_with_groups_finds_what_trying_everything_finds() -> None:
    plans = solve_each([Question(problem=problem) for problem in GROUPS])

    for problem, plan in zip(GROUPS, plans, strict=True):
        assert check(problem, plan) == ()
        assert (plan.score if plan.stops else None) == _score(problem)
        assert plan.outcome is (Outcome.PROVEN if plan.stops else Outcome.IMPOSSIBLE)
        assert sum(score for _, score in plan.track_scores) == plan.score


def test_engines_agree_where_trying_everything_takes_too_long() -> None:
    problems = [random_problem(seed, least=8, most=16) for seed in range(300, 330)]

    plans = solve_each([Question(problem=problem) for problem in problems])

    for problem, plan in zip(problems, plans, strict=True):
        own = solve(problem)
        assert check(problem, own) == check(problem, plan) == ()
        assert own.score <= plan.score <= own.bound
        if own.outcome is not Outcome.FOUND:
            assert (own.outcome, own.score) == (plan.outcome, plan.score)


def test_cpsat_gives_the_same_plan_again() -> None:
    problem = five_groups(10, 1)

    assert solve_cpsat(problem, seed=3) == solve_cpsat(problem, seed=3)


def test_cpsat_goes_on_from_a_hint_that_holds() -> None:
    best = replace(solve(SMALL), outcome=Outcome.FOUND, bound=10**6)
    poor = Plan(outcome=Outcome.FOUND, stops=best.stops[:1], score=4800, bound=10**6)
    clashing = replace(best, score=10**6)
    tight = replace(SMALL, wishes=replace(SMALL.wishes, most_stops=1))

    left, bettered, refused = solve_each(
        [
            Question(problem=SMALL, hint=best),
            Question(problem=SMALL, hint=poor),
            Question(problem=tight, hint=clashing),
        ]
    )

    assert (left.outcome, left.bound, left.stops) == (Outcome.PROVEN, left.score, best.stops)
    assert bettered.score == best.score == 8000
    assert (check(tight, refused), refused.score) == ((), 4800)


def test_cpsat_without_work_answers_with_the_hint() -> None:
    hint = replace(solve(SMALL), outcome=Outcome.FOUND, bound=10**6)

    plan = solve_cpsat(SMALL, hint=hint, limit=0)

    assert (plan.outcome, plan.stops, plan.score) == (Outcome.FOUND, hint.stops, hint.score)


def test_cpsat_that_overruns_is_ended_and_the_hint_is_the_answer() -> None:
    hint = replace(solve(SMALL), outcome=Outcome.FOUND)

    assert solve_cpsat(SMALL, hint=hint, patience=0.01).stops == hint.stops
    assert solve_cpsat(SMALL, patience=0.01).outcome is Outcome.NOT_FOUND


def test_cpsat_that_is_missing_says_how_to_install_it() -> None:
    script = """
from tests.planning.cases import a_choice, a_problem
from visits.errors import EngineMissing
from visits.planning.cpsat import solve_cpsat
try:
    solve_cpsat(a_problem(a_choice("a")))
except EngineMissing as missing:
    print(missing)
"""

    # Without its site packages Python has the standard library only.
    answer = subprocess.run(
        [sys.executable, "-S", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == HOW_TO_INSTALL
