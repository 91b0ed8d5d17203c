"""Several people change one visit at the same instant: one is first, the others are told so."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

import app.extensions
from app.actions.answer import give_answer, lapse_overdue
from app.actions.cancel import cancel_visit
from app.actions.drafts import keep_answers
from app.actions.revise import accept_revision
from app.persistence.delegations import lock_delegation
from app.persistence.drafts import find_draft, lock_draft
from app.persistence.itineraries import list_requests
from app.world import World
from tests.actions.story import (
    A_COORDINATOR,
    A_DELEGATION,
    A_HOST,
    NO,
    YES,
    answer,
    chosen,
    itinerary_of,
    open_change,
    requests_of,
    told,
)
from tests.conftest import FakeClock
from tests.delegation.followed import a_followed_visit
from tests.host.test_answering import Asked
from visits.errors import NotAllowedNow, Stale
from visits.itinerary import ItineraryState
from visits.request import RequestState

A_MOMENT = 0.3


def meanwhile(do: Callable[[], object]) -> Future[object]:
    """Begins in another thread, and gives it the time to run into a lock."""
    pool = ThreadPoolExecutor(1)
    begun = pool.submit(do)
    pool.shutdown(wait=False)
    threading.Event().wait(A_MOMENT)
    return begun


def test_an_answer_that_waited_while_its_request_lapsed_is_refused(world: World) -> None:
    delegation_id = chosen(world)
    request = requests_of(world, delegation_id)[0]
    just_before = request.answer_by - timedelta(microseconds=1)
    with world.database.writing() as session:
        delegation = lock_delegation(session, delegation_id)
        assert delegation.id == delegation_id
        late = meanwhile(
            lambda: give_answer(
                world, request_id=request.id or 0, answer=YES, by=A_HOST, now=just_before
            )
        )
        for one in list_requests(session, request.itinerary.id or 0):
            one.lapse(now=request.answer_by)

    with pytest.raises(NotAllowedNow):
        late.result()

    assert requests_of(world, delegation_id)[0].state is RequestState.LAPSED


def test_answer_and_lapse_at_the_same_instant_end_in_one_of_them(
    world: World, clock: FakeClock
) -> None:
    delegation_id = chosen(world)
    requests = requests_of(world, delegation_id)
    clock.now = max(request.answer_by for request in requests)
    just_before = clock.now - timedelta(microseconds=1)

    def say_yes() -> None:
        for request in requests:
            with suppress(NotAllowedNow):
                give_answer(
                    world, request_id=request.id or 0, answer=YES, by=A_HOST, now=just_before
                )

    saying = meanwhile(say_yes)
    lapse_overdue(world, now=clock.now)
    saying.result()

    ended = told(world, delegation_id)
    assert ended.count("confirmed") + ended.count("lapsed") == len(requests)
    assert ended.count("published") + (open_change(world, delegation_id) is not None) == 1


def test_a_change_accepted_by_two_at_once_is_accepted_once(world: World) -> None:
    delegation_id = chosen(world)
    answer(world, requests_of(world, delegation_id)[0], NO)
    change = open_change(world, delegation_id)
    assert change is not None
    revision_id = change.id or 0

    def accept() -> None:
        accept_revision(world, revision_id=revision_id, by=A_DELEGATION, now=world.clock())

    other = meanwhile(accept)
    accept()
    other.result()

    assert told(world, delegation_id).count("change_accepted") == 1


def test_a_change_accepted_while_the_visit_is_being_cancelled_is_refused(world: World) -> None:
    delegation_id = chosen(world)
    answer(world, requests_of(world, delegation_id)[0], NO)
    change = open_change(world, delegation_id)
    assert change is not None
    revision_id = change.id or 0

    def accept() -> None:
        with suppress(Stale):
            accept_revision(world, revision_id=revision_id, by=A_DELEGATION, now=world.clock())

    other = meanwhile(accept)
    cancel_visit(world, delegation_id=delegation_id, by=A_COORDINATOR, now=world.clock())
    other.result()

    itinerary = itinerary_of(world, delegation_id)
    assert (itinerary.state, itinerary.standing) == (ItineraryState.CANCELLED, ())
    waiting = [one.state for one in requests_of(world, delegation_id)]
    assert RequestState.WAITING not in waiting


def test_two_pages_of_one_draft_both_keep_what_was_typed(world: World) -> None:
    now = world.clock()

    def keep(token: str | None, step: str) -> str:
        return keep_answers(
            world.database, token=token, step=step, values={"typed": [step]}, now=now
        )

    token = keep(None, "who")
    with world.database.writing() as session:
        draft = lock_draft(session, token)
        assert draft is not None
        other = meanwhile(lambda: keep(token, "party"))
        draft.answers = {**draft.answers, "when": {"typed": ["when"]}}
    other.result()

    with world.database.reading() as session:
        kept = find_draft(session, token)
        assert kept is not None
        assert set(kept.answers) == {"who", "party", "when"}


def test_whoever_waits_too_long_reads_that_nothing_was_changed(
    world: World, clock: FakeClock, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = a_followed_visit(world, clock, client)
    visit.choose()
    asked = Asked(visit)
    monkeypatch.setattr(app.extensions, "LOCK_WAIT_SECONDS", 0.2)

    with world.database.writing() as session:
        lock_delegation(session, visit.delegation_id)
        page = asked.say("confirm")

    assert (page.status_code, page.headers["Retry-After"]) == (503, "60")
    assert "Nothing you sent was changed" in page.text
    assert asked.said()[0] is RequestState.WAITING
    assert asked.say("confirm").status_code == 303
