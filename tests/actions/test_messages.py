"""The whole story of the reference visit, as everybody's mailbox and calendar gets to know it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import icalendar
import pytest

from app.actions.cancel import cancel_stop, cancel_visit
from app.actions.revise import accept_revision
from app.formatting import clock_name, format_clocks
from app.i18n import use_language
from app.persistence.outbox import list_mails
from app.world import World
from tests.actions.story import (
    A_COORDINATOR,
    A_DELEGATION,
    NO,
    YES,
    all_confirm,
    answer,
    chosen,
    itinerary_of,
    open_change,
    requests_of,
)
from tests.builders import HELSINKI, STOCKHOLM
from tests.conftest import FakeClock
from visits.itinerary import Stop
from visits.language import Language

KIP = "visits.kip@example.org"
NORTH = "coordinator.north@example.org"


@dataclass(frozen=True)
class Opened:
    """One mail of the outbox, read the way a mail program reads it."""

    kind: str
    to: str
    message: EmailMessage

    @property
    def text(self) -> str:
        return self.body("plain").get_content()

    @property
    def calendar_part(self) -> EmailMessage | None:
        return next(
            (one for one in self.message.walk() if one.get_content_type() == "text/calendar"), None
        )

    @property
    def calendar(self) -> icalendar.Calendar:
        return icalendar.Calendar.from_ical(self.raw_calendar)

    @property
    def raw_calendar(self) -> bytes:
        assert self.calendar_part is not None
        payload = self.calendar_part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        return payload

    @property
    def event(self) -> icalendar.Event:
        (event,) = self.calendar.walk("VEVENT")
        assert isinstance(event, icalendar.Event)
        return event

    def body(self, subtype: str) -> EmailMessage:
        body = self.message.get_body((subtype,))
        assert isinstance(body, EmailMessage)
        return body


@dataclass(frozen=True)
class Story:
    """What was sent, and the stops it was about, by their UID."""

    mails: list[Opened]
    stops: dict[str, Stop]
    declined: Stop
    cancelled_first: Stop

    @property
    def with_calendar(self) -> list[Opened]:
        return [mail for mail in self.mails if mail.calendar_part is not None]


@pytest.fixture
def story(world: World, clock: FakeClock) -> Story:
    """Choose, one declines, the change is accepted, all confirm, one stop goes, then the visit."""
    delegation_id = chosen(world)
    clock.go_on(hours=1)
    first, declined, *_ = requests_of(world, delegation_id)
    answer(world, first, YES)
    answer(world, declined, NO)
    clock.go_on(hours=1)
    change = open_change(world, delegation_id)
    assert change is not None
    assert change.id is not None
    accept_revision(world, revision_id=change.id, by=A_DELEGATION, now=clock.now)
    clock.go_on(hours=1)
    all_confirm(world, delegation_id)
    clock.go_on(hours=1)
    gone = itinerary_of(world, delegation_id).standing[-1]
    assert gone.id is not None
    cancel_stop(
        world, stop_id=gone.id, delegation_id=delegation_id, by=A_COORDINATOR, now=clock.now
    )
    clock.go_on(hours=1)
    cancel_visit(world, delegation_id=delegation_id, by=A_DELEGATION, now=clock.now)
    stops = itinerary_of(world, delegation_id).stops
    return Story(
        _opened(world, delegation_id), {stop.uid: stop for stop in stops}, declined.stop, gone
    )


def _opened(world: World, delegation_id: int) -> list[Opened]:
    with world.database.reading() as session:
        return [
            Opened(mail.kind, mail.recipient, message_from_bytes(mail.body or b"", policy=default))
            for mail in list_mails(session, delegation_id)
        ]


def test_everybody_gets_the_mails_that_are_theirs_and_no_others(story: Story) -> None:
    agreed = [stop for stop in story.stops.values() if stop.uid != story.declined.uid]

    expected = Counter(
        {
            ("received", KIP): 1,
            ("change_proposed", KIP): 1,
            ("change_proposed", NORTH): 1,
            ("published", KIP): 1,
            ("invitation", KIP): len(agreed),
            ("cancelled", KIP): len(agreed),
        }
    )
    for stop in story.stops.values():
        expected["asked", stop.contact.email] += 1
    expected["released", story.declined.contact.email] += 1
    for stop in agreed:
        expected["invitation", stop.contact.email] += 1
        expected["cancelled", stop.contact.email] += 1
    assert Counter((mail.kind, mail.to) for mail in story.mails) == expected


def test_each_mail_is_written_to_its_reader_alone_in_its_language(story: Story) -> None:
    languages = {stop.contact.email: stop.contact.language for stop in story.stops.values()}
    languages |= {KIP: Language.FI, NORTH: Language.EN}

    for mail in story.mails:
        (to,) = mail.message["To"].addresses
        assert to.addr_spec == mail.to
        assert mail.message["Cc"] is None
        assert mail.message["Content-Language"] == languages[mail.to]
        assert f'<html lang="{languages[mail.to]}">' in mail.body("html").get_content()


def test_every_calendar_part_holds_one_event_of_the_method_its_header_names(story: Story) -> None:
    parts = {
        "asked": ("REQUEST", "TENTATIVE"),
        "invitation": ("REQUEST", "CONFIRMED"),
        "released": ("CANCEL", "CANCELLED"),
        "cancelled": ("CANCEL", "CANCELLED"),
    }

    assert {mail.kind for mail in story.with_calendar} == set(parts)
    for mail in story.with_calendar:
        method, status = parts[mail.kind]
        part, calendar = mail.calendar_part, mail.calendar
        assert part is not None
        assert part.get_param("method") == str(calendar["METHOD"]) == method
        assert part.get_param("charset") == "utf-8"
        assert mail.event["STATUS"] == status
        assert b"\n" not in mail.raw_calendar.replace(b"\r\n", b"")
        assert all(len(line) <= 75 for line in mail.raw_calendar.split(b"\r\n"))


def test_a_stop_keeps_its_uid_and_every_change_raises_its_sequence(
    story: Story, clock: FakeClock
) -> None:
    told: dict[tuple[str, str], list[tuple[str, int, datetime]]] = defaultdict(list)

    for mail in story.with_calendar:
        event = mail.event
        told[mail.to, str(event["UID"])].append(
            (str(event["STATUS"]), event["SEQUENCE"], event["DTSTAMP"].dt)
        )

    declined = (story.declined.contact.email, story.declined.uid)
    for (to, uid), messages in told.items():
        states, sequences, instants = zip(*messages, strict=True)
        if (to, uid) == declined:
            assert states == ("TENTATIVE", "CANCELLED")
        elif to == KIP:
            assert states == ("CONFIRMED", "CANCELLED")
        else:
            assert states == ("TENTATIVE", "CONFIRMED", "CANCELLED")
        assert list(sequences) == sorted(set(sequences))
        assert sequences[-1] == story.stops[uid].sequence
        assert list(instants) == sorted(set(instants))
        assert instants[-1] == story.stops[uid].changed_at <= clock.now
    hosts = {(stop.contact.email, stop.uid) for stop in story.stops.values()}
    guests = {(KIP, uid) for uid in story.stops if uid != story.declined.uid}
    assert set(told) == hosts | guests


def test_the_organiser_is_the_sender_and_the_reader_the_only_guest(
    story: Story, world: World
) -> None:
    sender = world.settings.mail_from
    addresses = {stop.contact.email for stop in story.stops.values()} | {KIP, NORTH}

    for mail in story.with_calendar:
        event, (from_,) = mail.event, mail.message["From"].addresses
        assert from_.addr_spec == sender
        assert str(event["ORGANIZER"]) == f"mailto:{sender}"
        assert str(event["ATTENDEE"]) == f"mailto:{mail.to}"
        unfolded = mail.raw_calendar.replace(b"\r\n ", b"").decode()
        assert [one for one in addresses - {mail.to} if one in unfolded] == []


def test_no_secret_link_stands_in_what_a_calendar_keeps(story: Story, world: World) -> None:
    for mail in story.with_calendar:
        unfolded = mail.raw_calendar.replace(b"\r\n ", b"").decode()

        assert world.settings.base_url not in unfolded


def test_times_are_utc_in_the_calendar_and_both_clocks_in_the_text(story: Story) -> None:
    host_emails = {stop.contact.email for stop in story.stops.values()}

    for mail in story.with_calendar:
        event = mail.event
        stop = story.stops[str(event["UID"])]
        zones = (STOCKHOLM, HELSINKI) if mail.to in host_emails else (HELSINKI, STOCKHOLM)
        assert (event["DTSTART"].dt, event["DTEND"].dt) == (
            stop.span.starts_at,
            stop.span.ends_at,
        )
        assert event["DTSTART"].dt.tzinfo is not None
        assert f"DTSTART:{stop.span.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in (
            mail.raw_calendar.decode()
        )
        with use_language(Language(str(mail.message["Content-Language"]))):
            own, other = (
                f"{format_clocks(stop.span, zone=zone)} ({clock_name(zone)})" for zone in zones
            )
        described = str(event["DESCRIPTION"])
        for text in (mail.text, described):
            assert own in text
            assert other in text
            assert text.index(own) < text.index(other)


def test_a_called_off_stop_no_longer_tells_how_to_join(story: Story) -> None:
    join_urls = {stop.offer.join_url for stop in story.stops.values()}

    called_off = [mail for mail in story.mails if mail.kind == "cancelled"]

    assert [mail.to for mail in called_off if any(url in mail.text for url in join_urls)] == []
    told_first = [mail.event["UID"] for mail in called_off[:2]]
    assert told_first == [story.cancelled_first.uid] * 2


def test_host_and_delegation_of_an_agreed_stop_can_write_to_each_other(story: Story) -> None:
    for mail in story.mails:
        if mail.kind != "invitation":
            continue
        stop = story.stops[str(mail.event["UID"])]
        other = KIP if mail.to != KIP else stop.contact.email
        assert mail.message["Reply-To"].addresses[0].addr_spec == other
