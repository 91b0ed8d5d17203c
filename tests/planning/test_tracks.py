"""Several groups at once: each has a row of its own, around what they share."""

from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.planning.groups import five_groups
from tests.planning.cases import MONDAY, a_choice, a_problem, a_stop, at, span
from visits.catalogue import Theme
from visits.errors import InvalidValue
from visits.planning.check import check
from visits.planning.choice import Choice, PlannedStop
from visits.planning.party import Track
from visits.planning.plan import LeftOut, LeftOutKind, Outcome, Plan
from visits.planning.problem import Problem
from visits.planning.tracks import solve_tracks, tracks_can_be_met

TUESDAY = MONDAY + timedelta(days=1)
HR = Track(key="HR", size=20, themes=((Theme.TALENT, 2),))
ICT = Track(key="ICT", size=20, themes=((Theme.DIGITALISATION, 2),))
CITY = Track(key="city", size=10, themes=((Theme.ENERGY, 1),))


def in_groups(problem: Problem, *tracks: Track) -> Problem:
    """The problem for a party in groups."""
    return replace(problem, party=replace(problem.party, tracks=tracks))


def for_people(choice: Choice, most_people: int) -> Choice:
    """The offer with room for so many."""
    return replace(choice, most_people=most_people)


def seen(plan: Plan) -> list[tuple[str, tuple[str, ...]]]:
    """The stops as (choice, groups), in order of time."""
    return [(stop.choice, stop.tracks) for stop in plan.stops]


def starts(plan: Plan) -> dict[tuple[str, ...], str]:
    """When each groups' stop starts, on the clock in UTC."""
    return {stop.tracks: f"{stop.span.starts_at:%H:%M}" for stop in plan.stops}


def test_each_group_sees_its_own_themes() -> None:
    work, code = a_choice("work", Theme.TALENT), a_choice("code", Theme.DIGITALISATION)
    problem = in_groups(a_problem(work, code), HR, ICT)

    plan = solve_tracks(problem)

    assert sorted(seen(plan)) == [("code", ("ICT",)), ("work", ("HR",))]
    assert (plan.outcome, plan.score, plan.bound) == (Outcome.PROVEN, 6400, 6400)
    assert plan.track_scores == (("HR", 3200), ("ICT", 3200))
    assert check(problem, plan) == ()


def test_groups_without_themes_have_those_of_the_party() -> None:
    plain = Track(key="HR", size=20)
    problem = in_groups(a_problem(a_choice("a", Theme.TALENT)), plain, ICT)

    plan = solve_tracks(problem)

    assert (seen(plan), plan.track_scores) == ([("a", ("HR",))], (("HR", 3200), ("ICT", 0)))


def test_groups_share_a_stop_that_takes_them_together() -> None:
    both = for_people(a_choice("both", Theme.TALENT, Theme.DIGITALISATION), 40)
    problem = in_groups(a_problem(both), HR, ICT, CITY)

    plan = solve_tracks(problem)

    assert (seen(plan), plan.score) == ([("both", ("HR", "ICT"))], 6400)
    assert check(problem, plan) == ()


def test_a_stop_with_every_group_is_for_everyone() -> None:
    everything = a_choice("all", Theme.TALENT, Theme.DIGITALISATION, Theme.ENERGY)
    problem = in_groups(a_problem(everything), HR, ICT, CITY)

    plan = solve_tracks(problem)

    assert seen(plan) == [("all", ())]


def test_groups_take_turns_where_the_offer_is_too_small_for_both() -> None:
    small = for_people(a_choice("a", free=(span("09:00-11:00"),)), 30)
    one, other = replace(HR, themes=CITY.themes), replace(ICT, themes=CITY.themes)
    problem = in_groups(a_problem(small), one, other)

    plan = solve_tracks(problem)

    first, second = plan.stops
    assert sorted(seen(plan)) == [("a", ("HR",)), ("a", ("ICT",))]
    assert second.span.starts_at - first.span.ends_at >= timedelta(minutes=20)
    assert (plan.score, check(problem, plan)) == (3200, ())


def test_one_group_does_without_where_there_is_no_time_for_turns() -> None:
    small = for_people(a_choice("a", free=(span("09:00-10:45"),)), 30)
    one, other = replace(HR, themes=CITY.themes), replace(ICT, themes=CITY.themes)
    problem = in_groups(a_problem(small), one, other)

    plan = solve_tracks(problem)

    assert (plan.outcome, plan.score, plan.bound) == (Outcome.PROVEN, 1600, 1600)


