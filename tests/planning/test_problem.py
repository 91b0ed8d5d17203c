from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest

from tests.planning.cases import MONDAY, a_choice, a_problem, a_stop
from visits.catalogue import Theme
from visits.errors import InvalidValue
from visits.planning.party import Party
from visits.planning.wishes import Lunch

BAD: dict[str, tuple[str, Callable[[], object]]] = {
    "nobody": ("party.size", lambda: Party(zone="UTC", languages=("en",), size=0)),
    "a city": ("party.size", lambda: Party(zone="UTC", languages=("en",), size=5001)),
    "zone": ("party.zone", lambda: Party(zone="Mars/Base", languages=("en",), size=1)),
    "zone path": ("party.zone", lambda: Party(zone="../etc", languages=("en",), size=1)),
    "mute": ("party.languages", lambda: Party(zone="UTC", languages=(), size=1)),
    "lunch": ("wishes.lunch.closes", lambda: Lunch(opens=time(13), closes=time(12))),
    "long lunch": ("wishes.lunch.minutes", lambda: Lunch(minutes=121)),
    "dates": ("wishes.latest_on", lambda: a_problem(latest_on=date(2026, 11, 1))),
    "horizon": ("wishes.latest_on", lambda: a_problem(latest_on=date(2028, 11, 1))),
    "no weekday": ("wishes.weekdays", lambda: a_problem(weekdays=())),
    "weekday": ("wishes.weekdays", lambda: a_problem(weekdays=(7,))),
    "hours": ("wishes.day_until", lambda: a_problem(day_until=time(8))),
    "seconds": ("wishes.day_from", lambda: a_problem(day_from=time(8, 0, 1))),
    "longest": ("wishes.longest_day", lambda: a_problem(longest_day=0)),
    "stops": ("wishes.most_stops", lambda: a_problem(most_stops=0)),
    "days": ("wishes.days", lambda: a_problem(days=0)),
    "most days": ("wishes.most_days", lambda: a_problem(days=3, most_days=2)),
    "nan": (
        "wishes.themes.energy",
        lambda: a_problem(themes=((Theme.ENERGY, float("nan")),)),
    ),
    "negative": ("wishes.themes.energy", lambda: a_problem(themes=((Theme.ENERGY, -1),))),
    "theme twice": (
        "wishes.themes",
        lambda: a_problem(themes=((Theme.ENERGY, 1), (Theme.ENERGY, 2))),
    ),
    "unknown must": ("wishes.musts", lambda: a_problem(a_choice("a"), musts=("b",))),
    "must twice": ("wishes.musts", lambda: a_problem(a_choice("a"), musts=("a", "a"))),
    "key twice": ("choices", lambda: a_problem(a_choice("a"), a_choice("a"))),
    "unknown fixed": (
        "fixed",
        lambda: replace(a_problem(a_choice("b")), fixed=(a_stop(a_choice("a"), "09:00"),)),
    ),
    "minutes": ("choice.minutes", lambda: a_choice("a", minutes=0)),
    "buffer": ("choice.buffer_after", lambda: replace(a_choice("a"), buffer_after=-1)),
    "no room": ("choice.most_people", lambda: replace(a_choice("a"), most_people=0)),
    "no choice": ("choices", lambda: a_problem()),
    "no key": ("choice.key", lambda: a_choice("")),
}


@pytest.mark.parametrize("case", BAD)
def test_problem_refuses_a_value_that_cannot_be(case: str) -> None:
    field, make = BAD[case]

    with pytest.raises(InvalidValue) as refused:
        make()

    assert refused.value.field == field


def test_problem_finds_a_choice_by_its_key() -> None:
    choice = a_choice("a")

    assert a_problem(choice).choice("a") is choice
    with pytest.raises(KeyError):
        a_problem(choice).choice("b")


def test_problem_allows_a_single_day() -> None:
    problem = a_problem(a_choice("a"), earliest_on=MONDAY, latest_on=MONDAY)

    assert problem.wishes.latest_on == MONDAY
