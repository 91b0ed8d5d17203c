"""The worker tells calendars what a page did not wait for: many people's mails, changed offers.

What is due is not kept: the ledger has what was told, the programme what holds, and the
difference is looked at anew each time. So a worker that dies loses nothing and doubles nothing,
and two changes that follow each other are told as one.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from app.actions.calendars import tell_calendars
from app.actions.participants import forget_gone
from app.actions.transaction import Transaction, transaction
from app.persistence.delegations import lock_delegation
from app.persistence.itineraries import find_itinerary
from app.persistence.untold import (
    add_untold_offers,
    forget_untold,
    list_untold,
    list_untold_of,
    spread_untold_offers,
)
from app.world import World
from visits.catalogue import Offer
from visits.errors import VisitsError

# Whoever saves twice in a row is told of once; and by then every visit that was
# being put together while the offer was saved is stored.
OFFERS_SETTLE = timedelta(minutes=1)
MOST_AT_ONCE = 50

logger = logging.getLogger(__name__)


def note_untold(tx: Transaction, offers: Iterable[Offer]) -> None:
    """What calendars show of these offers may have changed; the worker tells whom it concerns."""
    ids = [offer.id for offer in offers if offer.id is not None]
    add_untold_offers(tx.session, ids, due_at=tx.now + OFFERS_SETTLE)


def tell_untold(world: World, *, now: datetime) -> int:
    """Tells a slice of what is due, one transaction for each visit; returns how many visits.

    A visit that cannot be told is logged, and does not keep the others waiting.
    """
    told = 0
    for delegation_id in _due(world, now=now):
        try:
            _tell(world, delegation_id, now=now)
            told += 1
        except VisitsError:
            logger.exception("the calendars of visit %s could not be told", delegation_id)
    return told


def _due(world: World, *, now: datetime) -> list[int]:
    with world.database.reading() as session:
        visits, offers = list_untold(session, now=now, limit=MOST_AT_ONCE)
    if not offers:
        return visits
    with transaction(world, now=now) as tx:
        spread_untold_offers(tx.session, now=now)
    with world.database.reading() as session:
        return list_untold(session, now=now, limit=MOST_AT_ONCE)[0]


def _tell(world: World, delegation_id: int, *, now: datetime) -> None:
    """Takes the notes away that were there before; whatever is left over is noted again."""
    with transaction(world, now=now) as tx:
        lock_delegation(tx.session, delegation_id)
        noted = list_untold_of(tx.session, delegation_id)
        itinerary = find_itinerary(tx.session, delegation_id)
        if itinerary is not None and noted:
            tell_calendars(tx, itinerary)
            forget_gone(tx, itinerary)
        forget_untold(tx.session, noted)
