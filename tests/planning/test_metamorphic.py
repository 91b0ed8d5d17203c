"""What must hold between the answers to two problems, whatever the answers are."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest

from tests.planning.cases import random_problem
from visits.errors import InvalidValue
from visits.planning.choice import Choice, PlannedStop
from visits.planning.plan import Outcome, Plan
from visits.planning.problem import Problem
from visits.planning.solve import solve
from visits.planning.wishes import Wishes
from visits.span import Span

SEEDS = range(400, 440)
WEEK = timedelta(days=7)


def _problem(seed: int) -> Problem:
    """A random problem that takes as many days as it may, so that musts do not change them."""
    problem = random_problem(seed)
    wishes = replace(problem.wishes, days=problem.wishes.most_days)
    return replace(problem, wishes=wishes, fixed=(), current=(), agreed=())


def _worth(plan: Plan) -> int:
    """What the best programme is worth, less than nothing where there is none."""
    assert plan.outcome in (Outcome.PROVEN, Outcome.IMPOSSIBLE)
    return plan.score if plan.is_possible else -1


def test_solve_is_never_worse_for_one_offer_more() -> None:
    for seed in SEEDS:
        problem = _problem(seed)
        wishes = replace(problem.wishes, musts=(), wished=())
        fewer = replace(problem, wishes=wishes, choices=problem.choices[:-1])

        plan = solve(replace(problem, wishes=wishes))

        assert (seed, _worth(plan)) >= (seed, _worth(solve(fewer)))


TIGHTENINGS: dict[str, Callable[[Problem], Problem]] = {
    "a shorter day": lambda problem: _wishing(
        problem, longest_day=max(15, problem.wishes.longest_day - 45)
    ),
    "fewer stops": lambda problem: _wishing(
        problem, most_stops=max(1, problem.wishes.most_stops - 1)
    ),
    "an earlier end": lambda problem: _wishing(
        problem,
        day_until=problem.wishes.day_until.replace(hour=problem.wishes.day_until.hour - 1),
    ),
    "no late start": lambda problem: _wishing(
        problem, latest_start=max(time(12), problem.wishes.day_from)
    ),
    "a theme that must be seen": lambda problem: _wishing(
        problem, must_themes=tuple(theme for theme, _ in problem.wishes.themes[:1])
    ),
    "less before the screen": lambda problem: _wishing(problem, most_screen=60),
    "more people": lambda problem: replace(
        problem, party=replace(problem.party, size=problem.party.size + 15)
    ),
    "less free time": lambda problem: replace(
        problem, choices=tuple(_less_free(choice) for choice in problem.choices)
    ),
}


def _wishing(problem: Problem, **wishes: object) -> Problem:
    return replace(problem, wishes=replace(problem.wishes, **wishes))  # type: ignore[arg-type]


def _less_free(choice: Choice) -> Choice:
    return replace(choice, free=tuple(span for span in choice.free if span.minutes < 150))


def _is_tighter(problem: Problem, tighter: Problem) -> bool:
    """Whether the change asked for less or as much, and nothing else."""
    wishes, after = problem.wishes, tighter.wishes
    screen = wishes.most_screen or 1440
    latest = wishes.latest_start or time(23, 59)
    return (
        (after.most_screen or 1440) <= screen
        and (after.latest_start or time(23, 59)) <= latest
        and {*wishes.must_themes} <= {*after.must_themes}
        and not {*after.must_themes} & {*after.no_themes}
    )


@pytest.mark.parametrize("name", TIGHTENINGS)
def test_solve_is_never_better_for_a_tighter_wish(name: str) -> None:
    compared = 0
    for seed in SEEDS:
        problem = _problem(seed)
        try:
            tighter = TIGHTENINGS[name](problem)
        except InvalidValue:
            continue
        if not _is_tighter(problem, tighter):
            continue
        compared += 1

        plan = solve(tighter)

        assert (seed, _worth(plan)) <= (seed, _worth(solve(problem)))
    assert compared > len(SEEDS) // 4


def test_solve_does_not_care_for_names() -> None:
    for seed in SEEDS:
        problem = random_problem(seed)

        plan, renamed = solve(problem), solve(_renamed(problem))

        assert (seed, renamed.stops) == (seed, tuple(_renamed_stop(stop) for stop in plan.stops))
        assert (renamed.score, renamed.outcome) == (plan.score, plan.outcome)


def _renamed(problem: Problem) -> Problem:
    wishes = problem.wishes
    return replace(
        problem,
        wishes=replace(
            wishes,
            musts=_new(wishes.musts),
            must_nots=_new(wishes.must_nots),
            must_hosts=_new(wishes.must_hosts),
            no_hosts=_new(wishes.no_hosts),
            wished=tuple((_new((key,))[0], weight) for key, weight in wishes.wished),
        ),
        choices=tuple(_renamed_choice(choice) for choice in problem.choices),
        fixed=tuple(_renamed_stop(stop) for stop in problem.fixed),
        current=tuple(_renamed_stop(stop) for stop in problem.current),
        agreed=_new(problem.agreed),
        avoided_hosts=_new(problem.avoided_hosts),
    )


def _new(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"new-{name}" for name in names)


def _renamed_choice(choice: Choice) -> Choice:
    others = (
        replace(other, contact=f"new-{other.contact}", company=_new(other.company))
        for other in choice.others
    )
    return replace(
        choice,
        key=f"new-{choice.key}",
        host=f"new-{choice.host}",
        contact=f"new-{choice.contact}",
        company=_new(choice.company),
        others=tuple(others),
    )


def _renamed_stop(stop: PlannedStop) -> PlannedStop:
    return replace(
        stop,
        choice=f"new-{stop.choice}",
        contact=f"new-{stop.contact}",
        company=_new(stop.company),
    )


def test_solve_moves_with_the_calendar() -> None:
    for seed in SEEDS:
        problem = random_problem(seed)

        plan, later = solve(problem), solve(_a_week_later(problem))

        assert (seed, later.stops) == (seed, tuple(_stop_later(stop) for stop in plan.stops))
        assert (later.score, later.outcome) == (plan.score, plan.outcome)


def _a_week_later(problem: Problem) -> Problem:
    wishes: Wishes = problem.wishes
    return replace(
        problem,
        wishes=replace(
            wishes, earliest_on=wishes.earliest_on + WEEK, latest_on=wishes.latest_on + WEEK
        ),
        choices=tuple(_choice_later(choice) for choice in problem.choices),
        fixed=tuple(_stop_later(stop) for stop in problem.fixed),
        current=tuple(_stop_later(stop) for stop in problem.current),
    )


def _choice_later(choice: Choice) -> Choice:
    others = (
        replace(other, free=tuple(_later(span) for span in other.free)) for other in choice.others
    )
    free = tuple(_later(span) for span in choice.free)
    return replace(choice, free=free, others=tuple(others))


def _stop_later(stop: PlannedStop) -> PlannedStop:
    return replace(stop, span=_later(stop.span))


def _later(span: Span) -> Span:
    return Span(span.starts_at + WEEK, span.ends_at + WEEK)
