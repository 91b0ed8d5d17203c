"""A season run goes on, one slice at a time, with the worker it is lent to.

A worker that dies lets the lease run out; the next one goes on from what was stored last, and
comes to the same plan.
"""

from datetime import datetime, timedelta

from app.actions.transaction import Transaction, transaction
from app.persistence.delegations import find_delegation
from app.persistence.records import SeasonProposal, SeasonRun, SeasonState
from app.persistence.season import find_run, find_run_to_go_on, is_any_running, lock_run
from app.world import World
from visits.planning.season import SeasonPlan
from visits.planning.seasons.search import SeasonSearch

LEASE = timedelta(minutes=2)
# How many programmes are composed between two looks at the mail that waits.
SLICE = 10


class Planner:
    """Goes on with season runs under a worker's name; remembers the one it is at."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._run_id: int | None = None
        self._search: SeasonSearch | None = None

    def go_on(self, world: World, *, now: datetime, most: int = SLICE) -> bool:
        """Composes some programmes of the oldest run that is free; False where there is none."""
        run_id = self._lend(world, now=now)
        if run_id is None:
            return False
        search, most_in_all = self._open(world, run_id)
        search.step(max(1, min(most, most_in_all - search.progress.spent)))
        self._keep(world, run_id, search, now=now)
        return True

    def _lend(self, world: World, *, now: datetime) -> int | None:
        with world.database.reading() as session:
            if not is_any_running(session):
                return None
        with transaction(world, now=now) as tx:
            found = find_run_to_go_on(tx.session, self._worker, now=now)
            if found is None or found.id is None:
                return None
            run = lock_run(tx.session, found.id)
            run.lease_by, run.lease_until = self._worker, now + LEASE
            return run.id

    def _open(self, world: World, run_id: int) -> tuple[SeasonSearch, int]:
        """The search as it was stored, unless this worker has it in hand."""
        with world.database.reading() as session:
            run = find_run(session, run_id)
            assert run is not None, "a run that was lent is stored"
            search = self._search
            if search is None or self._run_id != run_id or search.progress.spent != run.spent:
                search = SeasonSearch(run.asked, run.reached)
            self._run_id, self._search = run_id, search
            return search, run.most

    def _keep(self, world: World, run_id: int, search: SeasonSearch, *, now: datetime) -> None:
        """Stores how far the search has come, unless the run was ended or lent to another."""
        with transaction(world, now=now) as tx:
            run = lock_run(tx.session, run_id)
            if run.state is not SeasonState.RUNNING or run.lease_by != self._worker:
                self._run_id = self._search = None
                return
            plan = search.plan()
            run.reached, run.spent = search.progress, search.progress.spent
            run.total, run.bound, run.worst_off = plan.total, plan.bound, plan.worst_off
            if search.is_over(run.most):
                _end(tx, run, plan)
                self._run_id = self._search = None


def _end(tx: Transaction, run: SeasonRun, plan: SeasonPlan) -> None:
    """The run is done: keeps what it has for each delegation."""
    run.state = SeasonState.DONE
    run.ended_at = tx.now
    run.lease_by = run.lease_until = None
    for one in plan.assigned:
        delegation = find_delegation(tx.session, int(one.key))
        if delegation is not None:
            tx.session.add(
                SeasonProposal(run=run, delegation=delegation, plan=one.plan, alone=one.alone.score)
            )
