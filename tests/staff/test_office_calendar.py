"""The office's visits in the coordinators' own calendar."""

import re

from flask.testing import FlaskClient

from app.world import World
from tests.conftest import FakeClock
from tests.delegation.followed import a_followed_visit
from tests.staff.desk import Desk

PAGE = "/en/staff/office-calendar"
ADDRESS = re.compile(r'value="http://localhost(/feed/[^"]+)"')


def test_office_gets_an_address_and_ends_it(
    world: World, clock: FakeClock, client: FlaskClient
) -> None:
    visit = a_followed_visit(world, clock, client)
    visit.choose()
    desk = Desk(client, visit)
    desk.sign_in()

    desk.press(PAGE, opened=PAGE)
    (address,) = ADDRESS.findall(desk.get(PAGE).text)
    shown = client.get(address).text
    desk.press(PAGE, opened=PAGE, end="yes")

    assert shown.count("BEGIN:VEVENT") == len(visit.itinerary().standing)
    assert "Visit from Kokkola Industrial Park" in shown.replace("\r\n ", "")
    assert client.get(address).status_code == 404
    assert ADDRESS.findall(desk.get(PAGE).text) == []
