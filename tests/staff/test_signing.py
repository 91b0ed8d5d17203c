"""Coordinators sign in and out."""

import pytest
from flask.testing import FlaskClient

from app.world import World
from tests.conftest import PASSWORD, FakeClock
from tests.delegation.followed import Followed, a_followed_visit
from tests.staff.desk import NORTH, Desk
from tests.tokens import token_of

WRONG = "The email address or the password is not right."
SIGN_IN, VISITS = "/en/staff/sign-in", "/en/staff"


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    return a_followed_visit(world, clock, client)


@pytest.fixture
def desk(client: FlaskClient, visit: Followed) -> Desk:
    return Desk(client, visit)


def test_signing_in_opens_the_visits(desk: Desk) -> None:
    response = desk.sign_in()

    assert (response.status_code, response.location) == (303, VISITS)
    assert "Kokkola Industrial Park" in desk.get(VISITS).text


def test_signing_in_ignores_case_of_the_address(desk: Desk) -> None:
    assert desk.sign_in(email=NORTH.upper()).status_code == 303


@pytest.mark.parametrize(
    ("email", "password"), [(NORTH, "wrong"), ("nobody@example.org", PASSWORD)]
)
def test_wrong_pair_gets_the_same_words(desk: Desk, email: str, password: str) -> None:
    response = desk.sign_in(email, password)

    assert response.status_code == 422
    assert WRONG in response.text
    assert password not in response.text


@pytest.mark.parametrize(("email", "password"), [("", ""), ("a\x00b", "x"), (NORTH, "x" * 300)])
def test_sign_in_that_cannot_be_read_is_shown_again(desk: Desk, email: str, password: str) -> None:
    assert desk.sign_in(email, password).status_code == 422


def test_many_wrong_tries_are_given_a_pause(desk: Desk) -> None:
    answers = [desk.sign_in(password=f"wrong {number}").status_code for number in range(11)]

    assert answers == [422] * 10 + [429]


def test_session_is_new_after_signing_in(desk: Desk) -> None:
    before = token_of(desk.get(SIGN_IN).text)
    with desk.client.session_transaction() as session:
        session["visit_plan"] = ["umea-energi"]

    desk.sign_in()

    with desk.client.session_transaction() as session:
        assert "visit_plan" not in session
    assert desk.client.post("/en/staff/sign-out", data={"csrf_token": before}).location == VISITS


def test_signing_out_ends_the_session_on_the_server(desk: Desk) -> None:
    desk.sign_in()
    cookie = desk.client.get_cookie("kvarken")
    assert cookie is not None

    response = desk.press("/en/staff/sign-out", opened=VISITS)
    desk.client.set_cookie("kvarken", cookie.value)

    assert (response.status_code, response.location) == (303, SIGN_IN)
    assert "cookies" in response.headers["Clear-Site-Data"]
    assert desk.get(VISITS).location == SIGN_IN


def test_session_in_use_stays_and_an_idle_one_ends(desk: Desk, clock: FakeClock) -> None:
    desk.sign_in()
    seen = []
    for hours in (1.5, 1.5, 2.5):
        clock.go_on(hours=hours)
        seen.append(desk.get(VISITS).status_code)

    assert seen == [200, 200, 302]


@pytest.mark.parametrize(
    "page", ["", "/components", "/visits/KV-234567", "/visits/KV-234567/cancel"]
)
def test_strangers_are_sent_to_the_sign_in(client: FlaskClient, page: str) -> None:
    response = client.get(f"{VISITS}{page}")

    assert (response.status_code, response.location) == (302, SIGN_IN)
