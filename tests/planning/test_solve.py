from dataclasses import replace
from datetime import time, timedelta

import pytest

from benchmarks.compose import reference
from tests.planning.cases import MONDAY, NEVER, a_choice, a_problem, a_stop, at, span, times
from visits.catalogue import Format, Theme
from visits.place import Point
from visits.planning.check import check
from visits.planning.plan import LeftOut, LeftOutKind, Outcome
from visits.planning.problem import Problem
from visits.planning.solve import can_be_met, solve
from visits.planning.wishes import Lunch
from visits.span import Span

TUESDAY = MONDAY + timedelta(days=1)


def test_solve_prefers_a_new_theme_to_more_of_a_heavier_one() -> None:
    problem = a_problem(
        a_choice("energy", Theme.ENERGY),
        a_choice("more-energy", Theme.ENERGY),
        a_choice("talent", Theme.TALENT),
        most_stops=2,
    )

    plan = solve(problem)

    assert {stop.choice for stop in plan.stops} == {"energy", "talent"}
    assert (plan.score, plan.bound, plan.outcome) == (8000, 8000, Outcome.PROVEN)
    assert plan.left_out == (LeftOut("more-energy", LeftOutKind.NO_ROOM),)


def test_solve_leaves_room_for_buffers_on_the_quarter_hour() -> None:
    problem = a_problem(a_choice("a"), a_choice("b", Theme.TALENT), day_from=time(9))

    plan = solve(problem)

    assert [start for _, start in times(plan)] == ["09:00", "10:00"]


def test_solve_adds_both_buffers_where_one_contact_serves_both_stops() -> None:
    buffers = {"contact": "one", "buffer_before": 15, "buffer_after": 15}
    first = replace(a_choice("a", minutes=30), **buffers)
    second = replace(a_choice("b", minutes=30), **buffers)

    plan = solve(a_problem(first, second, day_until=time(9, 30)))
    shorter = solve(a_problem(first, second, day_until=time(9, 15)))

    assert [start for _, start in times(plan)] == ["08:00", "09:00"]
    assert len(shorter.stops) == 1


def test_solve_keeps_a_lunch_pause_within_its_window() -> None:
    free = (span("11:00-14:00"),)
    problem = a_problem(
        a_choice("a", free=free, minutes=60), a_choice("b", Theme.TALENT, free=free, minutes=60)
    )

    plan = solve(problem)
    hungry = solve(replace(problem, wishes=replace(problem.wishes, lunch=None)))

    assert [start for _, start in times(plan)] == ["11:00", "12:45"]
    assert [start for _, start in times(hungry)] == ["11:00", "12:15"]


def test_solve_counts_the_longest_day_from_first_start_to_last_end() -> None:
    choices = (
        a_choice("early", free=(span("08:00-09:00"),)),
        a_choice("late", Theme.TALENT, free=(span("10:00-11:00"),)),
    )

    fits = solve(a_problem(*choices, longest_day=150))
    too_long = solve(a_problem(*choices, longest_day=135))

    assert times(fits) == [("early", "08:15"), ("late", "10:00")]
    assert [stop.choice for stop in too_long.stops] == ["early"]


def test_solve_visits_a_host_once_unless_musts_ask_for_more() -> None:
    one = a_choice("one")
    other = replace(a_choice("other", Theme.TALENT), host=one.host)

    plan = solve(a_problem(one, other))
    asked = solve(a_problem(one, other, musts=("one", "other")))

    assert [stop.choice for stop in plan.stops] == ["one"]
    assert plan.left_out == (LeftOut("other", LeftOutKind.SAME_HOST),)
    assert {stop.choice for stop in asked.stops} == {"one", "other"}


def test_solve_says_why_offers_cannot_be_used() -> None:
    usable = a_choice("usable")
    problem = replace(
        a_problem(
            usable,
            replace(a_choice("finnish-only"), languages=("sv",)),
            replace(a_choice("small"), most_people=49),
            replace(a_choice("there"), formats=(Format.ON_SITE,)),
            a_choice("closed", free=(span("08:00-09:00", on=TUESDAY),)),
            a_choice("else", Theme.SAFETY),
            a_choice("avoided"),
        ),
        avoided_hosts=("host-avoided",),
    )

    plan = solve(problem)

    assert [stop.choice for stop in plan.stops] == ["usable"]
    assert plan.left_out == (
        LeftOut("avoided", LeftOutKind.AVOIDED),
        LeftOut("closed", LeftOutKind.NO_TIME),
        LeftOut("else", LeftOutKind.NO_THEME),
        LeftOut("finnish-only", LeftOutKind.LANGUAGE),
        LeftOut("small", LeftOutKind.SIZE),
        LeftOut("there", LeftOutKind.FORMAT),
    )


