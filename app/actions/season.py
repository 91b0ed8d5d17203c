"""A coordinator plans the visits of a season together, and puts what comes of it first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.compose import MOST_PROGRAMMES, problem_of
from app.actions.telling import Teller, note
from app.actions.transaction import Transaction, transaction
from app.persistence.catalogue import list_nodes
from app.persistence.delegations import clear_programmes, list_programmes, lock_delegation
from app.persistence.itineraries import find_itinerary
from app.persistence.records import Programme, SeasonProposal, SeasonRun, SeasonState, What
from app.persistence.season import (
    find_proposal,
    is_any_running,
    list_held_stops,
    list_hosts_of,
    list_limited_hosts,
    list_waiting,
    lock_run,
)
from app.world import World
from visits.delegation import Delegation
from visits.errors import NotAllowedNow, SlotTaken, Stale
from visits.itinerary import Stop
from visits.planning.plan import Plan
from visits.planning.season import Assigned, Held, Limits, Season, SeasonPlan, SeasonVisit
from visits.planning.seasons.check import check_season
from visits.planning.seasons.search import SEASON_LIMIT, SeasonProgress

MOST_WORK = 20_000


@dataclass(frozen=True, kw_only=True)
class SeasonAsk:
    """What a season is to be planned with: whose visits, and how much work it may take.

    Without a node's id it is about the visits of all offices. `rest` is minutes between two
    visits of a contact, `most` how many programmes may be composed.
    """

    node_id: int | None = None
    rest: int = 0
    seed: int = 0
    most: int = SEASON_LIMIT


def start_season(world: World, ask: SeasonAsk, *, by: Teller, now: datetime) -> int:
    """Begins a run over the delegations that wait now; the worker goes on with it.

    Returns the run's id. Raises NotAllowedNow where nobody waits, or where another season is
    being planned.
    """
    with transaction(world, now=now) as tx:
        if is_any_running(tx.session):
            raise NotAllowedNow("another season is being planned")
        waiting = waiting_now(tx.session, ask.node_id, now=now)
        if not waiting:
            raise NotAllowedNow("no delegation waits")
        run = SeasonRun(
            node=next((one for one in list_nodes(tx.session) if one.id == ask.node_id), None),
            seed=ask.seed,
            most=max(1, min(ask.most, MOST_WORK)),
            asked=_season(tx, waiting, rest=ask.rest),
            reached=SeasonProgress(seed=ask.seed),
            started_by=by.name[:200],
            started_at=now,
        )
        tx.session.add(run)
        tx.session.flush()
        assert run.id is not None, "a run that was written has an id"
        return run.id


def waiting_now(session: Session, node_id: int | None, *, now: datetime) -> list[Delegation]:
    """The delegations that wait and whose time has not passed, longest waiting first."""
    found = list_waiting(session, node_id=node_id)
    return [one for one in found if one.wishes.latest_on >= now.date()]


def cancel_season(world: World, *, run_id: int, now: datetime) -> None:
    """Ends a run before it is done; one that has ended stays as it is."""
    with transaction(world, now=now) as tx:
        run = lock_run(tx.session, run_id)
        if run.state is SeasonState.RUNNING:
            run.state = SeasonState.CANCELLED
            run.ended_at = now


def limit_hosts(
    world: World, *, node_id: int, most_a_week: Mapping[str, int | None], now: datetime
) -> None:
    """Keeps how many delegations hosts of an office receive in a week, None for any number."""
    with transaction(world, now=now) as tx:
        for host in list_hosts_of(tx.session, node_id):
            if host.slug in most_a_week:
                host.most_visits_week = most_a_week[host.slug]


def accept_proposal(world: World, *, proposal_id: int, by: Teller, now: datetime) -> None:
    """Puts the season's programme first among those the delegation may choose.

    Accepting twice is once. Raises NotAllowedNow where the delegation has a programme in force,
    Stale where its wishes have changed or the season has no programme for it, and SlotTaken
    where a time of it can no longer be had.
    """
    with transaction(world, now=now) as tx:
        proposal = find_proposal(tx.session, proposal_id)
        if proposal is None or proposal.delegation.id is None or not proposal.plan.stops:
            raise Stale("there is no such programme")
        delegation = lock_delegation(tx.session, proposal.delegation.id)
        tx.session.refresh(proposal)
        itinerary = find_itinerary(tx.session, proposal.delegation.id)
        if itinerary is not None and not itinerary.may_be_chosen_anew:
            raise NotAllowedNow("a programme is in force")
        if proposal.accepted_at is not None:
            return
        _must_still_fit(tx, proposal)
        _put_first(tx, delegation, proposal.plan)
        proposal.accepted_at = now
        note(tx, delegation, What.SEASON_FITTED, by=by)


def _must_still_fit(tx: Transaction, proposal: SeasonProposal) -> None:
    """Looks at today's wishes and free time, and at hosts' weeks, before anything is changed."""
    season = proposal.run.asked
    key = str(proposal.delegation.id)
    asked = next(visit.problem for visit in season.visits if visit.key == key)
    problem = problem_of(tx.session, proposal.delegation, now=tx.now)
    if (problem.party, problem.wishes) != (asked.party, asked.wishes):
        raise Stale("the wishes have changed")
    alone = Assigned(key=key, plan=proposal.plan, alone=proposal.plan)
    today = replace(
        season,
        visits=(SeasonVisit(key=key, problem=problem),),
        held=_held(tx.session, since=tx.now),
    )
    if check_season(today, SeasonPlan(assigned=(alone,))):
        raise SlotTaken


def _put_first(tx: Transaction, delegation: Delegation, plan: Plan) -> None:
    assert delegation.id is not None, "a delegation with programmes is stored"
    others = [
        one for one in list_programmes(tx.session, delegation.id) if one.plan.stops != plan.stops
    ]
    clear_programmes(tx.session, delegation.id)
    tx.session.flush()
    kept = [(one.plan, one.composed_at) for one in others[: MOST_PROGRAMMES - 1]]
    for rank, (each, composed_at) in enumerate([(plan, tx.now), *kept], start=1):
        tx.session.add(
            Programme(delegation=delegation, rank=rank, plan=each, composed_at=composed_at)
        )


def _season(tx: Transaction, waiting: list[Delegation], *, rest: int) -> Season:
    limited = list_limited_hosts(tx.session)
    return Season(
        visits=tuple(
            SeasonVisit(key=str(one.id), problem=problem_of(tx.session, one, now=tx.now))
            for one in waiting
        ),
        limits=Limits(
            zone=list_nodes(tx.session)[0].zone,
            most_a_week=tuple(
                (host.slug, host.most_visits_week)
                for host in limited
                if host.most_visits_week is not None
            ),
            rest=rest,
        ),
        held=_held(tx.session, since=tx.now),
    )


def _held(session: Session, *, since: datetime) -> tuple[Held, ...]:
    """What the visits in force have of everybody's time."""
    return tuple(
        held
        for delegation_id, stop in list_held_stops(session, since=since)
        for held in _held_by(str(delegation_id), stop)
    )


def _held_by(visit: str, stop: Stop) -> tuple[Held, ...]:
    before = stop.span.starts_at - stop.blocked.starts_at
    after = stop.blocked.ends_at - stop.span.ends_at
    return tuple(
        Held(
            visit=visit,
            host=stop.offer.host.slug,
            contact=str(contact.id),
            span=stop.span,
            before=int(before.total_seconds() // 60),
            after=int(after.total_seconds() // 60),
        )
        for contact in (stop.contact, *stop.company)
    )
