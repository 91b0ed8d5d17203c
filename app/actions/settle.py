"""After an answer: publish when all agree, propose a change when a host cannot, else wait."""

from collections.abc import Sequence

from app.actions.calendars import tell_calendars
from app.actions.compose import compose
from app.actions.publish import publish
from app.actions.replanning import latest_requests, replanned
from app.actions.telling import KVARKEN, note, tell, tell_coordinators
from app.actions.transaction import Transaction
from app.persistence.itineraries import find_open_revision
from app.persistence.records import ProposedRevision, What
from visits.itinerary import Itinerary, ItineraryState
from visits.notification import Message, MessageKind, contact_of
from visits.planning.plan import Plan
from visits.request import UNMET, RequestState, VisitRequest
from visits.revision import RevisionCause, RevisionState

CAUSES = {
    RequestState.DECLINED: RevisionCause.DECLINED,
    RequestState.COUNTERED: RevisionCause.COUNTERED,
    RequestState.LAPSED: RevisionCause.LAPSED,
}


def settle(tx: Transaction, itinerary: Itinerary) -> None:
    """Does what the answers call for now; where nothing is left of a draft, composes anew.

    In a published programme only stops that are asked anew can have come to nothing. Then
    everybody's calendar is brought in line.
    """
    if itinerary.state is not ItineraryState.CANCELLED:
        _decide(tx, itinerary)
    tell_calendars(tx, itinerary)


def _decide(tx: Transaction, itinerary: Itinerary) -> None:
    requests = latest_requests(tx.session, itinerary)
    unmet = [request for request in requests if request.state in UNMET]
    if unmet:
        _propose_change(tx, itinerary, unmet=unmet)
        return
    set_aside_open_revision(tx, itinerary)
    if itinerary.state is ItineraryState.PUBLISHED:
        return
    if itinerary.is_agreed:
        publish(tx, itinerary)
    elif itinerary.may_be_chosen_anew:
        compose(tx, itinerary.delegation)


def set_aside_open_revision(tx: Transaction, itinerary: Itinerary) -> None:
    """Ends the proposal that waits to be accepted, if there is one."""
    assert itinerary.id is not None, "only a stored programme is revised"
    revision = find_open_revision(tx.session, itinerary.id)
    if revision is not None:
        revision.state = RevisionState.SUPERSEDED
        revision.decided_at = tx.now


def _propose_change(
    tx: Transaction, itinerary: Itinerary, *, unmet: Sequence[VisitRequest]
) -> None:
    """Stores the least disturbing change and shows it to the delegation and the coordinators.

    Where it is the change that was shown before, that one stands and nobody is told again.
    """
    plan = replanned(tx.session, itinerary, unmet=unmet, now=tx.now).plan
    latest = max(unmet, key=lambda request: request.answered_at or request.asked_at)
    cause = CAUSES[latest.state]
    if _is_shown(tx, itinerary, plan=plan, cause=cause):
        return
    set_aside_open_revision(tx, itinerary)
    delegation = itinerary.delegation
    tx.session.add(
        ProposedRevision(
            itinerary=itinerary,
            base_version=itinerary.version,
            cause=cause,
            plan=plan,
            proposed_at=tx.now,
        )
    )
    note(tx, delegation, What.CHANGE_PROPOSED, by=KVARKEN, cause=cause.value)
    message = Message(
        kind=MessageKind.CHANGE_PROPOSED,
        recipient=contact_of(delegation),
        delegation=delegation,
        itinerary=itinerary,
        stop=latest.stop,
        cause=cause,
    )
    tell(tx, message)
    tell_coordinators(tx, message)


def _is_shown(tx: Transaction, itinerary: Itinerary, *, plan: Plan, cause: RevisionCause) -> bool:
    assert itinerary.id is not None, "only a stored programme is revised"
    shown = find_open_revision(tx.session, itinerary.id)
    return (
        shown is not None
        and shown.base_version == itinerary.version
        and (shown.cause, shown.plan.stops) == (cause, plan.stops)
    )