def test_a_shared_stop_needs_a_shared_language() -> None:
    both = replace(a_choice("a", free=(span("09:00-12:00"),)), languages=("fi", "en"))
    one = replace(HR, themes=CITY.themes, languages=("fi",))
    other = replace(ICT, themes=CITY.themes, languages=("en",))
    problem = in_groups(a_problem(both), one, other)

    plan = solve_tracks(problem)

    assert {stop.tracks: stop.language for stop in plan.stops} == {("HR",): "fi", ("ICT",): "en"}
    assert check(problem, plan) == ()


def test_somebody_in_company_serves_one_stop_at_a_time() -> None:
    free = (span("09:00-09:45"),)
    work = replace(a_choice("work", Theme.TALENT, free=free), company=("guide",))
    code = replace(a_choice("code", Theme.DIGITALISATION, free=free), company=("guide",))
    problem = in_groups(a_problem(work, code), HR, ICT)

    plan = solve_tracks(problem)

    assert (plan.outcome, plan.score) == (Outcome.PROVEN, 3200)


def test_plenary_musts_have_one_stop_that_suits_every_row() -> None:
    opening = a_choice("opening", Theme.SAFETY, free=(span("09:00-11:00"),))
    work = a_choice("work", Theme.TALENT, free=(span("09:00-09:45"),))
    code = a_choice("code", Theme.DIGITALISATION, free=(span("10:00-10:45"),))
    problem = in_groups(
        a_problem(opening, work, code, musts=("opening",), plenary=("opening",), lunch=None),
        HR,
        ICT,
    )

    plan = solve_tracks(problem)

    # From 10:00 on ICT has no room, before 10:00 HR has none: one of them does without.
    assert [tracks for key, tracks in seen(plan) if key == "opening"] == [()]
    assert (plan.outcome, plan.score, plan.bound) == (Outcome.PROVEN, 3200, 3200)
    assert check(problem, plan) == ()


def test_a_plenary_choice_is_for_everyone_or_for_nobody() -> None:
    talk = replace(a_choice("talk", Theme.TALENT, free=(span("09:00-09:45"),)))
    code = a_choice("code", Theme.DIGITALISATION, free=(span("09:00-09:45"),))
    heavy = replace(ICT, themes=((Theme.DIGITALISATION, 3),))
    problem = in_groups(a_problem(talk, code, plenary=("talk",)), HR, heavy)

    plan = solve_tracks(problem)

    assert (seen(plan), plan.outcome) == ([("code", ("ICT",))], Outcome.PROVEN)


def test_a_plenary_choice_that_one_group_must_see_is_for_everyone() -> None:
    talk = a_choice("talk", Theme.SAFETY)
    problem = in_groups(a_problem(talk, plenary=("talk",)), replace(HR, musts=("talk",)), ICT)

    plan = solve_tracks(problem)

    assert (seen(plan), plan.outcome) == ([("talk", ())], Outcome.PROVEN)


def test_musts_of_a_group_are_in_its_row_alone() -> None:
    work, safe = a_choice("work", Theme.TALENT), a_choice("safe", Theme.SAFETY)
    problem = in_groups(a_problem(work, safe), replace(HR, musts=("safe",)), ICT)

    plan = solve_tracks(problem)

    assert sorted(seen(plan)) == [("safe", ("HR",)), ("work", ("HR",))]


def test_a_group_has_at_most_twelve_musts_with_those_of_all() -> None:
    choices = [a_choice(f"{number:02}") for number in range(13)]
    keys = tuple(choice.key for choice in choices)
    problem = a_problem(*choices, musts=keys[:6])

    with pytest.raises(InvalidValue, match=r"party\.tracks\.musts"):
        in_groups(problem, replace(HR, musts=keys[6:]), ICT)


def test_a_must_that_one_group_cannot_see_is_impossible() -> None:
    small = for_people(a_choice("a"), 15)
    problem = in_groups(a_problem(small, musts=("a",)), HR, CITY)

    plan = solve_tracks(problem)

    assert (plan.outcome, plan.stops, plan.bound) == (Outcome.IMPOSSIBLE, (), 0)
    assert plan.left_out == (LeftOut("a", LeftOutKind.NO_ROOM),)


def test_musts_that_groups_cannot_see_in_turns_are_impossible() -> None:
    small = for_people(a_choice("a", free=(span("09:00-10:45"),)), 30)
    problem = in_groups(a_problem(small, musts=("a",)), HR, ICT)

    plan = solve_tracks(problem)

    assert (plan.outcome, plan.stops) == (Outcome.IMPOSSIBLE, ())


