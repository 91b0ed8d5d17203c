"""The ledger of what everybody's calendar was told, and the people of a delegation."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from visits.conversation import Told, address_of
from visits.delegation import Delegate


def list_told(session: Session, itinerary_id: int) -> list[Told]:
    """What was told of a programme's stops, those that are gone among them."""
    query = (
        sa.select(Told)
        .join(tables.stop, tables.stop.c.id == tables.invitation.c.stop_id)
        .where(tables.stop.c.itinerary_id == itinerary_id)
        .order_by(tables.invitation.c.id)
    )
    return list(session.scalars(query))


def find_told(session: Session, *, uid: str, email: str) -> Told | None:
    """What one person was last told of the stop with this UID."""
    query = (
        sa.select(Told)
        .join(tables.stop, tables.stop.c.id == tables.invitation.c.stop_id)
        .where(tables.stop.c.uid == uid, tables.invitation.c.email == address_of(email))
    )
    return session.scalar(query)


def list_delegates(session: Session, delegation_id: int) -> list[Delegate]:
    """The people of a delegation, in the order they were added."""
    query = sa.select(Delegate).where(tables.delegate.c.delegation_id == delegation_id)
    return list(session.scalars(query.order_by(tables.delegate.c.id)))
