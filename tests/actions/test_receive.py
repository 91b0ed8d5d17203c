"""A mail that comes in is taken once, and one answer is taken for each version."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest

import app.actions.answer
import app.actions.hearing
from app.world import World
from tests.actions.story import (
    NO,
    YES,
    answer,
    chosen,
    mails_of,
    told,
)
from tests.conftest import FakeClock
from tests.mail.inbox import first_of, receive, said_of, sequence_sent, waiting_for_people
from tests.mail.shapes import APPLE, GOOGLE, KMAIL, OUTLOOK, Said, later, mail_of
from visits.reply import Outcome
from visits.request import (
    Answer,
    AnsweredAlready,
    RequestState,
    Via,
)


def test_an_answer_by_mail_is_taken_once_with_its_source(world: World, clock: FakeClock) -> None:
    delegation_id = chosen(world)
    request = first_of(world, delegation_id)
    yes = mail_of(OUTLOOK, said_of(request, world, sequence=sequence_sent(world, request)))

    outcome = receive(world, yes)
    taken = first_of(world, delegation_id)
    mails = mails_of(world, delegation_id)
    again = receive(world, b"Received: by another server\r\n" + yes)

    assert (outcome, again) == (Outcome.ACTED, Outcome.SAID_BEFORE)
    assert (taken.state, taken.answered_via) == (RequestState.CONFIRMED, Via.MAIL)
    assert first_of(world, delegation_id).version == taken.version
    assert mails_of(world, delegation_id) == mails
    assert "confirmed" in told(world, delegation_id)
    assert waiting_for_people(world) == []


def test_an_answer_whose_process_dies_is_not_taken_and_can_come_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The process ends here and now."""

    def die(*_: object) -> None:
        raise Killed

    delegation_id = chosen(world)
    yes = mail_of(GOOGLE, said_of(first_of(world, delegation_id), world))
    with monkeypatch.context() as patch:
        patch.setattr(app.actions.answer, "settle", die)
        with pytest.raises(Killed):
            receive(world, yes)
    before = first_of(world, delegation_id).state

    outcome = receive(world, yes)

    assert (before, outcome) == (RequestState.WAITING, Outcome.ACTED)
    assert first_of(world, delegation_id).state is RequestState.CONFIRMED


def test_an_answer_that_comes_twice_at_once_is_taken_once(world: World) -> None:
    delegation_id = chosen(world)
    yes = mail_of(APPLE, said_of(first_of(world, delegation_id), world))
    barrier = threading.Barrier(2)

    def one(_: int) -> Outcome:
        barrier.wait()
        return receive(world, yes)

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(one, range(2)))

    assert outcomes == [Outcome.ACTED, Outcome.SAID_BEFORE]
    assert told(world, delegation_id).count("confirmed") == 1


def test_answers_by_mail_and_link_at_once_leave_one_change_for_each_version(world: World) -> None:
    delegation_id = chosen(world)
    request = first_of(world, delegation_id)
    assert request.id is not None
    yes = said_of(request, world)
    no = replace(yes, partstat="DECLINED", at=later(yes.at, seconds=1), message_id="no@x.y")
    barrier = threading.Barrier(4)

    def by_mail(said: Said) -> bool:
        barrier.wait()
        return receive(world, mail_of(GOOGLE, said)) is Outcome.ACTED

    def by_link(said: Answer) -> bool:
        barrier.wait()
        with suppress(AnsweredAlready):
            return answer(world, request, replace(said, version=request.version))
        return False

    with ThreadPoolExecutor(4) as pool:
        mailed = [pool.submit(by_mail, one) for one in (yes, no)]
        linked = [pool.submit(by_link, one) for one in (YES, NO)]
        changes = [one.result() for one in (*mailed, *linked)]

    after = first_of(world, delegation_id)
    assert after.version == request.version + sum(changes)
    assert sum(one.result() for one in linked) <= 1


def test_an_old_answer_never_wins_and_the_host_hears_who_was_first(
    world: World, clock: FakeClock
) -> None:
    delegation_id = chosen(world)
    request = first_of(world, delegation_id)
    yes = said_of(request, world)
    clock.go_on(hours=1)
    answer(world, request, NO)

    late = receive(world, mail_of(OUTLOOK, yes))
    answered = mails_of(world, delegation_id)["answered_first", request.stop.contact.email]
    machine = ("Auto-Submitted: auto-generated",)
    late_too = receive(world, mail_of(OUTLOOK, replace(yes, headers=machine, message_id="2@x.y")))

    after = first_of(world, delegation_id)
    assert (late, late_too) == (Outcome.ANSWERED_FIRST, Outcome.ANSWERED_FIRST)
    assert after.state is RequestState.DECLINED
    assert answered == 1
    assert mails_of(world, delegation_id)["answered_first", request.stop.contact.email] == 1
    assert waiting_for_people(world) == [Outcome.ANSWERED_FIRST] * 2


def test_what_no_database_can_bear_is_kept_as_far_as_it_can_be(world: World) -> None:
    said = Said(
        uid="unknown@example.org",
        attendee="host@example.org",
        starts_at=world.clock(),
        ends_at=later(world.clock(), hours=1),
        at=world.clock(),
        comment="a\0b\udcff",
    )
    odd = bytes(range(256))
    mails = [
        mail_of(KMAIL, said),
        b"From: host@example.org\r\nSubject: =?utf-8?B?AO2ggA==?= " + odd + b"\r\n\r\n" + odd,
        b"From: host@example.org\r\nMessage-ID: <\0@x.y>\r\nIn-Reply-To: <\0@x.y>\r\n\r\n\0",
        odd,
    ]

    outcomes = [receive(world, mail) for mail in mails]

    expected = [Outcome.UNKNOWN_UID, Outcome.PLAIN, Outcome.PLAIN, Outcome.NOT_UNDERSTOOD]
    assert outcomes == expected
    assert waiting_for_people(world) == expected[::-1]
