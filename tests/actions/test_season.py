"""Waiting delegations are planned together, by a worker that may die, and accepted one by one."""

from datetime import date

import pytest

from app.actions.cancel import cancel_visit
from app.actions.choose import choose
from app.actions.compose import compose_again
from app.actions.housekeeping import tidy
from app.actions.season import (
    SeasonAsk,
    accept_proposal,
    cancel_season,
    limit_hosts,
    start_season,
)
from app.actions.season_work import LEASE, Planner
from app.persistence.catalogue import list_hosts
from app.persistence.delegations import find_delegation, list_programmes
from app.persistence.records import Programme, SeasonProposal, SeasonRun, SeasonState
from app.persistence.season import find_run, list_proposals
from app.world import World
from tests.actions.story import A_COORDINATOR, A_DELEGATION, asked, chosen, itinerary_of, told
from tests.builders import an_inquiry, some_wishes
from tests.conftest import FakeClock
from visits.errors import NotAllowedNow, SlotTaken, Stale
from visits.planning.plan import ReasonKind
from visits.planning.season import Held
from visits.planning.seasons.check import check_season
from visits.planning.seasons.search import SeasonProgress, plan_season

ONE_WEEK = {"earliest_on": date(2026, 12, 14), "latest_on": date(2026, 12, 16)}


def two_waiting(world: World) -> list[int]:
    """Two delegations that want the same few days."""
    inquiry = an_inquiry(wishes=some_wishes(**ONE_WEEK))
    return [asked(world, inquiry), asked(world, inquiry)]


def started(world: World, **ask: int) -> int:
    asks = {"most": 12, **ask}
    return start_season(world, SeasonAsk(**asks), by=A_COORDINATOR, now=world.clock())


def done(world: World, run_id: int, worker: str = "one") -> SeasonRun:
    planner = Planner(worker)
    while planner.go_on(world, now=world.clock()):
        pass
    return run_of(world, run_id)


def run_of(world: World, run_id: int) -> SeasonRun:
    with world.database.reading() as session:
        run = find_run(session, run_id)
        assert run is not None
        assert run.asked.visits
        assert run.reached.spent == run.spent
        return run


def proposals_of(world: World, run_id: int) -> list[SeasonProposal]:
    with world.database.reading() as session:
        return list_proposals(session, run_id)


def programmes_of(world: World, delegation_id: int) -> list[Programme]:
    with world.database.reading() as session:
        return list_programmes(session, delegation_id)


def accept(world: World, proposal: SeasonProposal) -> None:
    assert proposal.id is not None
    accept_proposal(world, proposal_id=proposal.id, by=A_COORDINATOR, now=world.clock())


def test_season_has_a_programme_for_each_that_leaves_the_others_theirs(world: World) -> None:
    waiting = two_waiting(world)
    run_id = started(world, rest=30)

    run = done(world, run_id)

    proposals = proposals_of(world, run_id)
    assert run.state is SeasonState.DONE
    assert (run.ended_at, run.lease_by) == (world.clock(), None)
    assert [one.delegation.id for one in proposals] == waiting
    plan = plan_season(run.asked, seed=run.seed, limit=run.most)
    assert [one.plan for one in proposals] == [one.plan for one in plan.assigned]
    assert check_season(run.asked, plan) == ()
    assert (run.total, run.bound, run.worst_off) == (plan.total, plan.bound, plan.worst_off)


def test_season_is_about_those_who_wait_and_nobody_else(world: World, clock: FakeClock) -> None:
    in_force = chosen(world)
    called_off = asked(world)
    cancel_visit(world, delegation_id=called_off, by=A_DELEGATION, now=world.clock())
    waiting = asked(world)
    gone_by = an_inquiry(wishes=some_wishes(latest_on=date(2026, 12, 8)))
    asked(world, gone_by)
    clock.go_on(days=16)

    run = run_of(world, started(world))

    assert [visit.key for visit in run.asked.visits] == [str(waiting)]
    stops = itinerary_of(world, in_force).standing
    assert {held.visit for held in run.asked.held} == {str(in_force)}
    first = stops[-1]
    own = Held(
        visit=str(in_force),
        host=first.offer.host.slug,
        contact=str(first.contact.id),
        span=first.span,
        before=first.offer.buffer_before,
        after=first.offer.buffer_after,
    )
    assert own in run.asked.held


