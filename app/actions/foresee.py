"""What a host's answer would do to the whole programme, seen before it is sent."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.compose import problem_of
from app.actions.replanning import (
    latest_requests,
    planned,
    replanned,
    still_free,
    with_proposed,
)
from visits.itinerary import Stop
from visits.planning.check import check
from visits.planning.clash import Clash
from visits.planning.effect import Effect
from visits.planning.plan import Outcome, Plan
from visits.planning.problem import Problem
from visits.request import STATE_AFTER, UNMET, Answer, AnswerKind, RequestState, VisitRequest
from visits.span import Span


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """What one answer would do, or one of its proposed times, `span`.

    `effect` is None where the programme stays as it is. Of a time that cannot be met are told
    the other stops `in_the_way`, and what is wrong besides; with `is_taken` the host itself
    receives somebody else then, or it is past.
    """

    effect: Effect | None
    span: Span | None = None
    is_met: bool = True
    is_taken: bool = False
    in_the_way: tuple[Stop, ...] = ()
    clashes: tuple[Clash, ...] = ()


def foresee(
    session: Session, request: VisitRequest, answer: Answer, *, now: datetime
) -> tuple[Foreseen, ...]:
    """What an answer would do; each proposed time is looked at by itself."""
    itinerary = request.itinerary
    problem = problem_of(session, itinerary.delegation, now=now, itinerary=itinerary)
    glass = _Glass(session, request, problem, now)
    if answer.kind is AnswerKind.PROPOSE:
        return tuple(glass.time(span) for span in answer.proposals)
    return (Foreseen(effect=glass.effect(answer)),)


@dataclass(frozen=True)
class _Glass:
    """Everything one look needs."""

    session: Session
    request: VisitRequest
    problem: Problem
    now: datetime

    def effect(self, answer: Answer) -> Effect | None:
        """What would be proposed after the answer; None where nothing would."""
        request = self.request
        state = STATE_AFTER[answer.kind]
        as_if = replace(request, id=None, state=state, proposals=answer.proposals)
        asked = latest_requests(self.session, request.itinerary)
        unmet = [as_if if one is request else one for one in asked]
        unmet = [one for one in unmet if one.state in UNMET]
        if not unmet:
            return None
        return replanned(
            self.session, request.itinerary, unmet=unmet, now=self.now, problem=self.problem
        )

    def time(self, span: Span) -> Foreseen:
        """What one proposed time would do, or why it cannot be met."""
        effect = self.effect(Answer(AnswerKind.PROPOSE, proposals=(span,)))
        slug = self.request.stop.offer.slug
        stops = effect.plan.stops if effect else ()
        if any((stop.choice, stop.span) == (slug, span) for stop in stops):
            return Foreseen(effect=effect, span=span)
        return Foreseen(
            effect=effect,
            span=span,
            is_met=False,
            is_taken=not still_free(self.session, self._as_if(span), now=self.now),
            in_the_way=tuple(self._in_the_way(span)),
            clashes=self._clashes(span),
        )

    def _as_if(self, span: Span) -> VisitRequest:
        return replace(self.request, id=None, state=RequestState.COUNTERED, proposals=(span,))

    def _in_the_way(self, span: Span) -> Iterator[Stop]:
        """The other stops of those who come that overlap the time."""
        own = self.request.stop
        for stop in self.request.itinerary.standing:
            is_for_same = not (own.groups and stop.groups) or {*own.groups} & {*stop.groups}
            if stop is not own and is_for_same and stop.span.overlaps(span):
                yield stop

    def _clashes(self, span: Span) -> tuple[Clash, ...]:
        """What would be wrong with the programme if nothing but this stop moved."""
        own = self.request.stop
        before = [planned(stop) for stop in self.request.itinerary.standing]
        after = [replace(one, span=span) if one == planned(own) else one for one in before]
        choices = tuple(
            with_proposed(one, (span,)) if one.key == own.offer.slug else one
            for one in self.problem.choices
        )
        problem = replace(self.problem, choices=choices)
        stands, would = (
            check(problem, Plan(outcome=Outcome.FOUND, stops=tuple(sorted(stops))))
            for stops in (before, after)
        )
        return tuple(clash for clash in would if clash not in stands)
