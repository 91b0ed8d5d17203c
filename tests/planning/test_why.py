"""Why a choice was left out of a plan, and what would let it in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.planning.cases import MONDAY, a_choice, a_problem, random_groups, random_problem, span
from visits.catalogue import Format, Theme
from visits.errors import InvalidValue
from visits.place import Point
from visits.planning.choice import Choice, Staffing
from visits.planning.explaining.bars import Bar, WhyKind
from visits.planning.explaining.beside import beside
from visits.planning.explaining.changes import Change, ChangeKind, Correction
from visits.planning.explaining.why import Why, why_left_out
from visits.planning.plan import LeftOut, LeftOutKind, Plan
from visits.planning.problem import Problem
from visits.planning.solve import can_be_met, solve

TUESDAY = MONDAY + timedelta(days=1)
MORNING, AFTERNOON = (span("09:00-10:00"),), (span("12:00-13:00"),)
LONG_AGO = (span("09:00-15:00", on=MONDAY - timedelta(days=30)),)


def _plain(key: str = "x") -> Choice:
    return a_choice(key, Theme.TALENT, free=AFTERNOON)


ALONE = {
    "format": (replace(_plain(), formats=(Format.ON_SITE,)), Bar(WhyKind.FORMAT)),
    "language": (replace(_plain(), languages=("sv",)), Bar(WhyKind.LANGUAGE)),
    "size": (replace(_plain(), most_people=42), Bar(WhyKind.SIZE, 8)),
    "unknown": (
        replace(_plain(), free=(), opened=AFTERNOON, is_known=False),
        Bar(WhyKind.UNKNOWN),
    ),
    "closed": (replace(_plain(), free=LONG_AGO, opened=LONG_AGO), Bar(WhyKind.CLOSED)),
    "busy": (replace(_plain(), free=LONG_AGO, opened=AFTERNOON), Bar(WhyKind.BUSY)),
    "no time": (replace(_plain(), free=LONG_AGO), Bar(WhyKind.NO_TIME)),
    "too long": (
        replace(_plain(), minutes=255, free=(span("09:00-15:00"),)),
        Bar(WhyKind.TOO_LONG, 15),
    ),
    "20 minutes": (
        replace(_plain(), free=(span("12:00-12:25"),)),
        Bar(WhyKind.NEEDS_MINUTES, 20),
    ),
    "theme": (a_choice("x", Theme.SAFETY, free=AFTERNOON), Bar(WhyKind.NO_THEME)),
    "host": (replace(_plain(), host="host-a"), Bar(WhyKind.SAME_HOST, about="a")),
}


def _asked(choice: Choice, **wishes: object) -> tuple[Problem, Plan]:
    problem = a_problem(a_choice("a", free=MORNING), choice, **wishes)
    return problem, solve(problem)


def _why(choice: Choice, **wishes: object) -> Why:
    problem, plan = _asked(choice, **wishes)
    return why_left_out(problem, plan, choice.key)


@pytest.mark.parametrize("case", ALONE)
def test_why_names_what_bars_a_choice_whatever_else_is_planned(case: str) -> None:
    choice, bar = ALONE[case]

    assert _why(choice).bar == bar


def test_why_names_the_language_whose_only_speaker_is_busy() -> None:
    speaker = Staffing(contact="fi-speaker", languages=("fi",), free=LONG_AGO)
    choice = replace(_plain(), languages=("sv",), others=(speaker,))

    assert _why(choice).bar == Bar(WhyKind.LANGUAGE_BUSY, about="fi")


@pytest.mark.parametrize(
    ("wishes", "change"),
    [
        ({"must_nots": ("x",)}, Change(ChangeKind.ALLOW_CHOICE, "x", 9)),
        ({"no_hosts": ("host-x",)}, Change(ChangeKind.ALLOW_HOST, "host-x", 9)),
        ({"no_themes": (Theme.TALENT,)}, Change(ChangeKind.ALLOW_THEME, "talent", 9)),
    ],
)
def test_why_says_what_was_ruled_out_and_what_allows_it(
    wishes: dict[str, object], change: Change
) -> None:
    why = _why(_plain(), **wishes)

    assert why == Why(choice="x", bar=Bar(WhyKind.RULED_OUT), lets_in=(Correction((change,)),))


def test_why_of_an_avoided_host_has_no_help() -> None:
    problem = a_problem(a_choice("a", free=MORNING), _plain())
    problem = replace(problem, avoided_hosts=("host-x",))

    assert why_left_out(problem, solve(problem), "x") == Why(choice="x", bar=Bar(WhyKind.AVOIDED))


def test_why_of_a_choice_that_is_gone_is_that_it_is_gone() -> None:
    problem, plan = _asked(_plain())
    plan = replace(plan, left_out=(LeftOut("x", LeftOutKind.GONE),), stops=plan.stops[:1])

    assert why_left_out(problem, plan, "x") == Why(choice="x", bar=Bar(WhyKind.GONE))


def test_why_lets_a_choice_in_that_is_on_no_wished_theme_as_a_must() -> None:
    why = _why(a_choice("x", Theme.SAFETY, free=AFTERNOON))

    assert why.lets_in == (Correction((Change(ChangeKind.ADD_MUST, "x", 1),)),)


def test_why_counts_one_stop_more() -> None:
    choice = a_choice("x", Theme.SOCIAL, free=AFTERNOON)
    weighed = ((Theme.ENERGY, 3), (Theme.SOCIAL, 1))

    why = _why(choice, most_stops=1, themes=weighed)

    assert why.bar == Bar(WhyKind.MOST_STOPS)
    assert why.instead_of == "a"
    assert why.lets_in[0] == Correction((Change(ChangeKind.MOST_STOPS, 2, 2),))


def test_why_counts_the_minutes_that_a_day_lacks() -> None:
    why = _why(_plain(), longest_day=195)

    assert why.bar == Bar(WhyKind.NEEDS_MINUTES, 15)
    assert why.lets_in[0] == Correction((Change(ChangeKind.LONGEST_DAY, 210, 1),))


def test_why_tells_lunch_from_other_reasons() -> None:
    noon = replace(_plain(), minutes=60, free=(span("11:30-12:30"),))
    early = a_choice("a", free=(span("12:40-13:30"),))
    problem = a_problem(early, noon)

    why = why_left_out(problem, solve(problem), "x")

    assert why.bar == Bar(WhyKind.LUNCH)


def test_why_says_that_another_day_would_do() -> None:
    choice = replace(_plain(), free=(span("09:00-10:00", on=TUESDAY),))

    why = _why(choice, latest_on=TUESDAY)

    assert why.bar == Bar(WhyKind.OTHER_DAY)
    assert why.lets_in == (Correction((Change(ChangeKind.DAYS, 2, 10),)),)


def test_why_says_which_stop_fits_the_wishes_better() -> None:
    why = _why(replace(_plain(), free=MORNING))

    assert why == Why(choice="x", bar=Bar(WhyKind.LESS_WORTH), instead_of="a")


def test_why_blames_the_road_on_site() -> None:
    here = replace(a_choice("a", free=MORNING), formats=(Format.ON_SITE,))
    far = replace(
        _plain(),
        formats=(Format.ON_SITE,),
        free=(span("10:00-11:00"),),
        town="Skellefteå",
        point=Point(64.750, 20.953),
    )
    problem = a_problem(here, far, format=Format.ON_SITE)

    why = why_left_out(problem, solve(problem), "x")

    assert why.bar == Bar(WhyKind.ROAD)


def test_why_refuses_a_stop_of_the_plan() -> None:
    problem, plan = _asked(_plain())

    with pytest.raises(InvalidValue) as refused:
        why_left_out(problem, plan, "a")

    assert refused.value.field == "choice"


def test_why_does_little_work_where_little_is_allowed() -> None:
    problem, plan = _asked(_plain(), longest_day=195)

    why = why_left_out(problem, plan, "x", questions=3)

    assert why == Why(choice="x", bar=Bar(WhyKind.LESS_WORTH), instead_of="a")


@pytest.mark.parametrize("make", [random_problem, random_groups])
@pytest.mark.parametrize("seed", range(20))
def test_why_lets_in_what_then_stands_beside_the_whole_plan(
    seed: int, make: Callable[[int], Problem]
) -> None:
    problem = make(seed)
    plan = solve(problem)
    stops = {stop.choice for stop in plan.stops}
    left = [choice.key for choice in problem.choices if choice.key not in stops]

    for key in left if stops else ():
        why = why_left_out(problem, plan, key)

        assert why.bar.kind is not WhyKind.FULL or not why.instead_of
        for correction in why.lets_in:
            changed = correction.applied_to(problem)
            assert can_be_met(beside(changed, plan, key, track=why.track))