def test_season_of_another_office_is_about_its_own_visits(world: World) -> None:
    delegation_id = asked(world)
    with world.database.reading() as session:
        delegation = find_delegation(session, delegation_id)
        assert delegation is not None
        own = delegation.node.id or 0

    run = run_of(world, started(world, node_id=own))

    assert run.node is not None
    assert [visit.key for visit in run.asked.visits] == [str(delegation_id)]
    cancel_season(world, run_id=run.id or 0, now=world.clock())
    with pytest.raises(NotAllowedNow):
        started(world, node_id=own + 1)


def test_one_season_is_planned_at_a_time(world: World) -> None:
    two_waiting(world)
    started(world)

    with pytest.raises(NotAllowedNow):
        started(world)


def test_hosts_limits_are_part_of_the_season(world: World) -> None:
    asked(world)
    with world.database.reading() as session:
        host = list_hosts(session)[0]
        node_id = host.node.id or 0
    limit_hosts(world, node_id=node_id, most_a_week={host.slug: 2}, now=world.clock())

    run = run_of(world, started(world, rest=45))

    assert run.asked.limits.most_a_week == ((host.slug, 2),)
    assert run.asked.limits.rest == 45


def test_killed_worker_is_followed_by_one_that_comes_to_the_same_plan(
    world: World, clock: FakeClock
) -> None:
    two_waiting(world)
    run_id = started(world)
    killed = Planner("killed")
    killed.go_on(world, now=clock.now, most=3)
    # The next slice is lent to it, and then it is no more.
    killed._lend(world, now=clock.now)
    assert run_of(world, run_id).reached.spent == 3
    before = Planner("next").go_on(world, now=clock.now)
    clock.go_on(seconds=LEASE.total_seconds())

    run = done(world, run_id, worker="next")

    assert not before
    straight = plan_season(run.asked, seed=run.seed, limit=run.most)
    assert run.state is SeasonState.DONE
    assert [one.plan for one in proposals_of(world, run_id)] == [
        one.plan for one in straight.assigned
    ]


def test_worker_that_was_only_slow_does_not_write_over_the_next_one(
    world: World, clock: FakeClock
) -> None:
    two_waiting(world)
    run_id = started(world)
    slow = Planner("slow")
    assert slow._lend(world, now=clock.now) == run_id
    search, _ = slow._open(world, run_id)
    search.step(1)
    later = clock.go_on(seconds=LEASE.total_seconds())
    Planner("next").go_on(world, now=later, most=4)

    slow._keep(world, run_id, search, now=later)

    run = run_of(world, run_id)
    assert (run.spent, run.lease_by) == (4, "next")


def test_cancelled_season_stays_so_and_proposes_nothing(world: World) -> None:
    two_waiting(world)
    run_id = started(world)
    planner = Planner("one")
    planner.go_on(world, now=world.clock(), most=2)

    cancel_season(world, run_id=run_id, now=world.clock())

    assert not planner.go_on(world, now=world.clock())
    run = run_of(world, run_id)
    assert (run.state, run.ended_at, run.spent) == (SeasonState.CANCELLED, world.clock(), 2)
    assert proposals_of(world, run_id) == []


def test_season_that_was_cancelled_during_a_slice_is_not_written_to(world: World) -> None:
    two_waiting(world)
    run_id = started(world)
    planner = Planner("one")
    planner._lend(world, now=world.clock())
    search, _ = planner._open(world, run_id)
    search.step(3)
    cancel_season(world, run_id=run_id, now=world.clock())

    planner._keep(world, run_id, search, now=world.clock())

    assert run_of(world, run_id).reached == SeasonProgress()


