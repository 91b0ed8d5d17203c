"""People come into a delegation and leave it: their calendars follow, and nothing is kept."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from app.actions import joining
from app.actions.cancel import cancel_visit
from app.actions.housekeeping import tidy
from app.actions.joining import ask_to_join, confirm_joining
from app.actions.participants import (
    Person,
    add_people,
    leave_visit,
    move_people,
)
from app.persistence import tables
from app.persistence.invitations import list_delegates, list_told
from app.persistence.outbox import list_mails
from app.world import World
from tests.actions.story import A_DELEGATION, all_confirm, asked, chosen, itinerary_of
from tests.actions.test_calendars import event_of, mails_to
from tests.builders import KIP_GROUPS, an_inquiry, some_wishes
from tests.conftest import FakeClock
from visits.conversation import takes_part
from visits.delegation import Delegate
from visits.errors import NotAllowedNow
from visits.language import Language

ANNA, BO = "anna.kip@example.org", "bo.kip@example.org"
KIP = "visits.kip@example.org"


@pytest.fixture
def visit(world: World) -> int:
    """A published visit of two groups that go apart; its id."""
    inquiry = an_inquiry(wishes=some_wishes(groups_apart=True), groups=KIP_GROUPS[:2], size=20)
    delegation_id = chosen(world, inquiry)
    all_confirm(world, delegation_id)
    return delegation_id


def a_person(email: str = ANNA, **changes: Any) -> Person:
    known = Person(
        name="Engineer", email=email, group="ICT", language=Language.SV, zone="Europe/Helsinki"
    )
    return replace(known, **changes)


def add(world: World, delegation_id: int, *people: Person) -> int:
    return add_people(world, people, delegation_id=delegation_id, now=world.clock())


def people(world: World, delegation_id: int) -> list[Delegate]:
    with world.database.reading() as session:
        found = list_delegates(session, delegation_id)
        for one in found:
            assert one.delegation.id
        return found


def id_of(world: World, delegation_id: int, email: str = ANNA) -> int:
    return next(one.id or 0 for one in people(world, delegation_id) if one.email == email)


def kinds_to(world: World, delegation_id: int, email: str = ANNA) -> Counter[str]:
    return Counter(one.kind for one in mails_to(world, delegation_id, email))


def stops_for(world: World, delegation_id: int, email: str = ANNA) -> set[str]:
    (one,) = [one for one in people(world, delegation_id) if one.email == email]
    itinerary = itinerary_of(world, delegation_id)
    return {stop.uid for stop in itinerary.standing if takes_part(one, stop)}


def rows_about(world: World, email: str) -> set[str]:
    """The tables in which an address stands."""
    with world.database.reading() as session:
        return {
            name
            for name, table in tables.metadata.tables.items()
            for row in session.execute(sa.select(table))
            if email in repr(tuple(row))
        }


def test_another_group_changes_only_what_differs(world: World, visit: int) -> None:
    add(world, visit, a_person())
    before = stops_for(world, visit)
    invited = len(mails_to(world, visit, ANNA))
    ids = [id_of(world, visit)]

    move_people(world, ids, delegation_id=visit, group="Environment and energy", now=world.clock())

    after = stops_for(world, visit)
    news = mails_to(world, visit, ANNA)[invited:]
    told_now = {(one.kind, str((event_of(one) or {})["UID"])) for one in news}
    assert told_now == {
        *(("let_go", uid) for uid in before - after),
        *(("invitation", uid) for uid in after - before),
    }


def test_who_leaves_is_let_go_and_forgotten(world: World, visit: int) -> None:
    add(world, visit, a_person(), a_person(BO))
    invited = kinds_to(world, visit)

    leave_visit(world, delegate_id=id_of(world, visit), now=world.clock())
    leave_visit(world, delegate_id=999, now=world.clock())

    assert kinds_to(world, visit) == invited + Counter({"let_go": invited["invitation"]})
    assert rows_about(world, ANNA) == {"outbox"}
    assert [one.email for one in people(world, visit)] == [BO]


def ask(world: World, delegation_id: int, person: Person, place: str = "192.0.2.1") -> None:
    ask_to_join(world, person, delegation_id=delegation_id, address=place, now=world.clock())


def with_known_token(monkeypatch: pytest.MonkeyPatch, token: str = "t" * 43) -> str:
    monkeypatch.setattr(joining, "new_token", lambda: token)
    return token


def test_asking_tells_no_calendar_and_adds_nobody(world: World, visit: int) -> None:
    ask(world, visit, a_person())

    assert people(world, visit) == []
    assert kinds_to(world, visit) == Counter()
    assert rows_about(world, ANNA) == {"join_ask", "outbox", "attempt"}


def confirmed(world: World, token: str) -> int:
    """How many of ten that confirm at once by one link come in."""
    together = threading.Barrier(10)

    def go(_number: int) -> bool:
        together.wait(30)
        with suppress(NotAllowedNow, sa.exc.SQLAlchemyError):
            return bool(confirm_joining(world, token, now=world.clock()))
        return False

    with ThreadPoolExecutor(10) as pool:
        return sum(pool.map(go, range(10)))


def test_link_lets_in_once_however_many_come_at_once(
    world: World, visit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = with_known_token(monkeypatch)
    ask(world, visit, a_person())

    assert confirmed(world, token) == 1
    assert len(people(world, visit)) == 1


def test_everything_is_forgotten_thirty_days_after_the_last_stop(
    world: World, visit: int, clock: FakeClock
) -> None:
    add(world, visit, a_person())
    ask(world, visit, a_person(BO))
    last = itinerary_of(world, visit).standing[-1].span.ends_at
    clock.now = last
    clock.go_on(days=30)
    tidy(world, now=clock.now)
    kept = rows_about(world, ANNA)
    clock.go_on(minutes=1)
    tidy(world, now=clock.now)

    assert "delegate" in kept
    assert rows_about(world, ANNA) == rows_about(world, BO) == set()
    with world.database.reading() as session:
        itinerary_id = itinerary_of(world, visit).id or 0
        assert [one for one in list_told(session, itinerary_id) if one.is_delegate] == []
        to_contact = [one for one in list_mails(session, visit) if one.recipient == KIP]
    assert to_contact


@pytest.mark.parametrize("has_programme", [True, False])
def test_people_of_a_cancelled_visit_are_forgotten_too(
    world: World, clock: FakeClock, has_programme: bool
) -> None:
    delegation_id = chosen(world) if has_programme else asked(world)
    add(world, delegation_id, a_person(group=""))
    cancel_visit(world, delegation_id=delegation_id, by=A_DELEGATION, now=world.clock())
    clock.go_on(days=30, minutes=1)

    tidy(world, now=clock.now)

    assert people(world, delegation_id) == []


def test_who_never_confirms_is_forgotten_after_three_days(
    world: World, visit: int, clock: FakeClock
) -> None:
    ask(world, visit, a_person())
    clock.go_on(days=3, minutes=1)
    tidy(world, now=clock.now)
    soon = rows_about(world, ANNA)
    clock.go_on(days=27)
    tidy(world, now=clock.now)

    assert soon == {"outbox"}
    assert rows_about(world, ANNA) == set()
