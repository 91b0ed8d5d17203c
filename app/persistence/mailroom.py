"""How fetching mail goes."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.mailroom_records import Mailroom


def find_mailroom(session: Session, fingerprint: str) -> Mailroom | None:
    """What is known of the mailbox that the setting names."""
    query = sa.select(Mailroom).where(tables.mailroom.c.fingerprint == fingerprint)
    return session.scalar(query)


def forget_other_mailrooms(session: Session, fingerprint: str) -> None:
    """The mailboxes that the setting named before."""
    table = tables.mailroom
    session.execute(sa.delete(table).where(table.c.fingerprint != fingerprint))
