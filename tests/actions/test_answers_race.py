"""Link, mail and staff answer one request at the same instant: each version has one answer."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.actions.answer import give_answer
from app.actions.telling import Teller
from app.persistence.records import Actor, What
from app.persistence.timeline import list_entries
from app.world import World
from tests.actions.story import chosen, requests_of
from visits.request import Answer, AnsweredAlready, AnswerKind, Via, VisitRequest

ROUNDS = 20
LONGEST_SECONDS = 30
ANSWERS = (What.CONFIRMED, What.MAYBE, What.DECLINED)
RACERS = (
    *(Teller(Actor.HOST, f"Host {n}", Via.LINK) for n in range(4)),
    *(Teller(Actor.HOST, f"Mailbox {n}", Via.MAIL) for n in range(3)),
    *(Teller(Actor.COORDINATOR, f"Office {n}", Via.STAFF) for n in range(3)),
)


SAID_BEFORE = "had been said"


def answer_of(by: Teller, version: int | None) -> Answer:
    """Links say perhaps, mailboxes yes, and each coordinator no in words of its own."""
    match by.via:
        case Via.LINK:
            return Answer(AnswerKind.MAYBE, version=version)
        case Via.MAIL:
            return Answer(AnswerKind.CONFIRM, version=version)
    return Answer(AnswerKind.DECLINE, reason=f"{by.name}, {version}", version=version)


def race(world: World, request: VisitRequest, *, version: int | None) -> list[str]:
    """Everybody answers at once, having seen one version; who came through, and after whom."""
    together = threading.Barrier(len(RACERS))

    def say(by: Teller) -> str:
        answer = answer_of(by, version)
        together.wait(LONGEST_SECONDS)
        try:
            took = give_answer(
                world, request_id=request.id or 0, answer=answer, by=by, now=world.clock()
            )
        except AnsweredAlready as first:
            return f"after {first.by}"
        return by.name if took else SAID_BEFORE

    with ThreadPoolExecutor(len(RACERS)) as pool:
        return list(pool.map(say, RACERS))


def told_by(world: World, delegation_id: int) -> list[tuple[str, str]]:
    """Who has answered by which way, as the timeline tells it."""
    with world.database.reading() as session:
        entries = list_entries(session, delegation_id)
    return [(one.actor_name, one.detail["via"]) for one in entries if one.what in ANSWERS]


def test_each_version_is_answered_once_and_the_others_are_told_by_whom(world: World) -> None:
    delegation_id = chosen(world)
    request = requests_of(world, delegation_id)[0]
    winners = []

    for version in range(1, ROUNDS + 1):
        ended = race(world, request, version=version)
        [winner] = [by for by in RACERS if by.name in ended]
        assert {*ended} <= {winner.name, f"after {winner.name}", SAID_BEFORE}
        winners.append((winner.name, winner.via.value))

    after = requests_of(world, delegation_id)[0]
    assert (after.version, after.answered_by) == (ROUNDS + 1, winners[-1][0])
    assert told_by(world, delegation_id) == winners


def test_without_the_version_later_answers_overwrite_what_was_said_first(world: World) -> None:
    """The twin: who has not said what was seen changes what somebody else has just said."""
    delegation_id = chosen(world)
    request = requests_of(world, delegation_id)[0]

    race(world, request, version=None)

    assert len(told_by(world, delegation_id)) > 1
    assert requests_of(world, delegation_id)[0].version > 2


def test_late_answer_from_the_calendar_reads_what_the_link_has_said(world: World) -> None:
    request = requests_of(world, chosen(world))[0]
    no = Answer(AnswerKind.DECLINE, reason="Our hall is closed.")
    yes = Answer(AnswerKind.CONFIRM, version=1)
    link, calendar = RACERS[0], replace(RACERS[4], via=Via.CALENDAR)
    at = {"request_id": request.id or 0, "now": world.clock()}
    give_answer(world, answer=no, by=link, **at)

    with pytest.raises(AnsweredAlready) as refused:
        give_answer(world, answer=yes, by=calendar, **at)

    first = refused.value
    assert (first.said, first.by, first.via) == (no, link.name, Via.LINK)
