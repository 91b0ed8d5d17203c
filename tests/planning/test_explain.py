from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from itertools import combinations

import pytest

from benchmarks.compose import reference
from tests.planning.cases import (
    MONDAY,
    NEVER,
    a_choice,
    a_problem,
    random_groups,
    random_problem,
    span,
)
from tests.planning.oracle import best_value
from visits.catalogue import Format, Theme
from visits.planning.choice import Choice
from visits.planning.explain import Explanation, explain
from visits.planning.explaining.changes import ChangeKind, Correction
from visits.planning.explaining.conflicts import find_conflicts
from visits.planning.explaining.oracle import Oracle
from visits.planning.explaining.relax import Reach, Wish, WishKind, let_go, wishes_of, without
from visits.planning.explaining.terms import Terms
from visits.planning.party import Track
from visits.planning.problem import Problem
from visits.planning.solve import can_be_met, solve
from visits.planning.wishes import Rest
from visits.travel import Locality

FRIDAY = MONDAY + timedelta(days=4)
IMPOSSIBLE = [seed for seed in range(40) if not can_be_met(random_problem(seed))]
IMPOSSIBLE_GROUPS = [seed for seed in range(20) if not can_be_met(random_groups(seed))]
CONFLICT_KINDS = {
    "size": (WishKind.SIZE, ChangeKind.SIZE, 40),
    "language": (WishKind.LANGUAGE, ChangeKind.ADD_LANGUAGE, "sv"),
    "format": (WishKind.FORMAT, ChangeKind.FORMAT, "on_site"),
    "minutes": (WishKind.LONGEST_DAY, ChangeKind.LONGEST_DAY, 300),
}


def _changes(explanation: Explanation) -> list[list[tuple[ChangeKind, object]]]:
    return [
        [(change.kind, change.value) for change in correction.changes]
        for correction in explanation.corrections
    ]


def test_explain_has_nothing_to_say_where_a_programme_exists() -> None:
    assert explain(reference()) == Explanation()


@pytest.mark.parametrize("case", CONFLICT_KINDS)
def test_explain_names_the_wish_and_the_smallest_change(case: str) -> None:
    choice = {
        "size": replace(a_choice("a"), most_people=40),
        "language": replace(a_choice("a"), languages=("sv",)),
        "format": replace(a_choice("a"), formats=(Format.ON_SITE,)),
        "minutes": a_choice("a", minutes=300),
    }[case]
    wish, change, value = CONFLICT_KINDS[case]
    problem = a_problem(choice, musts=("a",), lunch=None)

    explanation = explain(problem)

    assert explanation.conflicts == ((Wish(wish),),)
    assert [(change, value)] in _changes(explanation)


def test_explain_extends_dates_no_further_than_needed() -> None:
    problem = a_problem(a_choice("a", free=(span("09:00-10:00", on=FRIDAY),)))

    explanation = explain(problem)

    assert explanation.conflicts == ((Wish(WishKind.DATES),),)
    assert _changes(explanation) == [[(ChangeKind.LATEST_ON, FRIDAY)]]


def test_explain_lengthens_hours_by_the_quarter() -> None:
    problem = a_problem(a_choice("a", free=(span("16:30-18:00"),)))

    explanation = explain(problem)

    assert _changes(explanation) == [[(ChangeKind.DAY_UNTIL, time(17, 15))]]


def test_explain_offers_to_drop_either_of_two_musts_that_clash() -> None:
    free = (span("09:00-10:00"),)
    problem = a_problem(
        a_choice("a", free=free), a_choice("b", Theme.TALENT, free=free), musts=("a", "b")
    )

    explanation = explain(problem)

    assert explanation.conflicts == ((Wish(WishKind.MUST, "a"), Wish(WishKind.MUST, "b")),)
    assert _changes(explanation) == [
        [(ChangeKind.DROP_MUST, "a")],
        [(ChangeKind.DROP_MUST, "b")],
    ]


def test_explain_combines_changes_where_one_is_not_enough() -> None:
    choice = replace(a_choice("a", free=(span("09:00-10:00", on=FRIDAY),)), most_people=20)

    explanation = explain(a_problem(choice))

    assert _changes(explanation) == [[(ChangeKind.LATEST_ON, FRIDAY), (ChangeKind.SIZE, 20)]]


def test_explain_blames_no_wish_where_nothing_is_ever_free() -> None:
    explanation = explain(a_problem(NEVER))

    assert explanation == Explanation(conflicts=((),))