def test_groups_have_the_same_days() -> None:
    work = a_choice("work", Theme.TALENT, free=(span("09:00-10:00"),))
    code = a_choice("code", Theme.DIGITALISATION, free=(span("09:00-10:00", on=TUESDAY),))
    problem = in_groups(a_problem(work, code, latest_on=TUESDAY), HR, ICT)

    plan = solve_tracks(problem)

    assert (plan.outcome, plan.score, plan.bound) == (Outcome.PROVEN, 3200, 3200)


def test_groups_take_another_day_where_their_musts_need_it() -> None:
    work = a_choice("work", Theme.TALENT, free=(span("09:00-10:00"),))
    code = a_choice("code", Theme.DIGITALISATION, free=(span("09:00-10:00", on=TUESDAY),))
    problem = in_groups(
        a_problem(work, code, latest_on=TUESDAY + timedelta(days=1)),
        replace(HR, musts=("work",)),
        replace(ICT, musts=("code",)),
    )

    plan = solve_tracks(problem)

    assert seen(plan) == [("work", ("HR",)), ("code", ("ICT",))]
    assert check(problem, plan) == ()


def test_a_fixed_stop_of_a_group_stays_its_own() -> None:
    work = replace(a_choice("work", Theme.TALENT, Theme.DIGITALISATION), most_people=60)
    fixed = replace(a_stop(work, "09:05"), tracks=("HR",))
    problem = replace(in_groups(a_problem(work), HR, ICT), fixed=(fixed,))

    plan = solve_tracks(problem)

    assert fixed in plan.stops
    assert sorted(tracks for _, tracks in seen(plan)) == [("HR",), ("ICT",)]
    assert check(problem, plan) == ()


def test_a_fixed_stop_outside_the_wished_dates_takes_the_day() -> None:
    work, code = a_choice("work", Theme.TALENT), a_choice("code", Theme.DIGITALISATION)
    fixed = replace(a_stop(work, "09:00", on=TUESDAY), tracks=("HR",))
    problem = replace(in_groups(a_problem(work, code), HR, ICT), fixed=(fixed,))

    plan = solve_tracks(problem)

    assert (plan.stops, plan.outcome) == ((fixed,), Outcome.PROVEN)


def test_current_stops_are_kept_where_that_costs_nothing() -> None:
    work, code = a_choice("work", Theme.TALENT), a_choice("code", Theme.DIGITALISATION)
    current = (
        replace(a_stop(work, "14:05"), tracks=("HR",)),
        replace(a_stop(code, "14:05"), tracks=("ICT",)),
    )
    problem = replace(
        in_groups(a_problem(work, code), HR, ICT), current=current, agreed=("work", "code")
    )

    plan = solve_tracks(problem)

    assert sorted(plan.stops) == sorted(current)
    assert (plan.agreed_kept, plan.slots_kept, plan.stops_kept) == (2, 2, 2)


def test_a_spent_limit_leaves_an_honest_bound() -> None:
    problem = five_groups(20, 1)

    plans = [solve_tracks(problem, limit=limit) for limit in (1, 200, 2000)]

    assert [check(problem, plan) for plan in plans] == [(), (), ()]
    assert all(plan.score <= plan.bound for plan in plans if plan.stops)
    assert max(plan.score for plan in plans) <= min(plan.bound for plan in plans if plan.bound)


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = five_groups(25, 2)

    assert solve_tracks(problem, seed=3, limit=2000) == solve_tracks(problem, seed=3, limit=2000)


def test_stops_stand_in_the_partys_order_of_groups() -> None:
    a = PlannedStop(
        span=span("09:00-09:45"),
        choice="a",
        contact="contact-a",
        language="en",
        format=a_problem(a_choice("a")).wishes.format,
        tracks=("ICT", "HR"),
    )
    problem = in_groups(a_problem(a_choice("a", Theme.TALENT, Theme.DIGITALISATION)), ICT, HR, CITY)

    plan = solve_tracks(problem)

    assert plan.stops[0].tracks == a.tracks
    assert plan.stops[0].span.starts_at >= at("08:00")


def test_musts_of_groups_can_be_met_where_there_is_time_for_turns() -> None:
    wide = for_people(a_choice("a", free=(span("09:00-11:00"),)), 30)
    tight = for_people(a_choice("a", free=(span("09:00-10:45"),)), 30)
    problems = [in_groups(a_problem(choice, musts=("a",)), HR, ICT) for choice in (wide, tight)]

    assert [tracks_can_be_met(problem) for problem in problems] == [True, False]


def test_nothing_asked_can_be_met_where_any_group_sees_anything() -> None:
    work, safe = a_choice("work", Theme.TALENT), a_choice("safe", Theme.SAFETY)
    problems = [in_groups(a_problem(choice), HR, ICT) for choice in (work, safe)]

    assert [tracks_can_be_met(problem) for problem in problems] == [True, False]
