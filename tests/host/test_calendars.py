"""A host's page of its own calendars: what it says of them, and what it never says."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.actions.calendar_reading import doubt_what_is_unread, read_next
from app.actions.connections import connect
from app.persistence.capabilities import add_capability
from app.persistence.catalogue import find_offer
from app.persistence.connection_records import Connection
from app.persistence.connections import list_connections
from app.persistence.records import Purpose
from app.world import World
from tests.conftest import START, FakeClock
from tests.delegation.asked import errors_on
from tests.delegation.followed import text_of
from tests.own_calendars import FEED, HOST, OFFER, SERVER, FakeCalendars, contact_id_of
from tests.tokens import token_of
from visits.free_busy import WhyNotRead
from visits.span import Span

SECRETS = ("secret-3b7", "an-app-password")


@dataclass
class Page:
    """The page in a browser that came by the contact's link."""

    client: FlaskClient
    world: World
    contact_id: int
    token: str

    @property
    def address(self) -> str:
        return f"/en/desk/{self.token}/calendars"

    def get(self) -> TestResponse:
        return self.client.get(self.address)

    def text(self) -> str:
        return text_of(self.get())

    def send(self, address: str = "", **typed: str) -> TestResponse:
        token = token_of(self.get().text)
        return self.client.post(f"{self.address}{address}", data={"csrf_token": token, **typed})

    def connected(self) -> list[Connection]:
        with self.world.database.reading() as session:
            return list_connections(session, self.contact_id)


@pytest.fixture
def calendars() -> FakeCalendars:
    return FakeCalendars()


@pytest.fixture
def world(app: Flask, calendars: FakeCalendars) -> World:
    found: World = replace(app.extensions["kvarken"], read_busy=calendars)
    app.extensions["kvarken"] = found
    return found


@pytest.fixture
def page(world: World, client: FlaskClient) -> Page:
    with world.database.writing() as session:
        offer = find_offer(session, OFFER)
        assert offer is not None
        secret_key = world.settings.secret_key
        token = add_capability(
            session, Purpose.DESK, offer.contact, secret_key=secret_key, now=world.clock()
        )
    return Page(client, world, contact_id_of(world), token)


def some_busy(*days: int) -> list[Span]:
    """An hour on each of some days from now."""
    return [Span.of(START + timedelta(days=day), 60) for day in days]


def test_page_says_what_was_read_at_once(page: Page, calendars: FakeCalendars) -> None:
    calendars.say(some_busy(1, 2, 40, 90))

    sent = page.send(kind="ics", url=FEED.url)

    assert sent.status_code == 303
    text = page.text()
    assert (
        "The calendar was read. 4 events read, 3 busy times in the next 60 days, "
        "the last on 2 Jan 2027." in text
    )
    assert "Last read: Monday 23 November 2026, 10:00 (just now)." in text


def test_page_says_that_only_busy_or_free_is_kept(page: Page) -> None:
    assert "All we keep is from when to when you are taken" in page.text()


def test_calendar_program_may_call_the_address_webcal(page: Page, calendars: FakeCalendars) -> None:
    page.send(kind="ics", url="webcal://calendar.example.org/busy.ics")

    assert [one.url for one in calendars.asked] == ["https://calendar.example.org/busy.ics"]


def test_secrets_are_never_shown_again(page: Page) -> None:
    page.send(kind="ics", url=FEED.url)
    page.send(kind="caldav", url=SERVER.url, user="lead", password="an-app-password")

    shown = page.get().text

    assert [one.place for one in page.connected()] == ["calendar.example.org", "dav.example.org"]
    assert not [secret for secret in SECRETS if secret in shown]


