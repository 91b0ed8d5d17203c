"""The way between two stops by road; online there is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from visits.errors import InvalidValue
from visits.place import Point, distance_km

DETOUR = 1.3
COUNTRY_KM_PER_HOUR = 75
TOWN_KM_PER_HOUR = 30
PARKING_MINUTES = 10
TOWN_MINUTES = 15
ROUNDING_MINUTES = 5
LONGEST_ROAD_MINUTES = 1440


@dataclass(frozen=True)
class Locality:
    """Where a stop is: a town, and its point where that is known."""

    town: str
    point: Point | None = None


@dataclass(frozen=True)
class Road:
    """A known way between two towns, as driven, the same in both directions."""

    here: str
    there: str
    minutes: int
    km: int

    def __post_init__(self) -> None:
        if not self.here or not self.there:
            raise InvalidValue("road", "two towns are needed")
        if not 0 <= self.minutes <= LONGEST_ROAD_MINUTES or self.km < 0:
            raise InvalidValue("road.minutes", f"0 to {LONGEST_ROAD_MINUTES} minutes")


# What stands where nobody has edited the table of roads.
USUAL_ROADS = (
    Road("Umeå", "Skellefteå", 105, 135),
    Road("Umeå", "Örnsköldsvik", 85, 110),
    Road("Skellefteå", "Örnsköldsvik", 185, 245),
    Road("Skellefteå", "Skelleftehamn", 25, 17),
)


@dataclass(frozen=True)
class Leg:
    """The way between two stops; an estimate is by distance, not by a known road."""

    minutes: int
    km: int
    is_estimate: bool = False

    def __post_init__(self) -> None:
        if self.minutes < 0 or self.km < 0:
            raise InvalidValue("leg", "less than nothing")


def leg_between(
    here: Locality, there: Locality, *, roads: Iterable[Road] = USUAL_ROADS
) -> Leg | None:
    """The road from one stop to the next, None where nothing is known about it.

    A road of a town to itself is the way between any two places in it.
    """
    if here == there:
        return Leg(0, 0)
    for road in roads:
        if (here.town, there.town) in ((road.here, road.there), (road.there, road.here)):
            return Leg(road.minutes, road.km)
    if here.point is not None and there.point is not None:
        return _estimated(here.point, there.point, is_same_town=here.town == there.town)
    return Leg(TOWN_MINUTES, 0, is_estimate=True) if here.town == there.town else None


def _estimated(here: Point, there: Point, *, is_same_town: bool) -> Leg:
    """The leg by distance, with a detour for real roads and a while to park."""
    km = distance_km(here, there) * DETOUR
    speed = TOWN_KM_PER_HOUR if is_same_town else COUNTRY_KM_PER_HOUR
    minutes = km / speed * 60 + PARKING_MINUTES
    return Leg(ceil(minutes / ROUNDING_MINUTES) * ROUNDING_MINUTES, round(km), is_estimate=True)
