"""Contacts' own calendars: connected, read, doubted, stopped, and looked at before a hold."""

import email.policy
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

import app.actions.calendar_reading as calendar_reading
import app.actions.connections as connections
from app.actions.calendar_reading import (
    AHEAD,
    EVERY,
    doubt_what_is_unread,
    pause_after,
    read_before_hold,
    read_next,
)
from app.actions.compose import WIDER_AFTER
from app.actions.connections import connect, disconnect, read_again
from app.actions.staff import TooManyTries
from app.delegation.when_form import FURTHEST
from app.feeds.source import NotRead
from app.persistence import tables
from app.persistence.connection_records import Connection, ConnectionState
from app.persistence.slots import list_busy
from app.world import World
from tests.actions.story import asked
from tests.actions.test_compose import asked_with
from tests.conftest import START, FakeClock
from tests.own_calendars import (
    FEED,
    HOST,
    OFFER,
    SERVER,
    FakeCalendars,
    connection_now,
    contact_id_of,
    is_known,
    only_connection,
)
from visits.availability import Busy, BusyKind
from visits.errors import NotAllowedNow
from visits.free_busy import WhyNotRead
from visits.span import Span

WORKER, OTHER = "worker", "other worker"


@pytest.fixture
def calendars() -> FakeCalendars:
    return FakeCalendars()


@pytest.fixture
def world(app: Flask, calendars: FakeCalendars) -> World:
    found: World = replace(app.extensions["kvarken"], read_busy=calendars)
    app.extensions["kvarken"] = found
    return found


@pytest.fixture
def contact_id(world: World) -> int:
    return contact_id_of(world)


@pytest.fixture
def connected(world: World, contact_id: int) -> Connection:
    """A calendar that was connected now, and was free."""
    connect(world, FEED, contact_id=contact_id, by=HOST, now=world.clock())
    return only_connection(world, contact_id)


def tomorrow(hour: int = 9) -> Span:
    return Span.of(START.replace(hour=hour) + timedelta(days=1), 60)


def busy_of(world: World, contact_id: int, *, days: int = 30) -> list[Busy]:
    """What is read of a contact's time, as the composer sees it."""
    now = world.clock()
    with world.database.reading() as session:
        between = Span(now, now + timedelta(days=days))
        return list_busy(session, between=between, now=now).get(contact_id, [])


def rows(world: World, table: sa.Table) -> list[Any]:
    with world.database.reading() as session:
        return list(session.execute(sa.select(table)))


def mails(world: World) -> list[tuple[str, str]]:
    return [(row.kind, row.recipient) for row in rows(world, tables.outbox)]


def test_connected_calendar_makes_its_owner_busy(
    world: World, clock: FakeClock, calendars: FakeCalendars, contact_id: int
) -> None:
    calendars.say([tomorrow()])

    found = connect(world, FEED, contact_id=contact_id, by=HOST, now=clock.now)

    assert (found.events, found.spans) == (1, (tomorrow(),))
    assert busy_of(world, contact_id) == [Busy(tomorrow(), BusyKind.CALENDAR)]


def test_reader_is_told_whose_events_are_ours(
    world: World, clock: FakeClock, calendars: FakeCalendars, connected: Connection
) -> None:
    assert calendars.asked == [replace(FEED, own=world.settings.mail_domain)]


def test_nothing_of_address_or_password_can_be_read_in_the_database(
    world: World, clock: FakeClock, calendars: FakeCalendars, contact_id: int
) -> None:
    connect(world, SERVER, contact_id=contact_id, by=HOST, now=clock.now)

    kept = str(
        [tuple(row) for table in tables.metadata.tables.values() for row in rows(world, table)]
    )

    assert "dav.example.org" in kept
    assert "an-app-password" not in kept
    assert SERVER.url not in kept


def test_calendar_that_cannot_be_read_is_not_connected(
    world: World, clock: FakeClock, calendars: FakeCalendars, contact_id: int
) -> None:
    calendars.say(WhyNotRead.NOT_A_CALENDAR)

    with pytest.raises(NotRead) as refused:
        connect(world, FEED, contact_id=contact_id, by=HOST, now=clock.now)

    assert refused.value.why is WhyNotRead.NOT_A_CALENDAR
    assert rows(world, tables.connection) == []
    assert is_known(world, contact_id)


def test_same_calendar_again_takes_the_new_password(
    world: World, clock: FakeClock, calendars: FakeCalendars, contact_id: int
) -> None:
    connect(world, SERVER, contact_id=contact_id, by=HOST, now=clock.now)
    changed = replace(SERVER, password="another")
    connect(world, changed, contact_id=contact_id, by=HOST, now=clock.now)
    clock.go_on(hours=1)

    read_next(world, WORKER, now=clock.now)

    assert len(rows(world, tables.connection)) == 1
    assert calendars.asked[-1].password == "another"


