"""What calendars have still to be told: of a visit, or of all visits with an offer that changed.

Nobody waits for anybody here: rows are only added and taken away. Whoever adds one has changed
the visit or the offer in the same transaction, so that no change goes without.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from visits.itinerary import ItineraryState, StopState


def add_untold_visit(session: Session, delegation_id: int, *, due_at: datetime) -> None:
    """A visit's calendars are to be brought in line."""
    session.execute(sa.insert(tables.untold).values(delegation_id=delegation_id, due_at=due_at))


def add_untold_offers(session: Session, offer_ids: Iterable[int], *, due_at: datetime) -> None:
    """The calendars of every visit that these offers are part of are to be brought in line."""
    rows = [{"offer_id": one, "due_at": due_at} for one in sorted(set(offer_ids))]
    if rows:
        session.execute(sa.insert(tables.untold), rows)


def list_untold(session: Session, *, now: datetime, limit: int) -> tuple[list[int], list[int]]:
    """What is due, longest noted first: the ids of delegations, and those of offers."""
    table = tables.untold.c
    query = sa.select(table.delegation_id, table.offer_id).where(table.due_at <= now)
    found = session.execute(query.order_by(table.id).limit(limit)).all()
    visits = dict.fromkeys(row.delegation_id for row in found if row.delegation_id is not None)
    return list(visits), [row.offer_id for row in found if row.offer_id is not None]


def spread_untold_offers(session: Session, *, now: datetime) -> None:
    """Puts the visits in the place of their offers that are due; what is over hears no more."""
    table, stop, itinerary = tables.untold.c, tables.stop.c, tables.itinerary.c
    due = sa.select(table.id, table.offer_id).where(
        table.offer_id.is_not(None), table.due_at <= now
    )
    found = session.execute(due).all()
    visits = (
        sa.select(itinerary.delegation_id)
        .distinct()
        .join(tables.stop, stop.itinerary_id == itinerary.id)
        .where(
            stop.offer_id.in_({row.offer_id for row in found}),
            stop.state != StopState.DROPPED,
            stop.ends_at > now,
            itinerary.state != ItineraryState.CANCELLED,
        )
    )
    for delegation_id in session.scalars(visits).all():
        add_untold_visit(session, delegation_id, due_at=now)
    forget_untold(session, [row.id for row in found])


def list_untold_of(session: Session, delegation_id: int) -> list[int]:
    """The ids of everything that is noted of a visit."""
    table = tables.untold.c
    return list(session.scalars(sa.select(table.id).where(table.delegation_id == delegation_id)))


def forget_untold(session: Session, ids: Sequence[int]) -> None:
    """What was told."""
    session.execute(sa.delete(tables.untold).where(tables.untold.c.id.in_(ids)))
