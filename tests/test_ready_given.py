"""What is given to get ready: seen by nobody else, found nowhere once it is erased."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.actions.cancel import cancel_visit
from app.actions.desk_profile import Change, mark_of
from app.actions.readiness import Giving, contents, give, save_needs
from app.actions.readiness_rounds import erase_what_is_over, remind_to_get_ready
from app.persistence.outbox import list_mails
from app.persistence.records import What
from app.persistence.timeline import list_entries
from app.world import World
from tests.actions.story import A_COORDINATOR, A_HOST, told
from tests.conftest import FakeClock
from tests.readying import (
    MARKER,
    NAMES,
    a_visit_to_get_ready,
    day_after,
    give_all,
    kinds_kept,
    stops_of,
    tasks_for,
)
from visits.errors import NotAllowedNow, Stale
from visits.readiness import Asked, Needs, Particulars, missing


@pytest.fixture
def visit(world: World) -> int:
    return a_visit_to_get_ready(world)


def file_of(world: World) -> Path:
    """The database's file, with all that was written and nothing that was deleted."""
    raw = world.database.engine.raw_connection()
    raw.driver_connection.isolation_level = None  # type: ignore[union-attr]  # sqlite3's own
    raw.driver_connection.execute("VACUUM")  # type: ignore[union-attr]
    raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    raw.close()
    world.database.engine.dispose()
    return Path(world.database.url.database or "")


def hits(world: World) -> int:
    """How often the planted name is in the database and what lies beside it."""
    path = file_of(world)
    return sum(one.read_bytes().count(MARKER.encode()) for one in path.parent.glob(f"{path.name}*"))


def test_timeline_and_mails_tell_only_what_kind_of_thing_was_given(
    world: World, visit: int
) -> None:
    give_all(world, visit, names=NAMES)

    with world.database.reading() as session:
        entries = list_entries(session, visit)
        bodies = [one.body or b"" for one in list_mails(session, visit)]

    assert [one.detail for one in entries if one.what is What.READY_GIVEN] == [{"given": ["names"]}]
    assert not any(MARKER.encode() in body for body in bodies)


def test_same_again_is_not_told_and_keeps_its_day(
    world: World, visit: int, clock: FakeClock
) -> None:
    give_all(world, visit)
    before = [one.given.given_at for one in tasks_for(world, visit) if one.given]
    clock.go_on(days=1)

    give_all(world, visit)

    assert [one.given.given_at for one in tasks_for(world, visit) if one.given] == before
    assert told(world, visit).count("ready_given") == 1


def test_what_is_taken_back_is_deleted(world: World, visit: int) -> None:
    give_all(world, visit)

    give_all(world, visit, names=None)

    assert Asked.NAMES not in kinds_kept(world, visit)
    assert hits(world) == 0


def test_second_hand_on_the_same_page_is_stale(world: World, visit: int) -> None:
    seen = mark_of(contents(tasks_for(world, visit)))
    give_all(world, visit, names=NAMES)
    giving = Giving({(Asked.NAMES, None, ""): Particulars(names=("Other",))}, seen)

    with pytest.raises(Stale):
        give(world, giving, delegation_id=visit, now=world.clock())

    (names,) = (one for one in tasks_for(world, visit) if one.asked is Asked.NAMES)
    assert names.given is not None
    assert names.given.particulars == NAMES


def test_cancelled_visit_takes_nothing(world: World, visit: int) -> None:
    cancel_visit(world, delegation_id=visit, by=A_COORDINATOR, now=world.clock())

    with pytest.raises(NotAllowedNow):
        give(world, Giving({}, ""), delegation_id=visit, now=world.clock())


def test_erased_names_are_nowhere_in_the_database(world: World, visit: int) -> None:
    give_all(world, visit)
    assert hits(world) > 0

    erase_what_is_over(world, now=day_after(stops_of(world, visit)[1]))

    assert hits(world) == 0


def test_without_erasing_the_names_are_found(
    world: World, visit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: the same search finds them where nothing is over."""
    give_all(world, visit)
    monkeypatch.setattr("app.actions.readiness.no_longer_needed", lambda *_: ())

    erase_what_is_over(world, now=day_after(stops_of(world, visit)[1]))

    assert hits(world) > 0


def test_names_of_a_cancelled_visit_are_erased_at_once(world: World, visit: int) -> None:
    give_all(world, visit)
    cancel_visit(world, delegation_id=visit, by=A_COORDINATOR, now=world.clock())

    erase_what_is_over(world, now=world.clock())

    assert kinds_kept(world, visit) == {Asked.SAFETY}


def days_before_first(world: World, visit: int, days: int) -> datetime:
    """Noon, so many days before the first thing is due."""
    due_on = missing(tasks_for(world, visit))[0].due_on
    noon = world.clock().replace(hour=12)
    return noon + timedelta(days=(due_on - noon.date()).days - days)


def test_missed_reminders_become_one(world: World, visit: int) -> None:
    late = days_before_first(world, visit, 1)

    assert [remind_to_get_ready(world, now=late) for _ in range(3)] == [1, 0, 0]


def test_who_is_ready_is_not_reminded(world: World, visit: int) -> None:
    week_before = days_before_first(world, visit, 7)
    give_all(world, visit)

    assert remind_to_get_ready(world, now=week_before) == 0


def test_needs_on_an_older_page_are_stale(world: World, visit: int) -> None:
    stop = stops_of(world, visit)[0]
    change = Change(stop.contact.id or 0, mark_of(Needs()), A_HOST)

    with pytest.raises(Stale):
        save_needs(world, stop.offer.slug, Needs(), change, now=world.clock())
