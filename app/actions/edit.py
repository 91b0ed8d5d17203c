"""A coordinator edits a programme: several changes by hand, put in force together."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.calendar_reading import read_before_hold
from app.actions.compose import problem_of
from app.actions.replanning import latest_requests, planned, still_free, with_proposed
from app.actions.revise import put_in_force
from app.actions.settle import settle
from app.actions.telling import Teller, note, tell
from app.actions.transaction import Transaction, transaction
from app.persistence.catalogue import list_offers_by_slug
from app.persistence.delegations import lock_delegation
from app.persistence.itineraries import find_itinerary
from app.persistence.records import What
from app.world import World
from visits.errors import NotAllowedNow, Stale, VisitsError
from visits.itinerary import Itinerary, ItineraryState, Stop, StopState
from visits.notification import Message, MessageKind, contact_of
from visits.planning.by_hand.sketch import Sketch
from visits.planning.clash import Clash
from visits.planning.desk import Cost, Desk, Standing
from visits.planning.effect import revision_between
from visits.request import RequestState
from visits.revision import Revision


@dataclass(frozen=True)
class Decision:
    """A sketch that is to be the programme; `breaks_wishes` says that somebody knows it does."""

    sketch: Sketch
    breaks_wishes: bool = False


class BreaksRules(VisitsError):
    """A sketch clashes with more than wishes, or with wishes that nobody has said to know of."""

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        super().__init__(f"clashes: {clashes}")
        self.clashes = clashes


def open_desk(session: Session, itinerary: Itinerary, *, now: datetime) -> Desk:
    """The programme as it stands, beside everything that could be had now."""
    problem = problem_of(session, itinerary.delegation, now=now, itinerary=itinerary)
    known = {choice.key for choice in problem.choices}
    standing = tuple(_standing(stop) for stop in itinerary.standing)
    proposed = {
        request.stop.offer.slug: still_free(session, request, now=now)
        for request in latest_requests(session, itinerary)
        if request.state is RequestState.COUNTERED
    }
    problem = replace(
        problem,
        current=tuple(one.planned for one in standing if one.planned.choice in known),
        choices=tuple(with_proposed(one, proposed.get(one.key, ())) for one in problem.choices),
    )
    return Desk(problem=problem, version=itinerary.version, standing=standing, proposed=proposed)


def _standing(stop: Stop) -> Standing:
    return Standing(
        stop_id=stop.id or 0,
        planned=planned(stop),
        is_pinned=stop.is_pinned,
        has_agreed=stop.state is StopState.CONFIRMED,
    )


def save_sketch(
    world: World, *, delegation_id: int, decision: Decision, by: Teller, now: datetime
) -> None:
    """Puts a sketch in force: gives back, moves, takes, asks, pins, and tells the delegation.

    A sketch that changes nothing does nothing. Raises Stale
    when the programme has changed since the sketch was made, NotAllowedNow where its state
    forbids the change, BreaksRules, and SlotTaken when somebody else was faster.
    """
    sketch = decision.sketch
    read_before_hold(world, _contacts(world, sketch), now=now)
    with transaction(world, now=now) as tx:
        delegation = lock_delegation(tx.session, delegation_id)
        itinerary = find_itinerary(tx.session, delegation_id)
        if itinerary is None:
            raise NotAllowedNow("there is no programme")
        if itinerary.version != sketch.version:
            raise Stale("the programme has changed since")
        desk = open_desk(tx.session, itinerary, now=now)
        if sketch == desk.sketch():
            return
        cost = desk.cost(sketch)
        _must_be_allowed(itinerary, cost, breaks_wishes=decision.breaks_wishes)
        note(tx, delegation, What.EDITED, by=by, version=itinerary.version)
        _put_in_force(tx, itinerary, desk, sketch, by=by)


def _contacts(world: World, sketch: Sketch) -> set[int]:
    """The ids of everybody who may receive what the sketch takes."""
    slugs = [line.choice for line in sketch.lines if line.starts_at is not None]
    with world.database.reading() as session:
        offers = list_offers_by_slug(session, slugs)
        return {contact.id or 0 for offer in offers for contact in offer.contacts}


def _must_be_allowed(itinerary: Itinerary, cost: Cost, *, breaks_wishes: bool) -> None:
    if itinerary.state is ItineraryState.CANCELLED:
        raise NotAllowedNow("the visit is cancelled")
    if not cost.effect.plan.stops:
        raise NotAllowedNow("the last stop goes with the whole visit")
    clashes = (*cost.barred, *(() if breaks_wishes else cost.wishes_broken))
    if clashes:
        raise BreaksRules(clashes)


def _put_in_force(
    tx: Transaction, itinerary: Itinerary, desk: Desk, sketch: Sketch, *, by: Teller
) -> None:
    stops = desk.stops_of(sketch)
    revision = revision_between(desk.current, stops)
    if not revision.is_empty:
        put_in_force(tx, itinerary, planned=stops, by=by)
    _pin(itinerary, desk, sketch)
    tx.session.flush()
    settle(tx, itinerary)
    _tell(tx, itinerary, revision)


def _pin(itinerary: Itinerary, desk: Desk, sketch: Sketch) -> None:
    pinned = [desk.stop_of(line) for line in sketch.lines if line.is_pinned]
    places = {(one.choice, one.span, one.tracks) for one in pinned if one is not None}
    for stop in itinerary.standing:
        stop.is_pinned = (stop.offer.slug, stop.span, stop.groups) in places


def _tell(tx: Transaction, itinerary: Itinerary, revision: Revision) -> None:
    """The delegation reads the new programme; of one that is out its calendar has told it."""
    if revision.is_empty or itinerary.state is not ItineraryState.DRAFT:
        return
    message = Message(
        kind=MessageKind.CHANGED,
        recipient=contact_of(itinerary.delegation),
        delegation=itinerary.delegation,
        itinerary=itinerary,
    )
    tell(tx, message)
