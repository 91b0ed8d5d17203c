"""The rules of a single row, each in a case that would come out otherwise without it."""

from dataclasses import replace
from datetime import time

import pytest

from tests.planning.cases import MONDAY, a_choice, a_problem, a_stop, at, span, times
from tests.planning.three_towns import BEST_SCORE, BEST_TIMES, three_towns
from visits.catalogue import Format, Theme
from visits.planning.check import check
from visits.planning.choice import Choice, Staffing
from visits.planning.plan import LeftOut, LeftOutKind, Outcome
from visits.planning.solve import solve
from visits.planning.wishes import Rest
from visits.travel import Locality, Road

UMEA, SKELLEFTEA = Locality("Umeå"), Locality("Skellefteå")


def _on_site(key: str, *themes: Theme, town: str = "Umeå") -> Choice:
    choice = a_choice(key, *themes)
    return replace(choice, formats=(Format.ON_SITE,), town=town, point=None)


def test_solve_composes_the_three_towns_as_on_paper() -> None:
    plan = solve(three_towns())

    assert (times(plan), plan.score, plan.outcome) == (BEST_TIMES, BEST_SCORE, Outcome.PROVEN)
    assert check(three_towns(), plan) == ()


def test_solve_takes_whoever_is_free_and_says_who_comes_along() -> None:
    other = Staffing(
        contact="deputy", company=("guide",), languages=("fi",), free=(span("10:00-11:00"),)
    )
    choice = replace(a_choice("a"), free=(), others=(other,))

    stop = solve(a_problem(choice)).stops[0]

    assert (stop.contact, stop.company, stop.language) == ("deputy", ("guide",), "fi")
    assert stop.span.starts_at == at("10:00")


def test_solve_adds_both_buffers_where_somebody_comes_along_twice() -> None:
    buffers = {"company": ("guide",), "buffer_before": 15, "buffer_after": 15}
    first = replace(a_choice("a", minutes=30), **buffers)
    second = replace(a_choice("b", minutes=30), **buffers)

    plan = solve(a_problem(first, second, day_until=time(9, 30)))
    shorter = solve(a_problem(first, second, day_until=time(9, 15)))

    assert [start for _, start in times(plan)] == ["08:00", "09:00"]
    assert len(shorter.stops) == 1


def test_solve_begins_the_road_at_the_last_place_also_after_a_stop_online() -> None:
    first = replace(_on_site("first"), free=(span("08:00-08:45"),))
    online = replace(a_choice("online", Theme.TALENT), free=(span("09:00-09:45"),))
    last = _on_site("last", Theme.CLIMATE, town="Skellefteå")
    problem = a_problem(
        first,
        online,
        last,
        format=Format.ON_SITE,
        also=(Format.ONLINE,),
        musts=("first", "online", "last"),
        longest_day=300,
        lunch=None,
    )

    plan = solve(problem)

    assert times(plan) == [("first", "08:00"), ("online", "09:00"), ("last", "11:30")]
    assert plan.stops[1].format is Format.ONLINE


def test_solve_starts_no_stop_later_than_wished() -> None:
    late = a_choice("late", free=(span("13:00-16:00"),))

    assert times(solve(a_problem(late, latest_start=time(13)))) == [("late", "13:00")]
    assert solve(a_problem(late, latest_start=time(12, 45))).outcome is Outcome.IMPOSSIBLE


def test_solve_counts_the_minutes_before_a_screen() -> None:
    choices = (a_choice("a"), a_choice("b", Theme.TALENT))

    assert len(solve(a_problem(*choices, most_screen=90)).stops) == 2
    assert len(solve(a_problem(*choices, most_screen=89)).stops) == 1


def test_solve_lets_the_party_rest() -> None:
    choices = (a_choice("a"), a_choice("b", Theme.TALENT))
    unrested = a_problem(*choices)

    plan = solve(
        replace(unrested, wishes=replace(unrested.wishes, rest=Rest(minutes=30, after=60)))
    )

    assert [start for _, start in times(solve(unrested))] == ["08:00", "09:00"]
    assert [start for _, start in times(plan)] == ["08:00", "09:15"]


def test_solve_visits_the_hosts_and_themes_that_must_be_seen() -> None:
    choices = (a_choice("a"), a_choice("b", Theme.SAFETY), a_choice("c", Theme.CLIMATE))

    by_host = solve(a_problem(*choices, most_stops=1, must_hosts=("host-b",)))
    by_theme = solve(a_problem(*choices, most_stops=1, must_themes=(Theme.CLIMATE,)))
    never = solve(a_problem(*choices, must_themes=(Theme.EQUALITY,)))

    assert [stop.choice for stop in by_host.stops] == ["b"]
    assert [stop.choice for stop in by_theme.stops] == ["c"]
    assert never.outcome is Outcome.IMPOSSIBLE


