"""A reply is acted on only by the one who was asked, and never where something newer was said."""

import itertools
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.builders import NOW, a_request, a_span
from visits.itinerary import ItineraryState
from visits.reply import (
    Attendance,
    CalendarReply,
    Heard,
    Outcome,
    answer_of,
    doubt_about,
    is_alias,
    judge,
)
from visits.request import Answer, AnswerKind, Said, Via, VisitRequest
from visits.span import Span

HOST = "project-lead@example.org"
FRESH = Heard(sequence=0)


def a_reply(request: VisitRequest, **changes: object) -> CalendarReply:
    reply = CalendarReply(
        uid=request.stop.uid,
        attendee=HOST,
        attendance=Attendance.ACCEPTED,
        sequence=0,
        stamped_at=NOW + timedelta(minutes=1),
        starts_at=request.stop.span.starts_at,
    )
    return replace(reply, **changes)  # type: ignore[arg-type]


def minutes(count: float) -> datetime:
    return NOW + timedelta(minutes=count)


class Mailbox:
    """What is kept of replies, as the action keeps it, around one request."""

    def __init__(self) -> None:
        self.request = a_request()
        self.heard = FRESH
        self.now = minutes(60)

    def receive(self, reply: CalendarReply) -> Outcome:
        outcome = judge(reply, self.request, heard=self.heard, now=self.now)
        self.now += timedelta(minutes=1)
        if outcome is Outcome.ACTED:
            answer = answer_of(reply, self.request.stop)
            assert answer is not None
            self.request.take(answer, now=self.now, said=Said(HOST, Via.MAIL))
        if outcome in (Outcome.ACTED, Outcome.SAID_BEFORE):
            stamps = [one for one in (self.heard.stamped_at, reply.stamped_at) if one]
            self.heard = Heard(
                sequence=self.request.stop.sequence,
                stamped_at=max(stamps),
                version=self.request.version,
            )
        return outcome


def five(request: VisitRequest) -> list[CalendarReply]:
    """What one host says in the course of a day, the last word last."""
    proposed = Span.of(request.stop.span.starts_at + timedelta(hours=2), 60)
    return [
        a_reply(request, stamped_at=minutes(1)),
        a_reply(request, stamped_at=minutes(2), attendance=Attendance.TENTATIVE),
        a_reply(request, stamped_at=minutes(3), attendance=Attendance.DECLINED, comment="Away."),
        a_reply(request, stamped_at=minutes(4), proposed=proposed),
        a_reply(request, stamped_at=minutes(5), attendance=Attendance.DECLINED),
    ]


@pytest.mark.parametrize("last", range(5))
def test_replies_in_any_order_and_twice_end_with_the_last_word(last: int) -> None:
    ends = set()
    for order in itertools.permutations(range(5)):
        mailbox = Mailbox()
        said = five(mailbox.request)
        said[last] = replace(said[last], stamped_at=minutes(6))
        for number in (*order, order[0], order[2]):
            mailbox.receive(said[number])
        ends.add((mailbox.request.said, mailbox.request.stop.state))

    answer = answer_of(five(a_request())[last], a_request().stop)
    assert {said for said, _ in ends} == {answer}
    assert len(ends) == 1


def test_replies_that_are_not_compared_by_their_time_end_in_many_ways() -> None:
    """The failing twin: the order of arrival decides."""
    ends = set()
    for order in itertools.permutations(range(5)):
        mailbox = Mailbox()
        said = five(mailbox.request)
        for number in order:
            mailbox.heard = FRESH
            mailbox.request.answered_at = None
            mailbox.receive(said[number])
        ends.add(mailbox.request.said)

    assert len(ends) == 5


def test_reply_to_an_earlier_time_is_stale_whenever_it_comes() -> None:
    mailbox = Mailbox()
    before = a_reply(mailbox.request, stamped_at=minutes(30))
    mailbox.request.stop.move(a_span(12), now=minutes(20))
    mailbox.request.asked_at = minutes(20)
    mailbox.heard = Heard(sequence=mailbox.request.stop.sequence)

    assert mailbox.receive(before) is Outcome.STALE
    assert mailbox.request.said is None


