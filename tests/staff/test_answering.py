"""A coordinator answers for a host, and sees how every other answer came."""

import pytest
from flask.testing import FlaskClient

from app.actions.answer import give_answer
from app.actions.telling import Teller
from app.persistence.itineraries import find_request
from app.persistence.records import Actor
from app.world import World
from tests.conftest import FakeClock
from tests.delegation.followed import YES, Followed, a_followed_visit, text_of
from tests.staff.desk import Desk
from visits.request import Answer, AnswerKind, DeclineReason, RequestState, Via


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    visit = a_followed_visit(world, clock, client)
    visit.choose()
    return visit


@pytest.fixture
def desk(client: FlaskClient, visit: Followed) -> Desk:
    desk = Desk(client, visit)
    desk.sign_in()
    return desk


def address_of(desk: Desk) -> str:
    return f"{desk.page}/requests/{desk.visit.requests()[0].id}/answer"


def test_timeline_says_by_which_way_an_answer_came(desk: Desk) -> None:
    request = desk.visit.requests()[0]
    by = Teller(Actor.HOST, "Reception", Via.MAIL)
    no = Answer(AnswerKind.DECLINE, reason="We move.", why=DeclineReason.AWAY)

    give_answer(
        desk.visit.world, request_id=request.id or 0, answer=no, by=by, now=desk.visit.clock()
    )

    text = text_of(desk.get())
    assert "The host said no." in text
    assert "We move. · We are away then · by mail Reception (Host)" in text
    assert "In the host’s own words: We move." in text


def test_perhaps_is_shown_on_the_visits_page(desk: Desk) -> None:
    address = address_of(desk)

    desk.press(address, opened=address, kind="maybe")

    text = text_of(desk.get())
    assert "I think so, but I am not sure yet" in text
    assert "The host thinks so, but is not sure yet." in text
    assert "through the regional office" in text


def test_question_is_handed_to_a_colleague_for_the_host(desk: Desk) -> None:
    address = address_of(desk)
    guide = {"colleague_role": "Guide", "colleague_email": "guide@example.org"}

    response = desk.press(address, opened=address, kind="hand_on", **guide)

    assert response.status_code == 303
    text = text_of(desk.get())
    assert "The question was handed to a colleague." in text
    assert "Ask a colleague instead of me (Guide)" in text


def test_coordinator_that_comes_second_reads_who_was_first(desk: Desk) -> None:
    request = desk.visit.requests()[0]
    address = address_of(desk)
    desk.visit.answer(request, YES)

    page = desk.press(address, opened=address, kind="decline", version="1")

    assert page.status_code == 422
    assert "Project lead has answered meanwhile, by the link in the mail." in text_of(page)
    with desk.visit.world.database.reading() as session:
        found = find_request(session, request.id or 0)
        assert found is not None
        assert found.state is RequestState.CONFIRMED
