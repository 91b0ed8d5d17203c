"""The coordinators' page of their hosts' calendars: what is not read, since when, and why."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.actions.calendar_reading import doubt_what_is_unread, read_next
from app.actions.connections import connect
from app.world import World
from tests.actions.story import chosen, itinerary_of
from tests.conftest import FakeClock
from tests.delegation.followed import counted_queries, text_of
from tests.own_calendars import (
    FEED,
    HOST,
    FakeCalendars,
    a_connection,
    contact_id_of,
    only_connection,
)
from tests.test_access_matrix import signed_in
from tests.tokens import token_of
from visits.free_busy import WhyNotRead

PAGE = "/en/staff/calendars"


@pytest.fixture
def calendars() -> FakeCalendars:
    return FakeCalendars()


@pytest.fixture
def world(app: Flask, calendars: FakeCalendars) -> World:
    found: World = replace(app.extensions["kvarken"], read_busy=calendars)
    app.extensions["kvarken"] = found
    return found


@pytest.fixture
def contact_id(world: World, clock: FakeClock) -> int:
    """A contact whose calendar was connected now."""
    contact_id = contact_id_of(world)
    connect(world, FEED, contact_id=contact_id, by=HOST, now=clock.now)
    return contact_id


def press(client: FlaskClient, address: str) -> int:
    token = token_of(client.get(PAGE).text)
    return client.post(address, data={"csrf_token": token}).status_code


def test_page_without_calendars_says_where_they_are_connected(app: Flask, world: World) -> None:
    client = signed_in(app, "north")

    assert "Hosts connect their calendars at their desks." in text_of(client.get(PAGE))


def test_page_tells_since_when_a_calendar_is_not_read_and_why(
    app: Flask, world: World, clock: FakeClock, calendars: FakeCalendars, contact_id: int
) -> None:
    calendars.say(WhyNotRead.WRONG_PASSWORD)
    clock.go_on(hours=1)
    read_next(world, "worker", now=clock.now)
    client = signed_in(app, "north")

    text = text_of(client.get(PAGE))

    assert "1 calendar is not read. Its contact counts as unknown." in text
    assert "The calendar refused the user name or the password." in text
    assert "Monday 23 November 2026, 10:00 1 hour ago" in text
    assert "Monday 23 November 2026, 11:15" in text
    assert "secret-3b7" not in text


def test_coordinator_has_a_calendar_read(
    app: Flask, world: World, clock: FakeClock, calendars: FakeCalendars, contact_id: int
) -> None:
    client = signed_in(app, "north")
    clock.go_on(minutes=5)
    key = only_connection(world, contact_id).id

    assert press(client, f"{PAGE}/{key}/read") == 303

    assert only_connection(world, contact_id).read_at == clock.now
    assert "The calendar was read." in text_of(client.get(PAGE))


def test_failed_reading_is_told(
    app: Flask, world: World, clock: FakeClock, calendars: FakeCalendars, contact_id: int
) -> None:
    client = signed_in(app, "north")
    calendars.say(WhyNotRead.TLS)
    key = only_connection(world, contact_id).id

    assert press(client, f"{PAGE}/{key}/read") == 303

    assert "The connection to this address is not secure." in text_of(client.get(PAGE))


@pytest.mark.parametrize("id", ["own", "0", "x", "9" * 30])
def test_calendars_of_another_office_are_out_of_reach(
    app: Flask, world: World, calendars: FakeCalendars, contact_id: int, id: str
) -> None:
    client = signed_in(app, "south")
    key = only_connection(world, contact_id).id if id == "own" else id

    assert press(client, f"{PAGE}/{key}/read") == 404

    assert "calendar.example.org" not in client.get(PAGE).text
    assert len(calendars.asked) == 1


def test_page_asks_as_often_for_many_calendars(
    app: Flask, world: World, clock: FakeClock, contact_id: int
) -> None:
    client = signed_in(app, "north")
    with counted_queries(world) as few:
        client.get(PAGE)
    for slug in ("two-large-investments", "klockarbacken", "sara-kulturhus"):
        connect(world, FEED, contact_id=contact_id_of(world, slug), by=HOST, now=clock.now)

    with counted_queries(world) as many:
        client.get(PAGE)

    assert len(many) == len(few) <= 15


def test_visit_says_since_when_its_hosts_calendar_was_not_read(
    app: Flask, world: World, clock: FakeClock
) -> None:
    delegation_id = chosen(world)
    itinerary = itinerary_of(world, delegation_id)
    a_connection(world, itinerary.standing[0].contact.id or 0)
    clock.go_on(hours=2)
    doubt_what_is_unread(world, now=clock.now)
    client = signed_in(app, "north")

    text = text_of(client.get(f"/en/staff/visits/{itinerary.delegation.reference}"))

    since = "The host’s calendar was not read since Monday 23 November 2026, 10:00."
    assert text.count(since) == 1