STATED: dict[str, tuple[dict[str, object], Choice, Wish, list[list[tuple[ChangeKind, object]]]]] = {
    "latest start": (
        {"latest_start": time(8)},
        replace(a_choice("a", free=(span("09:00-10:00"),))),
        Wish(WishKind.LATEST_START),
        [[(ChangeKind.LATEST_START, time(9))]],
    ),
    "screen": (
        {"most_screen": 30},
        a_choice("a"),
        Wish(WishKind.MOST_SCREEN),
        [[(ChangeKind.MOST_SCREEN, 45)]],
    ),
    "host ruled out": (
        {"no_hosts": ("host-a",)},
        a_choice("a"),
        Wish(WishKind.NO_HOSTS),
        [[(ChangeKind.ALLOW_HOST, "host-a")]],
    ),
    "choice ruled out": (
        {"must_nots": ("a",)},
        a_choice("a"),
        Wish(WishKind.MUST_NOTS),
        [[(ChangeKind.ALLOW_CHOICE, "a")]],
    ),
    "theme ruled out": (
        {"no_themes": (Theme.ENERGY,)},
        a_choice("a"),
        Wish(WishKind.NO_THEMES),
        [[(ChangeKind.ALLOW_THEME, "energy")]],
    ),
    "calendar": (
        {},
        replace(NEVER, key="a", opened=(span("09:00-10:00"),), is_known=False),
        Wish(WishKind.CALENDAR),
        [[(ChangeKind.ASK_CALENDAR, "a")]],
    ),
    "start": (
        {"starts_from": Locality("Oslo"), "format": Format.ON_SITE},
        replace(a_choice("a"), formats=(Format.ON_SITE,)),
        Wish(WishKind.STARTS_FROM),
        [[(ChangeKind.START_ANYWHERE, True)]],
    ),
    "end": (
        {"ends_at": Locality("Oslo"), "format": Format.ON_SITE},
        replace(a_choice("a"), formats=(Format.ON_SITE,)),
        Wish(WishKind.ENDS_AT),
        [[(ChangeKind.END_ANYWHERE, True)]],
    ),
    "host": (
        {"must_hosts": ("host-b",)},
        a_choice("a"),
        Wish(WishKind.MUST_HOST, "host-b"),
        [[(ChangeKind.DROP_MUST_HOST, "host-b")]],
    ),
    "theme": (
        {"must_themes": (Theme.SOCIAL,)},
        a_choice("a"),
        Wish(WishKind.MUST_THEME, "social"),
        [[(ChangeKind.DROP_MUST_THEME, "social")]],
    ),
}


@pytest.mark.parametrize("case", STATED)
def test_explain_knows_every_wish_that_can_be_stated(case: str) -> None:
    wishes, choice, wish, changes = STATED[case]

    explanation = explain(a_problem(choice, **wishes))

    assert explanation.conflicts == ((wish,),)
    assert _changes(explanation) == changes


def test_explain_offers_a_longer_sitting_or_no_rest() -> None:
    stops = [a_choice(key, minutes=60, free=(span("09:00-11:20"),)) for key in "ab"]
    problem = a_problem(*stops, musts=("a", "b"), rest=Rest(minutes=30, after=60), lunch=None)

    explanation = explain(problem)

    musts = (Wish(WishKind.MUST, "a"), Wish(WishKind.MUST, "b"))
    assert explanation.conflicts == ((Wish(WishKind.REST), *musts),)
    assert _changes(explanation)[:2] == [[(ChangeKind.REST_AFTER, 135)], [(ChangeKind.NO_REST, 30)]]


def test_explain_stretches_the_hours_at_both_ends_where_two_musts_need_it() -> None:
    early = a_choice("a", free=(span("06:00-06:45"),))
    late = a_choice("b", free=(span("17:00-17:45"),))
    problem = a_problem(early, late, musts=("a", "b"), longest_day=720, most_days=1)

    explanation = explain(problem)

    both = [(ChangeKind.DAY_UNTIL, time(17, 45)), (ChangeKind.DAY_FROM, time(6))]
    assert both in _changes(explanation)


def test_explain_adds_two_languages_where_no_single_one_is_shared() -> None:
    problem = a_problem(
        replace(a_choice("a"), languages=("nb",)),
        replace(a_choice("b"), languages=("da",)),
        musts=("a", "b"),
    )
    problem = replace(problem, party=replace(problem.party, interpretation=False))

    changes = _changes(explain(problem))

    assert [(ChangeKind.INTERPRETATION, True)] in changes


