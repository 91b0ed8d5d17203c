"""After an answer: publish when all agree, propose a change when a host cannot, else wait."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.actions.compose import compose, problem_of
from app.actions.publish import publish
from app.actions.telling import KVARKEN, note, tell, tell_coordinators
from app.actions.transaction import Transaction
from app.persistence.itineraries import find_open_revision, list_requests
from app.persistence.records import ProposedRevision, What
from app.persistence.slots import list_busy
from visits.itinerary import Itinerary, ItineraryState, Stop, StopState, blocked_span
from visits.notification import Message, MessageKind, contact_of
from visits.planning.choice import PlannedStop
from visits.planning.plan import Outcome, Plan, Reason, ReasonKind
from visits.planning.problem import Problem
from visits.planning.replan import Answered, replan
from visits.request import UNMET, RequestState, VisitRequest
from visits.revision import RevisionCause, RevisionState
from visits.span import Span

CAUSES = {
    RequestState.DECLINED: RevisionCause.DECLINED,
    RequestState.COUNTERED: RevisionCause.COUNTERED,
    RequestState.LAPSED: RevisionCause.LAPSED,
}


def settle(tx: Transaction, itinerary: Itinerary) -> None:
    """Does what a draft's answers call for now; where nothing is left of it, composes anew."""
    if itinerary.state is not ItineraryState.DRAFT:
        return
    requests = latest_requests(tx, itinerary)
    unmet = [request for request in requests if request.state in UNMET]
    if unmet:
        _propose_change(tx, itinerary, unmet=unmet)
        return
    set_aside_open_revision(tx, itinerary)
    if itinerary.is_agreed:
        publish(tx, itinerary, requests=requests)
    elif itinerary.may_be_chosen_anew:
        compose(tx, itinerary.delegation)


def latest_requests(tx: Transaction, itinerary: Itinerary) -> list[VisitRequest]:
    """The question in force for each standing stop."""
    assert itinerary.id is not None, "only a stored programme has requests"
    newest = {one.stop.id: one for one in list_requests(tx.session, itinerary.id)}
    return [newest[stop.id] for stop in itinerary.standing if stop.id in newest]


def planned(stop: Stop) -> PlannedStop:
    """A stop as the composer sees it."""
    return PlannedStop(
        span=stop.span,
        choice=stop.offer.slug,
        contact=str(stop.contact.id),
        language=stop.language,
        format=stop.format,
    )


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
    plan = _replanned(tx, itinerary, unmet=unmet)
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


def _replanned(tx: Transaction, itinerary: Itinerary, *, unmet: Sequence[VisitRequest]) -> Plan:
    """The new plan; where none is possible, what is left of the present one."""
    current = tuple(planned(stop) for stop in itinerary.standing)
    answered = _answered(tx, itinerary, unmet=unmet)
    problem = _without_refusing_hosts(
        problem_of(tx.session, itinerary.delegation, now=tx.now, itinerary=itinerary),
        unmet=unmet,
    )
    plan = replan(problem, current=current, answered=answered)
    if plan.is_possible:
        return plan
    not_kept = answered.gone | set(answered.proposed)
    left = tuple(stop for stop in current if stop.choice not in not_kept)
    reason = Reason(kind=ReasonKind.KEEPS_MOST, amount=len(left))
    return Plan(outcome=Outcome.IMPOSSIBLE, stops=left, reason=reason)


def _answered(tx: Transaction, itinerary: Itinerary, *, unmet: Sequence[VisitRequest]) -> Answered:
    proposed = {
        request.stop.offer.slug: tuple(_still_free(tx, request))
        for request in unmet
        if request.state is RequestState.COUNTERED
    }
    return Answered(
        confirmed=frozenset(
            stop.offer.slug for stop in itinerary.standing if stop.state is StopState.CONFIRMED
        ),
        gone=frozenset(
            request.stop.offer.slug
            for request in unmet
            if request.state is not RequestState.COUNTERED
        ),
        proposed=proposed,
    )


def _still_free(tx: Transaction, request: VisitRequest) -> Iterator[Span]:
    """The proposed times that lie ahead and that no other visit of the contact has taken."""
    stop = request.stop
    for span in request.proposals:
        blocked = blocked_span(stop.offer, span)
        busy = list_busy(tx.session, between=blocked, except_itinerary=request.itinerary.id)
        if span.starts_at > tx.now and stop.contact.id not in busy:
            yield span


def _without_refusing_hosts(problem: Problem, *, unmet: Sequence[VisitRequest]) -> Problem:
    """A host that has just said no is not asked for something else instead."""
    refusing = {
        request.stop.offer.host.slug
        for request in unmet
        if request.state is not RequestState.COUNTERED
    }
    return replace(problem, avoided_hosts=tuple(sorted(refusing)))
