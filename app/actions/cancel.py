"""Calling off a stop or a whole visit."""

from datetime import datetime

from app.actions.calendars import tell_calendars
from app.actions.replanning import latest_requests
from app.actions.settle import set_aside_open_revision, settle
from app.actions.slots import about, withdraw
from app.actions.telling import Teller, note, tell
from app.actions.transaction import Transaction, transaction
from app.persistence.delegations import lock_delegation
from app.persistence.itineraries import find_itinerary
from app.persistence.records import What
from app.world import World
from visits.errors import NotAllowedNow
from visits.itinerary import Itinerary, ItineraryState, Stop
from visits.notification import Message, MessageKind, contact_of
from visits.request import VisitRequest


def cancel_visit(world: World, *, delegation_id: int, by: Teller, now: datetime) -> None:
    """Calls the whole visit off: gives every slot back and tells all who had been told.

    Doing it twice is doing it once; before a programme was chosen, none can be chosen any more.
    """
    with transaction(world, now=now) as tx:
        delegation = lock_delegation(tx.session, delegation_id)
        itinerary = find_itinerary(tx.session, delegation_id)
        if itinerary is None:
            itinerary = Itinerary(delegation=delegation, drafted_at=now)
            tx.session.add(itinerary)
            tx.session.flush()
        if itinerary.state is ItineraryState.CANCELLED:
            return
        was_published = itinerary.state is ItineraryState.PUBLISHED
        requests = latest_requests(tx.session, itinerary)
        itinerary.cancel(now=now)
        note(tx, delegation, What.CANCELLED, by=by)
        set_aside_open_revision(tx, itinerary)
        if not was_published:
            _tell_contact(tx, itinerary)
        for request in requests:
            if was_published:
                request.withdraw(now=now)
            else:
                withdraw(tx, request, by=by)
        tell_calendars(tx, itinerary)


def cancel_stop(
    world: World, *, stop_id: int, delegation_id: int, by: Teller, now: datetime
) -> None:
    """Takes one stop out of a visit's programme, published or not; the others stand.

    Raises NotAllowedNow where the stop is not part of that programme any more.
    """
    with transaction(world, now=now) as tx:
        lock_delegation(tx.session, delegation_id)
        itinerary = find_itinerary(tx.session, delegation_id)
        stop = _standing_stop(itinerary, stop_id)
        assert itinerary is not None, "a standing stop has a programme"
        if len(itinerary.standing) == 1:
            raise NotAllowedNow("the last stop goes with the whole visit")
        request = take_out(tx, itinerary, stop, by=by)
        if itinerary.state is not ItineraryState.PUBLISHED:
            withdraw(tx, request, by=by)
            _tell_contact(tx, itinerary, stop=stop)
            settle(tx, itinerary)
        tell_calendars(tx, itinerary)


def take_out(tx: Transaction, itinerary: Itinerary, stop: Stop, *, by: Teller) -> VisitRequest:
    """Drops a stop; a published programme asks for it no more."""
    asked = {one.stop.id: one for one in latest_requests(tx.session, itinerary)}[stop.id]
    itinerary.drop_stop(stop, now=tx.now)
    note(tx, itinerary.delegation, What.STOP_CANCELLED, by=by, **about(stop))
    if itinerary.state is ItineraryState.PUBLISHED:
        asked.withdraw(now=tx.now)
    return asked


def _standing_stop(itinerary: Itinerary | None, stop_id: int) -> Stop:
    standing = itinerary.standing if itinerary else ()
    for stop in standing:
        if stop.id == stop_id:
            return stop
    raise NotAllowedNow("the stop is not part of the programme")


def _tell_contact(tx: Transaction, itinerary: Itinerary, *, stop: Stop | None = None) -> None:
    """Before a programme is out nothing of it is in the delegation's calendar: words will do."""
    delegation = itinerary.delegation
    message = Message(
        kind=MessageKind.CANCELLED,
        recipient=contact_of(delegation),
        delegation=delegation,
        itinerary=itinerary,
        stop=stop,
    )
    tell(tx, message)
