"""The worker goes on with a season between two looks at the mail."""

import pytest

import app.jobs.worker
from app.actions.season import SeasonAsk, start_season
from app.jobs.worker import work
from app.persistence.outbox import list_letters
from app.persistence.records import SeasonState
from app.persistence.season import find_run, list_proposals
from app.world import World
from tests.actions.story import A_COORDINATOR, asked


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.jobs.worker, "PAUSE_SECONDS", 0)


def test_worker_plans_a_season_and_sends_mail_beside_it(world: World) -> None:
    asked(world)
    run_id = start_season(world, SeasonAsk(most=25), by=A_COORDINATOR, now=world.clock())
    asked(world)
    over = iter([False] * 4 + [True])

    work(world, is_over=lambda: next(over))

    with world.database.reading() as session:
        run = find_run(session, run_id)
        assert run is not None
        assert run.state is SeasonState.DONE
        assert len(list_proposals(session, run_id)) == 1
        assert len(list_letters(session)) == 2
