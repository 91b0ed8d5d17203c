"""A proposed change is accepted."""

from datetime import datetime

from app.actions.compose import problem_of
from app.actions.locking import lock_revision
from app.actions.settle import latest_requests, settle
from app.actions.slots import ask_host, take_slots, withdraw
from app.actions.telling import Teller, note
from app.actions.transaction import Transaction, transaction
from app.persistence.catalogue import list_offers_by_slug
from app.persistence.records import ProposedRevision, What
from app.persistence.slots import hold, lock_contacts
from app.world import World
from visits.errors import SlotTaken, Stale
from visits.itinerary import Itinerary, Stop, StopState
from visits.planning.choice import PlannedStop
from visits.request import RequestState, VisitRequest
from visits.revision import RevisionState


def accept_revision(world: World, *, revision_id: int, by: Teller, now: datetime) -> None:
    """Puts a proposed change into force: gives back, moves, takes, and asks who must be asked.

    Accepting twice is once. Raises Stale when something has changed since it was proposed, and
    SlotTaken, with a fresh proposal made, when a new slot was lost meanwhile.
    """
    try:
        with transaction(world, now=now) as tx:
            _accept(tx, revision_id, by=by)
    except SlotTaken:
        _propose_afresh(world, revision_id, now=now)
        raise


def _accept(tx: Transaction, revision_id: int, *, by: Teller) -> None:
    revision = lock_revision(tx, revision_id)
    itinerary = revision.itinerary
    if revision.state is RevisionState.ACCEPTED:
        return
    if revision.state is not RevisionState.OPEN or revision.base_version != itinerary.version:
        raise Stale("the change is no longer current")
    _must_still_be_had(tx, revision)
    revision.state = RevisionState.ACCEPTED
    revision.decided_at = tx.now
    note(tx, itinerary.delegation, What.CHANGE_ACCEPTED, by=by, cause=revision.cause.value)
    _put_in_force(tx, itinerary, planned=revision.plan.stops, by=by)
    settle(tx, itinerary)


def _must_still_be_had(tx: Transaction, revision: ProposedRevision) -> None:
    """Time has passed since the change was proposed: looks again at every time that is new."""
    itinerary = revision.itinerary
    problem = problem_of(tx.session, itinerary.delegation, now=tx.now, itinerary=itinerary)
    free = {choice.key: choice.free for choice in problem.choices}
    for request in latest_requests(tx, itinerary):
        ahead = (one for one in request.proposals if one.starts_at > tx.now)
        slug = request.stop.offer.slug
        free[slug] = (*free.get(slug, ()), request.stop.span, *ahead)
    lost = [
        one.choice
        for one in revision.plan.stops
        if not any(span.contains(one.span) for span in free.get(one.choice, ()))
    ]
    if lost:
        offers = list_offers_by_slug(tx.session, lost)
        raise SlotTaken(*(offer.id for offer in offers if offer.id is not None))


def _put_in_force(
    tx: Transaction, itinerary: Itinerary, *, planned: tuple[PlannedStop, ...], by: Teller
) -> None:
    """Gives slots back before it takes new ones, so that a contact's own time can be reused."""
    after = {one.choice: one for one in planned}
    before = {stop.offer.slug: stop for stop in itinerary.standing}
    found = list_offers_by_slug(tx.session, list(after))
    offers = {offer.slug: offer for offer in found}
    contacts = {offer.contact.id for offer in found} | {s.contact.id for s in before.values()}
    lock_contacts(tx.session, (one for one in contacts if one is not None))
    requests = {one.stop.id: one for one in latest_requests(tx, itinerary)}
    for slug, stop in before.items():
        if slug not in after:
            withdraw(tx, requests[stop.id], by=by)
            itinerary.drop_stop(stop, now=tx.now)
    tx.session.flush()
    moved = [
        stop for slug, stop in before.items() if slug in after and after[slug].span != stop.span
    ]
    for stop in moved:
        _move(tx, itinerary, stop, request=requests[stop.id], to=after[stop.offer.slug])
    new = [one for slug, one in after.items() if slug not in before]
    take_slots(tx, itinerary, planned=new, offers=offers)


def _move(
    tx: Transaction, itinerary: Itinerary, stop: Stop, *, request: VisitRequest, to: PlannedStop
) -> None:
    """A time the host proposed itself needs no new question; any other does."""
    was_proposed = request.state is RequestState.COUNTERED and to.span in request.proposals
    with tx.session.no_autoflush:
        itinerary.move_stop(stop, to.span, now=tx.now)
    hold(tx.session, [stop])
    if was_proposed:
        request.meet(now=tx.now)
        return
    request.withdraw(now=tx.now)
    stop.state = StopState.HELD
    ask_host(tx, itinerary, stop)


def _propose_afresh(world: World, revision_id: int, *, now: datetime) -> None:
    with transaction(world, now=now) as tx:
        settle(tx, lock_revision(tx, revision_id).itinerary)