def test_explain_names_a_groups_own_must() -> None:
    groups = (Track(key="HR", size=20, musts=("a",)), Track(key="ICT", size=30))
    problem = a_problem(a_choice("a", free=(span("17:00-18:00"),)), a_choice("b"))
    problem = replace(problem, party=replace(problem.party, tracks=groups))

    explanation = explain(problem)

    assert (Wish(WishKind.HOURS), Wish(WishKind.TRACK_MUST, "a", "HR")) in explanation.conflicts
    assert _changes(explanation) == [
        [(ChangeKind.DAY_UNTIL, time(17, 45))],
        [(ChangeKind.DROP_TRACK_MUST, "a")],
    ]


def test_explain_makes_every_group_smaller_by_its_share() -> None:
    groups = (Track(key="HR", size=30, musts=("a",)), Track(key="ICT", size=30))
    problem = a_problem(replace(a_choice("a"), most_people=20), a_choice("b"))
    problem = replace(problem, party=replace(problem.party, size=60, tracks=groups))

    explanation = explain(problem)

    assert [(ChangeKind.SIZE, 41)] in _changes(explanation)


@pytest.mark.parametrize("make", [random_problem, random_groups])
@pytest.mark.parametrize("seed", range(12))
def test_oracle_answers_as_composing_with_every_choice_does(
    seed: int, make: Callable[[int], Problem]
) -> None:
    problem = make(seed)
    oracle, reach = Oracle(problem), Reach.of(problem)

    for wish in wishes_of(problem):
        terms = let_go(Terms.of(problem), wish, reach=reach)

        assert oracle.meets(terms) == can_be_met(terms.applied_to(problem))


def test_explain_lets_go_of_as_little_work_as_is_allowed() -> None:
    problem = a_problem(a_choice("a", free=(span("16:30-18:00"),)))

    explanation = explain(problem, questions=4)

    assert not explanation.is_complete


@pytest.mark.parametrize(
    "problem",
    [*map(random_problem, IMPOSSIBLE), *map(random_groups, IMPOSSIBLE_GROUPS)],
    ids=[*map(str, IMPOSSIBLE), *(f"groups-{seed}" for seed in IMPOSSIBLE_GROUPS)],
)
def test_explain_is_minimal_and_every_correction_opens_a_programme(problem: Problem) -> None:
    explanation = explain(problem)

    for conflict in explanation.conflicts:
        others = [wish for wish in wishes_of(problem) if wish not in conflict]
        assert not can_be_met(without(problem, others))
        for wish in conflict:
            assert can_be_met(without(problem, [*others, wish]))
    for correction in explanation.corrections:
        assert solve(correction.applied_to(problem)).is_possible
    efforts = [correction.effort for correction in explanation.corrections]
    assert efforts == sorted(efforts)


@pytest.mark.parametrize("seed", IMPOSSIBLE[:8])
def test_find_conflicts_finds_all_that_trying_every_set_finds(seed: int) -> None:
    problem = random_problem(seed)
    wishes = wishes_of(problem)

    found = find_conflicts(Oracle(problem), wishes, reach=Reach.of(problem))

    largest = 2
    expected: list[set[Wish]] = []
    for size in range(1, largest + 1):
        for group in combinations(wishes, size):
            is_smallest = not any(known <= set(group) for known in expected)
            if is_smallest and can_be_met(without(problem, group)):
                expected.append(set(group))
    assert found.is_complete
    assert {frozenset(each) for each in found.escapes if len(each) <= largest} == {
        frozenset(each) for each in expected
    }


@pytest.mark.parametrize("seed", IMPOSSIBLE[:10])
def test_explain_agrees_with_trying_every_programme(seed: int) -> None:
    problem = random_problem(seed)

    corrections = explain(problem).corrections

    assert best_value(problem) is None
    for correction in corrections[:3]:
        assert best_value(correction.applied_to(problem)) is not None
        for change in correction.changes:
            rest = tuple(each for each in correction.changes if each is not change)
            assert best_value(Correction(rest).applied_to(problem)) is None


def test_explain_works_out_the_example_of_the_documentation() -> None:
    monday, tuesday = span("09:00-10:00"), span("09:00-10:00", on=MONDAY + timedelta(days=1))
    problem = a_problem(
        a_choice("a", free=(monday,)),
        a_choice("b", free=(monday, tuesday)),
        musts=("a", "b"),
        most_days=1,
    )

    explanation = explain(problem)

    a, b = Wish(WishKind.MUST, "a"), Wish(WishKind.MUST, "b")
    assert set(explanation.conflicts) == {
        (Wish(WishKind.DATES), a, b),
        (Wish(WishKind.DAYS), a, b),
    }
    assert _changes(explanation) == [
        [(ChangeKind.LATEST_ON, MONDAY + timedelta(days=1)), (ChangeKind.MOST_DAYS, 2)],
        [(ChangeKind.DROP_MUST, "a")],
        [(ChangeKind.DROP_MUST, "b")],
    ]
