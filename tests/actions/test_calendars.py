"""Exactly the calendar messages that are due go out, and the ledger knows each of them."""

from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import icalendar
import pytest
import sqlalchemy as sa

from app.actions.answer import give_answer
from app.actions.calendars import decline_counter, tell_calendars
from app.actions.cancel import cancel_stop, cancel_visit
from app.actions.locking import lock_request
from app.actions.transaction import transaction
from app.persistence import tables
from app.persistence.delegations import find_delegation
from app.persistence.invitations import find_told, list_told
from app.persistence.itineraries import find_itinerary
from app.persistence.outbox import list_mails
from app.persistence.records import OutboxMail
from app.world import World
from tests.actions.story import (
    A_COORDINATOR,
    A_HOST,
    NO,
    YES,
    all_confirm,
    answer,
    chosen,
    itinerary_of,
    mails_of,
    open_change,
    requests_of,
)
from tests.actions.test_edit import a_roomy_visit, desk_of, elsewhere, save
from tests.conftest import FakeClock
from visits.conversation import MOST_INVITATIONS_AT_ONCE, Channel
from visits.delegation import Delegate
from visits.invitation import InvitationState
from visits.itinerary import ItineraryState, Stop, StopState
from visits.language import Language
from visits.request import RequestState

KIP = "visits.kip@example.org"
ENGINEER = "engineer.kip@example.org"


def add_delegate(world: World, delegation_id: int, **changes: object) -> None:
    """One more person of the delegation, told of the programme at once."""
    with transaction(world, now=world.clock()) as tx:
        delegation = find_delegation(tx.session, delegation_id)
        defaults = {
            "delegation": delegation,
            "name": "Engineer",
            "email": ENGINEER,
            "language": Language.SV,
            "zone": "Europe/Helsinki",
            "added_at": world.clock(),
        }
        tx.session.add(Delegate(**{**defaults, **changes}))  # type: ignore[arg-type]
    tell(world, delegation_id)


def tell(world: World, delegation_id: int) -> None:
    with transaction(world, now=world.clock()) as tx:
        itinerary = find_itinerary(tx.session, delegation_id)
        assert itinerary is not None
        tell_calendars(tx, itinerary)


def mails_to(world: World, delegation_id: int, email: str) -> list[OutboxMail]:
    with world.database.reading() as session:
        return [one for one in list_mails(session, delegation_id) if one.recipient == email]


def opened(mail: OutboxMail) -> EmailMessage:
    return message_from_bytes(mail.body or b"", policy=default)  # type: ignore[return-value]


def event_of(mail: OutboxMail) -> icalendar.Event | None:
    """The event in a mail's calendar part, if it has one."""
    for part in opened(mail).walk():
        if part.get_content_type() == "text/calendar":
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            (event,) = icalendar.Calendar.from_ical(payload).walk("VEVENT")
            assert isinstance(event, icalendar.Event)
            return event
    return None


def ledger(world: World, delegation_id: int) -> dict[tuple[str, int | None], InvitationState]:
    """What everybody was last told of each stop."""
    itinerary = itinerary_of(world, delegation_id)
    with world.database.reading() as session:
        assert itinerary.id is not None
        return {(one.email, one.stop.id): one.state for one in list_told(session, itinerary.id)}


def test_each_host_holds_time_from_the_question_on(world: World) -> None:
    delegation_id = chosen(world)
    stops = itinerary_of(world, delegation_id).standing

    assert ledger(world, delegation_id) == {
        (stop.contact.email, stop.id): InvitationState.HELD for stop in stops
    }
    [mail] = mails_to(world, delegation_id, stops[0].contact.email)
    event = event_of(mail)
    assert event is not None
    assert (mail.kind, event["STATUS"], event["SEQUENCE"]) == ("asked", "TENTATIVE", 0)


def test_telling_twice_is_telling_once(world: World) -> None:
    delegation_id = chosen(world)
    all_confirm(world, delegation_id)
    before = mails_of(world, delegation_id), ledger(world, delegation_id)

    tell(world, delegation_id)

    assert (mails_of(world, delegation_id), ledger(world, delegation_id)) == before


