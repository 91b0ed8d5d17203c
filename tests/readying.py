"""A visit that is agreed and whose hosts need things: two on site, the others nothing."""

from datetime import datetime, timedelta
from typing import Any

from app.actions.desk_profile import mark_of
from app.actions.readiness import Giving, contents, give, tasks_in
from app.actions.transaction import transaction
from app.persistence.delegations import find_delegation
from app.persistence.itineraries import find_itinerary
from app.persistence.readiness import find_offer_needs, list_given
from app.persistence.readiness_records import OfferNeeds
from app.world import World
from tests.actions.story import all_confirm, chosen, itinerary_of
from tests.builders import words
from tests.remembered import remembered
from visits.catalogue import Format
from visits.itinerary import Stop
from visits.readiness import Asked, Needs, Particulars, Task

GATE = Needs(safety=words("Wear a helmet"), names_days=7)
TABLE = Needs(wants_diets=True, wants_access=True)
MARKER = "Planted Marker Zebra"
NAMES = Particulars(names=("Delegate One", MARKER))


def a_visit_to_get_ready(world: World) -> int:
    """Its first host has a gate, its second one a table, the others need nothing."""
    delegation_id = chosen(world)
    all_confirm(world, delegation_id)
    make_on_site(world, delegation_id)
    return delegation_id


def make_on_site(world: World, delegation_id: int) -> None:
    """People come in person, and hosts need what they need."""
    remembered(world, f"on site {delegation_id}", lambda: _make_on_site(world, delegation_id))


def _make_on_site(world: World, delegation_id: int) -> None:
    with transaction(world, now=world.clock()) as tx:
        itinerary = find_itinerary(tx.session, delegation_id)
        assert itinerary is not None
        for number, stop in enumerate(itinerary.standing):
            stop.format = Format.HYBRID
            kept = find_offer_needs(tx.session, stop.offer.id or 0)
            needs = (GATE, TABLE)[number] if number < 2 else Needs()
            if kept is None:
                tx.session.add(OfferNeeds(offer=stop.offer, needs=needs))
            else:
                kept.needs = needs


def tasks_for(world: World, delegation_id: int, *, now: datetime | None = None) -> tuple[Task, ...]:
    with transaction(world, now=now or world.clock()) as tx:
        delegation = find_delegation(tx.session, delegation_id)
        assert delegation is not None
        tasks = tasks_in(tx, delegation)
        assert all(stop.offer.host.name for task in tasks for stop in task.stops)
        return tasks


def give_all(world: World, delegation_id: int, **only: Any) -> None:
    """The delegation gives everything, or only the kinds that are named."""
    tasks = tasks_for(world, delegation_id)
    answers = {Asked.NAMES: NAMES, **{Asked(name): one for name, one in only.items()}}
    given = {
        task.key: answers.get(task.asked, Particulars(mark=task.mark))
        for task in tasks
        if not only or task.asked in only
    }
    giving = Giving(given, mark_of(contents(tasks)))
    give(world, giving, delegation_id=delegation_id, now=world.clock())


def kinds_kept(world: World, delegation_id: int) -> set[Asked]:
    """What is kept of what was given."""
    with world.database.reading() as session:
        found = list_given(session, delegation_id)
        return {one.asked for one in found if one.particulars is not None}


def day_after(stop: Stop) -> datetime:
    return stop.span.ends_at + timedelta(days=1)


def stops_of(world: World, delegation_id: int) -> tuple[Stop, ...]:
    return itinerary_of(world, delegation_id).standing
