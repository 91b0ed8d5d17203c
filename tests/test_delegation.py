"""Who comes and what they wish: what cannot be is refused by the field's name."""

from datetime import date, time
from typing import Any

import pytest

from tests.builders import a_delegation, some_wishes
from visits.catalogue import Theme
from visits.delegation import LARGEST_DELEGATION, MOST_PARTS, OTHERS, Group
from visits.errors import InvalidValue


@pytest.mark.parametrize("size", [0, -1])
def test_group_refuses_to_be_empty(size: int) -> None:
    with pytest.raises(InvalidValue) as refused:
        Group("ICT", size)

    assert refused.value.field == "group.size"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("wishes.latest_on", {"earliest_on": date(2027, 1, 2), "latest_on": date(2027, 1, 1)}),
        ("wishes.day_until", {"day_from": time(9), "day_until": time(9)}),
        ("wishes.day_until", {"day_from": time(9), "day_until": time(8)}),
        ("wishes.latest_start", {"day_from": time(9), "latest_start": time(8, 59)}),
        ("wishes.no_thanks", {"must_sees": (1,), "no_thanks": (1,)}),
        ("wishes.no_thanks", {"hearts": (1, 2), "no_thanks": (3, 2)}),
    ],
)
def test_wishes_refuse_what_cannot_be(field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue) as refused:
        some_wishes(**changes)

    assert refused.value.field == field


def test_wishes_may_name_a_single_day() -> None:
    on = date(2027, 1, 12)

    wishes = some_wishes(earliest_on=on, latest_on=on)

    assert (wishes.earliest_on, wishes.latest_on) == (on, on)


@pytest.mark.parametrize("size", [0, LARGEST_DELEGATION + 1])
def test_delegation_refuses_a_size_that_cannot_be(size: int) -> None:
    with pytest.raises(InvalidValue) as refused:
        a_delegation(size=size)

    assert refused.value.field == "delegation.size"


@pytest.mark.parametrize("size", [1, LARGEST_DELEGATION])
def test_delegation_may_be_one_person_or_the_largest(size: int) -> None:
    assert a_delegation(size=size).size == size


APART = some_wishes(groups_apart=True)


def test_delegation_that_goes_together_has_no_parts() -> None:
    assert a_delegation().parts == ()
    assert a_delegation(wishes=APART, groups=(Group("HR", 10),)).parts == ()


def test_parts_have_names_of_their_own_and_those_in_no_group_are_one() -> None:
    groups = (Group("HR", 10), Group("HR", 5, (Theme.TALENT,)), Group(OTHERS, 5))

    parts = a_delegation(size=24, groups=groups, wishes=APART).parts

    assert parts == (
        Group("HR", 10),
        Group("HR (2)", 5, (Theme.TALENT,)),
        Group("* (2)", 5),
        Group(OTHERS, 4),
    )


def test_largest_part_takes_in_the_others_where_there_are_enough_parts() -> None:
    groups = tuple(Group(f"Group {number}", 1 + number % 2) for number in range(MOST_PARTS))

    parts = a_delegation(size=20, groups=groups, wishes=APART).parts

    assert len(parts) == MOST_PARTS
    assert parts[1] == Group("Group 1", 4)
    assert sum(part.size for part in parts) == 20


@pytest.mark.parametrize(
    ("names", "coming"),
    [
        ((), [("HR", 7), ("ICT", 10)]),
        (("HR",), [("HR", 7)]),
        (("HR", OTHERS), [("HR", 7), (OTHERS, 3)]),
        (("HR 1/2",), [("HR 1/2", 4)]),
        (("HR 2/2", "3/3"), [("HR 2/2", 3), ("3/3", 6)]),
    ],
)
def test_coming_are_the_groups_of_a_stop(
    names: tuple[str, ...], coming: list[tuple[str, int]]
) -> None:
    delegation = a_delegation(size=20, groups=(Group("HR", 7), Group("ICT", 10)), wishes=APART)

    assert [(group.name, group.size) for group in delegation.coming(names)] == coming


def test_coming_refuses_a_group_there_is_not() -> None:
    with pytest.raises(InvalidValue):
        a_delegation(wishes=APART).coming(("Marketing and sales",))
