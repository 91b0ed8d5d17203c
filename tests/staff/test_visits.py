"""A coordinator sees the visits of its own office, those that need somebody first."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.persistence.catalogue import list_nodes
from app.persistence.records import MailState, OutboxMail
from app.world import World
from tests.builders import a_delegation
from tests.conftest import FakeClock
from tests.delegation.followed import NO, Followed, a_followed_visit, text_of
from tests.staff.desk import Desk

VISITS = "/en/staff"


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    return a_followed_visit(world, clock, client, organisation="Small <b>Group</b>")


@pytest.fixture
def desk(client: FlaskClient, visit: Followed) -> Desk:
    desk = Desk(client, visit)
    desk.sign_in()
    return desk


def test_visit_without_a_choice_is_in_good_order(desk: Desk) -> None:
    page = desk.get(VISITS)
    text = text_of(page)

    assert page.status_code == 200
    assert "In good order" in text
    assert "Delegation chooses" in text
    assert "Needs you now" not in text
    assert "Small &lt;b&gt;Group&lt;/b&gt;" in page.text


def test_change_needs_the_coordinator(desk: Desk) -> None:
    desk.visit.choose()
    desk.visit.answer(desk.visit.requests()[0], NO)

    text = text_of(desk.get(VISITS))

    assert "Needs you now" in text
    assert "Change to be accepted" in text


def test_silent_host_needs_the_coordinator_past_half_time(desk: Desk, clock: FakeClock) -> None:
    desk.visit.choose()
    before = text_of(desk.get(VISITS))
    clock.go_on(days=4)
    desk.sign_in()

    after = text_of(desk.get(VISITS))

    assert "Needs you now" not in before
    assert "Host has not answered" in after


def test_parked_mail_needs_the_coordinator(desk: Desk) -> None:
    park(desk)

    assert "Mail not delivered" in text_of(desk.get(VISITS))


@pytest.mark.parametrize(
    ("stage", "rows"),
    [("choosing", 1), ("published", 0), ("nonsense", 1), ("", 1), ("%00", 1)],
)
def test_list_is_narrowed_to_a_stage(desk: Desk, stage: str, rows: int) -> None:
    page = desk.get(f"{VISITS}?stage={stage}")

    assert page.status_code == 200
    assert page.text.count('<th scope="row">') == rows


def test_other_office_sees_nothing_of_it(desk: Desk) -> None:
    other = Desk(desk.client.application.test_client(), desk.visit)
    other.sign_in(email="coordinator.south@example.org")

    assert desk.visit.reference not in other.get(VISITS).text
    assert other.get().status_code == 404


def park(desk: Desk) -> OutboxMail:
    with desk.visit.world.database.writing() as session:
        mail = desk.mails()[0]
        merged = session.merge(mail)
        merged.state = MailState.PARKED
        merged.error = "550 no such mailbox"
        return mail


@pytest.mark.parametrize("more", [0, 30])
def test_list_takes_as_many_queries_for_one_as_for_many(desk: Desk, more: int) -> None:
    add_visits(desk.visit.world, more)

    with counted_queries(desk.visit.world) as queries:
        page = desk.get(VISITS)

    assert page.text.count('<th scope="row">') == 1 + more
    assert len(queries) <= 12


def add_visits(world: World, count: int) -> None:
    """Visits that were asked for and have no programme."""
    with world.database.writing() as session:
        north = list_nodes(session)[0]
        for number in range(count):
            session.add(a_delegation(node=north, reference=f"KV-MANY{number:02}"))


@contextmanager
def counted_queries(world: World) -> Iterator[list[str]]:
    """Every statement that is sent to the database inside the block."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            statements.append(statement)

    sa.event.listen(world.database.engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(world.database.engine, "before_cursor_execute", note)
