"""The roads between the places of a programme."""

from collections.abc import Sequence

from app.showing import ShownStop
from visits.catalogue import Format
from visits.travel import Leg, Locality, Road, leg_between


def legs_of(stops: Sequence[ShownStop], *, roads: Sequence[Road]) -> dict[int, Leg]:
    """The road to each stop from the place before it on that day, by the stops' numbers.

    Whoever takes part online goes nowhere. With groups the road is that of somebody who comes to
    both stops.
    """
    legs: dict[int, Leg] = {}
    for stop in stops:
        before = [one for one in stops if _comes_before(one, stop)]
        if not before:
            continue
        leg = leg_between(_locality(before[-1]), _locality(stop), roads=roads)
        if leg is not None and leg.minutes:
            legs[stop.number] = leg
    return legs


def _comes_before(one: ShownStop, other: ShownStop) -> bool:
    """Whether somebody goes from one to the other on the same day."""
    has_places = Format.ONLINE not in (one.format, other.format)
    shares = not one.groups or not other.groups or bool({*one.groups} & {*other.groups})
    is_earlier = one.time.day == other.time.day and one.span.ends_at <= other.span.starts_at
    return has_places and shares and is_earlier


def _locality(stop: ShownStop) -> Locality:
    return Locality(stop.offer.site.town, stop.offer.site.point)