def test_contact_has_five_calendars_at_most(
    world: World, clock: FakeClock, calendars: FakeCalendars, contact_id: int
) -> None:
    for number in range(5):
        source = replace(FEED, url=f"https://calendar.example.org/{number}.ics")
        connect(world, source, contact_id=contact_id, by=HOST, now=clock.now)

    with pytest.raises(NotAllowedNow):
        connect(world, FEED, contact_id=contact_id, by=HOST, now=clock.now)


def test_nobody_knocks_at_strangers_doors_without_end(
    world: World,
    clock: FakeClock,
    calendars: FakeCalendars,
    contact_id: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calendars.say(WhyNotRead.UNREACHABLE)
    monkeypatch.setattr(connections, "MOST_TRIES", 3)
    for _ in range(3):
        with pytest.raises(NotRead):
            connect(world, FEED, contact_id=contact_id, by=HOST, now=clock.now)

    with pytest.raises(TooManyTries):
        connect(world, FEED, contact_id=contact_id, by=HOST, now=clock.now)

    assert len(calendars.asked) == 3


def test_disconnected_calendar_leaves_nothing_behind(
    world: World, clock: FakeClock, calendars: FakeCalendars, contact_id: int
) -> None:
    calendars.say([tomorrow()])
    connect(world, FEED, contact_id=contact_id, by=HOST, now=clock.now)
    key = only_connection(world, contact_id).id or 0
    clock.go_on(hours=2)
    doubt_what_is_unread(world, now=clock.now)

    for _ in range(2):
        disconnect(world, connection_id=key, by=HOST, now=clock.now)

    assert (rows(world, tables.connection), rows(world, tables.busy_time)) == ([], [])
    assert busy_of(world, contact_id) == []
    assert _is_busy_known(world, contact_id)


def _is_busy_known(world: World, contact_id: int) -> bool:
    (row,) = (one for one in rows(world, tables.contact) if one.id == contact_id)
    return bool(row.is_busy_known)


def test_calendar_is_read_again_every_quarter_of_an_hour(
    world: World, clock: FakeClock, calendars: FakeCalendars, connected: Connection
) -> None:
    assert timedelta(0) <= connected.due_at - clock.now - EVERY < timedelta(minutes=2)
    assert not read_next(world, WORKER, now=clock.now)
    calendars.say([tomorrow()])
    clock.now = connected.due_at

    assert read_next(world, WORKER, now=clock.now)
    assert not read_next(world, WORKER, now=clock.now)

    assert busy_of(world, connected.contact.id or 0) == [Busy(tomorrow(), BusyKind.CALENDAR)]


def test_what_left_the_calendar_is_free_again(
    world: World, clock: FakeClock, calendars: FakeCalendars, contact_id: int
) -> None:
    stays, goes, comes = (tomorrow(hour) for hour in (9, 11, 13))
    calendars.say([stays, goes])
    connect(world, FEED, contact_id=contact_id, by=HOST, now=clock.now)
    kept = {row.id for row in rows(world, tables.busy_time) if row.starts_at == stays.starts_at}
    calendars.say([stays, comes])
    clock.go_on(minutes=20)

    read_next(world, WORKER, now=clock.now)

    after = {Span(row.starts_at, row.ends_at): row.id for row in rows(world, tables.busy_time)}
    assert after.keys() == {stays, comes}
    assert {after[stays]} == kept


def test_one_worker_at_a_time_reads_a_calendar(
    world: World, clock: FakeClock, calendars: FakeCalendars, connected: Connection
) -> None:
    clock.now = connected.due_at
    others: list[bool] = []
    calendars.meanwhile = lambda: others.append(read_next(world, OTHER, now=clock.now))

    assert read_next(world, WORKER, now=clock.now)

    assert others == [False]


def test_calendar_of_a_worker_that_died_is_read_by_the_next(
    world: World, clock: FakeClock, calendars: FakeCalendars, connected: Connection
) -> None:
    clock.now = connected.due_at

    def die() -> None:
        raise KeyboardInterrupt

    calendars.meanwhile = die
    with pytest.raises(KeyboardInterrupt):
        read_next(world, WORKER, now=clock.now)
    calendars.meanwhile = lambda: None

    assert not read_next(world, OTHER, now=clock.now)
    assert read_next(world, OTHER, now=clock.go_on(minutes=2))


def test_no_transaction_is_open_while_a_calendar_is_read(
    world: World, clock: FakeClock, calendars: FakeCalendars, connected: Connection
) -> None:
    clock.now = connected.due_at
    calendars.meanwhile = lambda: asked(world)

    assert read_next(world, WORKER, now=clock.now)

    assert len(rows(world, tables.delegation)) == 1


def test_a_reading_that_was_overtaken_changes_nothing(
    world: World, clock: FakeClock, calendars: FakeCalendars, connected: Connection
) -> None:
    later = connected.due_at + timedelta(seconds=5)
    overtaking = iter([True])

    def overtake() -> None:
        if next(overtaking, False):
            calendars.say([tomorrow()])
            read_again(world, connection_id=connected.id or 0, now=later)
            calendars.say([])

    calendars.meanwhile = overtake
    read_next(world, WORKER, now=connected.due_at)

    clock.now = later
    assert [one.kind for one in busy_of(world, connected.contact.id or 0)] == [BusyKind.CALENDAR]


def test_calendar_that_was_disconnected_meanwhile_stays_away(
    world: World, clock: FakeClock, calendars: FakeCalendars, connected: Connection
) -> None:
    clock.now = connected.due_at
    key = connected.id or 0
    calendars.meanwhile = lambda: disconnect(world, connection_id=key, by=HOST, now=clock.now)

    read_next(world, WORKER, now=clock.now)

    assert (rows(world, tables.connection), rows(world, tables.busy_time)) == ([], [])


def test_pauses_double_up_to_six_hours() -> None:
    minutes = [pause_after(failures).total_seconds() / 60 for failures in (1, 2, 3, 4, 5, 6, 7, 99)]

    assert minutes == [15, 30, 60, 120, 240, 360, 360, 360]


def test_calendar_that_fails_counts_until_an_hour_has_passed(
    world: World, clock: FakeClock, calendars: FakeCalendars, contact_id: int
) -> None:
    calendars.say([tomorrow()])
    connect(world, FEED, contact_id=contact_id, by=HOST, now=clock.now)
    calendars.say(WhyNotRead.UNREACHABLE)
    known = []
    for minutes in (18, 21, 20, 1):
        clock.go_on(minutes=minutes)
        read_next(world, WORKER, now=clock.now)
        doubt_what_is_unread(world, now=clock.now)
        known.append(_is_busy_known(world, contact_id))

    failing = only_connection(world, contact_id)
    assert known == [True, True, True, False]
    assert (failing.state, failing.why) == (ConnectionState.FAILING, WhyNotRead.UNREACHABLE)
    assert Busy(tomorrow(), BusyKind.CALENDAR) in busy_of(world, contact_id)


def test_contact_is_unknown_after_an_hour_without_a_worker(
    world: World, clock: FakeClock, connected: Connection
) -> None:
    clock.go_on(hours=1)

    (busy,) = busy_of(world, connected.contact.id or 0)

    assert busy == Busy(Span(clock.now, clock.now + timedelta(days=30)), BusyKind.UNKNOWN)


def test_good_reading_makes_the_contact_known_again(
    world: World, clock: FakeClock, calendars: FakeCalendars, connected: Connection
) -> None:
    contact_id = connected.contact.id or 0
    clock.go_on(hours=3)
    doubt_what_is_unread(world, now=clock.now)
    assert not _is_busy_known(world, contact_id)

    read_next(world, WORKER, now=clock.now)

    assert _is_busy_known(world, contact_id)
    assert only_connection(world, contact_id).state is ConnectionState.READ


def test_contact_is_unknown_while_one_of_two_calendars_is(
    world: World, clock: FakeClock, calendars: FakeCalendars, connected: Connection
) -> None:
    contact_id = connected.contact.id or 0
    connect(world, SERVER, contact_id=contact_id, by=HOST, now=clock.now)
    calendars.say(WhyNotRead.WRONG_PASSWORD, SERVER)
    clock.go_on(hours=1)

    while read_next(world, WORKER, now=clock.now):
        pass

    assert not _is_busy_known(world, contact_id)


def test_composer_says_that_an_unread_calendar_is_unread(
    world: World, clock: FakeClock, calendars: FakeCalendars, connected: Connection
) -> None:
    assert asked_with(world).choice(OFFER).is_known
    clock.go_on(hours=1)
    doubt_what_is_unread(world, now=clock.now)

    choice = asked_with(world).choice(OFFER)

    assert (choice.is_known, choice.free) == (False, ())
    assert choice.opened


def _fail_for(world: World, clock: FakeClock, *, days: float) -> None:
    """Fails at once, and again when so many days have passed."""
    for passed in (timedelta(hours=1), timedelta(days=days)):
        read_next(world, WORKER, now=clock.now + passed)
    clock.go_on(days=days)


def test_calendar_that_fails_for_two_weeks_is_left_to_people_who_are_told_once(
    world: World, clock: FakeClock, calendars: FakeCalendars, connected: Connection
) -> None:
    calendars.say(WhyNotRead.NOT_FOUND)

    _fail_for(world, clock, days=14)
    assert only_connection(world, connected.contact.id or 0).state is ConnectionState.FAILING
    assert mails(world) == []
    read_next(world, WORKER, now=clock.go_on(hours=7))

    stopped = only_connection(world, connected.contact.id or 0)
    assert (stopped.state, stopped.why) == (ConnectionState.STOPPED, WhyNotRead.NOT_FOUND)
    assert not read_next(world, WORKER, now=clock.go_on(days=2))
    assert mails(world) == [
        ("calendar_stopped", stopped.contact.email),
        ("calendar_stopped", "coordinator.north@example.org"),
    ]


def test_mail_of_a_stopped_calendar_leads_each_reader_on_and_tells_no_secret(
    world: World, clock: FakeClock, calendars: FakeCalendars, connected: Connection
) -> None:
    calendars.say(WhyNotRead.NOT_FOUND)
    _fail_for(world, clock, days=14)
    read_next(world, WORKER, now=clock.go_on(hours=7))

    texts = [_text_of(row.body) for row in rows(world, tables.outbox)]

    assert ["/desk/" in text for text in texts] == [True, False]
    assert ["/staff/calendars" in text for text in texts] == [False, True]
    assert all("calendar.example.org" in text for text in texts)
    assert not [text for text in texts if FEED.url in text or "secret-3b7" in text]


def _text_of(content: bytes) -> str:
    """Both twins of a mail."""
    parts = message_from_bytes(content, policy=email.policy.default).walk()
    return "\n".join(one.get_content() for one in parts if one.get_content_maintype() == "text")


def test_person_starts_a_stopped_calendar_again(
    world: World, clock: FakeClock, calendars: FakeCalendars, connected: Connection
) -> None:
    calendars.say(WhyNotRead.NOT_FOUND)
    _fail_for(world, clock, days=15)
    key = connected.id or 0
    with pytest.raises(NotRead):
        read_again(world, connection_id=key, now=clock.now)
    assert only_connection(world, connected.contact.id or 0).state is ConnectionState.FAILING
    calendars.say([])

    read_again(world, connection_id=key, now=clock.go_on(minutes=1))

    found = only_connection(world, connected.contact.id or 0)
    assert (found.state, found.is_current, found.failures) == (ConnectionState.READ, True, 0)
    assert _is_busy_known(world, connected.contact.id or 0)


def _with_secrets(world: World, new: str, old: str = "") -> World:
    return replace(world, settings=replace(world.settings, secret_key=new, old_secret_keys=old))


def test_secret_that_was_changed_stops_the_calendar(
    world: World, clock: FakeClock, calendars: FakeCalendars, connected: Connection
) -> None:
    clock.now = connected.due_at

    read_next(
        _with_secrets(world, "another secret of forty characters " * 2), WORKER, now=clock.now
    )

    found = only_connection(world, connected.contact.id or 0)
    assert (found.state, found.why) == (ConnectionState.STOPPED, None)
    assert len(calendars.asked) == 1
    assert len(mails(world)) == 2


def test_old_secret_still_opens_and_is_no_longer_needed_after_one_reading(
    world: World, clock: FakeClock, calendars: FakeCalendars, connected: Connection
) -> None:
    new, old = "another secret of forty characters " * 2, world.settings.secret_key
    clock.now = connected.due_at
    read_next(_with_secrets(world, new, old), WORKER, now=clock.now)
    clock.go_on(hours=1)

    read_next(_with_secrets(world, new), WORKER, now=clock.now)

    assert [one.url for one in calendars.asked] == [FEED.url] * 3
    assert only_connection(world, connected.contact.id or 0).state is ConnectionState.READ


def test_calendar_that_was_just_read_is_not_read_again_before_a_hold(
    world: World, clock: FakeClock, calendars: FakeCalendars, connected: Connection
) -> None:
    contact_id = connected.contact.id or 0
    times = []
    for seconds in (59, 1, 30, 30):
        read_before_hold(world, [contact_id], now=clock.go_on(seconds=seconds))
        times.append(len(calendars.asked))

    assert times == [1, 2, 2, 3]


def test_hold_waits_for_slow_calendars_only_so_long(
    world: World,
    clock: FakeClock,
    calendars: FakeCalendars,
    connected: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered = Event()
    calendars.meanwhile = lambda: answered.wait(10)
    monkeypatch.setattr(calendar_reading, "BEFORE_HOLD_SECONDS", 0.05)

    read_before_hold(world, [connected.contact.id or 0], now=clock.go_on(minutes=5))
    answered.set()

    found = connection_now(world, connected)
    assert found is not None
    assert (found.is_current, found.why) == (False, WhyNotRead.TOO_SLOW)
    assert found.due_at == connected.due_at
    assert not _is_busy_known(world, connected.contact.id or 0)


def test_calendars_are_read_further_than_anybody_may_wish() -> None:
    furthest = FURTHEST + WIDER_AFTER + timedelta(days=1)

    assert furthest < AHEAD
