"""A host sees what its answer would do to the whole programme, and nothing is sent by looking."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.actions.foresee import foresee
from app.persistence.itineraries import find_request
from app.world import World
from tests.actions.story import chosen, itinerary_of, open_change
from tests.builders import some_wishes
from tests.conftest import FakeClock
from tests.delegation.asked import errors_on
from tests.delegation.followed import NO, YES, a_followed_visit, text_of
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


def test_maybe_and_a_colleague_leave_the_programme_as_it_is_for_now(asked: Asked) -> None:
    maybe = told(asked.say("maybe", look="yes"))
    guide = {"colleague_role": "Guide", "colleague_email": "guide@example.org"}
    handed = told(asked.say("hand_on", look="yes", **guide))

    assert "stays as it is for now. Please say yes or no in time." in maybe
    assert "stays as it is while your colleague decides." in handed
    assert asked.said() == (RequestState.WAITING, "", ())


def test_each_proposed_time_is_looked_at_by_itself(asked: Asked) -> None:
    stops = asked.visit.itinerary().standing
    [own] = [stop for stop in stops if stop.span == asked.span()]
    other = next(stop for stop in stops if stop is not own)
    during = Span.of(other.span.starts_at, own.span.minutes)
    earlier = Span.of(own.span.starts_at - timedelta(minutes=15), own.span.minutes)
    days_later = Span.of(own.span.starts_at + timedelta(days=7), own.span.minutes)
    times = {**typed(during), **typed(earlier, "second"), **typed(days_later, "third")}
    for request in asked.visit.requests():
        if request.id != asked.key:
            asked.visit.answer(request, YES)

    text = told(asked.say("propose", look="yes", **times))

    met, in_the_way, on_another_day = text.split("This time cannot be met.")
    assert re.search(r"Your visit moves to .* \d other stops stay as they are", met)
    assert re.search(r"“[^”]+” is from 0?9:30 to \d+:\d\d", in_the_way)
    assert "takes more days than the delegation wishes" in on_another_day


def test_time_at_which_the_host_receives_somebody_else_cannot_be_met(
    world: World, asked: Asked
) -> None:
    other = chosen(world)
    asked_first = asked.visit.itinerary().standing[0]
    with world.database.writing() as session:
        stop = session.merge(itinerary_of(world, other).standing[0])
        stop.contact = session.merge(asked_first.contact)
        stop.move(Span.of(asked.span().starts_at + timedelta(days=1), 60), now=asked.visit.clock())
        taken = stop.span

    text = told(asked.say("propose", look="yes", **typed(taken)))

    assert "This time cannot be met. You receive somebody else then." in text


def test_what_was_foreseen_is_what_is_proposed(asked: Asked) -> None:
    with asked.visit.world.database.reading() as session:
        request = find_request(session, asked.key)
        assert request is not None
        [look] = foresee(session, request, NO, now=asked.visit.clock())
    effect = look.effect
    assert effect is not None

    asked.visit.answer(asked.visit.requests()[0], NO)

    change = open_change(asked.visit.world, asked.visit.delegation_id)
    assert change is not None
    assert change.plan.stops == effect.plan.stops


def test_looking_at_a_form_with_a_mistake_says_so(asked: Asked) -> None:
    page = asked.say("propose", look="yes")

    assert page.status_code == 422
    assert errors_on(page) == ["Give at least one other time."]
