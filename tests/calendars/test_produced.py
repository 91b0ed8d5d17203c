"""Every calendar that leaves the house, in the eyes of three strict readers and of its receiver."""

import shutil
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from pathlib import Path

import icalendar
import pytest
from flask.testing import FlaskClient

from app.actions.telling import token_for
from app.actions.transaction import Transaction
from app.persistence.capabilities import PartOf, Subject
from app.persistence.catalogue import list_nodes
from app.persistence.invitations import list_delegates
from app.persistence.itineraries import find_itinerary
from app.persistence.outbox import list_mails
from app.persistence.records import Purpose
from app.world import World
from tests.calendars.readers import faults_in
from tests.calendars.stories import Tale, follow_the_feed, make_catalogue_awkward
from tests.conftest import FakeClock
from tests.three_visits import app_on
from visits.conversation import address_of, cards_of
from visits.invitation import InvitationState
from visits.language import Language

STATUS = {InvitationState.HELD: "TENTATIVE", InvitationState.CONFIRMED: "CONFIRMED"}

Shown = dict[tuple[str, str], tuple[str, datetime, datetime]]


@dataclass
class Produced:
    """What went out: mails in order with their visit, files, and what calendars should show."""

    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)
    wanted: Shown = field(default_factory=dict)

    @cached_property
    def cards(self) -> list[tuple[str, bytes]]:
        """The calendar part of each mail that has one, with its reader."""
        parts = [(to, part_of(mail, "text/calendar")) for to, mail in self.mails]
        return [(to, part) for to, part in parts if part is not None]


def part_of(mail: EmailMessage, kind: str) -> bytes | None:
    for part in mail.walk():
        if part.get_content_type() == kind:
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            return content
    return None


