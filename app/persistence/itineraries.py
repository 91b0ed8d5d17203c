"""Programmes in force, the questions to their hosts, and changes that wait to be accepted."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.persistence import tables
from app.persistence.records import ProposedRevision
from visits.itinerary import Itinerary, Stop
from visits.request import RequestState, VisitRequest
from visits.revision import RevisionState


def find_itinerary(session: Session, delegation_id: int) -> Itinerary | None:
    """The programme a delegation has chosen, with everybody who receives its stops."""
    stops = selectinload(Itinerary.stops)  # type: ignore[arg-type]  # mapped, and a list besides
    company = stops.selectinload(Stop.company)  # type: ignore[arg-type]  # likewise
    query = sa.select(Itinerary).where(tables.itinerary.c.delegation_id == delegation_id)
    return session.scalar(query.options(company))


def list_requests(session: Session, itinerary_id: int) -> list[VisitRequest]:
    """Every question that was asked for a programme, in the order of asking."""
    return list(
        session.scalars(
            sa.select(VisitRequest)
            .where(tables.visit_request.c.itinerary_id == itinerary_id)
            .order_by(tables.visit_request.c.id)
        )
    )


def find_request(session: Session, request_id: int) -> VisitRequest | None:
    """The question with this id, whatever has become of it."""
    return session.get(VisitRequest, request_id)


def find_open_revision(session: Session, itinerary_id: int) -> ProposedRevision | None:
    """The change that waits to be accepted."""
    table = tables.revision.c
    query = sa.select(ProposedRevision).where(
        table.itinerary_id == itinerary_id, table.state == RevisionState.OPEN
    )
    return session.scalar(query.order_by(table.id.desc()).limit(1))


def list_overdue_visits(session: Session, *, now: datetime, limit: int) -> list[int]:
    """The ids of delegations whose hosts did not all answer in time, longest ago first."""
    table, itinerary = tables.visit_request.c, tables.itinerary.c
    query = (
        sa.select(itinerary.delegation_id)
        .join(tables.visit_request, table.itinerary_id == itinerary.id)
        .where(table.state == RequestState.WAITING, table.answer_by <= now)
        .group_by(itinerary.delegation_id)
        .order_by(sa.func.min(table.answer_by))
        .limit(limit)
    )
    return list(session.scalars(query))


def list_visits_to_remind(session: Session, *, now: datetime, limit: int) -> list[int]:
    """The ids of delegations with hosts that are to be reminded now, longest ago first."""
    table, itinerary = tables.visit_request.c, tables.itinerary.c
    query = (
        sa.select(itinerary.delegation_id)
        .join(tables.visit_request, table.itinerary_id == itinerary.id)
        .where(
            table.state == RequestState.WAITING,
            table.next_reminder_at <= now,
            table.answer_by > now,
        )
        .group_by(itinerary.delegation_id)
        .order_by(sa.func.min(table.next_reminder_at))
        .limit(limit)
    )
    return list(session.scalars(query))


def find_revision(session: Session, revision_id: int) -> ProposedRevision | None:
    """The proposed change with this id, whatever has become of it."""
    return session.get(ProposedRevision, revision_id)
