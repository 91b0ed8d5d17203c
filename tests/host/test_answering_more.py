"""What a host says besides yes and no: perhaps, why not, free times, a colleague; who is first."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.actions.answer import give_answer
from app.actions.telling import Teller
from app.persistence.capabilities import HandedOn, find_token
from app.persistence.itineraries import find_request
from app.persistence.records import Actor, Purpose, What
from app.world import World
from tests.conftest import SECRET_KEY, FakeClock
from tests.delegation.asked import errors_on
from tests.delegation.followed import YES, Followed, a_followed_visit, counted_queries, text_of
from tests.host.test_answering import Asked, typed
from tests.tokens import token_of
from visits.request import DeclineReason, RequestState, Via, VisitRequest

GUIDE = {"colleague_role": "Guide", "colleague_email": "guide@example.org"}
BOX = re.compile(r'name="times" type="checkbox" value="([0-9TZ]+)"')


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    visit = a_followed_visit(world, clock, client)
    visit.choose()
    return visit


@pytest.fixture
def asked(visit: Followed) -> Asked:
    return Asked(visit)


@pytest.fixture
def session(world: World) -> Iterator[Session]:
    with world.database.reading() as session:
        yield session


def request_of(asked: Asked, session: Session) -> VisitRequest:
    session.rollback()  # to see what was written meanwhile
    found = find_request(session, asked.key)
    assert found is not None
    return found


def as_colleague(asked: Asked, session: Session) -> Asked:
    """The same request through the colleague's own link."""
    request = request_of(asked, session)
    assert request.handed_to is not None
    subject = HandedOn(request, request.handed_to)
    token = find_token(session, Purpose.ANSWER, subject, secret_key=SECRET_KEY)
    colleague = Asked(asked.visit)
    colleague.key, colleague.address = asked.key, f"/en/answer/{token}"
    return colleague


def test_perhaps_is_kept_and_the_question_stays_open(asked: Asked, session: Session) -> None:
    asked.say("maybe")

    request = request_of(asked, session)
    text = text_of(asked.get())
    assert (request.state, request.is_maybe) == (RequestState.WAITING, True)
    assert "This is your answer: I think so, but I am not sure yet" in text
    assert "The request still waits for a yes or a no" in text
    assert "The host thinks so, but is not sure yet." in text_of(asked.visit.get())


def test_reason_from_the_list_is_told_in_the_delegations_language(
    asked: Asked, session: Session
) -> None:
    asked.say("decline", why="away", reason="Vi är på <i>mässa</i>")

    request = request_of(asked, session)
    page = asked.visit.get().text
    assert (request.why, request.reason) == (DeclineReason.AWAY, "Vi är på <i>mässa</i>")
    assert "We are away then." in page
    words = r'In the host’s own words: <q class="visit-words" lang="(en|sv|fi)">Vi är på &lt;i&gt;'
    assert re.search(words, page)


def test_reason_that_is_not_in_the_list_is_refused(asked: Asked) -> None:
    page = asked.say("decline", why="' OR 1")

    assert page.status_code == 422
    assert errors_on(page) == ["Choose one from the list."]


def test_free_times_are_there_to_be_picked(asked: Asked, session: Session) -> None:
    boxes = BOX.findall(asked.get().text)
    picked = boxes[:1]

    asked.say("propose", times=picked[0])

    _, _, proposals = asked.said()
    page = asked.get().text
    assert [f"{one.starts_at:%Y%m%dT%H%MZ}" for one in proposals] == picked
    assert re.search(rf'checked[^>]*value="{picked[0]}"', page)
    assert asked.span() not in proposals


def test_picked_and_typed_times_are_three_at_most(asked: Asked) -> None:
    boxes = BOX.findall(asked.get().text)

    page = asked.visit.client.post(
        asked.address,
        data={
            "csrf_token": token_of(asked.get().text),
            "kind": "propose",
            "times": boxes[:4],
        },
    )

    assert page.status_code == 422
    assert errors_on(page) == ["Give three other times at most."]


