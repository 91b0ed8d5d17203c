"""A host answers, or the time to answer runs out."""

import logging
from datetime import datetime

from app.actions.handing import answer_as_colleague, hand_on, tell_released
from app.actions.locking import lock_request
from app.actions.settle import settle
from app.actions.slots import about
from app.actions.telling import KVARKEN, Teller, note
from app.actions.transaction import Transaction, transaction
from app.persistence.delegations import lock_delegation
from app.persistence.itineraries import find_itinerary, list_overdue_visits, list_requests
from app.persistence.records import What
from app.world import World
from visits.errors import VisitsError
from visits.request import Answer, AnswerKind, Said, VisitRequest

WHAT = {
    AnswerKind.CONFIRM: What.CONFIRMED,
    AnswerKind.DECLINE: What.DECLINED,
    AnswerKind.PROPOSE: What.PROPOSED,
    AnswerKind.MAYBE: What.MAYBE,
    AnswerKind.HAND_ON: What.HANDED_ON,
}
MOST_VISITS_AT_ONCE = 50

logger = logging.getLogger(__name__)


def give_answer(
    world: World, *, request_id: int, answer: Answer, by: Teller, now: datetime
) -> bool:
    """Takes a host's answer and does what it calls for; False where it had been said before.

    Raises what `take_answer` does.
    """
    with transaction(world, now=now) as tx:
        return take_answer(tx, request_id=request_id, answer=answer, by=by)


def take_answer(tx: Transaction, *, request_id: int, answer: Answer, by: Teller) -> bool:
    """The same within a transaction, which has to be left where this raises.

    Raises AnsweredAlready where somebody else was first, NotAllowedNow where the request no
    longer takes an answer, SlotTaken where a colleague is not free to take it over, and
    InvalidValue where it cannot be handed to that colleague.
    """
    request = lock_request(tx, request_id)
    was_asked = request.handed_to
    is_by_colleague = by.contact_id not in (None, request.stop.contact.id)
    if is_by_colleague:
        took = answer_as_colleague(tx, request, answer, by=by)
    elif answer.kind is AnswerKind.HAND_ON:
        took = hand_on(tx, request, answer, said=Said(by.name, by.via))
    else:
        took = request.take(answer, now=tx.now, said=Said(by.name, by.via))
    if not took:
        return False
    if was_asked not in (None, request.handed_to) and not is_by_colleague:
        tell_released(tx, request, was_asked)
    _note(tx, request, answer, by=by)
    settle(tx, request.itinerary)
    return True


def _note(tx: Transaction, request: VisitRequest, answer: Answer, *, by: Teller) -> None:
    detail: dict[str, object] = {**about(request.stop), "via": by.via.value}
    detail |= {"reason": answer.reason, "why": answer.why.value if answer.why else ""}
    if request.handed_to is not None:
        detail["recipient"] = request.handed_to.email
    is_given_back = request.said is None
    what = What.HANDED_BACK if is_given_back else WHAT[answer.kind]
    note(tx, request.itinerary.delegation, what, by=by, **detail)


def lapse_overdue(world: World, *, now: datetime) -> int:
    """Ends the requests nobody answered in time, one transaction for each visit; returns how many.

    What ended together is told together, also after the worker was away for days. A visit that
    cannot be settled is logged, and does not keep the others waiting.
    """
    with world.database.reading() as session:
        overdue = list_overdue_visits(session, now=now, limit=MOST_VISITS_AT_ONCE)
    lapsed = 0
    for delegation_id in overdue:
        try:
            lapsed += _lapse(world, delegation_id, now=now)
        except VisitsError:
            logger.exception("visit %s could not be settled", delegation_id)
    return lapsed


def _lapse(world: World, delegation_id: int, *, now: datetime) -> int:
    with transaction(world, now=now) as tx:
        delegation = lock_delegation(tx.session, delegation_id)
        itinerary = find_itinerary(tx.session, delegation_id)
        if itinerary is None or itinerary.id is None:
            return 0
        requests = list_requests(tx.session, itinerary.id)
        overdue = [request for request in requests if request.is_overdue(now=now)]
        for request in overdue:
            request.lapse(now=now)
            note(tx, delegation, What.LAPSED, by=KVARKEN, **about(request.stop))
        if overdue:
            settle(tx, itinerary)
        return len(overdue)
