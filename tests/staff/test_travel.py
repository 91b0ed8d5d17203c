"""Coordinators keep the roads between towns."""

import re

import pytest
from flask.testing import FlaskClient

from app.persistence.travel import list_kept_roads
from app.world import World
from tests.conftest import FakeClock
from tests.delegation.asked import errors_on
from tests.delegation.followed import a_followed_visit, text_of
from tests.staff.desk import Desk

ROADS = "/en/staff/travel"
WITHIN = {"here": "Umeå", "there": "Umeå", "minutes": "12", "km": "4"}
FIRST = ("Skellefteå", "Skelleftehamn", 25, 17)


@pytest.fixture
def desk(world: World, clock: FakeClock, client: FlaskClient) -> Desk:
    desk = Desk(client, a_followed_visit(world, clock, client))
    desk.sign_in()
    return desk


def roads(world: World) -> list[tuple[str, str, int, int]]:
    with world.database.reading() as session:
        kept = list_kept_roads(session)
    return [(one.here, one.there, one.minutes, one.km) for one in kept]


def test_page_lists_what_is_known_and_what_is_only_estimated(desk: Desk) -> None:
    page = desk.get(ROADS)

    text = text_of(page)
    assert page.status_code == 200
    assert "Umeå Skellefteå 1 hour 45 minutes 135 km" in text
    assert "Skelleftehamn Örnsköldsvik about 3 hours 40 minutes about 257 km" in text


def test_road_is_added_changed_and_removed(desk: Desk, world: World) -> None:
    before = roads(world)

    added = desk.press(ROADS, opened=ROADS, **WITHIN)
    assert added.status_code == 303
    assert ("Umeå", "Umeå", 12, 4) in roads(world)

    with world.database.reading() as session:
        new = next(one for one in list_kept_roads(session) if one.here == one.there)
    address = f"{ROADS}/{new.id}"
    assert desk.press(address, opened=address, minutes="1 0", km="3").status_code == 303
    assert ("Umeå", "Umeå", 10, 3) in roads(world)
    assert new.changed_by == "Regional office North"

    assert desk.press(f"{address}/remove", opened=ROADS).status_code == 303
    assert roads(world) == before


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"here": ""}, "Choose two towns."),
        ({"here": "Atlantis"}, "Choose one from the list."),
        ({"minutes": ""}, "Write the minutes as a number from 0 to 1440."),
        ({"minutes": "1441"}, "Write the minutes as a number from 0 to 1440."),
        ({"minutes": "-5"}, "Write the minutes as a number from 0 to 1440."),
        ({"minutes": "NaN"}, "Write the minutes as a number from 0 to 1440."),
        ({"km": "5001"}, "Write the kilometres as a number from 0 to 5000."),
        ({"km": "4,5"}, "Write the kilometres as a number from 0 to 5000."),
        (
            {"here": "Skelleftehamn", "there": "Skellefteå"},
            "This road is in the list already. Change it there.",
        ),
    ],
)
def test_road_that_cannot_be_is_refused_and_stays_as_typed(
    desk: Desk, world: World, typed: dict[str, str], error: str
) -> None:
    before = roads(world)

    page = desk.press(ROADS, opened=ROADS, **{**WITHIN, **typed})

    assert page.status_code == 422
    assert errors_on(page) == [error]
    kept = {**WITHIN, **typed}
    assert f'value="{kept["minutes"]}"' in page.text
    assert f'value="{kept["km"]}"' in page.text
    assert roads(world) == before


def test_change_keeps_what_was_typed_wrong(desk: Desk, world: World) -> None:
    address = re.findall(rf'href="({ROADS}/\d+)"', desk.get(ROADS).text)[0]

    page = desk.press(address, opened=address, minutes="two", km="17")

    assert page.status_code == 422
    assert errors_on(page) == ["Write the minutes as a number from 0 to 1440."]
    assert 'value="two"' in page.text
    assert FIRST in roads(world)


@pytest.mark.parametrize("id", ["0", "999", "x", "1" * 40, "-1", "１"])
def test_road_that_is_not_there_is_a_404(desk: Desk, id: str) -> None:
    assert desk.get(f"{ROADS}/{id}").status_code == 404
    assert desk.press(f"{ROADS}/{id}/remove", opened=ROADS).status_code == 404


def test_without_any_road_every_way_is_estimated(desk: Desk, world: World) -> None:
    for _ in roads(world):
        address = re.findall(rf'action="({ROADS}/\d+/remove)"', desk.get(ROADS).text)[0]
        desk.press(address, opened=ROADS)

    text = text_of(desk.get(ROADS))

    assert roads(world) == []
    assert "No road has been entered yet." in text
    assert "Umeå Örnsköldsvik about" in text or "Örnsköldsvik Umeå about" in text