def a_visit_with_a_moved_stop(world: World, clock: FakeClock) -> tuple[int, Stop]:
    """A published visit with a delegate, in which a coordinator has moved one stop."""
    delegation_id = a_roomy_visit(world)
    all_confirm(world, delegation_id)
    add_delegate(world, delegation_id)
    clock.go_on(hours=1)
    sketch, line = elsewhere(desk_of(world, delegation_id))
    save(world, delegation_id, sketch)
    standing = itinerary_of(world, delegation_id).standing
    return delegation_id, next(stop for stop in standing if stop.id == line.stop_id)


def test_moving_one_stop_of_a_published_programme_writes_what_is_due_and_no_more(
    world: World, clock: FakeClock
) -> None:
    delegation_id, moved = a_visit_with_a_moved_stop(world, clock)

    with world.database.reading() as session:
        sent = [one for one in list_mails(session, delegation_id) if one.created_at == clock.now]

    host = moved.contact.email
    assert Counter((one.kind, one.recipient) for one in sent) == {
        ("asked", host): 1,
        ("held", KIP): 1,
        ("held", ENGINEER): 1,
    }
    for mail in sent:
        event = event_of(mail)
        assert event is not None
        assert (str(event["UID"]), event["STATUS"]) == (moved.uid, "TENTATIVE")
        assert event["DTSTART"].dt == moved.span.starts_at
        assert event["SEQUENCE"] == moved.sequence > 1
    others = [
        state for (_, stop_id), state in ledger(world, delegation_id).items() if stop_id != moved.id
    ]
    assert set(others) == {InvitationState.CONFIRMED}


def test_the_yes_to_a_moved_stop_confirms_it_in_every_calendar(
    world: World, clock: FakeClock
) -> None:
    delegation_id, moved = a_visit_with_a_moved_stop(world, clock)
    before = mails_of(world, delegation_id)

    all_answer_yes(world, delegation_id)

    itinerary = itinerary_of(world, delegation_id)
    assert (itinerary.state, itinerary.is_agreed) == (ItineraryState.PUBLISHED, True)
    assert mails_of(world, delegation_id) - before == {
        ("invitation", moved.contact.email): 1,
        ("invitation", KIP): 1,
        ("invitation", ENGINEER): 1,
    }


def test_the_no_to_a_moved_stop_proposes_a_change_of_the_published_programme(
    world: World, clock: FakeClock
) -> None:
    delegation_id, moved = a_visit_with_a_moved_stop(world, clock)
    request = requests_of(world, delegation_id)[-1]

    answer(world, request, NO)

    itinerary = itinerary_of(world, delegation_id)
    stop = next(one for one in itinerary.standing if one.id == moved.id)
    assert (itinerary.state, stop.state) == (ItineraryState.PUBLISHED, StopState.HELD)
    assert open_change(world, delegation_id) is not None


def all_answer_yes(world: World, delegation_id: int) -> None:
    """Every host that is still asked says yes, here and now and not from memory."""
    for request in requests_of(world, delegation_id):
        if request.state is RequestState.WAITING:
            assert request.id is not None
            give_answer(world, request_id=request.id, answer=YES, by=A_HOST, now=world.clock())


def test_a_delegate_is_invited_in_the_own_language_without_anybody_elses_address(
    world: World,
) -> None:
    delegation_id = chosen(world)
    all_confirm(world, delegation_id)

    add_delegate(world, delegation_id)

    mails = mails_to(world, delegation_id, ENGINEER)
    standing = itinerary_of(world, delegation_id).standing
    assert Counter(mail.kind for mail in mails) == {"invitation": len(standing)}
    hosts = {stop.contact.email for stop in standing}
    for mail in mails:
        message = opened(mail)
        event = event_of(mail)
        assert event is not None
        assert mail.is_bulk
        assert message["Content-Language"] == "sv"
        assert str(event["ATTENDEE"]) == f"mailto:{ENGINEER}"
        whole = message.as_bytes() + event.to_ical()
        assert [one for one in {KIP, *hosts} if one.encode() in whole] == []


def test_a_delegate_has_no_way_to_the_pages_of_the_delegation(world: World) -> None:
    delegation_id = chosen(world)
    all_confirm(world, delegation_id)

    add_delegate(world, delegation_id)

    for mail in mails_to(world, delegation_id, ENGINEER):
        body = opened(mail).get_body(("plain",))
        assert body is not None
        text = body.get_content()
        assert "/feed/" in text
        assert "/visit/" not in text