def test_accepting_puts_the_seasons_programme_first(world: World) -> None:
    waiting = two_waiting(world)
    before = programmes_of(world, waiting[1])
    run_id = started(world)
    done(world, run_id)
    proposal = proposals_of(world, run_id)[1]

    for _ in range(2):
        accept(world, proposal)

    after = programmes_of(world, waiting[1])
    assert [one.rank for one in after] == list(range(1, len(after) + 1))
    assert after[0].plan == proposal.plan
    assert after[0].plan.reason.kind is ReasonKind.SEASON
    others = [one.plan for one in before if one.plan.stops != proposal.plan.stops]
    assert [one.plan for one in after[1:]] == others[: len(after) - 1]
    assert told(world, waiting[1]).count("season_fitted") == 1
    assert proposals_of(world, run_id)[1].accepted_at == world.clock()


def test_all_of_a_season_can_be_chosen_once_accepted(world: World) -> None:
    waiting = two_waiting(world)
    run_id = started(world)
    done(world, run_id)
    for proposal in proposals_of(world, run_id):
        accept(world, proposal)

    for delegation_id in waiting:
        first = programmes_of(world, delegation_id)[0]
        choose(world, delegation_id=delegation_id, programme_id=first.id or 0, now=world.clock())

    assert all(itinerary_of(world, one).standing for one in waiting)


def test_accepting_for_one_who_has_chosen_is_refused(world: World) -> None:
    waiting = two_waiting(world)
    run_id = started(world)
    done(world, run_id)
    first = programmes_of(world, waiting[0])[0]
    choose(world, delegation_id=waiting[0], programme_id=first.id or 0, now=world.clock())

    with pytest.raises(NotAllowedNow):
        accept(world, proposals_of(world, run_id)[0])


def test_accepting_after_the_wishes_changed_is_refused(world: World) -> None:
    waiting = two_waiting(world)
    run_id = started(world)
    done(world, run_id)
    with world.database.writing() as session:
        delegation = find_delegation(session, waiting[0])
        assert delegation is not None
        delegation.wishes = some_wishes(**ONE_WEEK, longest_day=180)
    before = programmes_of(world, waiting[0])

    with pytest.raises(Stale):
        accept(world, proposals_of(world, run_id)[0])

    assert [one.id for one in programmes_of(world, waiting[0])] == [one.id for one in before]


def test_accepting_what_somebody_else_was_given_is_refused(world: World) -> None:
    waiting = two_waiting(world)
    run_id = started(world)
    done(world, run_id)
    accept(world, proposals_of(world, run_id)[0])
    rival = asked(world, an_inquiry(wishes=some_wishes(**ONE_WEEK)))
    with world.database.writing() as session:
        plan = proposals_of(world, run_id)[1].plan
        session.add(
            Programme(
                delegation=find_delegation(session, rival),
                rank=9,
                plan=plan,
                composed_at=world.clock(),
            )
        )
    taken = programmes_of(world, rival)[-1]
    choose(world, delegation_id=rival, programme_id=taken.id or 0, now=world.clock())

    with pytest.raises(SlotTaken):
        accept(world, proposals_of(world, run_id)[1])
    assert programmes_of(world, waiting[1])[0].plan.reason.kind is ReasonKind.BEST_FIT


def test_fresh_programmes_take_the_place_of_the_seasons(world: World) -> None:
    waiting = two_waiting(world)
    run_id = started(world)
    done(world, run_id)
    accept(world, proposals_of(world, run_id)[0])

    compose_again(world, delegation_id=waiting[0], now=world.clock())

    kinds = [one.plan.reason.kind for one in programmes_of(world, waiting[0])]
    assert ReasonKind.SEASON not in kinds


def test_accepting_what_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(Stale):
        accept_proposal(world, proposal_id=1, by=A_COORDINATOR, now=world.clock())


def test_seasons_of_long_ago_are_forgotten(world: World, clock: FakeClock) -> None:
    two_waiting(world)
    old = started(world)
    done(world, old)
    clock.go_on(days=10)
    newer = started(world)
    done(world, newer)

    tidy(world, now=clock.go_on(days=81))

    with world.database.reading() as session:
        assert [find_run(session, old), list_proposals(session, old)] == [None, []]
        assert find_run(session, newer) is not None
        assert len(list_proposals(session, newer)) == 2
