"""What the values of a problem demand of themselves: a broken demand names its field."""

from collections.abc import Collection
from datetime import time
from zoneinfo import ZoneInfo

from visits.errors import InvalidValue


def demand(field: str, reason: str, *, holds: bool) -> None:
    """Raise InvalidValue for the field unless the demand holds."""
    if not holds:
        raise InvalidValue(field, reason)


def demand_distinct(field: str, keys: Collection[str]) -> None:
    """Every key says something, and none stands twice."""
    demand(field, "an empty key", holds=all(keys))
    demand(field, "the same key twice", holds=len(set(keys)) == len(keys))


def demand_whole_minutes(field: str, wall: time) -> None:
    """A wall time without seconds."""
    demand(field, "whole minutes", holds=not wall.second and not wall.microsecond)


def demand_zone(field: str, name: str) -> None:
    """The name of a time zone that is known here."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise InvalidValue(field, "not a known time zone") from None
