"""What hosts receive in their weeks."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from visits.itinerary import Stop
from visits.span import Span
from visits.weeks import Received, is_limited, is_overfull, week_of


def list_received(
    session: Session, *, between: Span, except_itinerary: int | None = None
) -> tuple[Received, ...]:
    """Every contact's part in the stops that stand and begin between two instants."""
    stop, offer, site, held = (
        tables.stop.c,
        tables.offer.c,
        tables.site.c,
        tables.held.c,
    )
    query = (
        sa.select(stop.itinerary_id, site.host_id, offer.id, held.contact_id, stop.starts_at)
        .join(tables.held, held.stop_id == stop.id)
        .join(tables.offer, offer.id == stop.offer_id)
        .join(tables.site, site.id == offer.site_id)
        .where(stop.starts_at >= between.starts_at, stop.starts_at < between.ends_at)
    )
    if except_itinerary is not None:
        query = query.where(stop.itinerary_id != except_itinerary)
    return tuple(
        Received(visit=visit, host=host, offer=of, contact=contact, at=at)
        for visit, host, of, contact, at in session.execute(query.order_by(held.id))
    )


def new_in_their_week(session: Session, stops: Iterable[Stop]) -> list[Stop]:
    """The stops, not yet written, that a limit may speak against: those that stay are let be."""
    limited = [stop for stop in stops if is_limited(stop.offer)]
    before = _starts_before(session, [stop.id for stop in limited if stop.id is not None])
    return [
        stop
        for stop in limited
        if stop.id not in before or not _week(stop).contains(Span.of(before[stop.id], 1))
    ]


def list_overfull(session: Session, stops: Sequence[Stop]) -> list[Stop]:
    """The written stops in whose week more visits are received than can be."""
    return [
        stop
        for stop in stops
        if is_overfull(
            stop.offer,
            (stop.contact, *stop.company),
            list_received(session, between=_week(stop)),
            week=_week(stop),
        )
    ]


def _week(stop: Stop) -> Span:
    return week_of(stop.span.starts_at, stop.offer.host.node.zone)


def _starts_before(session: Session, ids: Sequence[int]) -> dict[int | None, datetime]:
    """When stops that stand begin, as the database has it."""
    if not ids:
        return {}
    table = tables.stop.c
    query = sa.select(table.id, table.starts_at).where(table.id.in_(ids))
    return {row.id: row.starts_at for row in session.execute(query)}
