"""A delegation looks at a change to its programme and accepts it."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.delegation.standing import Standing
from app.world import World
from tests.conftest import FakeClock
from tests.delegation.followed import (
    NO,
    Followed,
    a_followed_visit,
    heading,
)
from visits.request import Answer, AnswerKind
from visits.span import Span


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    return a_followed_visit(world, clock, client)


def test_change_is_accepted_and_its_hosts_asked(visit: Followed) -> None:
    visit.choose()
    gone = visit.requests()[0]
    visit.answer(gone, NO)
    page = visit.get("/change").text

    answer = visit.send("/change", page)

    assert "Goes" in page
    assert gone.stop.offer.title.en in page
    assert (answer.status_code, answer.location) == (303, visit.address())
    assert heading(Standing.ASKING) in visit.get().text
    assert gone.stop.offer.slug not in [s.offer.slug for s in visit.itinerary().standing]


def test_change_accepted_twice_is_once(visit: Followed) -> None:
    visit.choose()
    visit.answer(visit.requests()[0], NO)
    page = visit.get("/change").text

    visit.send("/change", page)
    version = visit.itinerary().version
    again = visit.send("/change", page)

    assert (again.status_code, again.location) == (303, visit.address())
    assert visit.itinerary().version == version


def test_change_that_is_not_current_shows_the_newer_one(visit: Followed) -> None:
    visit.choose()
    first, second, *_ = visit.requests()
    visit.answer(first, NO)
    page = visit.get("/change").text
    visit.answer(second, NO)

    answer = visit.send("/change", page)

    assert answer.status_code == 422
    assert "The programme has changed since you opened this page." in answer.text
    assert second.stop.offer.title.en in answer.text
    assert visit.itinerary().version == 1 + len(visit.itinerary().stops)


def test_change_without_a_change_leads_to_the_status(visit: Followed) -> None:
    visit.choose()

    assert visit.get("/change").location == visit.address()


def test_delegation_that_wants_none_of_the_proposed_times_has_the_host_asked_again(
    visit: Followed,
) -> None:
    visit.choose()
    asked = visit.requests()[0]
    other = Span.of(asked.stop.span.starts_at + timedelta(days=1), asked.stop.span.minutes)
    visit.answer(asked, Answer(AnswerKind.PROPOSE, proposals=(other,)))
    page = visit.get("/change").text

    answer = visit.send("/change", page, decline="1")

    assert "Ask the host for the original time again" in page
    assert (answer.status_code, answer.location) == (303, visit.address())
    assert "We ask the host for the original time again." in visit.get().text
    assert [one.id for one in visit.requests()].count(asked.id) == 1


def test_a_no_leaves_nothing_to_ask_again(visit: Followed) -> None:
    visit.choose()
    visit.answer(visit.requests()[0], NO)
    page = visit.get("/change").text

    answer = visit.send("/change", page, decline="1")

    assert "Ask the host for the original time again" not in page
    assert answer.status_code == 422
