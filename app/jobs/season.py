"""A season planned in the foreground, for `flask plan-season`."""

import secrets
import time
from collections.abc import Callable

from app.actions.season import SeasonAsk, start_season
from app.actions.season_work import Planner
from app.actions.telling import KVARKEN
from app.persistence.records import SeasonProposal, SeasonRun, SeasonState
from app.persistence.season import find_run, list_proposals
from app.world import World
from visits.planning.writing import Document, plan_to_document

PAUSE_SECONDS = 0.5


def plan_season_now(
    world: World, ask: SeasonAsk, *, on_progress: Callable[[SeasonRun], None]
) -> SeasonRun:
    """Begins a season and sees it to its end; raises NotAllowedNow as `start_season` does.

    Where a worker was faster, it is left to it. Where this is stopped, a worker goes on.
    """
    run_id = start_season(world, ask, by=KVARKEN, now=world.clock())
    planner = Planner(secrets.token_hex(8))
    run = _read(world, run_id)
    while run.state is SeasonState.RUNNING:
        if not planner.go_on(world, now=world.clock()):
            time.sleep(PAUSE_SECONDS)
        run = _read(world, run_id)
        on_progress(run)
    return run


def season_document(world: World, run: SeasonRun) -> Document:
    """What came of a run: its figures, and for each visit its share and its plan."""
    return {
        "run": run.id,
        "state": run.state.value,
        "seed": run.seed,
        "limit": run.most,
        "spent": run.spent,
        "total": run.total,
        "bound": run.bound,
        "worst_off": run.worst_off,
        "visits": [_visit_out(one) for one in _proposals(world, run)],
    }


def season_table(world: World, run: SeasonRun) -> list[str]:
    """The same for people: a line for each visit, and one for all of them."""
    lines = [f"{'visit':12} {'score':>8} {'alone':>8} {'stops':>5}"]
    for one in _proposals(world, run):
        plan = one.plan
        reference = one.delegation.reference
        lines.append(f"{reference:12} {plan.score:8} {one.alone:8} {len(plan.stops):5}")
    worst_off = "-" if run.worst_off is None else f"{run.worst_off:.3f}"
    return [*lines, f"total {run.total} of at most {run.bound}, the worst-off gets {worst_off}"]


def _proposals(world: World, run: SeasonRun) -> list[SeasonProposal]:
    assert run.id is not None, "a run that has ended is stored"
    with world.database.reading() as session:
        return list_proposals(session, run.id)


def _visit_out(proposal: SeasonProposal) -> Document:
    return {
        "reference": proposal.delegation.reference,
        "score": proposal.plan.score,
        "alone": proposal.alone,
        "plan": plan_to_document(proposal.plan),
    }


def _read(world: World, run_id: int) -> SeasonRun:
    with world.database.reading() as session:
        run = find_run(session, run_id)
        assert run is not None, "a run that was begun is stored"
        return run
