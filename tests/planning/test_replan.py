from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from benchmarks.compose import reference
from tests.planning.cases import MONDAY, a_choice, a_problem, a_stop, span, times
from visits.catalogue import Format, Theme
from visits.planning.check import check
from visits.planning.plan import LeftOut, LeftOutKind, Reason, ReasonKind
from visits.planning.replan import Answered, narrowed, replan
from visits.planning.solve import solve

TUESDAY = MONDAY + timedelta(days=1)


def test_replan_replaces_what_is_gone_and_moves_nothing_else() -> None:
    problem = reference()
    current = solve(problem).stops
    gone = current[0].choice

    plan = replan(problem, current=current, answered=Answered(gone=frozenset({gone})))

    assert plan.stops_kept == plan.slots_kept == len(current) - 1
    assert set(current[1:]) <= set(plan.stops)
    assert LeftOut(gone, LeftOutKind.GONE) in plan.left_out
    assert plan.reason == Reason(kind=ReasonKind.KEEPS_MOST, amount=len(current) - 1)


def test_replan_loses_no_worth_by_keeping_stops() -> None:
    problem = reference()
    current = solve(problem).stops

    for stop in current:
        answered = Answered(gone=frozenset({stop.choice}))
        plan = replan(problem, current=current, answered=answered)
        left = narrowed(problem, current=current, answered=answered)
        assert plan.score == solve(replace(left, current=())).score


def test_replan_moves_a_stop_to_the_time_its_host_proposed() -> None:
    first, second = a_choice("a"), a_choice("b", Theme.TALENT)
    problem = a_problem(first, second)
    current = (a_stop(first, "09:00"), a_stop(second, "10:00"))
    answered = Answered(proposed={"b": (span("10:30-11:15"),)})

    plan = replan(problem, current=current, answered=answered)

    assert times(plan) == [("a", "09:00"), ("b", "10:30")]
    assert (plan.stops_kept, plan.slots_kept) == (2, 1)


def test_replan_never_moves_a_confirmed_stop() -> None:
    first, second = a_choice("a"), a_choice("b", Theme.TALENT)
    problem = a_problem(first, second, a_choice("c", Theme.TALENT))
    current = (a_stop(first, "13:00"), a_stop(second, "14:00"))
    answered = Answered(gone=frozenset({"b"}), confirmed=frozenset({"a"}))

    plan = replan(problem, current=current, answered=answered)

    assert current[0] in plan.stops
    assert {stop.choice for stop in plan.stops} == {"a", "c"}
    left = narrowed(problem, current=current, answered=answered)
    assert check(left, plan) == ()


@pytest.mark.parametrize("on", [MONDAY, TUESDAY], ids=["monday", "tuesday"])
@pytest.mark.parametrize("days", [1, 2])
def test_replan_keeps_times_where_days_are_alike(days: int, on: date) -> None:
    free = (span("09:00-12:00"), span("09:00-12:00", on=TUESDAY))
    choices = [a_choice(key, free=free) for key in "abcdef"]
    current = (a_stop(choices[4], "09:00", on=on), a_stop(choices[2], "10:15", on=on))
    problem = a_problem(*choices, latest_on=TUESDAY, days=days, most_days=days, most_stops=3)

    plan = solve(replace(problem, current=current))

    assert set(plan.stops) >= set(current)
    assert (plan.is_optimal, plan.slots_kept) == (True, 2)


def test_replan_lets_go_of_a_must_that_is_gone() -> None:
    first, second = a_choice("a"), a_choice("b", Theme.TALENT)
    problem = a_problem(first, second, musts=("b",))
    current = (a_stop(first, "09:00"), a_stop(second, "10:00"))

    plan = replan(problem, current=current, answered=Answered(gone=frozenset({"b"})))

    assert times(plan) == [("a", "09:00")]


def test_replan_keeps_a_confirmed_programme_even_when_nothing_else_is_left() -> None:
    only, lost = a_choice("a"), a_choice("b", Theme.TALENT)
    current = (a_stop(only, "09:00"), a_stop(lost, "10:00"))
    answered = Answered(gone=frozenset({"b"}), confirmed=frozenset({"a"}))

    plan = replan(a_problem(only, lost), current=current, answered=answered)

    assert plan.stops == (current[0],)


def test_replan_is_impossible_when_all_is_gone() -> None:
    only = a_choice("a")

    plan = replan(
        a_problem(only),
        current=(a_stop(only, "09:00"),),
        answered=Answered(gone=frozenset({"a"})),
    )

    assert not plan.is_possible


def test_replan_of_five_days_on_site_moves_nothing_that_can_stay() -> None:
    wishes = replace(
        reference().wishes,
        format=Format.ON_SITE,
        days=5,
        most_days=5,
        longest_day=480,
        day_from=time(8),
        day_until=time(18),
    )
    problem = replace(reference(copies=3), wishes=wishes)
    current = solve(problem).stops

    plan = replan(problem, current=current, answered=Answered(gone=frozenset({current[1].choice})))

    assert set(plan.stops) >= set(current) - {current[1]}
    assert plan.is_optimal
