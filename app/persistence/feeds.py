"""The stops of a calendar to subscribe to, and a mark that tells whether it still is as it was."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from visits.itinerary import Itinerary, Stop, StopState

# All that a calendar shows of a stop. What is not here may change without anybody being told.
OF_STOP = (
    *("id", "uid", "sequence", "changed_at", "starts_at", "ends_at"),
    *("language", "format", "state", "groups", "itinerary_id", "offer_id", "contact_id"),
)
OF_VISIT = (
    *(tables.itinerary.c[name] for name in ("id", "state", "published_at", "cancelled_at")),
    *(
        tables.delegation.c[name]
        for name in ("reference", "organisation", "country", "zone", "size", "groups", "wishes")
    ),
)
OF_OFFER = (
    *(tables.offer.c[name] for name in ("id", "title", "themes", "join_url")),
    *(tables.site.c[name] for name in ("name", "address", "town", "lat", "lon", "zone")),
    *(tables.host.c[name] for name in ("name", "town")),
)
OF_CONTACT = tuple(tables.contact.c[name] for name in ("id", "role", "language", "email"))


@dataclass(frozen=True)
class Scope:
    """Whose stops a calendar has: one of the ids is set; a visit's may be narrowed to a group."""

    delegation_id: int | None = None
    group: str = ""
    contact_id: int | None = None
    node_id: int | None = None


def feed_mark(session: Session, scope: Scope, *, since: datetime) -> str:
    """Differs as soon as anything differs that the calendar shows; read by four plain queries."""
    stop, itinerary, offer = tables.stop, tables.itinerary, tables.offer
    within = _within(scope, since=since)
    joined = stop.join(itinerary).join(tables.delegation)

    def of_stops(column: sa.Column[Any]) -> sa.Select[Any]:
        return sa.select(column).select_from(joined).where(within)

    read = hashlib.sha256()
    for query in (
        _texts(stop.c[name] for name in OF_STOP)
        .select_from(joined)
        .where(within)
        .order_by(stop.c.id),
        _texts(OF_VISIT)
        .select_from(itinerary.join(tables.delegation))
        .where(itinerary.c.id.in_(of_stops(stop.c.itinerary_id)))
        .order_by(itinerary.c.id),
        _texts(OF_OFFER)
        .select_from(offer.join(tables.site).join(tables.host))
        .where(offer.c.id.in_(of_stops(stop.c.offer_id)))
        .order_by(offer.c.id),
        _texts(OF_CONTACT)
        .where(tables.contact.c.id.in_(of_stops(stop.c.contact_id)))
        .order_by(tables.contact.c.id),
    ):
        # As tuples: the text of a row itself leaves out the middle of what is long.
        rows = [tuple(row) for row in session.execute(query)]
        read.update(repr(rows).encode(errors="replace"))
    return read.hexdigest()


def _texts(columns: Iterable[sa.Column[Any]]) -> sa.Select[*tuple[Any, ...]]:
    """The columns as text, the way the database has it: nothing is converted."""
    return sa.select(*(sa.cast(column, sa.Text).label(column.name) for column in columns))


def list_feed_stops(
    session: Session, scope: Scope, *, since: datetime
) -> list[tuple[Stop, Itinerary]]:
    """The stops that stand, and those that were dropped since then, with their programmes."""
    stop = tables.stop
    query = (
        sa.select(Stop, Itinerary)
        .join(Itinerary, stop.c.itinerary_id == tables.itinerary.c.id)
        .join(tables.delegation, tables.itinerary.c.delegation_id == tables.delegation.c.id)
        .where(_within(scope, since=since))
        .order_by(stop.c.id)
    )
    return [(found, itinerary) for found, itinerary in session.execute(query).unique()]


def _within(scope: Scope, *, since: datetime) -> sa.ColumnElement[bool]:
    stop = tables.stop.c
    shown = sa.or_(stop.state != StopState.DROPPED, stop.changed_at >= since)
    if scope.delegation_id is not None:
        return sa.and_(shown, tables.itinerary.c.delegation_id == scope.delegation_id)
    if scope.node_id is not None:
        return sa.and_(shown, tables.delegation.c.node_id == scope.node_id)
    company = tables.stop_contact.c
    beside = sa.select(company.stop_id).where(company.contact_id == scope.contact_id)
    return sa.and_(shown, sa.or_(stop.contact_id == scope.contact_id, stop.id.in_(beside)))
