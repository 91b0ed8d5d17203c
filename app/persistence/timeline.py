"""Who did what when in a visit."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.records import Entry


def list_entries(session: Session, delegation_id: int) -> list[Entry]:
    """A visit's timeline, oldest first."""
    query = sa.select(Entry).where(tables.entry.c.delegation_id == delegation_id)
    return list(session.scalars(query.order_by(tables.entry.c.id)))
