"""Reminding hosts that have not answered: half way through their time, and the day before."""

import logging
from datetime import datetime

from app.actions.hold_clock import next_reminder
from app.actions.slots import about
from app.actions.telling import KVARKEN, note, tell
from app.actions.transaction import Transaction, transaction
from app.persistence.delegations import lock_delegation
from app.persistence.itineraries import find_itinerary, list_requests, list_visits_to_remind
from app.persistence.records import What
from app.world import World
from visits.errors import VisitsError
from visits.notification import Message, MessageKind, receiver_of
from visits.request import VisitRequest

MOST_VISITS_AT_ONCE = 50

logger = logging.getLogger(__name__)


def remind_due(world: World, *, now: datetime) -> int:
    """Reminds the hosts whose time it is, one transaction for each visit; returns how many.

    However many reminders were missed while the worker was away, one is written. A visit that
    cannot be done is logged, and does not keep the others waiting.
    """
    with world.database.reading() as session:
        due = list_visits_to_remind(session, now=now, limit=MOST_VISITS_AT_ONCE)
    reminded = 0
    for delegation_id in due:
        try:
            reminded += _remind(world, delegation_id, now=now)
        except VisitsError:
            logger.exception("the hosts of visit %s could not be reminded", delegation_id)
    return reminded


def _remind(world: World, delegation_id: int, *, now: datetime) -> int:
    with transaction(world, now=now) as tx:
        lock_delegation(tx.session, delegation_id)
        itinerary = find_itinerary(tx.session, delegation_id)
        if itinerary is None or itinerary.id is None:
            return 0
        requests = list_requests(tx.session, itinerary.id)
        due = [request for request in requests if request.is_reminder_due(now=now)]
        for request in due:
            request.next_reminder_at = next_reminder(request, now=now)
            _tell(tx, request)
        return len(due)


def _tell(tx: Transaction, request: VisitRequest) -> None:
    """Both who is asked in the contact's place and the contact, who is responsible still."""
    asked = [one for one in (request.stop.contact, request.handed_to) if one is not None]
    for contact in asked:
        message = Message(
            kind=MessageKind.REMINDER,
            recipient=receiver_of(request.stop, contact),
            delegation=request.itinerary.delegation,
            itinerary=request.itinerary,
            stop=request.stop,
            request=request,
        )
        tell(tx, message)
    detail = {**about(request.stop), "recipient": ", ".join(one.email for one in asked)}
    note(tx, request.itinerary.delegation, What.REMINDED, by=KVARKEN, **detail)
