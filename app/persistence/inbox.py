"""Mail that came in and waits for a person, and addresses that mail comes back from."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.persistence import tables
from app.persistence.incoming_records import IncomingMail

MOST_SHOWN = 200


def _waits_for(node_id: int) -> sa.ColumnElement[bool]:
    """What belongs to no visit waits for every office, until one says what it is about."""
    table, delegation = tables.incoming_mail.c, tables.delegation.c
    own = sa.select(delegation.id).where(delegation.node_id == node_id)
    return sa.and_(
        table.handled_at.is_(None),
        sa.or_(table.delegation_id.is_(None), table.delegation_id.in_(own)),
    )


def list_waiting_mail(session: Session, node_id: int) -> list[IncomingMail]:
    """What a node's coordinators have to look at, newest first.

    What is about a visit comes first and what carries a calendar's answer second, so that a flood
    of other mail hides neither.
    """
    visit = joinedload(IncomingMail.delegation)  # type: ignore[arg-type]  # mapped
    query = sa.select(IncomingMail).where(_waits_for(node_id)).options(visit)
    table = tables.incoming_mail.c
    first = sa.case((table.delegation_id.is_not(None), 0), (table.uid != "", 1), else_=2)
    return list(session.scalars(query.order_by(first, table.id.desc()).limit(MOST_SHOWN)))


def count_waiting_mail(session: Session, node_id: int) -> int:
    """How many mails that is."""
    query = sa.select(sa.func.count()).select_from(tables.incoming_mail)
    return session.scalar(query.where(_waits_for(node_id))) or 0


def lock_incoming(session: Session, mail_id: int) -> IncomingMail | None:
    """The mail, which nobody else deals with at this moment."""
    query = sa.select(IncomingMail).where(tables.incoming_mail.c.id == mail_id)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def find_by_digest(session: Session, digest: str) -> IncomingMail | None:
    """The mail that this one is, where it has come before."""
    query = sa.select(IncomingMail).where(tables.incoming_mail.c.digest == digest)
    return session.scalar(query)


def list_all_incoming(session: Session) -> list[IncomingMail]:
    """Every mail that came in, oldest first."""
    return list(session.scalars(sa.select(IncomingMail).order_by(tables.incoming_mail.c.id)))
