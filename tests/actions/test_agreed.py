"""A host changes an offer, and a programme that has it goes on as it was agreed."""

from dataclasses import replace

import pytest

from app.actions.desk_offers import save_offer, terms_of
from app.actions.desk_profile import Change, mark_of
from app.actions.edit import open_desk
from app.actions.revise import accept_revision
from app.actions.transaction import transaction
from app.persistence.catalogue import find_offer
from app.persistence.desk import list_contacts
from app.persistence.itineraries import find_itinerary
from app.world import World
from tests.actions.story import (
    A_DELEGATION,
    A_HOST,
    NO,
    YES,
    answer,
    chosen,
    itinerary_of,
    open_change,
    requests_of,
)
from tests.host.desk_cast import offer_of
from visits.catalogue import Format


def change_offer(world: World, slug: str) -> None:
    """Everything about it becomes what no stop of the reference visit is."""
    offer = offer_of(world, slug)
    with world.database.reading() as session:
        people = list_contacts(session, offer.host.id or 0)
    before = terms_of(offer)
    after = replace(
        before,
        minutes=before.minutes + 35,
        languages=("ja",),
        formats=(Format.ON_SITE,),
        most_people=2,
        notice_days=300,
        receivers=(people[-1].id or 0,),
    )
    with transaction(world, now=world.clock()) as tx:
        found = find_offer(tx.session, slug)
        assert found is not None
        found.buffer_before = found.buffer_after = 90
    change = Change(people[0].id or 0, mark_of(before), A_HOST)
    save_offer(world, slug, after, change, now=world.clock())


@pytest.fixture
def visit_id(world: World) -> int:
    """A programme whose first host has agreed and changed everything after that."""
    visit_id = chosen(world)
    first = requests_of(world, visit_id)[0]
    answer(world, first, YES)
    change_offer(world, first.stop.offer.slug)
    return visit_id


def agreed(world: World, visit_id: int) -> tuple[object, ...]:
    first = min(requests_of(world, visit_id), key=lambda one: one.id or 0).stop
    return (first.state, first.span, first.language, first.format, first.contact.id)


def test_coordinator_sees_no_clash_in_what_was_agreed(world: World, visit_id: int) -> None:
    with world.database.reading() as session:
        itinerary = find_itinerary(session, visit_id)
        assert itinerary is not None
        desk = open_desk(session, itinerary, now=world.clock())

        cost = desk.cost(desk.sketch())

    assert (cost.barred, cost.wishes_broken) == ((), ())


def test_other_hosts_no_leaves_what_was_agreed(world: World, visit_id: int) -> None:
    before = agreed(world, visit_id)
    other = requests_of(world, visit_id)[1]
    answer(world, other, NO)
    change = open_change(world, visit_id)
    assert change is not None

    accept_revision(world, revision_id=change.id or 0, by=A_DELEGATION, now=world.clock())

    assert agreed(world, visit_id) == before
    kept = {stop.offer.slug for stop in itinerary_of(world, visit_id).standing}
    assert other.stop.offer.slug not in kept
    assert len(kept) > 1
