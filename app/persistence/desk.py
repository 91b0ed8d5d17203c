"""What a host's desk shows: its people, its offers, its visits, and what was done there."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.persistence import tables
from app.persistence.desk_records import DeskAsk, DeskChange
from app.persistence.records import Capability, Purpose
from app.tokens import derive_token, hash_token
from visits.catalogue import Contact, Host, Offer
from visits.itinerary import Itinerary, ItineraryState, Stop, StopState
from visits.request import RequestState, VisitRequest

MOST_PROGRAMMES = 200
MOST_CHANGES = 10


def find_contact(session: Session, contact_id: int) -> Contact | None:
    """The contact with this id, with its host."""
    query = sa.select(Contact).where(tables.contact.c.id == contact_id)
    host = joinedload(Contact.host)  # type: ignore[misc, arg-type]  # mapped
    return session.scalar(query.options(host))


def find_contacts(session: Session, email: str) -> list[Contact]:
    """Everybody an address belongs to, whatever its case: one person may answer for many hosts."""
    wanted = email.strip().lower()
    query = sa.select(Contact).where(sa.func.lower(tables.contact.c.email) == wanted)
    return list(session.scalars(query.order_by(tables.contact.c.id)))


def receives_offers(session: Session, contact_id: int) -> bool:
    """Whether a contact receives any of its host's offers, as the lead or beside somebody."""
    leads = sa.exists().where(tables.offer.c.contact_id == contact_id)
    joins = sa.exists().where(tables.offer_contact.c.contact_id == contact_id)
    return bool(session.scalar(sa.select(sa.or_(leads, joins))))


def list_contacts(session: Session, host_id: int) -> list[Contact]:
    """Everybody at a host."""
    query = sa.select(Contact).where(tables.contact.c.host_id == host_id)
    return list(session.scalars(query.order_by(tables.contact.c.id)))


def list_contacts_of_node(session: Session, node_id: int) -> list[Contact]:
    """Everybody at the hosts of a node, host by host."""
    host = joinedload(Contact.host)  # type: ignore[misc, arg-type]  # mapped
    query = (
        sa.select(Contact)
        .join(tables.host, tables.host.c.id == tables.contact.c.host_id)
        .where(tables.host.c.node_id == node_id)
        .order_by(tables.host.c.name, tables.contact.c.id)
        .options(host)
    )
    return list(session.scalars(query))


def list_offers_of_host(session: Session, host_id: int) -> list[Offer]:
    """What a host can show, with everybody who receives it."""
    receivers = selectinload(Offer.others)  # type: ignore[arg-type]  # mapped, and a list besides
    query = (
        sa.select(Offer)
        .join(tables.site, tables.site.c.id == tables.offer.c.site_id)
        .where(tables.site.c.host_id == host_id)
        .order_by(tables.offer.c.id)
        .options(receivers)
    )
    return list(session.scalars(query))


