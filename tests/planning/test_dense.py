"""Routes thin the choices where the exact search is not done in time."""

from dataclasses import replace

import pytest

from benchmarks.planning.instances import on_site
from visits.planning import row
from visits.planning.check import check
from visits.planning.one_row.board import Board
from visits.planning.one_row.dense import thinned
from visits.planning.plan import Outcome
from visits.planning.row import solve_row
from visits.planning.usable import split_usable

PROBLEM = on_site(40, 2, days=3)
LIMIT = 150


def test_routes_lead_to_better_programmes_than_the_spent_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problems = [on_site(40, seed, days=3) for seed in (2, 3)]
    plans = [solve_row(problem, limit=LIMIT) for problem in problems]
    monkeypatch.setattr(row, "thinned", lambda *_, **__: None)
    scores = [solve_row(problem, limit=LIMIT).score for problem in problems]

    assert [check(*pair) for pair in zip(problems, plans, strict=True)] == [()] * 2
    assert all(plan.bound >= plan.score >= score for plan, score in zip(plans, scores, strict=True))
    assert sum(plan.score for plan in plans) > sum(scores)


def test_thinned_problem_has_the_stops_and_the_musts() -> None:
    stops = solve_row(PROBLEM, limit=LIMIT).stops[:2]
    must = next(
        choice.key for choice in PROBLEM.choices if choice.key not in {s.choice for s in stops}
    )
    wishes = replace(PROBLEM.wishes, musts=(*PROBLEM.wishes.musts, must))
    problem = replace(PROBLEM, wishes=wishes)
    usable, _ = split_usable(problem)

    thin = thinned(Board(problem, usable, limit=LIMIT), stops, steps=200)

    assert thin is not None
    keys = {choice.key for choice in thin.choices}
    assert {*(stop.choice for stop in stops), must} <= keys
    assert len(keys) < 30


def test_spent_search_stays_honest_about_what_it_knows() -> None:
    plan = solve_row(PROBLEM, limit=LIMIT)

    assert plan.outcome is (Outcome.PROVEN if plan.score == plan.bound else Outcome.FOUND)
