"""Mail that waits for a person: seen by its office, done with one button, and never in silence."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.actions.addresses import Correction, correct_address
from app.actions.mailroom import note_failure, note_looked
from app.actions.receive import receive_mail
from app.persistence import inbox
from app.persistence.addresses import list_dead_addresses
from app.persistence.inbox import list_all_incoming
from app.persistence.incoming_records import IncomingMail, Source
from app.persistence.mailroom_records import WhyNotFetched
from app.persistence.outbox import list_mails
from app.persistence.records import MailState, OutboxMail
from app.persistence.timeline import list_entries
from app.world import World
from tests.actions.story import A_COORDINATOR, all_confirm, chosen, itinerary_of, requests_of, told
from tests.conftest import FakeClock
from tests.delegation.followed import counted_queries, text_of
from tests.mail.inbox import said_of
from tests.mail.incoming import in_words, report
from tests.mail.shapes import GOOGLE, OUTLOOK, Said, mail_of
from tests.test_access_matrix import signed_in
from tests.tokens import token_of
from visits.delegation import Delegate
from visits.errors import InvalidValue
from visits.itinerary import ItineraryState
from visits.language import Language
from visits.reply import Outcome
from visits.request import RequestState, Via

PAGE = "/en/staff/mail"


@pytest.fixture
def delegation_id(world: World) -> int:
    return chosen(world)


@pytest.fixture
def said(world: World, delegation_id: int) -> Said:
    return said_of(requests_of(world, delegation_id)[0], world)


@pytest.fixture
def north(app: Flask, world: World) -> FlaskClient:
    return signed_in(app, "north")


def receive(world: World, content: bytes) -> Outcome:
    return receive_mail(world, content, source=Source.IMAP, now=world.clock())


def came(world: World) -> list[IncomingMail]:
    with world.database.reading() as session:
        return list_all_incoming(session)


def press(client: FlaskClient, address: str, **typed: str) -> tuple[int, str]:
    page = client.get(address.rpartition("/")[0])
    opened = page if page.status_code == 200 else client.get(PAGE)
    sent = client.post(address, data={"csrf_token": token_of(opened.text), **typed})
    return sent.status_code, text_of(sent)


def test_flood_of_other_mail_hides_no_answer(
    world: World, delegation_id: int, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "MOST_SHOWN", 2)
    receive(world, mail_of(OUTLOOK, replace(said, sender="colleague@example.net")))
    for number in range(3):
        stranger = replace(said, sender="spam@example.net", message_id=f"{number}@example.net")
        receive(world, in_words()(stranger))

    with world.database.reading() as session:
        node_id = session.merge(requests_of(world, delegation_id)[0]).itinerary.delegation.node.id
        listed = inbox.list_waiting_mail(session, node_id or 0)

    assert [(one.uid != "", one.id) for one in listed] == [(True, 1), (False, 4)]


def mails_to(world: World, delegation_id: int, email: str) -> list[tuple[str, MailState]]:
    with world.database.reading() as session:
        mails = list_mails(session, delegation_id)
        return [(one.kind, one.state) for one in mails if one.recipient == email]


def test_forwarded_answer_is_shown_with_what_it_says_and_done_with_one_button(
    world: World, north: FlaskClient, delegation_id: int, said: Said
) -> None:
    receive(world, mail_of(OUTLOOK, replace(said, sender="colleague@example.net")))
    page = text_of(north.get(f"{PAGE}/1"))
    version = requests_of(world, delegation_id)[0].version

    code, _ = press(north, f"{PAGE}/1/do", version=str(version))

    request, mail = requests_of(world, delegation_id)[0], came(world)[0]
    assert "From somebody the invitation was forwarded to" in page
    assert "colleague@example.net" in page
    assert "Comes" in page
    assert "“Yes, this time suits us”" in page
    assert code == 303
    assert (request.state, request.answered_via) == (RequestState.CONFIRMED, Via.STAFF)
    assert (mail.handled_at, mail.handled_by) == (world.clock(), request.answered_by)
    assert told(world, delegation_id)[-1] == "mail_handled"


def test_answer_that_came_in_meanwhile_wins_and_is_told(
    world: World, north: FlaskClient, delegation_id: int, said: Said
) -> None:
    receive(world, mail_of(OUTLOOK, replace(said, sender="colleague@example.net")))
    version = requests_of(world, delegation_id)[0].version
    receive(world, mail_of(GOOGLE, replace(said, partstat="DECLINED", message_id="2@x.y")))

    code, text = press(north, f"{PAGE}/1/do", version=str(version))

    assert code == 422
    assert "answered meanwhile" in text or "no longer possible" in text
    assert requests_of(world, delegation_id)[0].state is RequestState.DECLINED
    assert came(world)[0].handled_at is None


def test_button_without_a_version_does_nothing(
    world: World, north: FlaskClient, delegation_id: int, said: Said
) -> None:
    receive(world, mail_of(OUTLOOK, replace(said, sender="colleague@example.net")))

    codes = {press(north, f"{PAGE}/1/do", version=one)[0] for one in ("", "x", "-1", "9" * 40)}

    assert codes == {422}
    assert requests_of(world, delegation_id)[0].state is RequestState.WAITING


def test_guest_that_comes_is_never_taken_for_a_host_that_says_yes(
    world: World, north: FlaskClient, delegation_id: int, said: Said
) -> None:
    guest = itinerary_of(world, delegation_id).delegation.contact_email
    receive(world, mail_of(OUTLOOK, replace(said, sender=guest)))
    version = requests_of(world, delegation_id)[0].version

    page = text_of(north.get(f"{PAGE}/1"))
    code, _ = press(north, f"{PAGE}/1/do", version=str(version))

    assert "Do what it says" not in page
    assert code == 422
    assert requests_of(world, delegation_id)[0].state is RequestState.WAITING


def test_answer_by_a_machine_is_done_by_no_other_office(
    app: Flask, world: World, north: FlaskClient, delegation_id: int, said: Said
) -> None:
    """A mail of a machine belongs to no visit yet, so every office sees it."""
    machine = ("Auto-Submitted: auto-replied",)
    receive(world, mail_of(OUTLOOK, replace(said, headers=machine)))
    south, version = signed_in(app, "south"), requests_of(world, delegation_id)[0].version
    pages = [text_of(one.get(f"{PAGE}/1")) for one in (north, south)]

    code, _ = press(south, f"{PAGE}/1/do", version=str(version))
    state = requests_of(world, delegation_id)[0].state
    own_code, _ = press(north, f"{PAGE}/1/do", version=str(version))

    assert ["Do what it says" in page for page in pages] == [True, False]
    assert (code, state, own_code) == (422, RequestState.WAITING, 303)
    assert requests_of(world, delegation_id)[0].state is RequestState.CONFIRMED


def test_words_are_shown_as_text_with_inert_links(world: World, north: FlaskClient) -> None:
    text = "Yes! <script>x()</script> https://evil.example.net/\x07"
    receive(world, in_words(text=text)(a_sender("host@example.org")))

    page = north.get(f"{PAGE}/1").text

    assert "https://evil.example.net/" in page
    assert 'href="https://evil' not in page
    assert "<script>x()" not in page


def a_sender(email: str) -> Said:
    at = FakeClock().now
    return Said(uid="x", attendee=email, starts_at=at, ends_at=at, at=at)


def test_mail_about_no_visit_waits_for_every_office_until_one_takes_it(
    app: Flask, world: World, north: FlaskClient, delegation_id: int
) -> None:
    south = signed_in(app, "south")
    receive(world, in_words()(a_sender("host@example.org")))
    before = [text_of(one.get(PAGE)).count("Re: Visit") for one in (north, south)]
    reference = itinerary_of(world, delegation_id).delegation.reference

    unknown = press(north, f"{PAGE}/1/visit", reference="KV-XXXX")
    elsewhere = press(south, f"{PAGE}/1/visit", reference=reference)
    linked = press(north, f"{PAGE}/1/visit", reference=reference.lower())

    assert before == [1, 1]
    assert (unknown[0], elsewhere[0], linked[0]) == (422, 422, 303)
    assert "Your office has no visit with this reference." in unknown[1]
    assert text_of(north.get(PAGE)).count("Re: Visit") == 1
    assert text_of(south.get(PAGE)).count("Re: Visit") == 0
    assert south.get(f"{PAGE}/1").status_code == 404
    assert "Re: Visit" in text_of(north.get(f"/en/staff/visits/{reference}"))


def test_mail_is_put_away_once_and_says_by_whom(
    world: World, north: FlaskClient, delegation_id: int
) -> None:
    receive(world, in_words()(a_sender("host@example.org")))

    first, second = (press(north, f"{PAGE}/1/done") for _ in range(2))

    assert (first[0], second[0]) == (303, 422)
    assert "Somebody has dealt with this mail meanwhile." in second[1]
    assert "dealt with it on Monday 23 November 2026" in text_of(north.get(f"{PAGE}/1"))
    assert "No mail waits" in text_of(north.get(PAGE))


def test_pages_of_the_staff_count_the_mail_that_waits(world: World, north: FlaskClient) -> None:
    none = north.get("/en/staff").text
    for number in range(2):
        receive(world, in_words(f"X-Number: {number}", text=str(number))(a_sender("a@example.org")))

    page = north.get("/en/staff").text

    assert "Mail (" not in none
    assert "Mail (2)" in page
    assert "2 mails wait for you" in page


def test_mail_that_is_not_there_is_not_found(north: FlaskClient) -> None:
    ids = ("0", "x", "9" * 30, "１", "%00")

    assert {north.get(f"{PAGE}/{id}").status_code for id in ids} == {404}


def test_mail_that_nobody_can_read_is_shown_with_its_reason(
    world: World, north: FlaskClient
) -> None:
    receive(
        world, b"Subject: Two\r\nFrom: a@example.org\r\nContent-Type: text/calendar\r\n\r\nBEGIN"
    )

    assert "The calendar answer in it cannot be read." in text_of(north.get(f"{PAGE}/1"))


def test_list_asks_as_often_for_many_mails(world: World, north: FlaskClient, said: Said) -> None:
    receive(world, mail_of(OUTLOOK, replace(said, sender="a@example.net")))
    with counted_queries(world) as few:
        north.get(PAGE)
    for number in range(4):
        other = replace(said, sender="a@example.net", message_id=f"{number}@x.y")
        receive(world, mail_of(OUTLOOK, other))

    with counted_queries(world) as many:
        north.get(PAGE)

    with counted_queries(world) as of_one:
        north.get(f"{PAGE}/1")

    assert len(few) == len(many) <= 15
    assert len(of_one) <= 15


def bounce_of(world: World, delegation_id: int, email: str) -> bytes:
    """What a mail server says of the newest mail to an address."""
    with world.database.reading() as session:
        mail = [one for one in list_mails(session, delegation_id) if one.recipient == email][-1]
    block = f"Final-Recipient: rfc822; {email}\r\nAction: failed\r\nStatus: 5.1.1"
    block += "\r\nDiagnostic-Code: smtp; 550 no such mailbox"
    content = report("delivery-status", block)(a_sender("mailer-daemon@example.net"))
    return content.replace(b"<nobody-knows-it@example.org>", mail.message_id.encode())


def parked_of(world: World, delegation_id: int) -> OutboxMail:
    with world.database.reading() as session:
        found = list_mails(session, delegation_id)
        return next(one for one in found if one.state is MailState.PARKED)


def test_returned_mail_names_the_address_and_a_new_one_is_asked_anew(
    world: World, north: FlaskClient, clock: FakeClock, delegation_id: int
) -> None:
    request = requests_of(world, delegation_id)[0]
    old, new = request.stop.contact.email, "new.host@example.org"
    outcome = receive(world, bounce_of(world, delegation_id, old))
    mail, reference = parked_of(world, delegation_id), request.itinerary.delegation.reference
    listed, page = text_of(north.get(PAGE)), text_of(north.get(f"{PAGE}/1"))
    people = text_of(north.get("/en/staff/hosts"))
    address = f"/en/staff/visits/{reference}/mails/{mail.id}/address"
    same = press_form(north, address, email=old.upper())
    broken = press_form(north, address, email="no address")

    code, _ = press_form(north, address, email=new)

    assert outcome is Outcome.BOUNCED
    assert f"{old} since" in listed
    assert f"{old} Mail does not arrive here since 23 Nov 2026." in people
    assert old in page
    assert (same[0], broken[0], code) == (422, 422, 303)
    assert "This is the address that does not work." in same[1]
    assert requests_of(world, delegation_id)[0].stop.contact.email == new
    assert {state for _, state in mails_to(world, delegation_id, old)} == {MailState.REPLACED}
    assert ("asked", MailState.READY) in mails_to(world, delegation_id, new)
    assert came(world)[0].handled_at == clock.now
    assert "No mail waits" in text_of(north.get(PAGE))
    assert "Addresses that do not work" not in text_of(north.get(PAGE))
    assert "Nobody of your office’s visit has this address" in text_of(north.get(address))


def press_form(client: FlaskClient, address: str, **typed: str) -> tuple[int, str]:
    """Sends the form of the page at an address to that address."""
    sent = client.post(address, data={"csrf_token": token_of(client.get(address).text), **typed})
    return sent.status_code, text_of(sent)


def test_delegation_at_another_address_gets_its_link_and_its_invitations(
    world: World, delegation_id: int
) -> None:
    all_confirm(world, delegation_id)
    delegation = itinerary_of(world, delegation_id).delegation
    old, new = delegation.contact_email, "new.group@example.org"
    receive(world, bounce_of(world, delegation_id, old))
    hosts = [
        mails_to(world, delegation_id, one.stop.contact.email)
        for one in requests_of(world, delegation_id)
    ]

    correction = Correction(delegation_id, old, new)
    correct_address(world, correction, by=A_COORDINATOR, now=world.clock())

    kinds = [kind for kind, _ in mails_to(world, delegation_id, new)]
    after = itinerary_of(world, delegation_id)
    assert (after.state, after.delegation.contact_email) == (ItineraryState.PUBLISHED, new)
    assert kinds[0] == "published"
    assert kinds.count("invitation") == len(after.standing)
    assert hosts == [
        mails_to(world, delegation_id, one.stop.contact.email)
        for one in requests_of(world, delegation_id)
    ]
    with world.database.reading() as session:
        assert list_dead_addresses(session, delegation.node.id or 0) == {}


def test_page_tells_that_no_mail_is_fetched_and_why(
    app: Flask, world: World, north: FlaskClient, clock: FakeClock
) -> None:
    url = "imaps://visits:secret@mail.example.org/INBOX"
    own = replace(world, settings=replace(world.settings, mail_in_url=url))
    app.extensions["kvarken"] = own
    not_yet = text_of(north.get(PAGE))
    note_failure(own, WhyNotFetched.WRONG_PASSWORD, now=clock.now)
    failing = north.get(PAGE)
    note_looked(own, now=clock.now)
    good = text_of(north.get(PAGE))
    clock.go_on(minutes=16)
    late = text_of(north.get(PAGE))

    assert "The worker has not looked into the mailbox yet." in not_yet
    assert "The mail server refused the user name or the password." in text_of(failing)
    assert "Next try: Monday 23 November 2026, 11:00" in text_of(failing)
    assert "secret" not in failing.text
    assert "Fetched from visits, mail.example.org/INBOX" in good
    assert "The worker does not look into the mailbox any more." in late


def test_contact_at_another_address_is_asked_anew_in_all_its_visits(
    world: World, delegation_id: int
) -> None:
    other_id = chosen(world)
    contacts = {one.stop.contact.email for one in requests_of(world, delegation_id)}
    old = next(
        one.stop.contact.email
        for one in requests_of(world, other_id)
        if one.stop.contact.email in contacts
    )
    receive(world, bounce_of(world, delegation_id, old))

    correction = Correction(delegation_id, old, "new.host@example.org")
    correct_address(world, correction, by=A_COORDINATOR, now=world.clock())

    for visit in (delegation_id, other_id):
        assert ("asked", MailState.READY) in mails_to(world, visit, correction.new)
        assert {state for _, state in mails_to(world, visit, old)} == {MailState.REPLACED}


def test_participant_at_another_address_is_invited_there_and_named_nowhere(
    world: World, delegation_id: int
) -> None:
    delegation = itinerary_of(world, delegation_id).delegation
    old, new, taken = "one@example.net", "two@example.net", "three@example.net"
    with world.database.writing() as session:
        for email in (old, taken):
            own = session.merge(delegation)
            session.add(
                Delegate(
                    delegation=own,
                    name="Engineer",
                    email=email,
                    language=Language.EN,
                    zone="Europe/Helsinki",
                    added_at=world.clock(),
                )
            )
    all_confirm(world, delegation_id)
    invited = [kind for kind, _ in mails_to(world, delegation_id, taken)]

    of_somebody_else = Correction(delegation_id, old, taken)
    with pytest.raises(InvalidValue):
        correct_address(world, of_somebody_else, by=A_COORDINATOR, now=world.clock())
    correction = Correction(delegation_id, old, new)
    correct_address(world, correction, by=A_COORDINATOR, now=world.clock())

    assert [kind for kind, _ in mails_to(world, delegation_id, new)] == invited != []
    assert {state for _, state in mails_to(world, delegation_id, old)} == {MailState.REPLACED}
    with world.database.reading() as session:
        details = [str(one.detail) for one in list_entries(session, delegation_id)]
    assert not any(new in one or old in one for one in details)
