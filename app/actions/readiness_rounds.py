"""What the worker does about getting ready: reminding delegations, and erasing."""

import logging
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.actions.readiness import erase_what_nobody_needs, tasks_in
from app.actions.telling import KVARKEN, note, tell
from app.actions.transaction import transaction
from app.persistence.delegations import lock_delegation
from app.persistence.itineraries import find_itinerary
from app.persistence.readiness import (
    add_reminder,
    list_reminded,
    list_visits_to_get_ready,
    list_visits_with_particulars,
)
from app.persistence.readiness_records import ReadinessReminder
from app.persistence.records import What
from app.world import World
from visits.errors import VisitsError
from visits.notification import Message, MessageKind, contact_of
from visits.readiness import LONGEST_AHEAD, Task, missing

FIRST, LAST = 7, 2
HORIZON = timedelta(days=LONGEST_AHEAD + FIRST + 1)

logger = logging.getLogger(__name__)


def remind_to_get_ready(world: World, *, now: datetime) -> int:
    """Reminds delegations whose hosts still need something; returns how many.

    Each gets one mail a week before the first missing thing is due, and one two days before.
    """
    with world.database.reading() as session:
        coming = list_visits_to_get_ready(session, last_days=LAST, now=now, until=now + HORIZON)
    return sum(_safely(world, one, now=now) for one in coming)


def erase_what_is_over(world: World, *, now: datetime) -> int:
    """Erases what was given about people and no stop needs any more; returns how many things."""
    with world.database.reading() as session:
        visits = list_visits_with_particulars(session)
    return sum(erase_what_nobody_needs(world, delegation_id=one, now=now) for one in visits)


def _safely(world: World, delegation_id: int, *, now: datetime) -> bool:
    """A visit that cannot be done is logged, and does not keep the others waiting."""
    try:
        return _remind(world, delegation_id, now=now)
    except VisitsError:
        logger.exception("visit %s could not be reminded to get ready", delegation_id)
        return False


def _remind(world: World, delegation_id: int, *, now: datetime) -> bool:
    with transaction(world, now=now) as tx:
        delegation = lock_delegation(tx.session, delegation_id)
        today = now.astimezone(ZoneInfo(delegation.zone)).date()
        days = due_reminder(
            missing(tasks_in(tx, delegation)),
            reminded=list_reminded(tx.session, delegation_id),
            today=today,
        )
        if days is None:
            return False
        add_reminder(tx.session, ReadinessReminder(delegation=delegation, days=days, sent_at=now))
        message = Message(
            kind=MessageKind.READINESS,
            recipient=contact_of(delegation),
            delegation=delegation,
            itinerary=find_itinerary(tx.session, delegation_id),
        )
        tell(tx, message)
        note(tx, delegation, What.READY_REMINDED, by=KVARKEN, recipient=delegation.contact_email)
        return True


def due_reminder(missing: tuple[Task, ...], *, reminded: set[int], today: date) -> int | None:
    """Which reminder is due, by its days; the later one also stands for one that was missed."""
    if not missing or LAST in reminded:
        return None
    left = (missing[0].due_on - today).days
    if left <= LAST:
        return LAST
    return FIRST if left <= FIRST and FIRST not in reminded else None
