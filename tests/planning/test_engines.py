"""The same behaviour behind the seam, whichever engine answers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time

import pytest

from tests.planning.cases import TRACKS, a_choice, a_problem, a_stop, span
from visits.catalogue import Format, Theme
from visits.planning.check import check
from visits.planning.choice import Choice, Staffing
from visits.planning.cpsat import Question, solve_each
from visits.planning.plan import Outcome, Plan
from visits.planning.problem import Problem
from visits.planning.solve import solve
from visits.planning.wishes import Rest
from visits.travel import Locality


def _own(problems: list[Problem]) -> list[Plan]:
    return [solve(problem) for problem in problems]


def _cpsat(problems: list[Problem]) -> list[Plan]:
    return solve_each([Question(problem=problem) for problem in problems])


ENGINES: dict[str, Callable[[list[Problem]], list[Plan]]] = {"own": _own, "cpsat": _cpsat}

A, B, C = a_choice("a"), a_choice("b", Theme.TALENT), a_choice("c", Theme.ENERGY, Theme.TALENT)
THERE = (Format.HYBRID,)
ON_SITE = {"format": Format.ON_SITE, "longest_day": 480, "lunch": None}


@dataclass(frozen=True)
class Case:
    """A problem, how sure its answer is, and what is visited."""

    problem: Problem
    outcome: Outcome
    choices: tuple[str, ...]
    score: int


def _proven(problem: Problem, *choices: str, score: int) -> Case:
    return Case(problem, Outcome.PROVEN, choices, score)


def _impossible(problem: Problem) -> Case:
    return Case(problem, Outcome.IMPOSSIBLE, (), 0)


def _short(choice: Choice, wall: str) -> Choice:
    return replace(choice, free=(span(wall),))


def _in_groups(problem: Problem) -> Problem:
    """An HR group, and an ICT group that must see the second offer."""
    return replace(problem, party=replace(problem.party, tracks=TRACKS))


CASES = {
    "all that fits": _proven(a_problem(A, B, C), "a", "b", "c", score=12000),
    "the most worth": _proven(a_problem(A, B, most_stops=1), "a", score=4800),
    "less for more of the same": _proven(
        a_problem(A, a_choice("d"), B, most_stops=2, musts=("a",)), "a", "b", score=8000
    ),
    "a must of little worth": _proven(
        a_problem(A, a_choice("d", Theme.CLIMATE), most_stops=1, musts=("d",)), "d", score=0
    ),
    "a must host": _proven(a_problem(A, B, most_stops=1, must_hosts=("host-b",)), "b", score=3200),
    "a must theme": _proven(
        a_problem(A, B, most_stops=1, must_themes=(Theme.TALENT,)), "b", score=3200
    ),
    "wished by name": _proven(a_problem(A, B, most_stops=1, wished=(("b", 2),)), "b", score=6400),
    "ruled out": _proven(a_problem(A, B, must_nots=("a",)), "b", score=3200),
    "an avoided host": _proven(
        replace(a_problem(A, B), avoided_hosts=("host-a",)), "b", score=3200
    ),
    "a host once": _proven(a_problem(A, replace(B, host="host-a")), "a", score=4800),
    "two musts at once": _impossible(
        a_problem(_short(A, "09:00-09:45"), _short(B, "09:00-09:45"), musts=("a", "b"))
    ),
    "a contact of both": _proven(
        a_problem(_short(A, "09:00-09:45"), replace(_short(B, "10:00-10:45"), contact="contact-a")),
        "a",
        score=4800,
    ),
    "another staffing": _proven(
        a_problem(
            _short(A, "09:00-09:45"),
            replace(
                _short(B, "10:00-10:45"),
                contact="contact-a",
                others=(Staffing(contact="contact-d", free=(span("10:00-10:45"),)),),
            ),
        ),
        "a",
        "b",
        score=8000,
    ),
    "a calendar not read": _proven(a_problem(A, replace(B, is_known=False)), "a", score=4800),
    "no later start": _proven(
        a_problem(A, _short(B, "11:00-12:00"), latest_start=time(10)), "a", score=4800
    ),
    "screen time": _proven(a_problem(A, B, most_screen=60), "a", score=4800),
    "rest": _proven(
        a_problem(
            _short(A, "09:00-09:45"),
            _short(B, "10:00-10:45"),
            rest=Rest(minutes=20, after=60),
        ),
        "a",
        score=4800,
    ),
    "a road too long": _proven(
        a_problem(
            replace(_short(A, "09:00-10:00"), formats=THERE),
            replace(_short(B, "10:00-12:00"), formats=THERE, town="Skellefteå", point=None),
            **ON_SITE,
        ),
        "a",
        score=4800,
    ),
    "online on the way": _proven(
        a_problem(
            replace(_short(A, "09:00-09:45"), formats=THERE),
            _short(B, "10:00-10:45"),
            replace(_short(C, "12:30-13:15"), formats=THERE, town="Skellefteå", point=None),
            also=(Format.ONLINE,),
            **ON_SITE,
        ),
        "a",
        "b",
        "c",
        score=12000,
    ),
    "too far to begin with": _impossible(
        a_problem(
            replace(_short(A, "08:00-09:00"), formats=THERE),
            starts_from=Locality("Skellefteå"),
            **ON_SITE,
        )
    ),
    "groups together and apart": _proven(
        _in_groups(a_problem(_short(A, "11:00-11:45"), _short(B, "09:00-09:45"))),
        "a",
        "b",
        score=16000,
    ),
    "groups in turns": _proven(
        _in_groups(a_problem(replace(A, most_people=20), replace(B, most_people=20))),
        "a",
        "a",
        "b",
        "b",
        score=16000,
    ),
    "groups that share a contact": _proven(
        _in_groups(
            a_problem(
                replace(_short(A, "09:00-09:45"), most_people=20),
                replace(_short(B, "09:00-09:45"), most_people=20, contact="contact-a"),
            )
        ),
        "b",
        score=3200,
    ),
    "fixed": _proven(
        replace(a_problem(A, B, most_stops=1), fixed=(a_stop(B, "10:05"),)), "b", score=3200
    ),
}


@pytest.fixture(scope="module", params=ENGINES)
def plans(request: pytest.FixtureRequest) -> dict[str, Plan]:
    """The answer of one engine to every case, all in one go."""
    answers = ENGINES[request.param]([case.problem for case in CASES.values()])
    return dict(zip(CASES, answers, strict=True))


@pytest.mark.parametrize("name", CASES)
def test_engine_answers(plans: dict[str, Plan], name: str) -> None:
    case, plan = CASES[name], plans[name]

    assert (plan.outcome, plan.score, plan.bound) == (case.outcome, case.score, case.score)
    assert tuple(sorted(stop.choice for stop in plan.stops)) == case.choices
    assert check(case.problem, plan) == ()
