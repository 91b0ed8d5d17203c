"""Coordinators, their sessions, and how often somebody has tried."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.records import Coordinator, SignIn
from app.tokens import hash_token

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)


def find_coordinator(session: Session, email: str) -> Coordinator | None:
    """The coordinator with an address, whatever its case."""
    wanted = email.strip().lower()
    return session.scalar(sa.select(Coordinator).where(tables.coordinator.c.email == wanted))


def list_coordinators(session: Session, node_id: int) -> list[Coordinator]:
    """Everybody at a node."""
    query = sa.select(Coordinator).where(tables.coordinator.c.node_id == node_id)
    return list(session.scalars(query.order_by(tables.coordinator.c.id)))


def find_sign_in(session: Session, token: str, *, now: datetime) -> SignIn | None:
    """The session of a token, unless it has ended, idled or grown too old."""
    table = tables.sign_in.c
    return session.scalar(
        sa.select(SignIn).where(
            table.token_hash == hash_token(token),
            table.ended_at.is_(None),
            table.seen_at > now - IDLE,
            table.created_at > now - LONGEST,
        )
    )


def end_sign_ins(session: Session, coordinator: Coordinator, *, now: datetime) -> None:
    """Ends every session of a coordinator."""
    table = tables.sign_in.c
    open_ones = sa.and_(table.coordinator_id == coordinator.id, table.ended_at.is_(None))
    session.execute(sa.update(tables.sign_in).where(open_ones).values(ended_at=now))


def count_attempts(session: Session, key: str, *, since: datetime) -> int:
    """How often something was tried since an instant."""
    table = tables.attempt.c
    query = sa.select(sa.func.count()).where(table.key == key, table.tried_at > since)
    return session.scalar(query) or 0


def add_attempt(session: Session, key: str, *, now: datetime) -> None:
    """Notes one try."""
    session.execute(sa.insert(tables.attempt).values(key=key[:200], tried_at=now))


def clear_attempts(session: Session, key: str) -> None:
    """Forgets the tries under a key."""
    session.execute(sa.delete(tables.attempt).where(tables.attempt.c.key == key))
