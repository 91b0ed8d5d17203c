"""Hosts that have not answered are reminded: each time once, however long the worker was away."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from app.actions.answer import give_answer, lapse_overdue
from app.actions.remind import remind_due
from app.world import World
from tests.actions.story import A_HOST, YES, answer, chosen, mails_of, requests_of, told
from tests.conftest import FakeClock
from visits.request import Answer, AnswerKind, Colleague, RequestState, VisitRequest

HALF_WAY = datetime(2026, 11, 25, 8, tzinfo=UTC)
DAY_BEFORE = datetime(2026, 11, 27, 8, tzinfo=UTC)
MAYBE = Answer(AnswerKind.MAYBE)


def reminders_of(world: World, delegation_id: int) -> Counter[str]:
    """How often each mailbox was reminded."""
    sent = mails_of(world, delegation_id)
    return Counter({to: count for (kind, to), count in sent.items() if kind == "reminder"})


def test_hosts_are_reminded_half_way_and_the_day_before(world: World, clock: FakeClock) -> None:
    delegation_id = chosen(world)
    requests = requests_of(world, delegation_id)
    answer(world, requests[0], YES)
    answer(world, requests[1], MAYBE)
    silent = Counter(one.stop.contact.email for one in requests[1:])
    counts = []

    for clock.now in (HALF_WAY.replace(hour=7), HALF_WAY, HALF_WAY, DAY_BEFORE, DAY_BEFORE):
        counts.append(remind_due(world, now=clock.now))

    each = len(requests) - 1
    assert counts == [0, each, 0, each, 0]
    assert reminders_of(world, delegation_id) == silent + silent
    assert told(world, delegation_id).count("reminded") == 2 * each


def test_missed_reminders_are_one(world: World, clock: FakeClock) -> None:
    delegation_id = chosen(world)
    asked = Counter(one.stop.contact.email for one in requests_of(world, delegation_id))
    clock.now = DAY_BEFORE.replace(hour=20)

    for _ in range(3):
        remind_due(world, now=clock.now)

    assert reminders_of(world, delegation_id) == asked


def test_nobody_is_reminded_once_the_time_is_over(world: World, clock: FakeClock) -> None:
    delegation_id = chosen(world)
    clock.now = requests_of(world, delegation_id)[0].answer_by

    reminded, lapsed = remind_due(world, now=clock.now), lapse_overdue(world, now=clock.now)

    assert (reminded, lapsed) == (0, len(requests_of(world, delegation_id)))
    assert reminders_of(world, delegation_id) == Counter()


def test_colleague_and_contact_are_both_reminded(world: World, clock: FakeClock) -> None:
    delegation_id = chosen(world)
    first, *others = requests_of(world, delegation_id)
    for one in others:
        answer(world, one, YES)
    handed = Answer(AnswerKind.HAND_ON, colleague=Colleague("guide@example.org", "Guide"))
    give_answer(world, request_id=first.id or 0, answer=handed, by=A_HOST, now=clock.now)

    remind_due(world, now=HALF_WAY)

    both = {first.stop.contact.email: 1, "guide@example.org": 1}
    assert reminders_of(world, delegation_id) == both


def test_two_workers_remind_once(world: World) -> None:
    delegation_id = chosen(world)

    with ThreadPoolExecutor(2) as pool:
        reminded = sum(pool.map(lambda _: remind_due(world, now=HALF_WAY), range(2)))

    assert reminded == len(requests_of(world, delegation_id))
    assert sum(reminders_of(world, delegation_id).values()) == reminded


def test_without_the_second_look_hosts_are_reminded_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: with nothing but the state to go by, every round writes to everybody."""
    delegation_id = chosen(world)

    def is_waiting(request: VisitRequest, *, now: datetime) -> bool:
        return request.state is RequestState.WAITING

    monkeypatch.setattr(VisitRequest, "is_reminder_due", is_waiting)
    monkeypatch.setattr("app.actions.remind.next_reminder", lambda *_, **__: HALF_WAY)
    for _ in range(2):
        remind_due(world, now=HALF_WAY)

    asked = len(requests_of(world, delegation_id))
    assert sum(reminders_of(world, delegation_id).values()) == 2 * asked
