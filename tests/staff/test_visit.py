"""A coordinator follows one visit and helps it along."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.persistence.capabilities import find_capability
from app.persistence.records import Actor, MailState, Purpose, What
from app.world import World
from tests.conftest import FakeClock
from tests.delegation.followed import NO, Followed, a_followed_visit, text_of
from tests.staff.desk import Desk
from tests.staff.test_visits import counted_queries, park
from visits.itinerary import ItineraryState
from visits.request import Answer, AnswerKind, RequestState
from visits.span import Span


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


@pytest.fixture
def stranger(visit: Followed) -> Desk:
    """A coordinator of another office."""
    desk = Desk(visit.client.application.test_client(), visit)
    assert desk.sign_in(email="coordinator.south@example.org").status_code == 303
    return desk


def last(desk: Desk) -> tuple[What, Actor]:
    entry = desk.entries()[-1]
    return entry.what, entry.actor


def test_page_shows_wishes_programme_mails_and_timeline(desk: Desk) -> None:
    text = text_of(desk.get())

    assert "Kokkola Industrial Park" in text
    assert "visits.kip@example.org" in text
    assert "ICT (10), Environment and energy (10)" in text
    assert "Waiting for an answer" in text
    assert "Helsinki time" in text
    assert "A programme was chosen. Visit coordinator (Delegation)" in text
    assert "On its way" in text


def test_page_takes_few_queries(desk: Desk) -> None:
    desk.visit.answer(desk.visit.requests()[0], NO)

    with counted_queries(desk.visit.world) as queries:
        desk.get()

    assert len(queries) <= 18


def test_page_before_a_choice_counts_the_programmes(
    world: World, clock: FakeClock, client: FlaskClient
) -> None:
    desk = Desk(client, a_followed_visit(world, clock, client))
    desk.sign_in()

    assert "programmes to choose from" in text_of(desk.get())


def test_answering_for_a_host_tells_who_did_it(desk: Desk) -> None:
    request = desk.visit.requests()[0]
    address = f"{desk.page}/requests/{request.id}/answer"

    response = desk.press(address, opened=address, kind="confirm", reason="")

    assert (response.status_code, response.location) == (303, desk.page)
    assert last(desk) == (What.CONFIRMED, Actor.COORDINATOR)


def test_answering_for_a_host_shows_what_is_wrong(desk: Desk) -> None:
    address = f"{desk.page}/requests/{desk.visit.requests()[0].id}/answer"

    response = desk.press(address, opened=address, kind="propose")

    assert response.status_code == 422
    assert "Give at least one other time." in response.text


def test_answer_after_publication_is_refused(desk: Desk) -> None:
    request = desk.visit.requests()[0]
    desk.visit.publish()

    response = desk.press(f"{desk.page}/requests/{request.id}/answer", kind="decline")

    assert response.status_code == 422
    assert "This is no longer possible" in response.text


def test_asking_a_host_for_the_first_time_again(desk: Desk) -> None:
    request = desk.visit.requests()[0]
    other = Span.of(request.stop.span.starts_at + timedelta(days=1), request.stop.span.minutes)
    desk.visit.answer(request, Answer(AnswerKind.PROPOSE, proposals=(other,)))
    [address] = [one for one in desk.buttons() if "/ask-again" in one]

    response = desk.press(address)
    again = desk.press(address)

    assert (response.status_code, response.location) == (303, desk.page)
    assert last(desk) == (What.ASKED_AGAIN, Actor.COORDINATOR)
    assert again.status_code == 422
    assert "This is no longer possible" in again.text


def test_accepting_a_change_for_the_delegation(desk: Desk) -> None:
    desk.visit.answer(desk.visit.requests()[-1], NO)
    [address] = [one for one in desk.buttons() if "/changes/" in one]

    page = text_of(desk.get())
    response = desk.press(address)
    again = desk.press(address)

    assert "Change to be accepted" in page
    assert "Stays" in page
    assert (response.status_code, response.location) == (303, desk.page)
    assert again.status_code == 303
    [entry] = [one for one in desk.entries() if one.what is What.CHANGE_ACCEPTED]
    assert entry.actor is Actor.COORDINATOR


def test_accepting_a_change_that_was_overtaken_is_refused(desk: Desk) -> None:
    first, *_, final = desk.visit.requests()
    desk.visit.answer(final, NO)
    [address] = [one for one in desk.buttons() if "/changes/" in one]
    desk.visit.answer(first, NO)

    response = desk.press(address)

    assert response.status_code == 422
    assert "The visit has changed since you opened this page." in response.text


def test_cancelling_asks_first_and_tells_who_did_it(desk: Desk) -> None:
    asked = desk.get(f"{desk.page}/cancel")
    before = desk.visit.itinerary().state
    response = desk.press(f"{desk.page}/cancel")

    assert "Cancel the whole visit?" in asked.text
    assert before is ItineraryState.DRAFT
    assert (response.status_code, response.location) == (303, desk.page)
    assert desk.visit.itinerary().state is ItineraryState.CANCELLED
    assert (What.CANCELLED, Actor.COORDINATOR) in {
        (entry.what, entry.actor) for entry in desk.entries()
    }


def test_cancelling_one_stop_leaves_the_others(desk: Desk) -> None:
    first, *others = desk.visit.itinerary().standing
    address = f"{desk.page}/stops/{first.id}/cancel"

    asked = desk.get(address)
    response = desk.press(address)

    assert "The other stops stay as they are." in asked.text
    assert response.status_code == 303
    assert [one.id for one in desk.visit.itinerary().standing] == [one.id for one in others]


def test_cancelling_a_stop_twice_is_refused(desk: Desk) -> None:
    address = f"{desk.page}/stops/{desk.visit.itinerary().standing[0].id}/cancel"
    desk.press(address)

    assert desk.press(address).status_code == 422
    assert "This stop cannot be cancelled" in desk.get(address).text


def test_parked_mail_is_sent_again(desk: Desk) -> None:
    mail = park(desk)

    page = desk.get().text
    response = desk.press(f"{desk.page}/mails/{mail.id}/resend")

    assert "550 no such mailbox" in page
    assert response.status_code == 303
    assert desk.mails()[0].state is MailState.READY
    assert last(desk) == (What.MAIL_RESENT, Actor.COORDINATOR)


def test_renewing_the_delegations_link_ends_the_old_one(desk: Desk) -> None:
    desk.press(f"{desk.page}/renew-link")

    with desk.visit.world.database.reading() as session:
        old = find_capability(session, desk.visit.token, purpose=Purpose.STATUS)
    assert old is None
    assert last(desk) == (What.LINK_RENEWED, Actor.COORDINATOR)


def test_renewing_a_hosts_link_asks_it_again(desk: Desk) -> None:
    request = desk.visit.requests()[0]
    mails = len(desk.mails())

    desk.press(f"{desk.page}/requests/{request.id}/renew-link")

    assert len(desk.mails()) == mails + 1
    assert request.state is RequestState.WAITING
    assert last(desk) == (What.LINK_RENEWED, Actor.COORDINATOR)


def every_address(desk: Desk) -> Iterator[str]:
    request, stop = desk.visit.requests()[0], desk.visit.itinerary().standing[0]
    yield f"{desk.page}/requests/{request.id}/answer"
    yield f"{desk.page}/requests/{request.id}/renew-link"
    yield f"{desk.page}/requests/{request.id}/ask-again"
    yield f"{desk.page}/renew-link"
    yield f"{desk.page}/mails/{desk.mails()[0].id}/resend"
    yield f"{desk.page}/stops/{stop.id}/cancel"
    yield f"{desk.page}/cancel"
    yield f"{desk.page}/changes/1/accept"


def test_another_office_can_do_nothing(stranger: Desk, visit: Followed) -> None:
    before = [entry.id for entry in stranger.entries()]
    visit.answer(visit.requests()[-1], NO)
    told = len(stranger.entries())

    answers = {
        stranger.press(address, opened="/en/staff", kind="confirm").status_code
        for address in every_address(stranger)
    }

    assert answers == {404}
    assert len(before) < told == len(stranger.entries())


def test_button_without_its_token_does_nothing(desk: Desk) -> None:
    told = len(desk.entries())

    answers = {desk.client.post(address).status_code for address in list(every_address(desk))[:-1]}

    assert answers == {422}
    assert len(desk.entries()) == told


@pytest.mark.parametrize("key", ["0", "999999", "9" * 40, "9" * 5000, "１", "-1", "x", "%00"])
@pytest.mark.parametrize(
    "page",
    [
        "requests/{}/answer",
        "requests/{}/renew-link",
        "requests/{}/ask-again",
        "changes/{}/accept",
        "mails/{}/resend",
        "stops/{}/cancel",
    ],
)
def test_ids_of_nothing_are_not_found(desk: Desk, page: str, key: str) -> None:
    assert desk.press(f"{desk.page}/{page.format(key)}").status_code == 404


def test_ids_of_another_visit_are_not_found(
    desk: Desk, world: World, clock: FakeClock, client: FlaskClient
) -> None:
    other = a_followed_visit(world, clock, client)

    answers = {
        desk.press(address.replace(desk.visit.reference, other.reference)).status_code
        for address in every_address(desk)
        if any(part in address for part in ("/requests/", "/mails/", "/stops/", "/changes/"))
    }

    assert answers == {404}


@pytest.mark.parametrize("reference", ["KV-000000", "%00", "ä", "x" * 300, "%20"])
def test_unknown_reference_is_not_found(desk: Desk, reference: str) -> None:
    assert desk.get(f"/en/staff/visits/{reference}").status_code == 404


@pytest.mark.parametrize("language", ["en", "sv", "fi"])
def test_page_is_there_in_each_language(desk: Desk, language: str) -> None:
    page = desk.get(desk.page.replace("/en/", f"/{language}/"))

    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
