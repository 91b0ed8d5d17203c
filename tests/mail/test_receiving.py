"""What comes in is read as its sender meant it, and acted on only where that is sure."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.actions.receive import receive_mail
from app.persistence.incoming_records import Source
from app.persistence.itineraries import find_request
from app.world import World
from tests.actions.story import chosen, mails_of, requests_of
from tests.builders import an_inquiry, some_wishes
from tests.conftest import START, a_world
from tests.mail.incoming import FIXTURES
from tests.mail.shapes import Said
from visits.reply import Outcome

NOW = START + timedelta(hours=1)


@dataclass(frozen=True)
class Asked:
    """A database in which hosts are asked, and what the first of them may say."""

    path: Path
    delegation_id: int
    said: Said


@pytest.fixture(scope="module")
def asked(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    path = tmp_path_factory.mktemp("asked") / "kvarken.db"
    shutil.copy(sqlite_template, path)
    world = a_world(f"sqlite:///{path}")
    few_days = some_wishes(latest_on=date(2026, 12, 9))
    delegation_id = chosen(world, an_inquiry(wishes=few_days))
    request = requests_of(world, delegation_id)[0]
    assert request.id == 1
    world.database.engine.dispose()
    span = request.stop.span
    said = Said(
        uid=request.stop.uid,
        attendee=request.stop.contact.email,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        at=START + timedelta(minutes=30),
    )
    return Asked(path, delegation_id, said)


@pytest.fixture(scope="module")
def reused(asked: Asked) -> Iterator[World]:
    """One engine for all tests, so that each query is compiled once."""
    world = a_world(f"sqlite:///{asked.path.with_name('own.db')}")
    yield world
    world.database.engine.dispose()


@pytest.fixture
def own(reused: World, asked: Asked) -> World:
    """The database as it was before anything came in."""
    shutil.copy(asked.path, asked.path.with_name("own.db"))
    return reused


def said_first(world: World) -> str:
    """What is in force of the first request."""
    with world.database.reading() as session:
        request = find_request(session, 1)
        said = request.said if request else None
        return said.kind.value if said else ""


@pytest.mark.parametrize("name", FIXTURES)
def test_mail_that_comes_in_has_the_outcome_it_must_have(
    own: World, asked: Asked, name: str
) -> None:
    fixture = FIXTURES[name]
    mails = mails_of(own, asked.delegation_id)

    outcome = receive_mail(own, fixture.make(asked.said), source=Source.PIPE, now=NOW)

    assert (outcome, said_first(own)) == (fixture.outcome, fixture.says)
    if outcome is not Outcome.ACTED:
        assert mails_of(own, asked.delegation_id) == mails


def test_fixtures_are_sixty_and_more() -> None:
    assert len(FIXTURES) >= 60
