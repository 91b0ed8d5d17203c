"""Whoever is too large for an offer they must see comes to it in parts."""

from dataclasses import replace

from tests.planning.cases import a_choice, a_problem, a_stop, span
from visits.catalogue import Theme
from visits.planning.check import check
from visits.planning.choice import Choice
from visits.planning.party import Track
from visits.planning.plan import Outcome
from visits.planning.problem import Problem
from visits.planning.tracks import solve_tracks
from visits.planning.turns import in_turns


def for_people(choice: Choice, most_people: int) -> Choice:
    """The offer with room for so many."""
    return replace(choice, most_people=most_people)


def sizes(problem: Problem) -> dict[str, int]:
    """The parts with their sizes."""
    return {track.key: track.size for track in problem.party.tracks}


def test_a_party_that_fits_stays_whole() -> None:
    problem = a_problem(a_choice("a"), for_people(a_choice("b"), 30), musts=("a",))

    assert in_turns(problem) is problem


def test_a_party_too_large_for_a_must_comes_in_as_few_parts_as_needed() -> None:
    problem = a_problem(for_people(a_choice("a"), 20), musts=("a",))

    assert sizes(in_turns(problem)) == {"1/3": 17, "2/3": 17, "3/3": 16}


def test_what_takes_all_is_plenary_and_what_is_too_small_is_left() -> None:
    small, tiny = for_people(a_choice("small"), 30), for_people(a_choice("tiny"), 10)
    problem = a_problem(small, tiny, a_choice("large"), musts=("small",))

    wishes = in_turns(problem).wishes

    assert (wishes.plenary, wishes.must_nots, wishes.musts) == (("large",), ("tiny",), ("small",))


def test_of_a_theme_that_must_be_seen_the_largest_offer_counts() -> None:
    small = for_people(a_choice("small", Theme.SAFETY), 30)
    tiny = for_people(a_choice("tiny", Theme.SAFETY), 10)
    problem = a_problem(small, tiny, must_themes=(Theme.SAFETY,))

    asked = in_turns(problem)

    assert (sizes(asked), asked.wishes.must_nots) == ({"1/2": 25, "2/2": 25}, ("tiny",))


def test_only_the_group_that_is_too_large_is_split() -> None:
    small = for_people(a_choice("a"), 15)
    hr = Track(key="HR", size=25, musts=("a",), themes=((Theme.TALENT, 2),))
    ict = Track(key="ICT", size=20)
    problem = a_problem(small)
    problem = replace(problem, party=replace(problem.party, tracks=(hr, ict)))

    asked = in_turns(problem)

    assert asked.party.tracks == (
        replace(hr, key="HR 1/2", size=13),
        replace(hr, key="HR 2/2", size=12),
        ict,
    )


def test_stops_of_a_split_group_are_those_of_its_parts() -> None:
    small, large = for_people(a_choice("a"), 15), a_choice("b")
    hr = Track(key="HR", size=25, musts=("a",))
    problem = a_problem(small, large)
    stop = replace(a_stop(large, "09:00"), tracks=("HR",))
    problem = replace(
        problem,
        party=replace(problem.party, tracks=(hr, Track(key="ICT", size=20))),
        fixed=(stop,),
        current=(stop,),
    )

    asked = in_turns(problem)

    split = replace(stop, tracks=("HR 1/2", "HR 2/2"))
    assert (asked.fixed, asked.current) == ((split,), (split,))


def test_more_parts_than_there_may_be_groups_change_nothing() -> None:
    problem = a_problem(for_people(a_choice("a"), 2), musts=("a",))

    assert in_turns(problem) is problem


def test_parts_take_turns_and_see_the_rest_together() -> None:
    small = for_people(a_choice("small", Theme.SAFETY, free=(span("09:00-12:00"),)), 30)
    before = a_choice("before", Theme.ENERGY, free=(span("08:00-09:00"),))
    after = a_choice("after", Theme.TALENT, free=(span("12:00-15:00"),))
    problem = in_turns(a_problem(small, before, after, musts=("small",), longest_day=480))

    plan = solve_tracks(problem)

    turns = sorted(stop.tracks for stop in plan.stops if stop.choice == "small")
    assert turns == [("1/2",), ("2/2",)]
    assert {stop.choice for stop in plan.stops if not stop.tracks} == {"before", "after"}
    assert (plan.outcome, check(problem, plan)) == (Outcome.PROVEN, ())


def test_turns_far_apart_are_found_around_what_all_see_together() -> None:
    apart = (span("10:00-11:15"), span("14:00-15:15"))
    smelter = replace(
        for_people(a_choice("smelter", Theme.SAFETY, minutes=75, free=apart), 30),
        company=("shift-lead",),
    )
    morning = a_choice("morning", Theme.ENERGY, free=(span("09:00-12:00"),))
    afternoon = a_choice("afternoon", Theme.TALENT, free=(span("13:00-16:00"),))
    problem = in_turns(a_problem(smelter, morning, afternoon, musts=("smelter",), longest_day=480))

    plan = solve_tracks(problem)

    turns = {stop.tracks: stop.span for stop in plan.stops if stop.choice == "smelter"}
    assert sorted(turns.values()) == list(apart)
    assert (len(turns), check(problem, plan)) == (2, ())
    assert any(not stop.tracks for stop in plan.stops)


def test_the_musts_alone_are_the_answer_where_the_limit_comes_at_once() -> None:
    small = for_people(a_choice("small", Theme.SAFETY, free=(span("09:00-15:00"),)), 30)
    others = [a_choice(f"large{number}", Theme.ENERGY, Theme.TALENT) for number in range(5)]
    problem = in_turns(a_problem(small, *others, musts=("small",)))

    plan = solve_tracks(problem, limit=40)

    assert {stop.tracks for stop in plan.stops if stop.choice == "small"} == {("1/2",), ("2/2",)}
    assert plan.score == sum(points for _, points in plan.track_scores)
    assert (plan.outcome, check(problem, plan)) == (Outcome.FOUND, ())
