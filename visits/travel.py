"""The way between two stops by road; online there is none."""

from dataclasses import dataclass
from math import ceil

from visits.errors import InvalidValue
from visits.place import Point, distance_km

# Kilometres and minutes between towns, as driven.
ROADS: dict[frozenset[str], tuple[int, int]] = {
    frozenset({"Umeå", "Skellefteå"}): (135, 105),
    frozenset({"Umeå", "Örnsköldsvik"}): (110, 85),
    frozenset({"Skellefteå", "Örnsköldsvik"}): (245, 185),
    frozenset({"Skellefteå", "Skelleftehamn"}): (17, 25),
}
DETOUR = 1.3
COUNTRY_KM_PER_HOUR = 75
TOWN_KM_PER_HOUR = 30
PARKING_MINUTES = 10
TOWN_MINUTES = 15
ROUNDING_MINUTES = 5


@dataclass(frozen=True)
class Locality:
    """Where a stop is: a town, and its point where that is known."""

    town: str
    point: Point | None = None


@dataclass(frozen=True)
class Leg:
    """The way between two stops; an estimate is by distance, not by a known road."""

    minutes: int
    km: int
    is_estimate: bool = False

    def __post_init__(self) -> None:
        if self.minutes < 0 or self.km < 0:
            raise InvalidValue("leg", "less than nothing")


def leg_between(here: Locality, there: Locality) -> Leg | None:
    """The road from one stop to the next, None where nothing is known about it."""
    if here == there:
        return Leg(0, 0)
    known = ROADS.get(frozenset({here.town, there.town}))
    if known is not None:
        km, minutes = known
        return Leg(minutes, km)
    if here.point is not None and there.point is not None:
        return _estimated(here.point, there.point, is_same_town=here.town == there.town)
    return Leg(TOWN_MINUTES, 0, is_estimate=True) if here.town == there.town else None


def _estimated(here: Point, there: Point, *, is_same_town: bool) -> Leg:
    """The leg by distance, with a detour for real roads and a while to park."""
    km = distance_km(here, there) * DETOUR
    speed = TOWN_KM_PER_HOUR if is_same_town else COUNTRY_KM_PER_HOUR
    minutes = km / speed * 60 + PARKING_MINUTES
    return Leg(ceil(minutes / ROUNDING_MINUTES) * ROUNDING_MINUTES, round(km), is_estimate=True)
