"""A host answers, or the time to answer runs out."""

import logging
from datetime import datetime

from app.actions.locking import lock_request
from app.actions.settle import settle
from app.actions.slots import about
from app.actions.telling import KVARKEN, Teller, note
from app.actions.transaction import transaction
from app.persistence.delegations import lock_delegation
from app.persistence.itineraries import find_itinerary, list_overdue_visits, list_requests
from app.persistence.records import What
from app.world import World
from visits.errors import VisitsError
from visits.request import Answer, AnswerKind

WHAT = {
    AnswerKind.CONFIRM: What.CONFIRMED,
    AnswerKind.DECLINE: What.DECLINED,
    AnswerKind.PROPOSE: What.PROPOSED,
}
MOST_VISITS_AT_ONCE = 50

logger = logging.getLogger(__name__)


def give_answer(
    world: World, *, request_id: int, answer: Answer, by: Teller, now: datetime
) -> bool:
    """Takes a host's answer and does what it calls for; False where it had been said before.

    Raises NotAllowedNow where the request no longer takes an answer.
    """
    with transaction(world, now=now) as tx:
        request = lock_request(tx, request_id)
        if not request.take(answer, now=now):
            return False
        detail = {**about(request.stop), "reason": answer.reason}
        note(tx, request.itinerary.delegation, WHAT[answer.kind], by=by, **detail)
        settle(tx, request.itinerary)
        return True


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
