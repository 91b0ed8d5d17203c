"""What comes in does what the host's page would do, or waits for people."""

from dataclasses import replace
from datetime import timedelta

import pytest

import app.actions.answer
import app.actions.hearing
from app.actions.cancel import cancel_visit
from app.actions.housekeeping import tidy
from app.persistence.incoming import list_attending, list_incoming, list_unhandled
from app.persistence.outbox import list_mails
from app.persistence.records import MailState
from app.world import World
from tests.actions.story import (
    A_COORDINATOR,
    NO,
    all_confirm,
    answer,
    asked,
    chosen,
    itinerary_of,
    mails_of,
    told,
)
from tests.conftest import FakeClock
from tests.mail.inbox import first_of, receive, said_of, waiting_for_people
from tests.mail.shapes import APPLE, GOOGLE, OUTLOOK, THUNDERBIRD, later, mail_of
from visits.reply import Attendance, Outcome
from visits.request import (
    AnswerKind,
    RequestState,
)


def test_an_old_answer_would_win_if_nobody_compared_times(
    world: World, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The failing twin."""
    delegation_id = chosen(world)
    request = first_of(world, delegation_id)
    yes = said_of(request, world)
    clock.go_on(hours=1)
    answer(world, request, NO)
    monkeypatch.setattr(app.actions.hearing, "judge", lambda *_, **__: Outcome.ACTED)

    receive(world, mail_of(OUTLOOK, yes))

    assert first_of(world, delegation_id).state is RequestState.CONFIRMED


def test_an_answer_after_publication_or_cancellation_changes_nothing(
    world: World, clock: FakeClock
) -> None:
    delegation_id = chosen(world)
    all_confirm(world, delegation_id)
    clock.go_on(hours=1)
    no = said_of(first_of(world, delegation_id), world, partstat="DECLINED")
    yes = replace(no, partstat="ACCEPTED", message_id="yes@x.y")

    repeated = receive(world, mail_of(THUNDERBIRD, yes))
    changed = receive(world, mail_of(THUNDERBIRD, no))
    cancel_visit(world, delegation_id=delegation_id, by=A_COORDINATOR, now=clock.go_on(hours=1))
    called_off = receive(world, mail_of(THUNDERBIRD, replace(no, message_id="late@x.y")))

    assert (repeated, changed) == (Outcome.SAID_BEFORE, Outcome.AFTER_PUBLICATION)
    assert called_off is Outcome.CANCELLED_STOP
    assert waiting_for_people(world) == [Outcome.CANCELLED_STOP, Outcome.AFTER_PUBLICATION]
    assert told(world, delegation_id).count("mail_received") == 2


def test_an_answer_by_the_delegation_is_noted_and_changes_nothing(
    world: World, clock: FakeClock
) -> None:
    delegation_id = chosen(world)
    request = first_of(world, delegation_id)
    guest = request.itinerary.delegation.contact_email
    perhaps = said_of(request, world, attendee=guest, partstat="TENTATIVE")
    no = replace(perhaps, partstat="DECLINED", at=later(perhaps.at, minutes=1), message_id="2@x.y")
    version = itinerary_of(world, delegation_id).version

    outcomes = [receive(world, mail_of(GOOGLE, one), minutes=5) for one in (no, perhaps)]
    proposed = replace(no, proposed_at=later(no.starts_at, hours=2), message_id="3@x.y")
    outcomes.append(receive(world, mail_of(GOOGLE, proposed)))

    itinerary = itinerary_of(world, delegation_id)
    with world.database.reading() as session:
        assert itinerary.id is not None
        said = [(one.email, one.attendance) for one in list_attending(session, itinerary.id)]
    assert outcomes == [Outcome.NOTED, Outcome.STALE, Outcome.NOT_THEIRS]
    assert said == [(guest, Attendance.DECLINED)]
    assert (itinerary.version, first_of(world, delegation_id).said) == (version, None)


def test_what_cannot_be_done_is_kept_for_people(world: World) -> None:
    delegation_id = chosen(world)
    request = first_of(world, delegation_id)
    itself = request.stop.contact.email
    handed = said_of(request, world, partstat="DELEGATED", delegated_to=itself)

    outcome = receive(world, mail_of(OUTLOOK, handed))

    assert outcome is Outcome.NOT_DONE
    with world.database.reading() as session:
        kept = list_incoming(session, delegation_id)
        assert [(one.outcome, one.request is not None) for one in kept] == [(outcome, True)]
    assert first_of(world, delegation_id).said is None


def test_a_question_is_handed_to_a_colleague_by_mail(world: World) -> None:
    delegation_id = chosen(world)
    request = first_of(world, delegation_id)
    handed = said_of(request, world, partstat="DELEGATED", delegated_to="colleague@example.org")

    outcome = receive(world, mail_of(OUTLOOK, handed))

    said = first_of(world, delegation_id).said
    assert outcome is Outcome.ACTED
    assert said is not None
    assert said.kind is AnswerKind.HAND_ON


def bounced(message_id: str, action: str = "failed") -> bytes:
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@example.net\r\nMessage-ID: <b1@example.net>\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.x.net\r\n\r\n"
        f"Final-Recipient: rfc822; gone@example.org\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 no such mailbox\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n--b--\r\n"
    ).encode()


def plain(*headers: str) -> bytes:
    lines = ("From: project-lead@example.org", "Subject: Re: Visit", *headers)
    return ("\r\n".join(lines) + "\r\n\r\nWhere do we park?").encode()


def test_mail_in_words_bounces_and_notes_of_absence_are_for_people_and_never_answered(
    world: World,
) -> None:
    delegation_id = asked(world)
    with world.database.reading() as session:
        sent = list_mails(session, delegation_id)[0].message_id
    before = mails_of(world, delegation_id)
    thread = f"In-Reply-To: {sent}"

    outcomes = [
        receive(world, content)
        for content in (
            plain(thread, "Message-ID: <1@x.y>"),
            plain(thread, "Message-ID: <2@x.y>", "Auto-Submitted: auto-replied"),
            plain(thread, "Message-ID: <3@x.y>", "Precedence: auto_reply"),
            plain(thread, "Message-ID: <4@x.y>", "Return-Path: <>"),
            bounced(sent, action="delayed"),
            bounced(sent),
        )
    ]

    assert outcomes == [Outcome.PLAIN, *[Outcome.AUTOMATIC] * 4, Outcome.BOUNCED]
    assert mails_of(world, delegation_id) == before
    assert waiting_for_people(world) == [Outcome.BOUNCED, Outcome.PLAIN]
    with world.database.reading() as session:
        mail = list_mails(session, delegation_id)[0]
        assert (mail.state, mail.error) == (MailState.PARKED, "5.1.1 550 no such mailbox")
        assert len(list_incoming(session, delegation_id)) == 6
    assert told(world, delegation_id)[-2:] == ["mail_received", "mail_bounced"]


def test_a_calendar_that_answers_by_itself_is_for_people(world: World) -> None:
    delegation_id = chosen(world)
    headers = ("Auto-Submitted: auto-replied",)
    said = said_of(first_of(world, delegation_id), world, headers=headers)

    outcome = receive(world, mail_of(OUTLOOK, said))

    assert (outcome, waiting_for_people(world)) == (Outcome.AUTOMATIC, [Outcome.AUTOMATIC])
    assert first_of(world, delegation_id).said is None


def test_words_beside_a_yes_are_for_people_and_beside_a_no_for_the_delegation(
    world: World,
) -> None:
    delegation_id = chosen(world)
    yes = said_of(first_of(world, delegation_id), world, comment="Come to gate B.")
    no = replace(yes, partstat="DECLINED", at=later(yes.at, minutes=1), message_id="2@x.y")

    outcomes = [receive(world, mail_of(APPLE, one), minutes=5) for one in (yes, no)]

    said = first_of(world, delegation_id).said
    assert outcomes == [Outcome.ACTED, Outcome.ACTED]
    assert waiting_for_people(world) == [Outcome.ACTED]
    assert said is not None
    assert said.reason == "Come to gate B."


def test_a_sender_nobody_vouches_for_is_not_believed(world: World) -> None:
    delegation_id = chosen(world)
    checked = replace(world, settings=replace(world.settings, mail_auth_server="mx.example.org"))
    said = said_of(first_of(world, delegation_id), world)
    results = {
        "none": (),
        "another": ("Authentication-Results: mx.example.net; dmarc=pass",),
        "failed": ("Authentication-Results: mx.example.org; dmarc=fail",),
        "passed": ("Authentication-Results: mx.example.org; dmarc=pass",),
    }

    outcomes = [
        receive(checked, mail_of(APPLE, replace(said, headers=headers, message_id=f"{name}@x.y")))
        for name, headers in results.items()
    ]

    assert outcomes == [*[Outcome.NOT_AUTHENTIC] * 3, Outcome.ACTED]


def test_without_a_server_that_vouches_people_look_at_every_answer(world: World) -> None:
    delegation_id = chosen(world)
    real = replace(world, settings=replace(world.settings, demo=False))
    yes = mail_of(APPLE, said_of(first_of(world, delegation_id), world))

    outcome = receive(real, yes)

    assert outcome is Outcome.NOT_AUTHENTIC
    assert waiting_for_people(real) == [Outcome.NOT_AUTHENTIC]
    assert first_of(world, delegation_id).said is None


def test_the_text_of_mail_that_came_in_is_forgotten(world: World, clock: FakeClock) -> None:
    receive(world, plain("Message-ID: <1@x.y>"))

    kept = []
    for days in (29, 2):
        clock.go_on(days=days)
        tidy(world, now=clock.now + timedelta(hours=1))
        with world.database.reading() as session:
            mail = list_unhandled(session)[0]
            kept.append((mail.content is not None, mail.words, mail.subject))

    assert kept == [(True, "Where do we park?", "Re: Visit"), (False, "", "")]


def test_who_answered_is_forgotten_once_the_visit_is_over(world: World, clock: FakeClock) -> None:
    delegation_id = chosen(world)
    request = first_of(world, delegation_id)
    receive(world, mail_of(APPLE, said_of(request, world)))
    last = max(stop.span.ends_at for stop in itinerary_of(world, delegation_id).stops)

    kept = []
    for days in (29, 31):
        tidy(world, now=last + timedelta(days=days))
        with world.database.reading() as session:
            mail = list_incoming(session, delegation_id)[0]
            kept.append((mail.content is None, mail.sender, mail.attendee))

    email = request.stop.contact.email
    assert last > clock.now
    assert kept == [(True, email, email), (True, "", "")]
