import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.access import MOST_IN_PLAN
from app.persistence.seed.catalogue import read_catalogue
from app.world import World
from tests.public.test_browsing import add_offers, slugs_of

EVERY = [offer.slug for offer in read_catalogue().offers]
FIRST, SECOND, THIRD = EVERY[:3]


def token_on(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found, f"{path} has a form"
    return found[1]


def change(client: FlaskClient, verb: str, slug: str, **fields: str):
    token = token_on(client, f"/en/visits/{FIRST}")
    return client.post(f"/en/visit-plan/{verb}/{slug}", data={"csrf_token": token, **fields})


def planned(client: FlaskClient) -> list[str]:
    return slugs_of(client.get("/en/visit-plan").text)


def test_plan_is_empty_at_first(client: FlaskClient):
    page = client.get("/en/visit-plan").text

    assert slugs_of(page) == []
    assert "No visits chosen yet" in page


def test_plan_keeps_what_is_added_in_that_order(client: FlaskClient):
    for slug in (SECOND, FIRST, THIRD):
        change(client, "add", slug)

    assert planned(client) == [SECOND, FIRST, THIRD]
    assert '<span class="count" aria-hidden="true">3</span>' in client.get("/fi/visits").text


def test_plan_holds_an_offer_once(client: FlaskClient):
    for slug in (FIRST, SECOND, FIRST):
        change(client, "add", slug)

    assert planned(client) == [FIRST, SECOND]


def test_plan_lets_go_of_what_is_removed(client: FlaskClient):
    for slug in (FIRST, SECOND):
        change(client, "add", slug)

    change(client, "remove", FIRST)
    change(client, "remove", THIRD)

    assert planned(client) == [SECOND]


def test_plan_that_is_full_takes_no_more_and_says_so(client: FlaskClient, world: World):
    add_offers(world, MOST_IN_PLAN)
    full = [f"copy-{number}" for number in range(MOST_IN_PLAN)]
    with client.session_transaction() as session:
        session["visit_plan"] = full

    change(client, "add", full[0], back="plan")
    change(client, "add", FIRST, back="plan")

    page = client.get("/en/visit-plan").text
    assert f"Your visit plan holds {MOST_IN_PLAN} visits. Take one out to make room." in page
    assert slugs_of(page) == full


def test_plan_says_what_is_no_longer_offered(client: FlaskClient):
    with client.session_transaction() as session:
        session["visit_plan"] = ["gone", FIRST, "gone-too"]

    page = client.get("/en/visit-plan").text

    assert "2 visits you had chosen are no longer offered." in page
    assert slugs_of(page) == [FIRST]


def test_plan_forgets_what_is_no_longer_offered_at_the_next_change(client: FlaskClient):
    with client.session_transaction() as session:
        session["visit_plan"] = ["gone", FIRST]

    change(client, "add", SECOND)

    with client.session_transaction() as session:
        assert session["visit_plan"] == [FIRST, SECOND]


def test_plan_outlives_the_browser(client: FlaskClient):
    answer = change(client, "add", FIRST)

    assert "Expires=" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("verb", ["add", "remove"])
def test_a_change_leads_back_to_a_page_with_a_name(client: FlaskClient, verb: str):
    named = ["offer", "browse", "plan", "https://evil.example", ""]

    answers = [change(client, verb, FIRST, back=back) for back in named]

    offer, browse, plan = f"/en/visits/{FIRST}", "/en/visits", "/en/visit-plan"
    assert [answer.status_code for answer in answers] == [303] * len(named)
    assert [answer.headers["Location"] for answer in answers] == [offer, browse, plan, offer, offer]


def test_a_change_is_told_on_the_page_that_follows(client: FlaskClient):
    change(client, "add", "klockarbacken")

    page = unescape(client.get("/en/visits/klockarbacken").text)

    title = "Klockarbäcken: a sustainable industrial area in planning"
    assert f"“{title}” is in your visit plan." in page
    assert "Take it out" in page


@pytest.mark.parametrize("verb", ["add", "remove"])
@pytest.mark.parametrize("back", ["offer", "plan"])
def test_a_change_without_a_token_changes_nothing_and_can_be_sent_again(
    client: FlaskClient, verb: str, back: str
):
    change(client, "add", SECOND)

    answer = client.post(f"/en/visit-plan/{verb}/{SECOND}", data={"back": back})

    assert answer.status_code == 422
    assert "This page had been open for too long." in answer.text
    assert 'name="csrf_token"' in answer.text
    assert planned(client) == [SECOND]


@pytest.mark.parametrize("verb", ["add", "remove"])
def test_a_change_to_an_unknown_offer_is_not_found(client: FlaskClient, verb: str):
    assert change(client, verb, "nothing").status_code == 404
    assert change(client, verb, "%00").status_code == 404


@pytest.mark.parametrize("verb", ["add", "remove"])
def test_reading_changes_nothing(client: FlaskClient, verb: str):
    assert client.get(f"/en/visit-plan/{verb}/{FIRST}").status_code == 405
    assert client.head(f"/en/visit-plan/{verb}/{FIRST}").status_code == 405
    assert planned(client) == []
