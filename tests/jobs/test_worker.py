"""The worker sends, ends what is overdue, and outlives an outage of the database."""

from datetime import datetime

import pytest
from sqlalchemy.exc import OperationalError

import app.jobs.worker
from app.jobs.worker import work
from app.persistence.outbox import list_letters
from app.world import World
from tests.actions.story import chosen, requests_of
from tests.conftest import FakeClock
from visits.request import RequestState


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.jobs.worker, "PAUSE_SECONDS", 0)


def work_rounds(world: World, rounds: int) -> None:
    over = iter([False] * rounds + [True])
    work(world, is_over=lambda: next(over))


def test_worker_sends_what_waits_and_ends_what_is_overdue(world: World, clock: FakeClock) -> None:
    delegation_id = chosen(world)
    clock.now = max(request.answer_by for request in requests_of(world, delegation_id))

    work_rounds(world, 2)

    assert {one.state for one in requests_of(world, delegation_id)} == {RequestState.LAPSED}
    with world.database.reading() as session:
        arrived = [letter.recipient for letter in list_letters(session)]
    assert arrived.count("visits.kip@example.org") == 2


def test_worker_outlives_an_outage_of_the_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen(world)
    rounds: list[datetime] = []

    def is_away(_world: World, *, now: datetime) -> int:
        rounds.append(now)
        raise OperationalError("select 1", {}, Exception("the server closed the connection"))

    monkeypatch.setattr(app.jobs.worker, "lapse_overdue", is_away)

    work_rounds(world, 3)

    assert len(rounds) == 1
    with world.database.reading() as session:
        assert list_letters(session)
