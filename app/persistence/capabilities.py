"""Secret links."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.records import Capability, Purpose
from app.tokens import derive_token, hash_token, new_nonce
from visits.catalogue import Contact, Node
from visits.delegation import Delegate, Delegation
from visits.request import VisitRequest


@dataclass(frozen=True)
class PartOf:
    """A group of a delegation, by its name, as the subject of a link of its own."""

    delegation: Delegation
    group: str


Subject = Delegation | PartOf | VisitRequest | Delegate | Contact | Node


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
    """A new secret link to one thing; returns its token."""
    nonce = new_nonce()
    token = derive_token(secret_key, nonce)
    session.add(
        Capability(
            token_hash=hash_token(token),
            nonce=nonce,
            purpose=purpose,
            delegation=_visit_of(subject),
            request=subject if isinstance(subject, VisitRequest) else None,
            delegate=subject if isinstance(subject, Delegate) else None,
            contact=subject if isinstance(subject, Contact) else None,
            node=subject if isinstance(subject, Node) else None,
            group_name=subject.group if isinstance(subject, PartOf) else "",
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
    return (*_about(subject), table.purpose == purpose, table.revoked_at.is_(None))


def _about(subject: Subject) -> tuple[sa.ColumnElement[bool], ...]:
    """What singles out the links to one thing."""
    table = tables.capability.c
    match subject:
        case VisitRequest():
            return (table.visit_request_id == subject.id,)
        case Delegate():
            return (table.delegate_id == subject.id,)
        case Contact():
            return (table.contact_id == subject.id,)
        case Node():
            return (table.node_id == subject.id,)
        case PartOf():
            delegation, group = subject.delegation, subject.group
        case Delegation():
            delegation, group = subject, ""
    return (
        table.delegation_id == delegation.id,
        table.group_name == group,
        table.visit_request_id.is_(None),
        table.delegate_id.is_(None),
    )


def _visit_of(subject: Subject) -> Delegation | None:
    match subject:
        case VisitRequest():
            return subject.itinerary.delegation
        case PartOf() | Delegate():
            return subject.delegation
        case Delegation():
            return subject
    return None