@pytest.mark.parametrize("why", WhyNotRead)
def test_refused_calendar_says_why_and_keeps_what_was_typed(
    page: Page, calendars: FakeCalendars, why: WhyNotRead
) -> None:
    calendars.say(why, SERVER)

    sent = page.send(kind="caldav", url=SERVER.url, user="lead", password="an-app-password")

    assert sent.status_code == 422
    (error,) = errors_on(sent)
    assert error.endswith(".")
    assert f'value="{SERVER.url}"' in sent.text
    assert 'value="lead"' in sent.text
    assert "an-app-password" not in sent.text
    assert page.connected() == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"url": ""}, "url"),
        ({"url": "calendar.example.org/busy.ics"}, "url"),
        ({"url": "http://calendar.example.org/busy.ics"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "https://"}, "url"),
        ({"url": "https://[::1"}, "url"),
        ({"url": "https://calendar.example.org:99999/"}, "url"),
        ({"url": "https://lead:word@calendar.example.org/"}, "url"),
        ({"url": "https://calendar.example.org/" + "x" * 2000}, "url"),
        ({"url": "https://calendar.example.org/\x00"}, "url"),
        ({"url": FEED.url, "kind": "ftp"}, "kind"),
        ({"url": FEED.url, "kind": "caldav", "password": "x"}, "user"),
        ({"url": FEED.url, "kind": "caldav", "user": "x"}, "password"),
        ({"url": FEED.url, "kind": "caldav", "user": "x", "password": "x" * 201}, "password"),
    ],
)
def test_what_cannot_be_a_calendar_is_refused_at_its_field(
    page: Page, calendars: FakeCalendars, typed: dict[str, str], field: str
) -> None:
    sent = page.send(**{"kind": "ics", **typed})

    assert sent.status_code == 422
    assert f'id="{field}-error"' in sent.text
    assert calendars.asked == []


def test_disconnecting_deletes_at_once(page: Page, calendars: FakeCalendars) -> None:
    page.send(kind="ics", url=FEED.url)
    (connection,) = page.connected()

    sent = page.send(f"/{connection.id}/disconnect")

    assert sent.status_code == 303
    assert page.connected() == []
    assert "Its address and all that was read are deleted." in page.text()


def test_failing_calendar_says_why_and_when_it_is_tried_again(
    page: Page, calendars: FakeCalendars, clock: FakeClock
) -> None:
    page.send(kind="ics", url=FEED.url)
    calendars.say(WhyNotRead.UNREACHABLE)
    clock.go_on(hours=1)
    read_next(page.world, "worker", now=clock.now)

    text = page.text()

    assert "Not read" in text
    assert "(1 hour ago)" in text
    assert "Nothing answers at this address." in text
    assert "Until it is read again or disconnected, nobody is offered your time." in text


def test_calendar_nobody_has_read_for_an_hour_says_so(page: Page, clock: FakeClock) -> None:
    page.send(kind="ics", url=FEED.url)
    clock.go_on(days=3)
    doubt_what_is_unread(page.world, now=clock.now)

    text = page.text()

    assert "It has not been read for an hour." in text
    assert "(3 days ago)" in text


def test_calendar_is_read_again_by_a_button(
    page: Page, calendars: FakeCalendars, clock: FakeClock
) -> None:
    page.send(kind="ics", url=FEED.url)
    (connection,) = page.connected()
    calendars.say(WhyNotRead.TOO_LARGE)
    page.send(f"/{connection.id}/read")
    assert "The calendar could not be read. The calendar is too large" in page.text()
    calendars.say(some_busy(1))

    page.send(f"/{connection.id}/read")

    assert "The calendar was read. 1 event read, 1 busy time in the next 60 days" in page.text()


@pytest.mark.parametrize("act", ["read", "disconnect"])
@pytest.mark.parametrize("id", ["0", "x", "-1", "9" * 30, "%00", "another"])
def test_calendars_of_others_are_out_of_reach(
    page: Page, calendars: FakeCalendars, clock: FakeClock, act: str, id: str
) -> None:
    other_id = contact_id_of(page.world, "two-large-investments")
    assert other_id != page.contact_id
    connect(page.world, FEED, contact_id=other_id, by=HOST, now=clock.now)
    with page.world.database.reading() as session:
        (others,) = list_connections(session, other_id)
    key = str(others.id) if id == "another" else id

    sent = page.send(f"/{key}/{act}")

    assert sent.status_code == 404
    with page.world.database.reading() as session:
        assert len(list_connections(session, other_id)) == 1
    assert len(calendars.asked) == 1


@pytest.mark.parametrize("act", ["read", "disconnect"])
def test_nothing_happens_without_the_token_against_forgery(
    page: Page, calendars: FakeCalendars, act: str
) -> None:
    page.send(kind="ics", url=FEED.url)
    (connection,) = page.connected()

    sent = page.client.post(f"{page.address}/{connection.id}/{act}", data={"csrf_token": "x"})

    assert sent.status_code == 422
    assert len(page.connected()) == 1
    assert len(calendars.asked) == 1
