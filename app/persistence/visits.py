"""The visits of a node, by what needs its coordinators now; a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.records import MailState
from visits.delegation import Delegation
from visits.itinerary import Itinerary, ItineraryState, StopState
from visits.request import RequestState, VisitRequest
from visits.revision import RevisionState
from visits.span import Span


class Stage(StrEnum):
    """Where a visit stands, the one that needs a coordinator most first."""

    MAIL_PARKED = "mail_parked"
    NO_PROGRAMME = "no_programme"
    CHANGE = "change"
    UNANSWERED = "unanswered"
    CHOOSING = "choosing"
    ASKING = "asking"
    PUBLISHED = "published"
    HELD = "held"
    CANCELLED = "cancelled"


STAGES = tuple(Stage)
URGENT = (Stage.MAIL_PARKED, Stage.NO_PROGRAMME, Stage.CHANGE, Stage.UNANSWERED)


@dataclass(frozen=True, kw_only=True)
class VisitRow:
    """One visit in the coordinators' list; `answers` counts the requests in force by state."""

    delegation: Delegation
    stage: Stage
    span: Span | None
    answers: Counter[RequestState]

    @property
    def is_urgent(self) -> bool:
        """Whether a coordinator should look at it now."""
        return self.stage in URGENT


def list_visits(session: Session, node_id: int, *, now: datetime) -> list[VisitRow]:
    """Every visit the node follows, by need and then by age."""
    query = sa.select(Delegation).where(tables.delegation.c.node_id == node_id)
    delegations = list(session.scalars(query.order_by(tables.delegation.c.id)))
    return _rows(session, delegations, now=now)


def find_stage(
    session: Session,
    delegation: Delegation,
    *,
    itinerary: Itinerary | None,
    requests: Iterable[VisitRequest],
    now: datetime,
) -> Stage:
    """Where one visit stands, whose programme and questions are known already."""
    key = delegation.id or 0
    asked = [
        _Asked(one.state, one.asked_at, one.answer_by)
        for one in requests
        if one.stop.stands and one.state is not RequestState.WITHDRAWN
    ]
    facts = _Facts(
        now=now,
        itineraries={key: itinerary} if itinerary else {},
        signs=_read_signs(session, [key]),
        requests={key: asked},
    )
    return facts.row(delegation).stage


def _rows(session: Session, delegations: list[Delegation], *, now: datetime) -> list[VisitRow]:
    ids = [one.id for one in delegations if one.id is not None]
    facts = _read_facts(session, ids, now=now)
    rows = [facts.row(delegation) for delegation in delegations]
    return sorted(rows, key=lambda row: (STAGES.index(row.stage), row.delegation.asked_at))


@dataclass(frozen=True)
class _Asked:
    """What matters here of one request."""

    state: RequestState
    asked_at: datetime
    answer_by: datetime


@dataclass(frozen=True)
class _Facts:
    """What is known of some visits, by the delegation's id."""

    now: datetime
    itineraries: Mapping[int, Itinerary]
    signs: frozenset[tuple[str, int]]
    requests: Mapping[int, list[_Asked]]

    def row(self, delegation: Delegation) -> VisitRow:
        """The line of one visit."""
        itinerary = self.itineraries.get(delegation.id or 0)
        standing = itinerary.standing if itinerary else ()
        span = Span(standing[0].span.starts_at, standing[-1].span.ends_at) if standing else None
        requests = self.requests.get(delegation.id or 0, [])
        return VisitRow(
            delegation=delegation,
            stage=self._stage(delegation.id or 0, itinerary, span),
            span=span,
            answers=Counter(row.state for row in requests),
        )

    def _stage(self, delegation_id: int, itinerary: Itinerary | None, span: Span | None) -> Stage:
        if (Stage.MAIL_PARKED, delegation_id) in self.signs:
            return Stage.MAIL_PARKED
        if itinerary is None or itinerary.may_be_chosen_anew:
            has_programmes = (Stage.CHOOSING, delegation_id) in self.signs
            return Stage.CHOOSING if has_programmes else Stage.NO_PROGRAMME
        if itinerary.state is ItineraryState.CANCELLED:
            return Stage.CANCELLED
        if span and span.ends_at <= self.now and itinerary.state is ItineraryState.PUBLISHED:
            return Stage.HELD
        if (Stage.CHANGE, delegation_id) in self.signs:
            return Stage.CHANGE
        if itinerary.state is ItineraryState.PUBLISHED and itinerary.is_agreed:
            return Stage.PUBLISHED
        return Stage.UNANSWERED if self._is_late(delegation_id) else Stage.ASKING

    def _is_late(self, delegation_id: int) -> bool:
        """Whether a host has let half its time to answer go by."""
        return any(
            row.state is RequestState.WAITING
            and self.now > row.asked_at + (row.answer_by - row.asked_at) / 2
            for row in self.requests.get(delegation_id, [])
        )


def _read_facts(session: Session, ids: list[int], *, now: datetime) -> _Facts:
    """Everything about some visits, read at once."""
    itinerary = tables.itinerary.c
    found = session.scalars(sa.select(Itinerary).where(itinerary.delegation_id.in_(ids)))
    return _Facts(
        now=now,
        itineraries={one.delegation.id or 0: one for one in found},
        signs=_read_signs(session, ids),
        requests=_read_requests(session, ids),
    )


def _read_requests(session: Session, ids: list[int]) -> dict[int, list[_Asked]]:
    table = tables.visit_request.c
    query = (
        sa.select(tables.itinerary.c.delegation_id, table.state, table.asked_at, table.answer_by)
        .join(tables.itinerary, tables.itinerary.c.id == table.itinerary_id)
        .join(tables.stop, tables.stop.c.id == table.stop_id)
        .where(
            tables.itinerary.c.delegation_id.in_(ids),
            table.state != RequestState.WITHDRAWN,
            tables.stop.c.state != StopState.DROPPED,
        )
    )
    requests: dict[int, list[_Asked]] = defaultdict(list)
    for delegation_id, state, asked_at, answer_by in session.execute(query):
        requests[delegation_id].append(_Asked(state, asked_at, answer_by))
    return requests


def _read_signs(session: Session, ids: list[int]) -> frozenset[tuple[str, int]]:
    """Which visits have a parked mail, programmes to choose, or a change to accept."""
    outbox, programme = tables.outbox.c, tables.programme.c
    itinerary, revision = tables.itinerary.c, tables.revision.c
    parked = sa.select(sa.literal(Stage.MAIL_PARKED.value), outbox.delegation_id).where(
        outbox.delegation_id.in_(ids), outbox.state == MailState.PARKED
    )
    choosing = sa.select(sa.literal(Stage.CHOOSING.value), programme.delegation_id).where(
        programme.delegation_id.in_(ids)
    )
    change = (
        sa.select(sa.literal(Stage.CHANGE.value), itinerary.delegation_id)
        .join(tables.revision, revision.itinerary_id == itinerary.id)
        .where(itinerary.delegation_id.in_(ids), revision.state == RevisionState.OPEN)
    )
    rows = session.execute(sa.union(parked, choosing, change))
    return frozenset((stage, delegation_id) for stage, delegation_id in rows)
