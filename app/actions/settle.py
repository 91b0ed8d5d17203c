"""After an answer: publish when all agree, propose a change when a host cannot, else wait."""

from collections.abc import Sequence
from dataclasses import replace

from app.actions.compose import problem_of
from app.actions.publish import publish
from app.actions.telling import KVARKEN, note, tell, tell_coordinators
from app.actions.transaction import Transaction
from app.persistence.itineraries import find_open_revision, list_requests
from app.persistence.records import ProposedRevision, What
from visits.itinerary import Itinerary, ItineraryState, Stop, StopState
from visits.notification import Message, MessageKind, contact_of
from visits.planning.plan import Outcome, Plan, Reason, ReasonKind
from visits.planning.problem import PlannedStop, Problem
from visits.planning.replan import Answered, replan
from visits.request import UNMET, RequestState, VisitRequest
from visits.revision import RevisionCause, RevisionState

CAUSES = {
    RequestState.DECLINED: RevisionCause.DECLINED,
    RequestState.COUNTERED: RevisionCause.COUNTERED,
    RequestState.LAPSED: RevisionCause.LAPSED,
}


def settle(tx: Transaction, itinerary: Itinerary) -> None:
    """Does what a draft's answers call for now; an older proposal for a change is set aside."""
    if itinerary.state is not ItineraryState.DRAFT:
        return
    _set_aside_open_revision(tx, itinerary)
    requests = latest_requests(tx, itinerary)
    unmet = [request for request in requests if request.state in UNMET]
    if unmet:
        _propose_change(tx, itinerary, unmet=unmet)
    elif itinerary.is_agreed:
        publish(tx, itinerary, requests=requests)


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


def _set_aside_open_revision(tx: Transaction, itinerary: Itinerary) -> None:
    assert itinerary.id is not None, "only a stored programme is revised"
    revision = find_open_revision(tx.session, itinerary.id)
    if revision is not None:
        revision.state = RevisionState.SUPERSEDED
        revision.decided_at = tx.now


def _propose_change(
    tx: Transaction, itinerary: Itinerary, *, unmet: Sequence[VisitRequest]
) -> None:
    """Stores the least disturbing change and shows it to the delegation and the coordinators."""
    plan = _replanned(tx, itinerary, unmet=unmet)
    cause = CAUSES[unmet[-1].state]
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
        stop=unmet[-1].stop,
        cause=cause,
    )
    tell(tx, message)
    tell_coordinators(tx, message)


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
        request.stop.offer.slug: tuple(
            span for span in request.proposals if span.starts_at > tx.now
        )
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


def _without_refusing_hosts(problem: Problem, *, unmet: Sequence[VisitRequest]) -> Problem:
    """A host that has just said no is not asked for something else instead."""
    refusing = {
        request.stop.offer.host.slug
        for request in unmet
        if request.state is not RequestState.COUNTERED
    }
    return replace(problem, avoided_hosts=tuple(sorted(refusing)))