@pytest.mark.parametrize(
    "ruled_out",
    [
        {"must_nots": ("b",)},
        {"no_hosts": ("host-b",)},
        {"no_themes": (Theme.TALENT,)},
    ],
    ids=lambda each: next(iter(each)),
)
def test_solve_leaves_out_what_is_ruled_out(ruled_out: dict[str, object]) -> None:
    plan = solve(a_problem(a_choice("a"), a_choice("b", Theme.TALENT), **ruled_out))

    assert [stop.choice for stop in plan.stops] == ["a"]
    assert plan.left_out == (LeftOut("b", LeftOutKind.RULED_OUT),)


def test_solve_weighs_what_is_wished_for_itself() -> None:
    plan = solve(a_problem(a_choice("a"), a_choice("z"), most_stops=1, wished=(("z", 0.5),)))

    assert ([stop.choice for stop in plan.stops], plan.score) == (["z"], 4800 + 800)


def test_solve_leaves_time_for_the_road_from_the_start_and_to_the_end() -> None:
    wishes = {"format": Format.ON_SITE, "lunch": None}
    there = a_problem(_on_site("a"), starts_from=SKELLEFTEA, **wishes)
    back = a_problem(_on_site("a"), ends_at=SKELLEFTEA, day_until=time(10, 30), **wishes)
    too_far = a_problem(_on_site("a"), ends_at=SKELLEFTEA, day_until=time(10, 29), **wishes)

    assert times(solve(there)) == [("a", "09:45")]
    assert times(solve(back)) == [("a", "08:00")]
    assert solve(too_far).outcome is Outcome.IMPOSSIBLE


def test_solve_goes_by_the_roads_it_is_given() -> None:
    problem = replace(
        a_problem(
            _on_site("a"),
            _on_site("b", Theme.TALENT, town="Åsele"),
            format=Format.ON_SITE,
            lunch=None,
        ),
        roads=(Road("Umeå", "Åsele", 30, 40),),
    )

    assert [start for _, start in times(solve(problem))] == ["08:00", "09:15"]
    assert len(solve(replace(problem, roads=())).stops) == 1


def test_solve_takes_no_contact_whose_calendar_is_unknown() -> None:
    unknown = replace(a_choice("b", Theme.TALENT), is_known=False)

    plan = solve(a_problem(a_choice("a"), unknown))

    assert [stop.choice for stop in plan.stops] == ["a"]
    assert plan.left_out == (LeftOut("b", LeftOutKind.UNKNOWN),)


def test_solve_tells_closed_from_busy() -> None:
    busy = replace(a_choice("busy"), free=(), opened=(span("09:00-12:00"),))
    closed = replace(a_choice("closed"), free=(), opened=(span("17:00-19:00"),))

    plan = solve(a_problem(a_choice("a"), busy, closed))

    assert plan.left_out == (
        LeftOut("busy", LeftOutKind.BUSY),
        LeftOut("closed", LeftOutKind.CLOSED),
    )


def test_solve_keeps_agreed_times_before_all_others() -> None:
    choices = [a_choice(key, minutes=60, free=(span("09:00-10:00"),)) for key in "abc"]
    current = tuple(a_stop(choice, "09:00") for choice in choices[1:])
    problem = replace(a_problem(*choices), current=current, agreed=("c",))

    plan = solve(problem)

    assert times(plan) == [("c", "09:00")]
    assert (plan.agreed_kept, plan.slots_kept, plan.stops_kept) == (1, 1, 1)


def test_solve_shows_the_overview_before_the_detail_where_that_costs_nothing() -> None:
    detail = replace(a_choice("a"), depth=2)
    overview = replace(a_choice("b"), depth=0)

    plan = solve(a_problem(detail, overview))
    early = solve(a_problem(replace(detail, free=(span("08:00-08:45"),)), overview))

    assert times(plan) == [("b", "08:00"), ("a", "09:00")]
    assert times(early) == [("a", "08:00"), ("b", "09:00")]


def test_solve_proves_the_best_of_four_hundred_offers_on_any_day() -> None:
    offers = [
        a_choice(f"{theme}-{number}", theme, minutes=30 + number % 3 * 15)
        for theme in (Theme.ENERGY, Theme.TALENT, Theme.CLIMATE, Theme.SOCIAL)
        for number in range(100)
    ]
    problem = a_problem(*offers, themes=((Theme.ENERGY, 3), (Theme.TALENT, 2)), latest_on=MONDAY)

    plan = solve(problem)

    assert (plan.outcome, len(plan.stops)) == (Outcome.PROVEN, 5)
    assert check(problem, plan) == ()
