"""Season runs, what they propose, and which delegations wait for one."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.records import Programme, SeasonProposal, SeasonRun, SeasonState
from visits.catalogue import Host
from visits.delegation import Delegation
from visits.itinerary import Itinerary, ItineraryState, Stop, StopState

MOST_RUNS = 10


def list_waiting(session: Session, *, node_id: int | None) -> list[Delegation]:
    """The delegations without a programme in force, of one office or all, longest waiting first."""
    delegation, itinerary, stop = tables.delegation.c, tables.itinerary.c, tables.stop.c
    stands = sa.select(stop.id).where(
        stop.itinerary_id == itinerary.id, stop.state != StopState.DROPPED
    )
    settled = sa.select(itinerary.delegation_id).where(
        sa.or_(itinerary.state != ItineraryState.DRAFT, stands.exists())
    )
    query = sa.select(Delegation).where(delegation.id.not_in(settled))
    if node_id is not None:
        query = query.where(delegation.node_id == node_id)
    return list(session.scalars(query.order_by(delegation.asked_at, delegation.id)))


def list_held_stops(session: Session, *, since: datetime) -> list[tuple[int, Stop]]:
    """Every stop that stands and ends after an instant, with the id of its delegation."""
    stop, itinerary = tables.stop.c, tables.itinerary.c
    query = (
        sa.select(itinerary.delegation_id, Stop)
        .join(tables.itinerary, itinerary.id == stop.itinerary_id)
        .where(stop.state != StopState.DROPPED, stop.ends_at > since)
        .order_by(stop.id)
    )
    return [(delegation_id, found) for delegation_id, found in session.execute(query)]


def list_limited_hosts(session: Session) -> list[Host]:
    """The hosts that receive only so many delegations a week."""
    table = tables.host.c
    query = sa.select(Host).where(table.most_visits_week.is_not(None)).order_by(table.slug)
    return list(session.scalars(query))


def list_hosts_of(session: Session, node_id: int) -> list[Host]:
    """The hosts of one office, by name."""
    query = sa.select(Host).where(tables.host.c.node_id == node_id)
    return list(session.scalars(query.order_by(tables.host.c.name, tables.host.c.id)))


def list_runs(session: Session, node_id: int) -> list[SeasonRun]:
    """The newest runs that an office may see: its own, and those about all offices."""
    table = tables.season_run.c
    query = sa.select(SeasonRun).where(sa.or_(table.node_id == node_id, table.node_id.is_(None)))
    return list(session.scalars(query.order_by(table.id.desc()).limit(MOST_RUNS)))


def find_run(session: Session, run_id: int) -> SeasonRun | None:
    """The run with this id, whoever may see it."""
    return session.get(SeasonRun, run_id)


def lock_run(session: Session, run_id: int) -> SeasonRun:
    """The run, alone until the transaction ends."""
    query = sa.select(SeasonRun).where(tables.season_run.c.id == run_id)
    return session.scalars(query.with_for_update(of=tables.season_run)).one()


def find_run_to_go_on(session: Session, worker: str, *, now: datetime) -> SeasonRun | None:
    """The oldest running run that this worker has, or nobody has lent itself."""
    table = tables.season_run.c
    is_free = sa.or_(
        table.lease_until.is_(None), table.lease_until <= now, table.lease_by == worker
    )
    query = sa.select(SeasonRun).where(table.state == SeasonState.RUNNING, is_free)
    return session.scalar(query.order_by(table.id).limit(1))


def is_any_running(session: Session) -> bool:
    """Whether a season is being planned now."""
    query = sa.select(tables.season_run.c.id)
    running = query.where(tables.season_run.c.state == SeasonState.RUNNING)
    return session.scalar(running.limit(1)) is not None


def list_proposals(
    session: Session, run_id: int, *, node_id: int | None = None
) -> list[SeasonProposal]:
    """What a run proposes, for the visits of one office or all, longest waiting first."""
    proposal, delegation = tables.season_proposal.c, tables.delegation.c
    query = (
        sa.select(SeasonProposal)
        .join(tables.delegation, delegation.id == proposal.delegation_id)
        .where(proposal.season_run_id == run_id)
    )
    if node_id is not None:
        query = query.where(delegation.node_id == node_id)
    return list(session.scalars(query.order_by(delegation.asked_at, delegation.id)))


def find_proposal(session: Session, proposal_id: int) -> SeasonProposal | None:
    """The proposal with this id."""
    return session.get(SeasonProposal, proposal_id)


def list_first_programmes(session: Session, delegation_ids: Iterable[int]) -> dict[int, Programme]:
    """The programme that stands first for each delegation, where there is one."""
    table = tables.programme.c
    query = sa.select(Programme).where(table.delegation_id.in_(list(delegation_ids)))
    found: dict[int, Programme] = {}
    for programme in session.scalars(query.order_by(table.delegation_id, table.rank)):
        assert programme.delegation.id is not None, "a stored programme has a stored delegation"
        found.setdefault(programme.delegation.id, programme)
    return found


def list_settled(session: Session, delegation_ids: Iterable[int]) -> frozenset[int]:
    """Which of these delegations have a programme in force, or have called their visit off."""
    query = sa.select(Itinerary).where(tables.itinerary.c.delegation_id.in_(list(delegation_ids)))
    return frozenset(
        one.delegation.id or 0 for one in session.scalars(query) if not one.may_be_chosen_anew
    )


def forget_runs(session: Session, *, before: datetime) -> None:
    """Runs that ended long ago, with what they proposed."""
    run, proposal = tables.season_run.c, tables.season_proposal.c
    old = sa.select(run.id).where(run.ended_at < before)
    session.execute(sa.delete(tables.season_proposal).where(proposal.season_run_id.in_(old)))
    session.execute(sa.delete(tables.season_run).where(run.ended_at < before))
