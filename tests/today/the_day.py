"""The morning of a visit: every host has said yes, and the day has come."""

from collections import Counter
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.actions.ask import Inquiry
from app.actions.late import Look, Report, look_at_delay, tell_late
from app.persistence import tables
from app.persistence.itineraries import find_itinerary
from app.persistence.staff import list_coordinators
from app.world import World
from tests.actions.story import A_HOST, all_confirm, chosen, itinerary_of, mails_of
from tests.conftest import FakeClock
from visits.catalogue import Offer
from visits.itinerary import Stop
from visits.lateness import LateDay

KIP = "visits.kip@example.org"
BEFORE = timedelta(minutes=30)


def on_its_day(world: World, clock: FakeClock, inquiry: Inquiry | None = None) -> int:
    """A published visit, half an hour before its first stop; returns the delegation's id."""
    delegation_id = chosen(world, inquiry)
    all_confirm(world, delegation_id)
    clock.now = stops_of(world, delegation_id)[0].span.starts_at - BEFORE
    return delegation_id


def stops_of(world: World, delegation_id: int) -> tuple[Stop, ...]:
    """The stops that stand, by time, with what hangs on them."""
    return itinerary_of(world, delegation_id).standing


def look(world: World, delegation_id: int, *, stop: int = 0, minutes: int = 20) -> Look:
    """What the page would show."""
    with world.database.reading() as session:
        itinerary = find_itinerary(session, delegation_id)
        assert itinerary is not None
        late = itinerary.standing[stop]
        return look_at_delay(session, itinerary, late, minutes=minutes, now=world.clock())


def run_late(world: World, delegation_id: int, *, stop: int = 0, minutes: int = 20) -> LateDay:
    """Looked at, and pressed."""
    seen = look(world, delegation_id, stop=stop, minutes=minutes)
    stop_id = stops_of(world, delegation_id)[stop].id or 0
    report = Report(delegation_id=delegation_id, stop_id=stop_id, minutes=minutes, seen=seen.mark)
    return tell_late(world, report, by=A_HOST, now=world.clock())


def starts(world: World, delegation_id: int) -> list[datetime]:
    return [stop.span.starts_at for stop in stops_of(world, delegation_id)]


def new_mails(
    world: World, delegation_id: int, before: Counter[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    return dict(mails_of(world, delegation_id) - before)


def offices_of(world: World, delegation_id: int) -> list[str]:
    node = itinerary_of(world, delegation_id).delegation.node
    with world.database.reading() as session:
        return [one.email for one in list_coordinators(session, node.id or 0)]


def change_offer(world: World, slug: str, **values: object) -> None:
    with world.database.writing() as session:
        offer = session.scalars(sa.select(Offer).where(tables.offer.c.slug == slug)).one()
        for name, value in values.items():
            setattr(offer, name, value)


def bring_forward(world: World, delegation_id: int) -> None:
    """The visit is today: its first stop began half an hour ago, as if it had been so chosen."""
    stops = stops_of(world, delegation_id)
    earlier = stops[0].span.starts_at - (world.clock() - BEFORE)
    table = tables.stop.c
    with world.database.writing() as session:
        for stop in stops:
            times = {
                "starts_at": stop.span.starts_at - earlier,
                "ends_at": stop.span.ends_at - earlier,
                "blocked_from": stop.blocked.starts_at - earlier,
                "blocked_until": stop.blocked.ends_at - earlier,
            }
            session.execute(sa.update(tables.stop).where(table.id == stop.id).values(times))