def test_before_the_programme_is_out_no_delegate_hears_of_it(world: World) -> None:
    delegation_id = chosen(world)

    add_delegate(world, delegation_id)

    assert mails_to(world, delegation_id, ENGINEER) == []


def test_a_delegate_who_leaves_gets_the_stops_taken_out(world: World) -> None:
    delegation_id = chosen(world)
    all_confirm(world, delegation_id)
    add_delegate(world, delegation_id)
    invited = len(mails_to(world, delegation_id, ENGINEER))

    with transaction(world, now=world.clock()) as tx:
        tx.session.execute(
            sa.delete(tables.capability).where(tables.capability.c.delegate_id.is_not(None))
        )
        tx.session.execute(sa.delete(tables.delegate))
    tell(world, delegation_id)

    gone = mails_to(world, delegation_id, ENGINEER)[invited:]
    assert [(one.kind, opened(one)["Content-Language"]) for one in gone] == [
        ("let_go", "sv")
    ] * invited
    assert mails_of(world, delegation_id)[("cancelled", KIP)] == 0


def test_who_would_get_too_many_invitations_gets_one_mail_and_the_feed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visits.conversation.MOST_INVITATIONS_AT_ONCE", 1)
    assert MOST_INVITATIONS_AT_ONCE > 1
    delegation_id = chosen(world)
    all_answer_yes(world, delegation_id)
    add_delegate(world, delegation_id)

    [mail] = mails_to(world, delegation_id, ENGINEER)
    to_contact = Counter(one.kind for one in mails_to(world, delegation_id, KIP))
    with world.database.reading() as session:
        told = find_told(
            session, uid=itinerary_of(world, delegation_id).stops[0].uid, email=ENGINEER
        )

    assert (mail.kind, mail.is_bulk, event_of(mail)) == ("published", True, None)
    assert (to_contact["published"], to_contact["invitation"]) == (1, 0)
    assert told is not None
    assert told.channel is Channel.FEED


def test_who_follows_the_feed_gets_one_mail_that_names_the_changes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visits.conversation.MOST_INVITATIONS_AT_ONCE", 1)
    delegation_id = chosen(world)
    all_answer_yes(world, delegation_id)
    gone, *_ = itinerary_of(world, delegation_id).standing
    before = mails_of(world, delegation_id)

    cancel_stop(
        world,
        stop_id=gone.id or 0,
        delegation_id=delegation_id,
        by=A_COORDINATOR,
        now=world.clock(),
    )
    after_stop = mails_of(world, delegation_id)
    cancel_visit(world, delegation_id=delegation_id, by=A_COORDINATOR, now=world.clock())

    assert after_stop - before == {
        ("programme_changed", KIP): 1,
        ("cancelled", gone.contact.email): 1,
    }
    assert (mails_of(world, delegation_id) - after_stop)[("cancelled", KIP)] == 1


def test_a_host_that_said_no_has_the_time_back_once_the_stop_is_off(world: World) -> None:
    delegation_id = chosen(world)
    declined = requests_of(world, delegation_id)[0]
    answer(world, declined, NO)

    cancel_visit(world, delegation_id=delegation_id, by=A_COORDINATOR, now=world.clock())

    asked, released = mails_to(world, delegation_id, declined.stop.contact.email)
    event = event_of(released)
    assert (asked.kind, released.kind) == ("asked", "released")
    assert event is not None
    assert event["STATUS"] == "CANCELLED"


def test_the_ledger_knows_which_question_was_asked(world: World) -> None:
    delegation_id = chosen(world)
    request = requests_of(world, delegation_id)[0]

    with world.database.reading() as session:
        email = request.stop.contact.email.upper()
        told = find_told(session, uid=request.stop.uid, email=email)

    assert told is not None
    assert (told.sequence, told.asked_version) == (0, request.version)


def test_a_time_that_cannot_be_met_is_declined_in_words_and_in_the_calendar(
    world: World,
) -> None:
    delegation_id = chosen(world)
    request = requests_of(world, delegation_id)[0]

    with transaction(world, now=world.clock() + timedelta(hours=1)) as tx:
        decline_counter(tx, lock_request(tx, request.id or 0))

    mail = mails_to(world, delegation_id, request.stop.contact.email)[-1]
    event = event_of(mail)
    assert event is not None
    assert mail.kind == "counter_declined"
    assert str(event["UID"]) == request.stop.uid
    assert "ATTENDEE" not in event
