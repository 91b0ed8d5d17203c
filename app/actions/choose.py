"""A delegation takes one of the programmes it was offered."""

from datetime import datetime

from app.actions.calendar_reading import read_before_hold
from app.actions.calendars import tell_calendars
from app.actions.compose import compose_again, problem_of
from app.actions.slots import take_slots
from app.actions.telling import note, teller_of
from app.actions.transaction import Transaction, transaction
from app.persistence.catalogue import list_offers_by_slug
from app.persistence.delegations import list_programmes, lock_delegation
from app.persistence.itineraries import find_itinerary
from app.persistence.records import Programme, What
from app.world import World
from visits.delegation import Delegation
from visits.errors import NotAllowedNow, SlotTaken, Stale
from visits.itinerary import Itinerary
from visits.planning.check import check


def choose(world: World, *, delegation_id: int, programme_id: int, now: datetime) -> None:
    """Holds all slots of a programme and asks its hosts, or nothing at all.

    The same choice twice is one. Raises SlotTaken, with fresh programmes composed, when somebody
    else was faster or a slot can no longer be had; Stale when the programme is no longer offered;
    NotAllowedNow when another one is in force.
    """
    read_before_hold(world, _contacts(world, delegation_id, programme_id), now=now)
    try:
        with transaction(world, now=now) as tx:
            _choose(tx, delegation_id, programme_id)
    except SlotTaken:
        compose_again(world, delegation_id=delegation_id, now=now)
        raise


def _contacts(world: World, delegation_id: int, programme_id: int) -> set[int]:
    """The ids of everybody whose time the programme would take."""
    with world.database.reading() as session:
        return {
            int(contact)
            for programme in list_programmes(session, delegation_id)
            if programme.id == programme_id
            for stop in programme.plan.stops
            for contact in (stop.contact, *stop.company)
        }


def _choose(tx: Transaction, delegation_id: int, programme_id: int) -> None:
    delegation = lock_delegation(tx.session, delegation_id)
    programmes = list_programmes(tx.session, delegation_id)
    chosen = next((one for one in programmes if one.id == programme_id), None)
    if chosen is None:
        raise Stale("the programme is no longer offered")
    itinerary = find_itinerary(tx.session, delegation_id)
    if itinerary is not None and not itinerary.may_be_chosen_anew:
        if _is_in_force(itinerary, chosen):
            return
        raise NotAllowedNow("another programme is in force")
    _must_still_fit(tx, delegation, chosen)
    planned = chosen.plan.stops
    offers = list_offers_by_slug(tx.session, [one.choice for one in planned])
    itinerary = itinerary or Itinerary(delegation=delegation, drafted_at=tx.now)
    note(tx, delegation, What.CHOSEN, by=teller_of(delegation), rank=chosen.rank)
    take_slots(tx, itinerary, planned=planned, offers={offer.slug: offer for offer in offers})
    tell_calendars(tx, itinerary)
    delegation.node = itinerary.standing[0].offer.host.node


def _is_in_force(itinerary: Itinerary, chosen: Programme) -> bool:
    standing = {(stop.offer.slug, stop.span) for stop in itinerary.standing}
    return standing == {(one.choice, one.span) for one in chosen.plan.stops}


def _must_still_fit(tx: Transaction, delegation: Delegation, chosen: Programme) -> None:
    """Time has passed since the programme was composed: looks again before anything is held."""
    problem = problem_of(tx.session, delegation, now=tx.now)
    clashing = {clash.choice for clash in check(problem, chosen.plan)}
    if clashing:
        planned = [one.choice for one in chosen.plan.stops]
        named = [choice for choice in planned if choice in clashing]
        offers = list_offers_by_slug(tx.session, named or planned)
        raise SlotTaken(*(offer.id for offer in offers if offer.id is not None))
