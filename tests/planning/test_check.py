"""The checker sees every broken rule: one sound programme, broken in one way at a time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest

from tests.planning.cases import MONDAY, a_choice, a_problem, a_stop, span
from visits.catalogue import Format, Theme
from visits.planning.check import Clash, ClashKind, check
from visits.planning.choice import PlannedStop
from visits.planning.plan import Outcome, Plan
from visits.planning.problem import Problem
from visits.span import Span

FIRST, SECOND = a_choice("a"), a_choice("b", Theme.TALENT)
STOPS = (a_stop(FIRST, "09:00"), a_stop(SECOND, "10:00"))


def _plan(*stops: PlannedStop) -> Plan:
    return Plan(outcome=Outcome.FOUND, stops=stops)


def _wishing(**wishes: object) -> Problem:
    return a_problem(FIRST, SECOND, **wishes)


def _with_second(**changes: object) -> Problem:
    return a_problem(FIRST, replace(SECOND, **changes))  # type: ignore[arg-type]


BROKEN: dict[str, tuple[Callable[[], Problem], tuple[PlannedStop, ...], Clash]] = {
    "must": (
        lambda: _wishing(musts=("b",)),
        STOPS[:1],
        Clash(ClashKind.MUST_MISSING, "b"),
    ),
    "fixed": (
        lambda: replace(_wishing(), fixed=(a_stop(SECOND, "11:00"),)),
        STOPS,
        Clash(ClashKind.FIXED_MOVED, "b"),
    ),
    "length": (lambda: _with_second(minutes=60), STOPS, Clash(ClashKind.LENGTH, "b")),
    "contact": (lambda: _with_second(contact="c"), STOPS, Clash(ClashKind.CONTACT, "b")),
    "free": (
        lambda: _with_second(free=(span("08:00-10:30"),)),
        STOPS,
        Clash(ClashKind.NOT_FREE, "b"),
    ),
    "date": (
        lambda: _wishing(latest_on=MONDAY - timedelta(days=1), earliest_on=MONDAY - timedelta(3)),
        STOPS,
        Clash(ClashKind.DATE, "b"),
    ),
    "weekday": (lambda: _wishing(weekdays=(1,)), STOPS, Clash(ClashKind.WEEKDAY, "b")),
    "hours": (
        lambda: _wishing(day_until=time(10, 30)),
        STOPS,
        Clash(ClashKind.HOURS, "b"),
    ),
    "language": (
        lambda: _with_second(languages=("sv",)),
        STOPS,
        Clash(ClashKind.LANGUAGE, "b"),
    ),
    "size": (lambda: _with_second(most_people=49), STOPS, Clash(ClashKind.SIZE, "b")),
    "format": (
        lambda: _with_second(formats=(Format.ON_SITE,)),
        STOPS,
        Clash(ClashKind.FORMAT, "b"),
    ),
    "avoided": (
        lambda: replace(_wishing(), avoided_hosts=("host-b",)),
        STOPS,
        Clash(ClashKind.AVOIDED_HOST, "b"),
    ),
    "same host": (
        lambda: _with_second(host="host-a"),
        STOPS,
        Clash(ClashKind.SAME_HOST, "b"),
    ),
    "twice": (_wishing, (*STOPS, a_stop(FIRST, "13:45")), Clash(ClashKind.TWICE, "a")),
    "overlap": (
        _wishing,
        (STOPS[0], a_stop(SECOND, "09:30")),
        Clash(ClashKind.OVERLAP, "b"),
    ),
    "buffer": (
        lambda: _with_second(buffer_before=20),
        STOPS,
        Clash(ClashKind.BUFFER, "b"),
    ),
    "longest day": (
        lambda: _wishing(longest_day=104),
        STOPS,
        Clash(ClashKind.LONGEST_DAY),
    ),
    "most stops": (lambda: _wishing(most_stops=1), STOPS, Clash(ClashKind.MOST_STOPS)),
    "lunch": (
        _wishing,
        (a_stop(FIRST, "11:45"), a_stop(SECOND, "12:40")),
        Clash(ClashKind.LUNCH),
    ),
    "unknown": (
        _wishing,
        (replace(STOPS[0], choice="nobody"),),
        Clash(ClashKind.UNKNOWN, "nobody"),
    ),
}


def test_check_passes_a_sound_programme() -> None:
    assert check(_wishing(), _plan(*STOPS)) == ()


@pytest.mark.parametrize("case", BROKEN)
def test_check_sees_a_broken_rule(case: str) -> None:
    problem, stops, clash = BROKEN[case]

    assert clash in check(problem(), _plan(*stops))


def test_check_sees_a_road_that_is_too_long() -> None:
    first = replace(FIRST, formats=(Format.HYBRID,))
    second = replace(SECOND, formats=(Format.HYBRID,), town="Skellefteå", point=None)
    problem = a_problem(first, second, format=Format.ON_SITE)
    stops = tuple(replace(stop, format=Format.ON_SITE) for stop in STOPS)

    assert check(problem, _plan(*stops)) == (Clash(ClashKind.ROAD, "b"),)


def test_check_sees_one_day_too_many() -> None:
    tuesday = MONDAY + timedelta(days=1)
    second = replace(SECOND, free=(span("08:00-16:00", on=tuesday),))
    problem = a_problem(FIRST, second, latest_on=tuesday, most_days=1)
    stops = (STOPS[0], replace(STOPS[1], span=Span.of(STOPS[1].span.starts_at + timedelta(1), 45)))

    assert check(problem, _plan(*stops)) == (Clash(ClashKind.MOST_DAYS),)