def test_reply_to_the_time_that_stands_counts_though_the_stop_was_confirmed_since() -> None:
    mailbox = Mailbox()
    mailbox.receive(a_reply(mailbox.request))

    no = a_reply(mailbox.request, stamped_at=minutes(2), attendance=Attendance.DECLINED)

    assert no.sequence < mailbox.heard.sequence
    assert mailbox.receive(no) is Outcome.ACTED


def test_reply_that_was_written_before_another_answer_comes_second() -> None:
    mailbox = Mailbox()
    mailbox.request.take(Answer(AnswerKind.DECLINE), now=minutes(10))

    earlier = mailbox.receive(a_reply(mailbox.request, stamped_at=minutes(9)))
    later = mailbox.receive(a_reply(mailbox.request, stamped_at=minutes(11)))

    assert (earlier, later) == (Outcome.ANSWERED_FIRST, Outcome.ACTED)


def test_reply_to_a_published_programme_is_for_people_unless_it_says_nothing_new() -> None:
    mailbox = Mailbox()
    mailbox.receive(a_reply(mailbox.request))
    mailbox.request.itinerary.state = ItineraryState.PUBLISHED
    mailbox.request.itinerary.published_at = NOW
    fresh = a_reply(mailbox.request, sequence=1, stamped_at=minutes(90))

    again = mailbox.receive(fresh)
    changed = mailbox.receive(replace(fresh, attendance=Attendance.DECLINED))

    assert (again, changed) == (Outcome.SAID_BEFORE, Outcome.AFTER_PUBLICATION)


def test_reply_to_a_stop_that_is_gone_says_how_it_went() -> None:
    asked, called_off = a_request(), a_request()
    asked.stop.drop(now=NOW)
    called_off.itinerary.cancel(now=NOW)

    outcomes = [
        judge(a_reply(one), one, heard=FRESH, now=minutes(5)) for one in (asked, called_off)
    ]

    assert outcomes == [Outcome.WITHDRAWN, Outcome.CANCELLED_STOP]


def test_reply_after_the_time_to_answer_is_too_late() -> None:
    request = a_request()

    outcome = judge(a_reply(request), request, heard=FRESH, now=request.answer_by)

    assert outcome is Outcome.TOO_LATE


def test_counter_to_another_time_than_the_one_that_stands_is_stale() -> None:
    request = a_request()
    proposed = Span.of(request.stop.span.starts_at + timedelta(hours=2), 60)
    reply = a_reply(request, proposed=proposed, starts_at=minutes(1))

    assert judge(reply, request, heard=FRESH, now=minutes(5)) is Outcome.STALE


def test_counter_that_is_longer_than_the_visit_proposes_its_beginning() -> None:
    request = a_request()
    starts_at = request.stop.span.starts_at + timedelta(hours=2)
    longer, shorter = Span.of(starts_at, 90), Span.of(starts_at, 15)

    answers = [answer_of(a_reply(request, proposed=one), request.stop) for one in (longer, shorter)]

    whole = Span.of(starts_at, request.stop.span.minutes)
    assert answers == [Answer(AnswerKind.PROPOSE, proposals=(whole,)), None]


@pytest.mark.parametrize(
    ("attendee", "sender", "doubt"),
    [
        (HOST, HOST, None),
        (HOST.upper(), HOST, None),
        (HOST, "somebody@example.net", Outcome.FORWARDED),
        (HOST, "project.lead@example.org", Outcome.ALIAS),
        (HOST, "project-lead+visits@example.org", Outcome.ALIAS),
        (HOST, "project-lead@mail.example.org", Outcome.ALIAS),
        ("project-lead+cal@example.org", HOST, Outcome.ALIAS),
        ("x@example.net", "x@example.net", Outcome.STRANGER),
        ("x@example.net", HOST, Outcome.ALIAS),
        (HOST, "", Outcome.FORWARDED),
    ],
)
def test_reply_counts_only_from_the_address_that_was_invited(
    attendee: str, sender: str, doubt: Outcome | None
) -> None:
    reply = a_reply(a_request(), attendee=attendee)

    assert doubt_about(reply, sender=sender, invited=[HOST]) is doubt


def test_alias_is_the_same_name_elsewhere_and_not_any_neighbour() -> None:
    pairs = [("a.b@x.org", "ab@y.org"), ("anna@x.org", "bertil@x.org"), ("anna@x.org", "b@y.org")]

    assert [is_alias(*pair) for pair in pairs] == [True, False, False]
