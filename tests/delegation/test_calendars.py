"""The addresses of a visit's calendars: shown, made anew, ended."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.world import World
from tests.builders import KIP_GROUPS, some_wishes
from tests.conftest import FakeClock
from tests.delegation.followed import Followed, a_followed_visit
from tests.tokens import token_of

ADDRESS = re.compile(r'value="http://localhost(/feed/[^"]+)"')


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    visit = a_followed_visit(
        world,
        clock,
        client,
        wishes=some_wishes(groups_apart=True),
        groups=KIP_GROUPS[:2],
        size=20,
    )
    visit.choose()
    visit.publish()
    return visit


def press(visit: Followed, **sent: str) -> TestResponse:
    """Sends one of the page's forms."""
    token = token_of(visit.get("/calendars").text)
    data = {"csrf_token": token, **sent}
    return visit.client.post(visit.address("/calendars"), data=data)


def addresses(visit: Followed) -> list[str]:
    return ADDRESS.findall(visit.get("/calendars").text)


def test_page_has_the_whole_programme_and_each_group(visit: Followed) -> None:
    page = visit.get("/calendars").text

    titles = re.findall(r'<h2 id="feed-\d-title">([^<]+)</h2>', page)
    assert titles == ["The whole programme", "ICT", "Environment and energy"]
    assert len(addresses(visit)) == 1


def test_group_gets_an_address_and_loses_it(visit: Followed) -> None:
    press(visit, group="ICT")
    whole, own = addresses(visit)
    follows = visit.client.get(own).status_code
    press(visit, group="ICT", end="yes")

    assert follows == 200
    assert addresses(visit) == [whole]
    assert visit.client.get(own).status_code == 404


def test_new_address_ends_the_old_one(visit: Followed) -> None:
    (before,) = addresses(visit)
    press(visit, group="")
    (after,) = addresses(visit)

    assert before != after
    assert visit.client.get(before).status_code == 404
    assert visit.client.get(after).status_code == 200


def test_unknown_group_is_not_found(visit: Followed) -> None:
    assert press(visit, group="<b>").status_code == 404


def test_button_without_its_token_changes_nothing(visit: Followed) -> None:
    before = addresses(visit)

    visit.client.post(visit.address("/calendars"), data={"group": ""})

    assert addresses(visit) == before
