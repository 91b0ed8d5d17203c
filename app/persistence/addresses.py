"""Addresses that mail comes back from, and what hangs on an address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.persistence import tables
from app.persistence.incoming_records import IncomingMail
from app.persistence.records import MailState, OutboxMail
from visits.conversation import Told, address_of
from visits.reply import Outcome


@dataclass(frozen=True)
class DeadAddress:
    """An address of a node's visits that mail does not arrive at, since when, and why.

    `mail` is the newest one that did not arrive.
    """

    email: str
    since: datetime
    mail: OutboxMail


def list_dead_addresses(session: Session, node_id: int) -> dict[str, DeadAddress]:
    """The addresses that mails of a node's visits have not reached, in small letters."""
    outbox, delegation = tables.outbox.c, tables.delegation.c
    visit = joinedload(OutboxMail.delegation)  # type: ignore[arg-type]  # mapped
    query = (
        sa.select(OutboxMail)
        .join(tables.delegation, delegation.id == outbox.delegation_id)
        .where(delegation.node_id == node_id, outbox.state == MailState.PARKED)
        .order_by(outbox.id)
        .options(visit)
    )
    return dead_among(session.scalars(query))


def dead_among(mails: Iterable[OutboxMail]) -> dict[str, DeadAddress]:
    """The addresses that some mails, oldest first, have not reached."""
    found: dict[str, DeadAddress] = {}
    for mail in mails:
        if mail.state is MailState.PARKED:
            key = address_of(mail.recipient)
            since = found[key].since if key in found else mail.sent_at or mail.created_at
            found[key] = DeadAddress(mail.recipient, since, mail)
    return found


def list_missed(session: Session, delegation_id: int, email: str) -> list[OutboxMail]:
    """A visit's mails to an address that have not arrived."""
    table = tables.outbox.c
    query = sa.select(OutboxMail).where(
        table.delegation_id == delegation_id,
        table.state.in_((MailState.READY, MailState.PARKED)),
        sa.func.lower(table.recipient) == email.lower(),
    )
    return list(session.scalars(query.order_by(table.id)))


def list_told_at(session: Session, itinerary_id: int, email: str) -> list[Told]:
    """What the calendar at an address was told of a programme's stops."""
    query = (
        sa.select(Told)
        .join(tables.stop, tables.stop.c.id == tables.invitation.c.stop_id)
        .where(
            tables.stop.c.itinerary_id == itinerary_id,
            tables.invitation.c.email == address_of(email),
        )
    )
    return list(session.scalars(query))


def list_visits_of(session: Session, contact_id: int) -> list[int]:
    """The visits in which somebody receives a stop, or is asked to in a colleague's place."""
    itinerary, stop, request = tables.itinerary.c, tables.stop.c, tables.visit_request.c
    query = (
        sa.select(itinerary.delegation_id)
        .join(tables.stop, stop.itinerary_id == itinerary.id)
        .outerjoin(tables.visit_request, request.stop_id == stop.id)
        .where(sa.or_(stop.contact_id == contact_id, request.handed_to_id == contact_id))
        .distinct()
        .order_by(itinerary.delegation_id)
    )
    return list(session.scalars(query))


def list_bounces(session: Session, delegation_id: int, email: str) -> list[IncomingMail]:
    """The returned mails of a visit to an address that wait for a person."""
    table = tables.incoming_mail.c
    query = sa.select(IncomingMail).where(
        table.delegation_id == delegation_id,
        table.outcome == Outcome.BOUNCED,
        table.handled_at.is_(None),
        sa.func.lower(table.attendee) == email.lower(),
    )
    return list(session.scalars(query))
