"""Many delegations and the same hosts: nobody in anybody's way, and nobody forgotten."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from tests.planning.cases import (
    MONDAY,
    NEVER,
    ZONE,
    a_choice,
    a_problem,
    a_stop,
    random_problem,
    span,
    times,
)
from visits.catalogue import Theme
from visits.errors import InvalidValue
from visits.planning.check import Clash, ClashKind
from visits.planning.plan import Outcome, Plan, ReasonKind
from visits.planning.problem import Problem
from visits.planning.season import Held, Limits, Season, SeasonPlan, SeasonVisit
from visits.planning.seasons.check import SeasonClash, SeasonClashKind, check_season
from visits.planning.seasons.search import SeasonProgress, SeasonSearch, plan_season
from visits.planning.seasons.split import merged, split

ROOT = Path(__file__).parent.parent.parent
TUESDAY = MONDAY + timedelta(days=1)
NEXT_MONDAY = MONDAY + timedelta(days=7)
SMELTER = a_choice("smelter", Theme.ENERGY, free=(span("09:00-10:00"),))
PLANT = a_choice("plant", Theme.ENERGY, free=(span("10:00-11:00"),))


def a_season(*problems: Problem, held: tuple[Held, ...] = (), **limits: object) -> Season:
    """Delegations called "a", "b" ... that asked in this order."""
    return Season(
        visits=tuple(
            SeasonVisit(key=key, problem=problem)
            for key, problem in zip("abcdefghij", problems, strict=False)
        ),
        limits=Limits(zone=ZONE, **limits),  # type: ignore[arg-type]
        held=held,
    )


def waiting(problem: Problem) -> Problem:
    """The problem of somebody who has no programme yet."""
    return replace(problem, fixed=(), current=(), agreed=())


def random_season(seed: int) -> Season:
    """A few small delegations that share six hosts, with a limit on some and a little rest."""
    return a_season(
        *(waiting(random_problem(10 * seed + number)) for number in range(4)),
        most_a_week=(("k", 1), ("l", 2)),
        rest=20,
    )


def crowded() -> Season:
    """Four delegations and three places, so that the search never comes to an end by itself."""
    mine = a_choice("mine", Theme.TALENT, free=(span("10:30-11:30"),))
    first = a_problem(SMELTER, PLANT, mine)
    second = a_problem(SMELTER, mine, themes=((Theme.TALENT, 3), (Theme.ENERGY, 1)))
    return a_season(first, second, first, second)


def starts(plan: SeasonPlan) -> dict[str, list[tuple[str, str]]]:
    return {one.key: times(one.plan) for one in plan.assigned}


def test_season_gives_each_what_the_other_can_do_without() -> None:
    """The first has two offers it may wish; the better one is all there is for the second."""
    better = replace(SMELTER, themes=(Theme.ENERGY, Theme.CLIMATE))
    themes = ((Theme.ENERGY, 3), (Theme.CLIMATE, 0.25))
    season = a_season(
        a_problem(better, PLANT, most_stops=1, themes=themes), a_problem(better, NEVER)
    )

    first_come = plan_season(season, limit=4)
    plan = plan_season(season, limit=50)

    assert starts(first_come) == {"a": [("smelter", "09:00")], "b": []}
    assert first_come.worst_off == 0
    assert starts(plan) == {"a": [("plant", "10:00")], "b": [("smelter", "09:00")]}
    assert (plan.worst_off, plan.total, plan.bound) == (4800 / 5200, 9600, 10000)
    assert {one.plan.reason.kind for one in plan.assigned} == {ReasonKind.SEASON}
    assert [one.plan.outcome for one in plan.assigned] == [Outcome.FOUND, Outcome.PROVEN]


def test_contact_serves_one_delegation_at_a_time_with_room_for_both_buffers() -> None:
    wide = replace(SMELTER, free=(span("08:00-16:00"),))
    season = a_season(a_problem(wide), a_problem(wide))

    plan = plan_season(season)

    # 45 minutes, ten after the first and ten before the second, on the next quarter.
    assert starts(plan) == {"a": [("smelter", "08:00")], "b": [("smelter", "09:15")]}


def test_contact_rests_between_two_delegations() -> None:
    wide = replace(SMELTER, free=(span("08:00-16:00"),))
    season = a_season(a_problem(wide), a_problem(wide), rest=60)

    plan = plan_season(season)

    assert starts(plan) == {"a": [("smelter", "08:00")], "b": [("smelter", "09:45")]}


def test_host_receives_no_more_delegations_in_a_week_than_it_can_bear() -> None:
    days = tuple(span("09:00-11:00", on=on) for on in (MONDAY, TUESDAY, NEXT_MONDAY))
    wide = replace(SMELTER, free=days)
    asked = a_problem(wide, latest_on=NEXT_MONDAY)
    season = a_season(asked, asked, most_a_week=(("host-smelter", 1),))

    plan = plan_season(season)

    weeks = [one.plan.stops[0].span.starts_at.date() for one in plan.assigned]
    assert weeks == [MONDAY, NEXT_MONDAY]


def test_delegation_that_comes_for_two_offers_is_one_visit_of_the_week() -> None:
    more = replace(PLANT, host=SMELTER.host)
    asked = a_problem(SMELTER, more, musts=("smelter", "plant"))
    season = a_season(asked, most_a_week=(("host-smelter", 1),))

    plan = plan_season(season)

    assert starts(plan) == {"a": [("smelter", "09:00"), ("plant", "10:00")]}
    assert check_season(season, plan) == ()


def test_host_that_receives_nobody_is_left_alone() -> None:
    season = a_season(a_problem(SMELTER, PLANT), most_a_week=(("host-smelter", 0),))

    assert starts(plan_season(season)) == {"a": [("plant", "10:00")]}


def test_what_is_held_counts_for_rest_and_for_the_week() -> None:
    wide = replace(SMELTER, free=(span("08:00-16:00"),))
    held = Held(visit="x", host="host-smelter", contact="contact-smelter", span=span("07:00-08:00"))

    rested = plan_season(a_season(a_problem(wide), held=(held,), rest=90))
    full = plan_season(a_season(a_problem(wide), held=(held,), most_a_week=(("host-smelter", 1),)))

    assert starts(rested) == {"a": [("smelter", "09:30")]}
    assert starts(full) == {"a": []}


def test_impossible_delegation_is_said_to_be_so_and_hinders_nobody() -> None:
    season = a_season(a_problem(NEVER, musts=("never",)), a_problem(SMELTER))

    plan = plan_season(season)

    assert plan.plan_of("a").outcome is Outcome.IMPOSSIBLE
    assert starts(plan) == {"a": [], "b": [("smelter", "09:00")]}
    assert plan.worst_off == 1


def test_floor_lifts_the_worst_off_at_the_cost_of_the_total() -> None:
    """One place; "a" gets 4800 by it, "b" 1600, who has nothing else to get by."""
    cheap = a_choice("plant", Theme.TALENT, free=(span("10:00-11:00"),))
    rich = a_problem(SMELTER, cheap, most_stops=1, themes=((Theme.ENERGY, 4), (Theme.TALENT, 2)))
    poor = a_problem(SMELTER, NEVER, themes=((Theme.ENERGY, 1),))

    equal = plan_season(a_season(rich, poor, floor=0.5), limit=100)
    unequal = plan_season(a_season(rich, poor, floor=0.0), limit=100)

    assert [one.share for one in equal.assigned] == [0.5, 1.0]
    assert [one.share for one in unequal.assigned] == [1.0, 0.0]
    assert equal.total < unequal.total


@pytest.mark.parametrize("seed", range(12))
def test_season_plan_is_sound_and_no_worse_than_first_come_first_served(seed: int) -> None:
    season = random_season(seed)

    first_come = plan_season(season, limit=8)
    plan = plan_season(season, limit=60)

    assert check_season(season, plan) == ()
    assert plan.total <= plan.bound
    assert (plan.worst_off, plan.total) >= (min(first_come.worst_off, 0.85), 0)


@pytest.mark.parametrize("slices", [1, 7])
def test_search_goes_on_from_what_was_stored_to_the_same_plan(slices: int) -> None:
    season = crowded()
    stored: TypeAdapter[SeasonProgress] = TypeAdapter(SeasonProgress)
    straight = SeasonSearch(season, SeasonProgress(seed=5))
    straight.step(40)

    progress = SeasonProgress(seed=5)
    while progress.spent < straight.progress.spent:
        search = SeasonSearch(season, stored.validate_json(stored.dump_json(progress)))
        search.step(min(slices, 40 - progress.spent))
        progress = search.progress

    assert progress == straight.progress
    assert progress.rounds > 5


def test_season_survives_being_stored() -> None:
    season = random_season(1)
    stored: TypeAdapter[Season] = TypeAdapter(Season)

    again = stored.validate_json(stored.dump_json(season))

    assert again == season
    assert starts(plan_season(again, limit=20)) == starts(plan_season(season, limit=20))


def test_season_plan_does_not_depend_on_the_order_of_sets() -> None:
    script = (
        "from tests.planning.test_season import random_season, plan_season\n"
        "print(plan_season(random_season(2), limit=30))"
    )

    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(said) == 1


def test_start_is_what_the_search_begins_with() -> None:
    wide = replace(SMELTER, free=(span("08:00-16:00"),))
    season = a_season(a_problem(wide), a_problem(NEVER))
    afternoon = a_stop(wide, "14:00")

    plan = plan_season(season, limit=4, start={"a": (afternoon,)})

    assert plan.plan_of("a").stops == (afternoon,)


def test_progress_is_told_as_it_comes() -> None:
    season = random_season(4)
    told: list[int] = []

    plan = plan_season(season, limit=20, on_progress=lambda plan: told.append(plan.spent))

    assert told[0] == 1
    assert told == sorted(told)
    assert told[-1] == plan.spent >= 8


def planned(season: Season, **stops: tuple[str, str]) -> SeasonPlan:
    """The plan where each delegation has one stop of one choice at a time."""
    plan = plan_season(season, limit=len(season.visits))
    assigned = []
    for one, visit in zip(plan.assigned, season.visits, strict=True):
        key, wall = stops[one.key]
        stop = a_stop(visit.problem.choice(key), wall)
        assigned.append(replace(one, plan=Plan(outcome=Outcome.FOUND, stops=(stop,))))
    return replace(plan, assigned=tuple(assigned))


WIDE = replace(SMELTER, free=(span("08:00-16:00"),))


def test_check_finds_a_contact_with_two_delegations_at_once() -> None:
    season = a_season(a_problem(WIDE), a_problem(WIDE))

    clashes = check_season(season, planned(season, a=("smelter", "08:00"), b=("smelter", "09:00")))

    kind = SeasonClashKind.CONTACT_TWICE
    assert clashes == (SeasonClash(kind=kind, visits=("a", "b"), where="contact-smelter"),)


def test_check_finds_a_contact_without_rest() -> None:
    season = a_season(a_problem(WIDE), a_problem(WIDE), rest=60)

    clashes = check_season(season, planned(season, a=("smelter", "08:00"), b=("smelter", "09:15")))

    kind = SeasonClashKind.REST
    assert clashes == (SeasonClash(kind=kind, visits=("a", "b"), where="contact-smelter"),)


def test_check_finds_a_week_with_too_many_delegations() -> None:
    season = a_season(a_problem(WIDE), a_problem(WIDE), most_a_week=(("host-smelter", 1),))

    clashes = check_season(season, planned(season, a=("smelter", "08:00"), b=("smelter", "12:00")))

    assert clashes == (
        SeasonClash(
            kind=SeasonClashKind.WEEKLY_LIMIT,
            visits=("a", "b"),
            where="host-smelter",
            week=MONDAY,
        ),
    )


def test_check_finds_what_is_wrong_with_one_programme_and_whose_is_missing() -> None:
    season = a_season(a_problem(SMELTER), a_problem(PLANT))
    plan = planned(season, a=("smelter", "12:00"), b=("plant", "10:00"))

    clashes = check_season(season, replace(plan, assigned=plan.assigned[:1]))

    kinds = [(one.kind, one.visits, one.clash and one.clash.kind) for one in clashes]
    assert kinds == [
        (SeasonClashKind.PROGRAMME, ("a",), ClashKind.NOT_FREE),
        (SeasonClashKind.MISSING, ("b",), None),
    ]
    assert clashes[0].clash == Clash(ClashKind.NOT_FREE, "smelter")


def test_split_parts_delegations_that_share_no_host_in_any_week() -> None:
    smelter, plant = a_problem(SMELTER), a_problem(PLANT)
    later = a_problem(
        replace(SMELTER, free=(span("09:00-10:00", on=NEXT_MONDAY),)),
        earliest_on=NEXT_MONDAY,
        latest_on=NEXT_MONDAY,
    )

    parts = split(a_season(smelter, plant, smelter, later))

    assert [[visit.key for visit in part.visits] for part in parts] == [["a", "c"], ["b"], ["d"]]


@pytest.mark.parametrize("seed", range(6))
def test_parts_planned_apart_never_get_into_each_others_way(seed: int) -> None:
    season = in_two_weeks(seed)

    parts = split(season, largest=2)
    plan = merged(season, [plan_season(part, limit=20) for part in parts])

    assert len(parts) > 1
    assert sorted(visit.key for part in parts for visit in part.visits) == ["a", "b", "c", "d"]
    assert check_season(season, plan) == ()
    assert plan.total <= plan.bound == plan_season(season, limit=8).bound


def in_two_weeks(seed: int) -> Season:
    """Delegations that all may come in either of two weeks, with the same hosts."""
    problems = [waiting(random_problem(10 * seed + number)) for number in range(4)]
    later = timedelta(days=7)
    return a_season(
        *(
            replace(
                problem,
                wishes=replace(problem.wishes, latest_on=problem.wishes.latest_on + later),
                choices=tuple(
                    replace(
                        choice,
                        free=(
                            *choice.free,
                            *(
                                replace(
                                    one,
                                    starts_at=one.starts_at + later,
                                    ends_at=one.ends_at + later,
                                )
                                for one in choice.free
                            ),
                        ),
                    )
                    for choice in problem.choices
                ),
            )
            for problem in problems
        ),
        most_a_week=(("k", 1),),
        rest=30,
    )


def test_merged_parts_can_be_gone_on_from() -> None:
    season = in_two_weeks(0)
    apart = merged(season, [plan_season(part, limit=8) for part in split(season, largest=2)])

    together = plan_season(
        season, limit=40, start={one.key: one.plan.stops for one in apart.assigned}
    )

    assert check_season(season, together) == ()
    assert together.total >= apart.total


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        ({"zone": "Kvarken"}, "limits.zone"),
        ({"rest": -1}, "limits.rest"),
        ({"rest": 1441}, "limits.rest"),
        ({"floor": float("nan")}, "limits.floor"),
        ({"floor": 1.1}, "limits.floor"),
        ({"most_a_week": (("k", -1),)}, "limits.most_a_week.k"),
        ({"most_a_week": (("k", 1), ("k", 2))}, "limits.most_a_week"),
    ],
)
def test_impossible_limits_are_refused_by_name(limits: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        Limits(**{"zone": ZONE, **limits})  # type: ignore[arg-type]

    assert refused.value.field == field


def test_season_refuses_nobody_the_same_twice_and_what_does_not_wait() -> None:
    visit = SeasonVisit(key="a", problem=a_problem(SMELTER))
    limits = Limits(zone=ZONE)
    fixed = replace(visit.problem, fixed=(a_stop(SMELTER, "09:00"),))
    held = Held(visit="a", host="h", contact="c", span=span("09:00-10:00"))

    refused = []
    for make in (
        lambda: Season(visits=(), limits=limits),
        lambda: Season(visits=(visit, visit), limits=limits),
        lambda: Season(visits=(visit,), limits=limits, held=(held,)),
        lambda: SeasonVisit(key="a", problem=fixed),
        lambda: SeasonVisit(key="", problem=visit.problem),
        lambda: SeasonVisit(key="a", problem=visit.problem, weight=0),
    ):
        with pytest.raises(InvalidValue) as raised:
            make()
        refused.append(raised.value.field)

    assert refused == [
        "visits",
        "visits",
        "held",
        "visit.problem.fixed",
        "visit.key",
        "visit.weight",
    ]
