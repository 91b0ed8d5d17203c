"""Points on the map."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from visits.errors import InvalidValue

EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True)
class Point:
    """A place in degrees, WGS 84."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise InvalidValue("point", "latitude or longitude out of range")


def distance_km(here: Point, there: Point) -> float:
    """The great-circle distance in kilometres (haversine)."""
    lat1, lat2 = radians(here.lat), radians(there.lat)
    half = sin((lat2 - lat1) / 2) ** 2
    half += cos(lat1) * cos(lat2) * sin(radians(there.lon - here.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))