def test_time_that_is_no_longer_free_is_refused_with_what_was_typed(asked: Asked) -> None:
    page = asked.say("propose", times="20200101T0900Z", **typed(asked.span(), "second"))

    assert page.status_code == 422
    assert "A time you chose is no longer free. Choose again." in page.text
    assert f'value="{typed(asked.span())["first-day"]}"' in page.text


def test_contact_whose_calendar_is_unread_types_times(asked: Asked, world: World) -> None:
    with world.database.writing() as session:
        found = find_request(session, asked.key)
        assert found is not None
        found.stop.contact.is_busy_known = False

    page = asked.get()

    assert "Your calendar could not be read" in page.text
    assert BOX.findall(page.text) == []
    assert "<details" in page.text


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({}, "Choose a colleague, or write an email address"),
        ({"colleague_email": "guide@example.org"}, "Write what your colleague does"),
        ({**GUIDE, "colleague_email": "two@example.org, three@example.org"}, "Choose a colleague"),
        ({**GUIDE, "colleague_email": "a@example.org\r\nBcc: b@example.org"}, "Write this on one"),
        ({"colleague": "999999"}, "Choose one from the list."),
        ({**GUIDE, "colleague_email": "x" * 250 + "@example.org"}, "200"),
    ],
)
def test_colleague_that_cannot_be_asked_is_refused_in_words(
    asked: Asked, session: Session, sent: dict[str, str], problem: str
) -> None:
    page = asked.say("hand_on", **sent)

    assert page.status_code == 422
    assert problem in page.text
    assert request_of(asked, session).handed_to is None


def test_colleague_takes_the_visit_over_by_its_own_link(asked: Asked, session: Session) -> None:
    asked.say("hand_on", **GUIDE)
    colleague = as_colleague(asked, session)

    before = text_of(colleague.get())
    colleague.say("confirm")

    assert "hands this to you" in before
    assert "Ask a colleague" not in before
    request = request_of(asked, session)
    assert (request.state, request.stop.contact.email) == (
        RequestState.CONFIRMED,
        "guide@example.org",
    )
    assert "Somebody else answers this request" in text_of(asked.get())
    assert "Thank you. This is your answer: Yes" in text_of(colleague.get())


def test_colleague_gives_the_visit_back(asked: Asked, session: Session) -> None:
    asked.say("hand_on", **GUIDE)
    colleague = as_colleague(asked, session)

    look = colleague.say("decline", look="yes")
    colleague.say("decline", reason="I am away")

    assert "The programme stays as it is. Project lead, sustainable industry is asked" in look.text

    assert "Somebody else answers this request" in text_of(colleague.get())
    assert "Your answer" in text_of(asked.get())
    assert asked.entries(What.HANDED_BACK)[0].detail["reason"] == "I am away"


def test_whoever_comes_second_reads_who_was_first(asked: Asked, session: Session) -> None:
    opened = asked.get().text
    first = Teller(Actor.COORDINATOR, "Regional office North", Via.STAFF)
    give_answer(
        asked.visit.world, request_id=asked.key, answer=YES, by=first, now=asked.visit.clock()
    )

    page = asked.say("decline", reason="We are away", version=version_in(opened))

    assert page.status_code == 409
    text = text_of(page)
    assert "Somebody was faster. Your answer was not sent." in text
    assert "Regional office North answered through the regional office on Monday 23" in text
    assert "Yes, this time suits us" in text
    assert "We are away</textarea>" in page.text
    assert asked.said()[0] is RequestState.CONFIRMED
    assert asked.say("decline", version=version_in(page.text)).status_code == 303
    assert asked.said()[0] is RequestState.DECLINED


def version_in(page: str) -> str:
    found = re.search(r'name="version" type="hidden" value="(\d+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "１"])
def test_version_that_is_no_number_is_no_obstacle(asked: Asked, version: str) -> None:
    assert asked.say("confirm", version=version).status_code == 303


def test_page_takes_few_queries(asked: Asked) -> None:
    with counted_queries(asked.visit.world) as queries:
        asked.get()

    assert len(queries) <= 15
