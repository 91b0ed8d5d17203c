"""Delegations and the programmes they may choose among."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.records import Programme
from visits.delegation import Delegation


def find_delegation(session: Session, delegation_id: int) -> Delegation | None:
    """The delegation with this id."""
    return session.get(Delegation, delegation_id)


def lock_delegation(session: Session, delegation_id: int) -> Delegation:
    """The delegation, alone until the transaction ends: one decision on a visit at a time.

    Rows that only point to it, such as the worker's lines in its timeline, need not wait.
    """
    query = sa.select(Delegation).where(tables.delegation.c.id == delegation_id)
    return session.scalars(query.with_for_update(of=tables.delegation, key_share=True)).one()


def find_delegation_by_reference(session: Session, reference: str) -> Delegation | None:
    """The delegation people quote by this reference."""
    wanted = reference.strip().upper()
    query = sa.select(Delegation).where(tables.delegation.c.reference == wanted)
    return session.scalar(query)


def list_programmes(session: Session, delegation_id: int) -> list[Programme]:
    """What the delegation may choose among, best first."""
    query = sa.select(Programme).where(tables.programme.c.delegation_id == delegation_id)
    return list(session.scalars(query.order_by(tables.programme.c.rank)))


def clear_programmes(session: Session, delegation_id: int) -> None:
    """Takes the offered programmes away, before fresh ones are put in their place."""
    session.execute(
        sa.delete(tables.programme).where(tables.programme.c.delegation_id == delegation_id)
    )
