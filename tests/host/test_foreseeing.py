"""A host sees what its answer would do to the whole programme, and nothing is sent by looking."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.actions.replanning import foreseen
from app.persistence.itineraries import find_request
from app.world import World
from tests.actions.story import open_change
from tests.builders import some_wishes
from tests.conftest import FakeClock
from tests.delegation.asked import errors_on
from tests.delegation.followed import NO, a_followed_visit, text_of
from tests.host.test_answering import Asked, typed
from visits.request import RequestState
from visits.span import Span


@pytest.fixture
def asked(world: World, clock: FakeClock, client: FlaskClient) -> Asked:
    visit = a_followed_visit(world, clock, client, wishes=some_wishes(longest_day=300))
    visit.choose()
    return Asked(visit)


def told(page: TestResponse) -> str:
    """What the page says between its heading for the answer and the form."""
    return text_of(page).partition("It is not sent yet.")[2].partition("Can you receive")[0]


def test_looking_sends_nothing_and_keeps_what_was_typed(asked: Asked) -> None:
    before = asked.visit.itinerary().version

    page = asked.say("decline", reason="We are away", look="yes")

    assert page.status_code == 200
    assert "We are away</textarea>" in page.text
    assert asked.said() == (RequestState.WAITING, "", ())
    assert asked.visit.itinerary().version == before


def test_yes_leaves_the_programme_as_it_is(asked: Asked) -> None:
    assert told(asked.say("confirm", look="yes")).strip() == "The programme stays as it is."


def test_no_tells_what_becomes_of_the_others(asked: Asked) -> None:
    text = told(asked.say("decline", look="yes"))

    assert "The programme goes on without your visit." in text
    assert re.search(r"other stops? stays? as|moves to|is new|is taken out", text)


def test_another_time_tells_where_the_visit_moves(asked: Asked) -> None:
    later = Span.of(asked.span().starts_at + timedelta(days=7), asked.span().minutes)

    text = told(asked.say("propose", look="yes", **typed(later)))

    assert "Your visit moves to" in text or "goes on without your visit" in text


def test_what_was_foreseen_is_what_is_proposed(asked: Asked) -> None:
    with asked.visit.world.database.reading() as session:
        request = find_request(session, asked.key)
        assert request is not None
        effect = foreseen(session, request, NO, now=asked.visit.clock())
    assert effect is not None

    asked.visit.answer(asked.visit.requests()[0], NO)

    change = open_change(asked.visit.world, asked.visit.delegation_id)
    assert change is not None
    assert change.plan.stops == effect.plan.stops


def test_looking_at_a_form_with_a_mistake_says_so(asked: Asked) -> None:
    page = asked.say("propose", look="yes")

    assert page.status_code == 422
    assert errors_on(page) == ["Give at least one other time."]
