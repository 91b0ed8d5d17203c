"""A programme planned anew around what its hosts have said, or would say."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.choices import without_time
from app.actions.compose import problem_of, work_for
from app.persistence.itineraries import list_requests
from app.persistence.slots import list_busy
from visits.catalogue import Theme
from visits.itinerary import Itinerary, Stop, StopState, blocked_span
from visits.planning.choice import Choice, PlannedStop
from visits.planning.effect import Effect, compared
from visits.planning.plan import Outcome, Plan, Reason, ReasonKind
from visits.planning.problem import Problem
from visits.planning.replan import Answered, replan
from visits.request import RequestState, VisitRequest
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
    session: Session,
    itinerary: Itinerary,
    *,
    unmet: Sequence[VisitRequest],
    now: datetime,
    problem: Problem | None = None,
) -> Effect:
    """The new plan and what it does; where none is possible, what is left of the present one.

    In place of a stop that is lost comes one on the same theme, where there is one. `problem` is
    the itinerary's, where it is known already.
    """
    current = tuple(planned(stop) for stop in itinerary.standing)
    answered = _answered(session, itinerary, unmet=unmet, now=now)
    if problem is None:
        problem = problem_of(session, itinerary.delegation, now=now, itinerary=itinerary)
    problem = _without_refusing_hosts(problem, unmet=unmet)
    undisturbed = _undisturbed(answered)
    for narrower in _on_theme(problem, current, gone=answered.gone):
        plan = _replan(narrower, current, undisturbed)
        if _brings_something(plan, current):
            return compared(problem, current, plan)
    plan = _replan(problem, current, undisturbed)
    if not plan.is_possible:
        # What must be seen counts for more than that nobody who said yes is asked again.
        plan = _replan(problem, current, answered)
    if not plan.is_possible:
        plan = _what_is_left(current, answered)
    return compared(problem, current, plan)


def _replan(problem: Problem, current: tuple[PlannedStop, ...], answered: Answered) -> Plan:
    return replan(problem, current=current, answered=answered, limit=work_for(problem))


def _on_theme(
    problem: Problem, current: tuple[PlannedStop, ...], *, gone: Collection[str]
) -> Iterator[Problem]:
    """The problem with new choices only that share what the lost ones show: of that, first the
    theme that is wished most, and then any."""
    lost = {theme for one in problem.choices if one.key in gone for theme in one.themes}
    weights = dict(problem.wishes.themes)
    wished = sorted(lost & weights.keys(), key=lambda theme: (-weights[theme], theme))
    for themes in ({*wished[:1]}, {*wished[1:]} or lost):
        if themes:
            yield _narrowed_to(problem, themes, keeping={stop.choice for stop in current})


def _narrowed_to(problem: Problem, themes: set[Theme], *, keeping: Collection[str]) -> Problem:
    """The problem without time for what is not on these themes; musts and `keeping` stay."""
    musts = {*problem.wishes.musts, *(key for one in problem.party.tracks for key in one.musts)}
    choices = tuple(
        choice
        if choice.key in keeping or choice.key in musts or not themes.isdisjoint(choice.themes)
        else without_time(choice)
        for choice in problem.choices
    )
    return replace(problem, choices=choices)


def _brings_something(plan: Plan, current: Sequence[PlannedStop]) -> bool:
    """Whether there is a new stop in a plan."""
    return not {stop.choice for stop in plan.stops} <= {stop.choice for stop in current}


def _what_is_left(current: Sequence[PlannedStop], answered: Answered) -> Plan:
    not_kept = answered.gone | set(answered.proposed)
    left = tuple(stop for stop in current if stop.choice not in not_kept)
    reason = Reason(kind=ReasonKind.KEEPS_MOST, amount=len(left))
    return Plan(outcome=Outcome.IMPOSSIBLE, stops=left, reason=reason)


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
