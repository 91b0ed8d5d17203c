"""What is looked at on the day itself."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.records import What


def count_happenings(session: Session, delegation_id: int, what: What) -> int:
    """How often something has happened in a visit."""
    table = tables.entry.c
    query = sa.select(sa.func.count()).where(
        table.delegation_id == delegation_id, table.what == what
    )
    return session.scalar(query) or 0
