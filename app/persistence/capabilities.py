"""Secret links."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.records import Capability, Purpose
from app.tokens import derive_token, hash_token, new_nonce
from visits.delegation import Delegation
from visits.request import VisitRequest

Subject = Delegation | VisitRequest


def find_capability(session: Session, token: str, *, purpose: Purpose) -> Capability | None:
    """The capability of a token, unless it was revoked or opens something else."""
    table = tables.capability.c
    return session.scalar(
        sa.select(Capability).where(
            table.token_hash == hash_token(token),
            table.purpose == purpose,
            table.revoked_at.is_(None),
        )
    )


def add_capability(
    session: Session, purpose: Purpose, subject: Subject, *, secret_key: str, now: datetime
) -> str:
    """A new secret link to a visit, or to one request of it; returns its token."""
    nonce = new_nonce()
    token = derive_token(secret_key, nonce)
    request = subject if isinstance(subject, VisitRequest) else None
    session.add(
        Capability(
            token_hash=hash_token(token),
            nonce=nonce,
            purpose=purpose,
            delegation=_visit_of(subject),
            request=request,
            created_at=now,
        )
    )
    return token


def find_token(
    session: Session, purpose: Purpose, subject: Subject, *, secret_key: str
) -> str | None:
    """The token of a link that is in force, where the present secret can still tell it."""
    query = sa.select(Capability).where(*_in_force(purpose, subject))
    for capability in session.scalars(query.order_by(tables.capability.c.id.desc())):
        token = derive_token(secret_key, capability.nonce)
        if hash_token(token) == capability.token_hash:
            return token
    return None


def revoke_capabilities(
    session: Session, purpose: Purpose, subject: Subject, *, now: datetime
) -> None:
    """Ends all links of one purpose to one thing."""
    session.execute(
        sa.update(Capability)
        .where(*_in_force(purpose, subject))
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )


def _in_force(purpose: Purpose, subject: Subject) -> tuple[sa.ColumnElement[bool], ...]:
    table = tables.capability.c
    if isinstance(subject, VisitRequest):
        about = table.visit_request_id == subject.id
    else:
        about = sa.and_(table.delegation_id == subject.id, table.visit_request_id.is_(None))
    return (about, table.purpose == purpose, table.revoked_at.is_(None))


def _visit_of(subject: Subject) -> Delegation:
    return subject.itinerary.delegation if isinstance(subject, VisitRequest) else subject
