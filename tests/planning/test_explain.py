from dataclasses import replace
from datetime import time, timedelta

import pytest

from benchmarks.compose import reference
from tests.planning.cases import MONDAY, NEVER, a_choice, a_problem, random_problem, span
from visits.catalogue import Format, Theme
from visits.planning.explain import Explanation, explain
from visits.planning.relax import ChangeKind, Wish, WishKind, wishes_of, without
from visits.planning.solve import can_be_met, solve

FRIDAY = MONDAY + timedelta(days=4)
IMPOSSIBLE = [seed for seed in range(60) if not can_be_met(random_problem(seed))]
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


@pytest.mark.parametrize("seed", IMPOSSIBLE)
def test_explain_is_minimal_and_every_correction_opens_a_programme(seed: int) -> None:
    problem = random_problem(seed)

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
