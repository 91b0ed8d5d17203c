from datetime import date

import pytest

from app.persistence.holidays import public_holidays
from visits.availability import Closure, ClosureKind
from visits.errors import InvalidValue


def holiday(month: int, day: int, year: int = 2026) -> Closure:
    return Closure(date(year, month, day), date(year, month, day), ClosureKind.HOLIDAY)


def test_sweden_is_closed_on_public_holidays_and_on_its_three_free_eves():
    closures = public_holidays("SE", [2026])

    assert closures == (
        holiday(1, 1),
        holiday(1, 6),
        holiday(4, 3),
        holiday(4, 5),
        holiday(4, 6),
        holiday(5, 1),
        holiday(5, 14),
        holiday(5, 24),
        holiday(6, 6),
        holiday(6, 19),
        holiday(6, 20),
        holiday(10, 31),
        holiday(12, 24),
        holiday(12, 25),
        holiday(12, 26),
        holiday(12, 31),
    )


def test_finland_is_closed_on_its_independence_day_when_sweden_is_not():
    finnish_only = set(public_holidays("FI", [2026])) - set(public_holidays("SE", [2026]))

    assert finnish_only == {holiday(12, 6)}


def test_several_years_come_in_order():
    closures = public_holidays("SE", range(2026, 2028))

    assert closures == public_holidays("SE", [2026]) + public_holidays("SE", [2027])


def test_a_subdivision_adds_its_own_days():
    bavarian_only = set(public_holidays("DE", [2026], "BY")) - set(public_holidays("DE", [2026]))

    assert holiday(1, 6) in bavarian_only


def test_a_country_without_a_known_calendar_has_no_holidays():
    assert public_holidays("XX", [2026]) == ()


def test_an_unknown_subdivision_is_refused():
    with pytest.raises(InvalidValue, match="DE has no ZZ"):
        public_holidays("DE", [2026], "ZZ")
