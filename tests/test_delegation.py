"""Who comes and what they wish: what cannot be is refused by the field's name."""

from datetime import date, time
from typing import Any

import pytest

from tests.builders import a_delegation, some_wishes
from visits.delegation import LARGEST_DELEGATION, Group
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
