"""A host proposes another time that is not taken: it hears so, and is asked for the first again."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from app.actions.ask_again import ask_again, decline_change
from app.persistence.records import OutboxMail
from app.world import World
from tests.actions.story import (
    A_COORDINATOR,
    A_DELEGATION,
    NO,
    YES,
    answer,
    chosen,
    itinerary_of,
    mails_of,
    open_change,
    requests_of,
    told,
)
from tests.actions.test_calendars import event_of, mails_to, opened
from tests.actions.test_edit import a_roomy_visit, desk_of, save, with_last_later
from tests.conftest import FakeClock
from visits.errors import NotAllowedNow, Stale
from visits.itinerary import StopState
from visits.request import Answer, AnswerKind, RequestState, VisitRequest
from visits.span import Span


def propose(world: World, request: VisitRequest, *, days: int = 1) -> Span:
    """The host of a stop would rather receive it so many days later."""
    stop = request.stop
    other = Span.of(stop.span.starts_at + timedelta(days=days), stop.span.minutes)
    answer(world, request, Answer(AnswerKind.PROPOSE, proposals=(other,)))
    return other


def request_of(world: World, delegation_id: int, request: VisitRequest) -> VisitRequest:
    """The same question, as it is now."""
    return next(one for one in requests_of(world, delegation_id) if one.id == request.id)


def again(world: World, request: VisitRequest) -> None:
    ask_again(world, request_id=request.id or 0, by=A_COORDINATOR, now=world.clock())


def decline(world: World, revision_id: int) -> None:
    decline_change(world, revision_id=revision_id, by=A_DELEGATION, now=world.clock())


def calendar_of(mail: OutboxMail) -> bytes:
    parts = [one for one in opened(mail).walk() if one.get_content_type() == "text/calendar"]
    content = parts[0].get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_host_is_asked_for_the_first_time_again_with_time_to_answer(
    world: World, clock: FakeClock
) -> None:
    delegation_id = chosen(world)
    asked = requests_of(world, delegation_id)[0]
    propose(world, asked)
    proposed = request_of(world, delegation_id, asked)
    clock.go_on(days=1)

    again(world, asked)

    now = request_of(world, delegation_id, asked)
    assert (now.state, now.proposals, now.answered_at) == (RequestState.WAITING, (), None)
    assert (now.stop.span, now.stop.state) == (asked.stop.span, StopState.HELD)
    assert now.version == proposed.version + 1
    assert now.answer_by > asked.answer_by
    assert now.next_reminder_at is not None
    assert clock.now < now.next_reminder_at < now.answer_by
    assert open_change(world, delegation_id) is None
    assert told(world, delegation_id)[-1] == "asked_again"


def test_host_hears_it_in_words_and_its_calendar_drops_the_other_time(world: World) -> None:
    delegation_id = chosen(world)
    asked = requests_of(world, delegation_id)[0]
    propose(world, asked)

    again(world, asked)

    mail = mails_to(world, delegation_id, asked.stop.contact.email)[-1]
    event = event_of(mail)
    assert event is not None
    assert mail.kind == "counter_declined"
    assert b"METHOD:DECLINECOUNTER" in calendar_of(mail)
    assert (str(event["UID"]), "ATTENDEE" in event) == (asked.stop.uid, False)
    assert "/answer/" in text_of(opened(mail))
    assert answer(world, request_of(world, delegation_id, asked), YES)


def test_delegation_that_wants_none_of_the_times_has_every_such_host_asked_again(
    world: World,
) -> None:
    delegation_id = chosen(world)
    first, second, *_ = requests_of(world, delegation_id)
    propose(world, first)
    propose(world, second, days=2)
    change = open_change(world, delegation_id)
    assert change is not None

    decline(world, change.id or 0)

    states = [one.state for one in requests_of(world, delegation_id)]
    assert set(states) == {RequestState.WAITING}
    assert open_change(world, delegation_id) is None
    sent = mails_of(world, delegation_id)
    assert {email for kind, email in sent if kind == "counter_declined"} == {
        first.stop.contact.email,
        second.stop.contact.email,
    }


def test_a_change_declined_twice_is_declined_once(world: World) -> None:
    delegation_id = chosen(world)
    propose(world, requests_of(world, delegation_id)[0])
    change = open_change(world, delegation_id)
    assert change is not None
    decline(world, change.id or 0)
    before = mails_of(world, delegation_id)

    with pytest.raises(Stale):
        decline(world, change.id or 0)

    assert mails_of(world, delegation_id) == before


def test_a_host_that_said_no_is_not_asked_again(world: World) -> None:
    delegation_id = chosen(world)
    asked = requests_of(world, delegation_id)[0]
    answer(world, asked, NO)
    change = open_change(world, delegation_id)
    assert change is not None

    with pytest.raises(NotAllowedNow):
        again(world, asked)
    with pytest.raises(NotAllowedNow):
        decline(world, change.id or 0)

    assert request_of(world, delegation_id, asked).state is RequestState.DECLINED


def test_a_coordinator_who_takes_yet_another_time_declines_the_one_proposed(world: World) -> None:
    delegation_id = a_roomy_visit(world)
    asked = requests_of(world, delegation_id)[-1]
    propose(world, asked)
    before = mails_of(world, delegation_id)

    save(world, delegation_id, with_last_later(desk_of(world, delegation_id)), breaks_wishes=True)

    host = asked.stop.contact.email
    new = mails_of(world, delegation_id) - before
    assert (new[("counter_declined", host)], new[("asked", host)]) == (1, 1)
    declined, question = mails_to(world, delegation_id, host)[-2:]
    assert (declined.kind, question.kind) == ("counter_declined", "asked")
    assert "/answer/" not in text_of(opened(declined))
    stop = next(
        one for one in itinerary_of(world, delegation_id).standing if one.id == asked.stop.id
    )
    event = event_of(question)
    assert event is not None
    assert event["DTSTART"].dt == stop.span.starts_at > asked.stop.span.starts_at
