"""A programme planned anew around what its hosts have said, or would say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.compose import problem_of, work_for
from app.persistence.itineraries import list_requests
from app.persistence.slots import list_busy
from visits.itinerary import Itinerary, Stop, StopState, blocked_span
from visits.planning.choice import Choice, PlannedStop
from visits.planning.effect import Effect, compared
from visits.planning.plan import Outcome, Plan, Reason, ReasonKind
from visits.planning.problem import Problem
from visits.planning.replan import Answered, replan
from visits.request import STATE_AFTER, UNMET, Answer, RequestState, VisitRequest
from visits.span import Span, union


def latest_requests(session: Session, itinerary: Itinerary) -> list[VisitRequest]:
    """The question in force for each standing stop."""
    assert itinerary.id is not None, "only a stored programme has requests"
    newest = {one.stop.id: one for one in list_requests(session, itinerary.id)}
    return [newest[stop.id] for stop in itinerary.standing if stop.id in newest]


def planned(stop: Stop) -> PlannedStop:
    """A stop as the composer sees it."""
    return PlannedStop(
        span=stop.span,
        choice=stop.offer.slug,
        contact=str(stop.contact.id),
        company=tuple(str(one.id) for one in stop.company),
        language=stop.language,
        format=stop.format,
        tracks=stop.groups,
    )


def replanned(
    session: Session, itinerary: Itinerary, *, unmet: Sequence[VisitRequest], now: datetime
) -> Effect:
    """The new plan and what it does; where none is possible, what is left of the present one."""
    current = tuple(planned(stop) for stop in itinerary.standing)
    answered = _answered(session, itinerary, unmet=unmet, now=now)
    problem = _without_refusing_hosts(
        problem_of(session, itinerary.delegation, now=now, itinerary=itinerary), unmet=unmet
    )
    limit = work_for(problem)
    plan = replan(problem, current=current, answered=_undisturbed(answered), limit=limit)
    if not plan.is_possible:
        # What must be seen counts for more than that nobody who said yes is asked again.
        plan = replan(problem, current=current, answered=answered, limit=limit)
    if not plan.is_possible:
        plan = _what_is_left(current, answered)
    return compared(problem, current, plan)


def _what_is_left(current: Sequence[PlannedStop], answered: Answered) -> Plan:
    not_kept = answered.gone | set(answered.proposed)
    left = tuple(stop for stop in current if stop.choice not in not_kept)
    reason = Reason(kind=ReasonKind.KEEPS_MOST, amount=len(left))
    return Plan(outcome=Outcome.IMPOSSIBLE, stops=left, reason=reason)


def foreseen(
    session: Session, request: VisitRequest, answer: Answer, *, now: datetime
) -> Effect | None:
    """What an answer would do to the whole programme; None where it stays as it is."""
    state = STATE_AFTER[answer.kind]
    as_if = replace(request, id=None, state=state, proposals=answer.proposals)
    asked = latest_requests(session, request.itinerary)
    unmet = [as_if if one is request else one for one in asked]
    unmet = [one for one in unmet if one.state in UNMET]
    return replanned(session, request.itinerary, unmet=unmet, now=now) if unmet else None


def _undisturbed(answered: Answered) -> Answered:
    """The same answers, with every host that has said yes left as it is."""
    return replace(answered, pinned=answered.pinned | answered.confirmed)


def _answered(
    session: Session, itinerary: Itinerary, *, unmet: Sequence[VisitRequest], now: datetime
) -> Answered:
    proposed = {
        request.stop.offer.slug: still_free(session, request, now=now)
        for request in unmet
        if request.state is RequestState.COUNTERED
    }
    cannot = {request.stop.id for request in unmet}
    return Answered(
        # A pin holds against everything but the host's own no.
        pinned=frozenset(
            stop.offer.slug
            for stop in itinerary.standing
            if stop.is_pinned and stop.id not in cannot
        ),
        confirmed=frozenset(
            stop.offer.slug
            for stop in itinerary.standing
            if stop.state is StopState.CONFIRMED and stop.id not in cannot
        ),
        gone=frozenset(
            request.stop.offer.slug
            for request in unmet
            if request.state is not RequestState.COUNTERED
        ),
        proposed=proposed,
    )


def still_free(session: Session, request: VisitRequest, *, now: datetime) -> tuple[Span, ...]:
    """The proposed times that lie ahead and that no other visit of the contact has taken."""
    stop = request.stop
    free = []
    for span in request.proposals:
        blocked = blocked_span(stop.offer, span)
        busy = list_busy(session, between=blocked, except_itinerary=request.itinerary.id)
        receivers = {contact.id for contact in (stop.contact, *stop.company)}
        if span.starts_at > now and receivers.isdisjoint(busy):
            free.append(span)
    return tuple(free)


def _without_refusing_hosts(problem: Problem, *, unmet: Sequence[VisitRequest]) -> Problem:
    """A host that has just said no is not asked for something else instead."""
    refusing = {
        request.stop.offer.host.slug
        for request in unmet
        if request.state is not RequestState.COUNTERED
    }
    return replace(problem, avoided_hosts=tuple(sorted(refusing)))


def with_proposed(choice: Choice, spans: Sequence[Span]) -> Choice:
    """The choice with the times its host has proposed."""
    if not spans:
        return choice
    others = tuple(replace(one, free=union((*one.free, *spans))) for one in choice.others)
    return replace(choice, free=union((*choice.free, *spans)), others=others)
