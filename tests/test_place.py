"""Points on the map and the distance between them."""

import pytest

from visits.errors import InvalidValue
from visits.place import Point, distance_km

UMEA, VAASA = Point(63.825, 20.263), Point(63.096, 21.616)


@pytest.mark.parametrize(("lat", "lon"), [(90.1, 0), (-90.1, 0), (0, 180.1), (0, -180.1)])
def test_point_refuses_what_is_not_on_earth(lat: float, lon: float) -> None:
    with pytest.raises(InvalidValue, match="out of range"):
        Point(lat, lon)


def test_point_refuses_no_number() -> None:
    with pytest.raises(InvalidValue, match="out of range"):
        Point(float("nan"), 0)


def test_distance_is_the_same_both_ways() -> None:
    assert distance_km(UMEA, VAASA) == pytest.approx(distance_km(VAASA, UMEA))
    assert distance_km(UMEA, UMEA) == 0


def test_distance_across_the_strait_is_about_105_km() -> None:
    assert distance_km(UMEA, VAASA) == pytest.approx(105, abs=1)


def test_distance_goes_the_short_way_across_the_date_line() -> None:
    assert distance_km(Point(0, 179.5), Point(0, -179.5)) == pytest.approx(111.2, abs=0.1)


@pytest.mark.parametrize("lon", [0.0, 20.263, 179.999])
def test_distance_to_the_other_side_is_half_the_way_round(lon: float) -> None:
    here, there = Point(12.34, lon), Point(-12.34, lon - 180)

    assert distance_km(here, there) == pytest.approx(20015.1, abs=0.1)