def test_solve_speaks_the_first_shared_language_or_has_it_interpreted() -> None:
    swedish = replace(a_choice("a"), languages=("sv",))
    shared = replace(a_choice("b", Theme.TALENT), languages=("sv", "en", "fi-FI"))
    problem = a_problem(swedish, shared)

    plan = solve(problem)
    interpreted = solve(replace(problem, party=replace(problem.party, interpretation=True)))

    assert [(stop.choice, stop.language) for stop in plan.stops] == [("b", "fi-FI")]
    assert {(stop.choice, stop.language) for stop in interpreted.stops} == {
        ("a", "sv"),
        ("b", "fi-FI"),
    }


def test_solve_takes_more_days_only_where_musts_need_them() -> None:
    free = (span("08:00-09:00"), span("08:00-09:00", on=TUESDAY))
    choices = (a_choice("a", free=free), a_choice("b", Theme.TALENT, free=free))

    one_day = solve(a_problem(*choices, latest_on=TUESDAY))
    two_days = solve(a_problem(*choices, latest_on=TUESDAY, musts=("a", "b")))

    assert len(one_day.stops) == 1
    assert [stop.span.starts_at.date() for stop in two_days.stops] == [MONDAY, TUESDAY]


def test_solve_leaves_time_for_the_road_on_site() -> None:
    umea = replace(a_choice("umea"), formats=(Format.ON_SITE,))
    skelleftea = replace(
        a_choice("skelleftea", Theme.TALENT),
        formats=(Format.HYBRID,),
        town="Skellefteå",
        point=Point(64.750, 20.953),
    )
    problem = a_problem(umea, skelleftea, format=Format.ON_SITE, lunch=None)

    plan = solve(problem)

    assert len(plan.stops) == 2
    assert plan.stops[1].span.starts_at - plan.stops[0].span.ends_at == timedelta(minutes=105)
    assert {stop.format for stop in plan.stops} == {Format.ON_SITE}


def test_solve_keeps_fixed_stops_whatever_the_wishes_say() -> None:
    odd = replace(a_choice("odd"), languages=("sv",), most_people=10)
    fixed = a_stop(odd, "08:20")
    problem = replace(a_problem(odd, a_choice("b", Theme.TALENT)), fixed=(fixed,))

    plan = solve(problem)

    assert fixed in plan.stops
    assert times(plan) == [("odd", "08:20"), ("b", "09:15")]


def test_solve_answers_an_impossible_problem_without_stops() -> None:
    problem = a_problem(a_choice("a", free=(span("08:00-08:30"),)), musts=("a",))

    plan = solve(problem)

    assert (plan.outcome, plan.stops, plan.is_possible) == (Outcome.IMPOSSIBLE, (), False)
    assert not can_be_met(problem)


def test_solve_with_no_time_at_all_is_impossible() -> None:
    assert solve(a_problem(NEVER)).outcome is Outcome.IMPOSSIBLE


def test_solve_keeps_the_wall_times_when_the_clocks_change() -> None:
    sunday = MONDAY - timedelta(days=8)
    free = (Span(at("00:30", on=sunday), at("23:00", on=sunday)),)
    problem = a_problem(
        a_choice("a", free=free),
        earliest_on=sunday,
        latest_on=sunday,
        weekdays=(6,),
        day_from=time(9),
    )

    plan = solve(problem)

    assert times(plan) == [("a", "09:00")]


def _crowded() -> Problem:
    choices = [
        a_choice(f"{letter}{number}", theme, minutes=30)
        for letter, theme in (("e", Theme.ENERGY), ("t", Theme.TALENT), ("c", Theme.CLIMATE))
        for number in range(8)
    ]
    return a_problem(*choices, themes=((Theme.ENERGY, 3), (Theme.TALENT, 2), (Theme.CLIMATE, 1)))


def test_solve_gives_the_same_plan_every_time() -> None:
    plans = {repr(solve(_crowded(), seed=7)) for _ in range(5)}

    assert len(plans) == 1


def test_solve_with_another_seed_breaks_ties_another_way() -> None:
    plan, other = solve(_crowded(), seed=1), solve(_crowded(), seed=2)

    assert plan.score == other.score
    assert plan.stops != other.stops


@pytest.mark.parametrize("limit", [3, 40, 400])
def test_solve_with_little_work_gives_a_sound_plan_and_an_honest_bound(limit: int) -> None:
    best = solve(_crowded())

    plan = solve(_crowded(), limit=limit)

    assert check(_crowded(), plan) == ()
    assert plan.score <= best.score <= plan.bound
    assert plan.is_optimal == (plan.outcome is Outcome.PROVEN)


def test_solve_input_hash_tells_problems_apart() -> None:
    problem = a_problem(a_choice("a"))
    longer = replace(problem, wishes=replace(problem.wishes, lunch=Lunch(minutes=46)))

    assert solve(problem).input_hash == solve(problem).input_hash
    assert solve(problem).input_hash != solve(longer).input_hash


def test_solve_composes_from_four_hundred_offers_within_its_work_limit() -> None:
    problem = reference(copies=29)

    plan = solve(problem)

    assert len(problem.choices) == 406
    assert check(problem, plan) == ()
    assert plan.score <= plan.bound
    assert plan.work <= plan.limit + 1
