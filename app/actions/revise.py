"""A proposed change is accepted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.actions.calendar_reading import read_before_hold
from app.actions.calendars import decline_counter
from app.actions.cancel import take_out
from app.actions.compose import problem_of
from app.actions.locking import lock_revision
from app.actions.replanning import latest_requests, with_proposed
from app.actions.settle import settle
from app.actions.slots import ask_host, staff, take_slots, withdraw
from app.actions.telling import Teller, note
from app.actions.transaction import Transaction, transaction
from app.persistence.catalogue import list_offers_by_slug
from app.persistence.itineraries import find_revision
from app.persistence.records import ProposedRevision, What
from app.persistence.slots import hold, lock_contacts
from app.world import World
from visits.errors import SlotTaken, Stale
from visits.itinerary import Itinerary, ItineraryState, Stop, blocked_span
from visits.planning.check import check
from visits.planning.choice import PlannedStop
from visits.planning.desk import ONLY_WISHES
from visits.request import RequestState, VisitRequest
from visits.revision import RevisionState


def accept_revision(world: World, *, revision_id: int, by: Teller, now: datetime) -> None:
    """Puts a proposed change into force: gives back, moves, takes, and asks who must be asked.

    Accepting twice is once. Raises Stale when something has changed since it was proposed, and
    SlotTaken, with a fresh proposal made, when a new slot was lost meanwhile.
    """
    read_before_hold(world, _contacts(world, revision_id), now=now)
    try:
        with transaction(world, now=now) as tx:
            _accept(tx, revision_id, by=by)
    except SlotTaken:
        _propose_afresh(world, revision_id, now=now)
        raise


def _contacts(world: World, revision_id: int) -> set[int]:
    """The ids of everybody whose time the changed programme takes."""
    with world.database.reading() as session:
        revision = find_revision(session, revision_id)
        stops = revision.plan.stops if revision else ()
        return {int(contact) for stop in stops for contact in (stop.contact, *stop.company)}


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
    put_in_force(tx, itinerary, planned=revision.plan.stops, by=by)
    settle(tx, itinerary)


def _must_still_be_had(tx: Transaction, revision: ProposedRevision) -> None:
    """Time has passed since the change was proposed: looks again at everything it would hold.

    Where the present programme already gives up a wish, the change may give it up too.
    """
    itinerary = revision.itinerary
    problem = problem_of(tx.session, itinerary.delegation, now=tx.now, itinerary=itinerary)
    ahead = {
        request.stop.offer.slug: [one for one in request.proposals if one.starts_at > tx.now]
        for request in latest_requests(tx.session, itinerary)
    }
    choices = tuple(with_proposed(one, ahead.get(one.key, ())) for one in problem.choices)
    clashes = check(replace(problem, choices=choices), revision.plan)
    lost = sorted({clash.choice for clash in clashes if clash.kind not in ONLY_WISHES})
    if lost:
        offers = list_offers_by_slug(tx.session, lost)
        raise SlotTaken(*(offer.id for offer in offers if offer.id is not None))


def put_in_force(
    tx: Transaction, itinerary: Itinerary, *, planned: Sequence[PlannedStop], by: Teller
) -> None:
    """Makes the planned stops the programme: drops, moves and takes, and asks who must be asked.

    Slots are given back before new ones are taken, so that a contact's own time can be reused.
    A published programme stays so; what moves in it is held until its host has answered.
    Whoever calls this ends with settle. Raises SlotTaken.
    """
    pairs = _paired(itinerary.standing, planned)
    kept = [stop for stop, _ in pairs]
    found = list_offers_by_slug(tx.session, sorted({one.choice for one in planned}))
    contacts = {int(one) for to in planned for one in (to.contact, *to.company)}
    lock_contacts(
        tx.session, contacts | {key for stop in itinerary.standing for key in _crew(stop)}
    )
    requests = {one.stop.id: one for one in latest_requests(tx.session, itinerary)}
    for stop in itinerary.standing:
        if stop in kept:
            continue
        if itinerary.state is ItineraryState.PUBLISHED:
            take_out(tx, itinerary, stop, by=by)
        else:
            withdraw(tx, requests[stop.id], by=by)
            itinerary.drop_stop(stop, now=tx.now)
    tx.session.flush()
    for stop, to in _in_moving_order(pairs):
        _move(tx, itinerary, requests[stop.id], to=to, by=by)
    taken = [to for _, to in pairs]
    new = [one for one in planned if one not in taken]
    take_slots(tx, itinerary, planned=new, offers={offer.slug: offer for offer in found})


def _paired(
    standing: Sequence[Stop], planned: Sequence[PlannedStop]
) -> list[tuple[Stop, PlannedStop]]:
    """Which standing stop becomes which planned one: of its time first, then of its groups."""
    pairs: list[tuple[Stop, PlannedStop]] = []
    left, wanted = list(standing), list(planned)
    for is_alike in (
        lambda stop, to: (stop.span, stop.groups) == (to.span, to.tracks),
        lambda stop, to: stop.groups == to.tracks,
        lambda _stop, _to: True,
    ):
        for to in tuple(wanted):
            same = (one for one in left if one.offer.slug == to.choice and is_alike(one, to))
            stop = next(same, None)
            if stop is not None:
                pairs.append((stop, to))
                left.remove(stop)
                wanted.remove(to)
    return pairs


def _in_moving_order(
    pairs: Sequence[tuple[Stop, PlannedStop]],
) -> list[tuple[Stop, PlannedStop]]:
    """The pairs that change; whoever moves out of another's way goes first, where that can be.

    A stop whose time and groups stay, stays with whoever receives it now.
    """
    left = [(stop, to) for stop, to in pairs if (stop.span, stop.groups) != (to.span, to.tracks)]
    ordered: list[tuple[Stop, PlannedStop]] = []
    while left:
        free = (pair for pair in left if not any(_is_in_the_way(one, pair) for one, _ in left))
        pair = next(free, left[0])
        left.remove(pair)
        ordered.append(pair)
    return ordered


def _is_in_the_way(other: Stop, pair: tuple[Stop, PlannedStop]) -> bool:
    stop, to = pair
    crew = {int(one) for one in (to.contact, *to.company)}
    is_shared = not crew.isdisjoint(_crew(other))
    return (
        other is not stop
        and is_shared
        and blocked_span(stop.offer, to.span).overlaps(other.blocked)
    )


def _crew(stop: Stop) -> set[int]:
    """The ids of everybody who receives a stop."""
    return {contact.id for contact in (stop.contact, *stop.company) if contact.id is not None}


def _move(
    tx: Transaction, itinerary: Itinerary, request: VisitRequest, *, to: PlannedStop, by: Teller
) -> None:
    """A time the host proposed itself needs no new question; any other does."""
    stop = request.stop
    was_proposed = request.state is RequestState.COUNTERED and to.span in request.proposals
    is_same_contact = str(stop.contact.id) == to.contact
    is_refused = request.state is RequestState.COUNTERED and not was_proposed
    if not is_same_contact:
        withdraw(tx, request, by=by)
    elif is_refused:
        request.withdraw(now=tx.now)
        decline_counter(tx, request)
    with tx.session.no_autoflush:
        itinerary.move_stop(stop, to.span, now=tx.now)
        staff(stop, to)
    hold(tx.session, [stop], by_invitation=was_proposed)
    if was_proposed and is_same_contact:
        request.meet(now=tx.now)
        return
    request.withdraw(now=tx.now)
    stop.hold_again(now=tx.now)
    ask_host(tx, itinerary, stop)


def _propose_afresh(world: World, revision_id: int, *, now: datetime) -> None:
    with transaction(world, now=now) as tx:
        settle(tx, lock_revision(tx, revision_id).itinerary)
