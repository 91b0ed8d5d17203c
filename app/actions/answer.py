"""A host answers, or the time to answer runs out."""

from datetime import datetime

from app.actions.settle import settle
from app.actions.slots import about
from app.actions.telling import KVARKEN, Teller, note
from app.actions.transaction import Transaction, transaction
from app.persistence.delegations import lock_delegation
from app.persistence.itineraries import find_request, list_overdue_requests
from app.persistence.records import What
from app.world import World
from visits.errors import NotAllowedNow
from visits.request import Answer, AnswerKind, RequestState, VisitRequest

WHAT = {
    AnswerKind.CONFIRM: What.CONFIRMED,
    AnswerKind.DECLINE: What.DECLINED,
    AnswerKind.PROPOSE: What.PROPOSED,
}
MOST_LAPSES_AT_ONCE = 50


def give_answer(
    world: World, *, request_id: int, answer: Answer, by: Teller, now: datetime
) -> bool:
    """Takes a host's answer and does what it calls for; False where it had been said before.

    Raises NotAllowedNow where the request no longer takes an answer.
    """
    with transaction(world, now=now) as tx:
        request = _locked_request(tx, request_id)
        if not request.take(answer, now=now):
            return False
        detail = {**about(request.stop), "reason": answer.reason}
        note(tx, request.itinerary.delegation, WHAT[answer.kind], by=by, **detail)
        settle(tx, request.itinerary)
        return True


def lapse_overdue(world: World, *, now: datetime) -> int:
    """Ends the requests nobody answered in time, one transaction each; returns how many."""
    with world.database.reading() as session:
        overdue = list_overdue_requests(session, now=now, limit=MOST_LAPSES_AT_ONCE)
    return sum(_lapse(world, request_id, now=now) for request_id in overdue)


def _lapse(world: World, request_id: int, *, now: datetime) -> bool:
    with transaction(world, now=now) as tx:
        request = _locked_request(tx, request_id)
        if request.state is not RequestState.WAITING or now < request.answer_by:
            return False
        request.lapse(now=now)
        note(tx, request.itinerary.delegation, What.LAPSED, by=KVARKEN, **about(request.stop))
        settle(tx, request.itinerary)
        return True


def _locked_request(tx: Transaction, request_id: int) -> VisitRequest:
    """The request, after its whole visit was locked, and as it is now."""
    request = find_request(tx.session, request_id)
    if request is None:
        raise NotAllowedNow("there is no such request")
    delegation_id = request.itinerary.delegation.id
    assert delegation_id is not None, "a request belongs to a stored visit"
    lock_delegation(tx.session, delegation_id)
    tx.session.expire_all()
    return request