def count_offers_of_node(session: Session, node_id: int) -> dict[int, int]:
    """How many offers each host of a node has, by its id."""
    query = (
        sa.select(tables.site.c.host_id, sa.func.count())
        .join(tables.offer, tables.offer.c.site_id == tables.site.c.id)
        .join(tables.host, tables.host.c.id == tables.site.c.host_id)
        .where(tables.host.c.node_id == node_id)
        .group_by(tables.site.c.host_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def find_offer_of_host(session: Session, slug: str, *, host_id: int) -> Offer | None:
    """A host's own offer with this slug."""
    query = (
        sa.select(Offer)
        .join(tables.site, tables.site.c.id == tables.offer.c.site_id)
        .where(tables.offer.c.slug == slug, tables.site.c.host_id == host_id)
    )
    return session.scalar(query)


def lock_host(session: Session, host_id: int) -> Host:
    """The host, alone until the transaction ends: one change to what it offers at a time."""
    query = sa.select(Host).where(tables.host.c.id == host_id)
    locked = query.with_for_update(of=tables.host, key_share=True)
    return session.scalars(locked.execution_options(populate_existing=True)).one()


def list_programmes_of(session: Session, contact_id: int, *, since: datetime) -> list[Itinerary]:
    """The programmes a contact takes part in from an instant on, with all their stops.

    Programmes that were cancelled and stops that were taken out do not count.
    """
    stop, company = tables.stop.c, tables.stop_contact.c
    beside = sa.select(company.stop_id).where(company.contact_id == contact_id)
    asked = tables.visit_request.c
    handed_on = sa.select(asked.stop_id).where(asked.handed_to_id == contact_id)
    own = (
        sa.select(stop.itinerary_id)
        .where(
            sa.or_(stop.contact_id == contact_id, stop.id.in_(beside), stop.id.in_(handed_on)),
            stop.state != StopState.DROPPED,
            stop.ends_at > since,
        )
        .distinct()
    )
    itinerary = tables.itinerary.c
    stops = selectinload(Itinerary.stops)  # type: ignore[arg-type]  # mapped, and a list besides
    query = (
        sa.select(Itinerary)
        .where(itinerary.id.in_(own), itinerary.state != ItineraryState.CANCELLED)
        .order_by(itinerary.id.desc())
        .limit(MOST_PROGRAMMES)
        .options(stops.selectinload(Stop.company))  # type: ignore[arg-type]  # likewise
    )
    return list(session.scalars(query))


def list_requests_for(session: Session, itineraries: Iterable[Itinerary]) -> list[VisitRequest]:
    """The questions about some programmes that were not taken back, oldest first."""
    table = tables.visit_request.c
    ids = [one.id for one in itineraries]
    query = sa.select(VisitRequest).where(
        table.itinerary_id.in_(ids), table.state != RequestState.WITHDRAWN
    )
    handed_to = joinedload(VisitRequest.handed_to)  # type: ignore[arg-type]  # mapped
    return list(session.scalars(query.order_by(table.id).options(handed_to))) if ids else []


def answer_tokens(
    session: Session, requests: Iterable[VisitRequest], *, contact_id: int, secret_key: str
) -> dict[int, str]:
    """The token of a contact's own link to each request, by its id, where one is in force."""
    table, asked = tables.capability.c, tables.visit_request.c
    own = sa.case(
        (asked.handed_to_id == contact_id, table.contact_id == contact_id),
        else_=table.contact_id.is_(None),
    )
    query = (
        sa.select(Capability)
        .join(tables.visit_request, asked.id == table.visit_request_id)
        .where(
            asked.id.in_([one.id for one in requests]),
            table.purpose == Purpose.ANSWER,
            table.revoked_at.is_(None),
            own,
        )
    )
    tokens: dict[int, str] = {}
    for capability in session.scalars(query.order_by(table.id)):
        token = derive_token(secret_key, capability.nonce)
        if hash_token(token) == capability.token_hash and capability.request is not None:
            tokens[capability.request.id or 0] = token
    return tokens


def end_old_desk_links(session: Session, *, before: datetime, now: datetime) -> None:
    """Ends the links to desks that were made long ago; the next mail brings a new one."""
    table = tables.capability.c
    session.execute(
        sa.update(Capability)
        .where(table.purpose == Purpose.DESK, table.created_at < before, table.revoked_at.is_(None))
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )


def list_changes(session: Session, host_id: int) -> list[DeskChange]:
    """What was done last at a host's desks, newest first."""
    table = tables.desk_change.c
    query = sa.select(DeskChange).where(table.host_id == host_id).order_by(table.id.desc())
    offer = joinedload(DeskChange.offer)  # type: ignore[arg-type]  # mapped
    return list(session.scalars(query.options(offer).limit(MOST_CHANGES)))


def take_desk_ask(session: Session) -> DeskAsk | None:
    """The link that was asked for first, which nobody else takes meanwhile."""
    query = sa.select(DeskAsk).order_by(tables.desk_ask.c.id).limit(1)
    return session.scalar(query.with_for_update(skip_locked=True))
