"""Coordinators keep the roads between towns; programmes composed from then on use them."""

from datetime import datetime

from app.actions.transaction import transaction
from app.persistence.records import KeptRoad
from app.persistence.travel import find_kept_road, find_road_between
from app.world import World
from visits.errors import InvalidValue, Stale
from visits.travel import Road


def add_road(world: World, road: Road, *, by: str, now: datetime) -> None:
    """Keeps a road that was not known; raises InvalidValue where one is, in either direction."""
    with transaction(world, now=now) as tx:
        if find_road_between(tx.session, road.here, road.there) is not None:
            raise InvalidValue("road.there", "the road is known already")
        tx.session.add(KeptRoad(**vars(road), changed_at=now, changed_by=by))


def change_road(world: World, road: Road, *, by: str, now: datetime) -> None:
    """Other minutes and kilometres for a road; raises Stale where it was removed meanwhile."""
    with transaction(world, now=now) as tx:
        kept = find_road_between(tx.session, road.here, road.there)
        if kept is None:
            raise Stale("the road was removed")
        kept.minutes, kept.km = road.minutes, road.km
        kept.changed_at, kept.changed_by = now, by


def remove_road(world: World, *, road_id: int, now: datetime) -> None:
    """Forgets a road, so that it is estimated again; removing it twice is once."""
    with transaction(world, now=now) as tx:
        kept = find_kept_road(tx.session, road_id)
        if kept is not None:
            tx.session.delete(kept)
