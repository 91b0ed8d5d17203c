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


@dataclass(frozen=True)
class HandedOn:
    """A request as a colleague sees it, to whom it was handed, as the subject of a link."""

    request: VisitRequest
    contact: Contact


Subject = Delegation | PartOf | VisitRequest | HandedOn | Delegate | Contact | Node


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
            request=_request_of(subject),
            delegate=subject if isinstance(subject, Delegate) else None,
            contact=_contact_of(subject),
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


def revoke_visit_links(
    session: Session, purpose: Purpose, delegation: Delegation, *, now: datetime
) -> None:
    """Ends all links of one purpose to a visit and to groups of it; participants keep their own."""
    table = tables.capability.c
    shared = (
        table.delegation_id == delegation.id,
        table.purpose == purpose,
        table.delegate_id.is_(None),
        table.revoked_at.is_(None),
    )
    session.execute(
        sa.update(Capability)
        .where(*shared)
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )


def change_answerer(session: Session, request: VisitRequest, *, was: Contact, to: Contact) -> None:
    """The links to a request change hands: the colleague's is now that of who is asked.

    The link of whoever was asked before opens what it opened, but answers no more.
    """
    table = tables.capability.c
    first, second = (
        list(session.scalars(sa.select(table.id).where(*_about(subject))))
        for subject in (request, HandedOn(request, to))
    )
    for ids, contact_id in ((first, was.id), (second, None)):
        session.execute(
            sa.update(Capability)
            .where(table.id.in_(ids))
            .values(contact_id=contact_id)
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
            return (table.visit_request_id == subject.id, table.contact_id.is_(None))
        case HandedOn():
            return (
                table.visit_request_id == subject.request.id,
                table.contact_id == subject.contact.id,
            )
        case Delegate():
            return (table.delegate_id == subject.id,)
        case Contact():
            return (table.contact_id == subject.id, table.visit_request_id.is_(None))
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
        case HandedOn():
            return subject.request.itinerary.delegation
        case PartOf() | Delegate():
            return subject.delegation
        case Delegation():
            return subject
    return None


def _request_of(subject: Subject) -> VisitRequest | None:
    if isinstance(subject, HandedOn):
        return subject.request
    return subject if isinstance(subject, VisitRequest) else None


def _contact_of(subject: Subject) -> Contact | None:
    if isinstance(subject, HandedOn):
        return subject.contact
    return subject if isinstance(subject, Contact) else None