@pytest.fixture(scope="module")
def produced(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Produced:
    """A story in each language; in Finnish people follow the feed, in English all is called off."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("produced")))
    found = Produced()
    with app_on(path) as app, pytest.MonkeyPatch.context() as patched:
        world: World = app.extensions["kvarken"]
        clock = world.clock
        assert isinstance(clock, FakeClock)
        with world.database.writing() as session:
            make_catalogue_awkward(session)
        for language in (Language.SV, Language.EN, Language.FI):
            if language is Language.FI:
                follow_the_feed(patched)
            tale = Tale(world, clock, language)
            tale.until_all_agree()
            tale.move_one()
            tale.word_one_anew()
            tale.drop_one()
            found.files += files_of(world, tale, app.test_client())
            if language is Language.EN:
                tale.call_off()
                found.files += files_of(world, tale, app.test_client())
            collect(world, tale, found)
    return found


def files_of(world: World, tale: Tale, client: FlaskClient) -> list[bytes]:
    """The programme to download, and the feeds of all kinds of people."""
    with world.database.writing() as session:
        tx = Transaction(session, world, world.clock())
        itinerary = find_itinerary(session, tale.delegation_id)
        assert itinerary is not None
        delegation = itinerary.delegation
        subjects: list[Subject] = [
            delegation,
            PartOf(delegation, "ICT"),
            itinerary.stops[0].contact,
            list_nodes(session)[0],
            *list_delegates(session, tale.delegation_id),
        ]
        addresses = [f"/feed/{token_for(tx, Purpose.FEED, one)}.ics" for one in subjects]
        status = token_for(tx, Purpose.STATUS, delegation)
    addresses.append(f"/en/visit/{status}/programme.ics")
    answers = [client.get(address) for address in addresses]
    assert {one.status_code for one in answers} == {200}
    return [one.data for one in answers]


def collect(world: World, tale: Tale, found: Produced) -> None:
    """What went out for one visit, and what its programme says of everybody's calendar."""
    with world.database.reading() as session:
        for mail in list_mails(session, tale.delegation_id):
            opened = message_from_bytes(mail.body or b"", policy=default)
            assert isinstance(opened, EmailMessage)
            found.mails.append((mail.recipient, opened))
        itinerary = find_itinerary(session, tale.delegation_id)
        assert itinerary is not None
        for card in cards_of(itinerary, list_delegates(session, tale.delegation_id)):
            span = card.span
            found.wanted[address_of(card.reader.email), card.stop.uid] = (
                STATUS[card.state],
                span.starts_at,
                span.ends_at,
            )


def test_every_calendar_is_right_in_strict_eyes(produced: Produced) -> None:
    calendars = [*dict.fromkeys(card for _, card in produced.cards), *produced.files]

    faults = faults_in(calendars)

    assert [(one, faulty) for one, faulty in zip(calendars, faults, strict=True) if faulty] == []


def test_stories_hold_every_kind_of_message(produced: Produced) -> None:
    methods = {str(icalendar.Calendar.from_ical(card)["METHOD"]) for _, card in produced.cards}
    languages = {str(mail["Content-Language"]) for _, mail in produced.mails}

    assert methods == {"REQUEST", "CANCEL", "DECLINECOUNTER"}
    assert languages == {"en", "fi", "sv"}
    assert len(produced.cards) > 50


def test_both_calendar_parts_of_a_mail_are_the_same_and_as_its_type_says(
    produced: Produced,
) -> None:
    for _, mail in produced.mails:
        card = part_of(mail, "text/calendar")
        assert card == part_of(mail, "application/ics")
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                assert card is not None
                assert f"METHOD:{part.get_param('method')}".encode() in card.splitlines()


def test_calendars_that_took_every_message_show_the_programme(produced: Produced) -> None:
    shown: Shown = {}
    last: dict[tuple[str, str], tuple[int, datetime]] = {}
    for reader, card in produced.cards:
        calendar = icalendar.Calendar.from_ical(card)
        [event] = calendar.walk("VEVENT")
        key = (address_of(reader), str(event["UID"]))
        if calendar["METHOD"] == "DECLINECOUNTER":
            continue
        now = (int(event["SEQUENCE"]), event["DTSTAMP"].dt)
        was = last.get(key)
        assert was is None or (was[0] < now[0] and was[1] <= now[1])
        last[key] = now
        if calendar["METHOD"] == "CANCEL":
            shown.pop(key, None)
        else:
            shown[key] = (str(event["STATUS"]), event["DTSTART"].dt, event["DTEND"].dt)

    told_by_card = {key: value for key, value in produced.wanted.items() if key in last}
    assert shown == told_by_card
    assert len(shown) > 10


def test_no_calendar_names_anybody_but_its_reader_and_us(produced: Produced) -> None:
    for reader, card in produced.cards:
        [event] = icalendar.Calendar.from_ical(card).walk("VEVENT")
        assert str(event["ORGANIZER"]) == "mailto:visits@example.org"
        attendee = str(event.get("ATTENDEE", f"mailto:{reader}"))
        assert address_of(attendee) == f"mailto:{address_of(reader)}"
    for content in produced.files:
        assert b"ATTENDEE" not in content


GOOD = b"""BEGIN:VCALENDAR\r
PRODID:-//Kvarken//Study visits//EN\r
VERSION:2.0\r
METHOD:REQUEST\r
BEGIN:VEVENT\r
UID:1@kvarken.example.org\r
SEQUENCE:0\r
DTSTAMP:20261123T090000Z\r
DTSTART:20270112T080000Z\r
DTEND:20270112T090000Z\r
SUMMARY:A visit\r
ORGANIZER:mailto:visits@kvarken.example.org\r
ATTENDEE:mailto:guide@example.org\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_each_reader_sees_the_fault_that_is_planted_for_it() -> None:
    planted = {
        "": GOOD,
        "ical.js": GOOD.replace(b"20270112T090000Z", b"20270112T070000Z"),
        "libical": GOOD.replace(b"UID:1@kvarken.example.org\r\n", b""),
        "icalendar": GOOD.replace(b"SEQUENCE:0", b"SEQUENCE:first"),
    }

    found = dict(zip(planted, faults_in(list(planted.values())), strict=True))

    seen = {reader: {one.partition(":")[0] for one in faults} for reader, faults in found.items()}
    assert seen[""] == set()
    assert all(reader in seen[reader] for reader in planted if reader)
