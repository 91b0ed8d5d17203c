"""What hosts need before a visit, what delegations have given, and who is to be reminded."""

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.readiness_records import OfferNeeds, ReadinessReminder
from visits.catalogue import Offer
from visits.itinerary import Itinerary, ItineraryState, StopState
from visits.readiness import PERSONAL, Given, Needs


def list_needs(session: Session, offers: Iterable[Offer]) -> dict[int | None, Needs]:
    """What hosts have said they need for some offers, by the offer's id."""
    ids = {one.id for one in offers}
    table = tables.offer_needs.c
    rows = session.execute(sa.select(table.offer_id, table.needs).where(table.offer_id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def find_offer_needs(session: Session, offer_id: int) -> OfferNeeds | None:
    """What a host has said of one offer, to be changed."""
    query = sa.select(OfferNeeds).where(tables.offer_needs.c.offer_id == offer_id)
    return session.scalar(query)


def list_given(session: Session, delegation_id: int) -> list[Given]:
    """All that a delegation has given."""
    return list_given_of(session, [delegation_id]).get(delegation_id, [])


def list_given_of(session: Session, delegation_ids: Collection[int]) -> dict[int, list[Given]]:
    """All that some delegations have given, by their ids."""
    table = tables.given.c
    query = sa.select(Given).where(table.delegation_id.in_(delegation_ids)).order_by(table.id)
    found: dict[int, list[Given]] = {}
    for one in session.scalars(query):
        found.setdefault(one.delegation.id or 0, []).append(one)
    return found


def list_visits_with_particulars(session: Session) -> list[int]:
    """The ids of delegations of whose people something is kept."""
    table = tables.given.c
    query = sa.select(table.delegation_id).where(
        table.asked.in_(PERSONAL), table.particulars.is_not(None)
    )
    return list(session.scalars(query.distinct().order_by(table.delegation_id)))


def list_reminded(session: Session, delegation_id: int) -> set[int]:
    """How many days before a delegation was reminded, as far as it was."""
    table = tables.readiness_reminder.c
    query = sa.select(table.days).where(table.delegation_id == delegation_id)
    return set(session.scalars(query))


def add_reminder(session: Session, reminder: ReadinessReminder) -> None:
    """Notes that a reminder was written; the database refuses a second one of its kind."""
    session.add(reminder)
    session.flush()


def list_visits_to_get_ready(
    session: Session, *, last_days: int, now: datetime, until: datetime
) -> list[int]:
    """The ids of delegations with a stop in time that have not had the last reminder."""
    stop, itinerary = tables.stop.c, tables.itinerary.c
    reminded = sa.select(tables.readiness_reminder.c.delegation_id).where(
        tables.readiness_reminder.c.days == last_days
    )
    query = (
        sa.select(itinerary.delegation_id)
        .join(tables.stop, stop.itinerary_id == itinerary.id)
        .where(
            itinerary.state == ItineraryState.PUBLISHED,
            stop.state != StopState.DROPPED,
            stop.starts_at > now,
            stop.starts_at < until,
            itinerary.delegation_id.not_in(reminded),
        )
    )
    return list(session.scalars(query.distinct().order_by(itinerary.delegation_id)))


def list_visits_with_offer(session: Session, offer_id: int, *, now: datetime) -> list[int]:
    """The ids of delegations that are still to see an offer."""
    stop, itinerary = tables.stop.c, tables.itinerary.c
    query = (
        sa.select(itinerary.delegation_id)
        .join(tables.stop, stop.itinerary_id == itinerary.id)
        .where(
            stop.offer_id == offer_id,
            stop.state != StopState.DROPPED,
            stop.ends_at > now,
            itinerary.state == ItineraryState.PUBLISHED,
        )
    )
    return list(session.scalars(query.distinct().order_by(itinerary.delegation_id)))


def list_coming(
    session: Session, node_id: int, *, now: datetime, until: datetime
) -> list[Itinerary]:
    """The published programmes of a node's visits with a stop in time."""
    stop, itinerary = tables.stop.c, tables.itinerary.c
    coming = sa.select(stop.itinerary_id).where(
        stop.state != StopState.DROPPED, stop.ends_at > now, stop.starts_at < until
    )
    query = (
        sa.select(Itinerary)
        .join(tables.delegation, tables.delegation.c.id == itinerary.delegation_id)
        .where(
            itinerary.state == ItineraryState.PUBLISHED,
            itinerary.id.in_(coming),
            tables.delegation.c.node_id == node_id,
        )
    )
    return list(session.scalars(query.order_by(itinerary.id)))
