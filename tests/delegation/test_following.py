"""A delegation follows its visit from the request to its end."""

import pytest
from flask.testing import FlaskClient

from app.delegation.standing import Standing
from app.world import World
from tests.conftest import FakeClock
from tests.delegation.followed import (
    NO,
    Followed,
    a_followed_visit,
    counted_queries,
    heading,
    text_of,
)
from visits.itinerary import ItineraryState
from visits.request import Answer, AnswerKind


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    return a_followed_visit(world, clock, client)


def test_status_offers_programmes_to_choose(visit: Followed) -> None:
    page = visit.get()

    assert page.status_code == 200
    assert heading(Standing.CHOOSE) in page.text
    assert visit.reference in page.text
    assert visit.address("/programmes") in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_status_shows_what_was_told(visit: Followed) -> None:
    text = text_of(visit.get())

    assert "Kokkola Industrial Park" in text
    assert "Environment and energy (10): Energy, Climate and environment" in text
    assert "7 Dec 2026 to 29 Jan 2027" in text
    assert "Monday, Tuesday, Wednesday, Thursday and Friday" in text


@pytest.mark.parametrize("token", ["x", "x" * 43, "ä" * 43, "%00" * 43])
def test_visit_of_an_unknown_token_is_not_found(client: FlaskClient, token: str) -> None:
    pages = ["", "/programmes", "/change", "/programme", "/programme.ics", "/cancel"]

    answers = [client.get(f"/en/visit/{token}{page}") for page in pages]

    assert [answer.status_code for answer in answers] == [404] * len(pages)


def test_status_tells_a_hosts_no_as_it_was_written(visit: Followed) -> None:
    visit.choose()
    visit.answer(visit.requests()[0], NO)

    page = visit.get()

    assert heading(Standing.CHANGE) in page.text
    assert "A host declined." in text_of(page)
    assert "Our hall is &lt;b&gt;closed&lt;/b&gt;" in page.text


def test_status_tells_the_times_a_host_proposes(visit: Followed) -> None:
    visit.choose()
    request = visit.requests()[0]
    later = request.stop.span.widened(before=-1440, after=1440)
    visit.answer(request, Answer(AnswerKind.PROPOSE, proposals=(later,)))

    text = text_of(visit.get())

    assert "Other times proposed" in text
    assert "The host can receive you:" in text
    assert "Stockholm time)" in text


def test_cancelling_asks_first(visit: Followed) -> None:
    visit.choose()

    page = visit.get("/cancel")

    assert "Cancel the visit?" in text_of(page)
    assert visit.itinerary().state is ItineraryState.DRAFT


def test_cancelling_gives_everything_back_and_twice_is_once(visit: Followed) -> None:
    visit.choose()
    page = visit.get("/cancel").text

    answers = [visit.send("/cancel", page).location for _ in range(2)]

    assert answers == [visit.address()] * 2
    assert visit.itinerary().state is ItineraryState.CANCELLED
    assert heading(Standing.CANCELLED) in visit.get().text
    assert visit.get("/cancel").location == visit.address()


def test_cancelling_without_a_token_against_forgery_changes_nothing(visit: Followed) -> None:
    visit.choose()

    answer = visit.client.post(visit.address("/cancel"))

    assert answer.status_code == 422
    assert visit.itinerary().state is ItineraryState.DRAFT


def test_a_request_can_be_called_off_before_anything_was_chosen(visit: Followed) -> None:
    visit.send("/cancel", visit.get("/cancel").text)

    page = visit.get().text
    assert "This visit is cancelled" in page
    assert "Cancel the visit" not in page
    assert visit.get("/programmes").location == visit.address()


def test_looking_changes_nothing(visit: Followed) -> None:
    visit.choose()
    visit.answer(visit.requests()[0], NO)
    before = visit.itinerary()

    for page in ("", "/programmes", "/change", "/programme", "/cancel"):
        visit.get(page)
        visit.client.head(visit.address(page))

    after = visit.itinerary()
    assert (after.version, after.state) == (before.version, before.state)


def test_pages_come_in_each_language(visit: Followed) -> None:
    visit.choose()
    visit.answer(visit.requests()[0], NO)

    for language in ("sv", "fi"):
        pages = [visit.get(page, language=language) for page in ("", "/change", "/cancel")]

        assert [page.status_code for page in pages] == [200, 200, 200]
        assert all(f'<html lang="{language}">' in page.text for page in pages)


def test_pages_keep_to_few_queries(visit: Followed) -> None:
    queries = {}
    with counted_queries(visit.world) as queries["/programmes"]:
        visit.get("/programmes")
    visit.choose()
    visit.answer(visit.requests()[0], NO)

    for page in ("", "/change", "/cancel"):
        with counted_queries(visit.world) as queries[page]:
            visit.get(page)

    assert {page: len(sent) for page, sent in queries.items() if len(sent) > 15} == {}
