"""A host says how short a visit can be made on a day that runs late."""

import pytest
from flask.testing import FlaskClient

from app.world import World
from tests.host.desk_cast import SLUG, AtDesk, desk_token, offer_of


@pytest.mark.parametrize(("typed", "kept"), [("30", 30), ("", None)])
def test_host_writes_how_short_its_visit_can_be(
    world: World, client: FlaskClient, typed: str, kept: int | None
) -> None:
    desk = AtDesk(client, desk_token(world))
    page = f"/offers/{SLUG}"

    desk.send(page, desk.get(page), least_minutes=typed)

    assert offer_of(world).least_minutes == kept


@pytest.mark.parametrize("typed", ["0", "1000", "x", "46", "9" * 30])
def test_shortest_length_that_cannot_be_gets_a_sentence_and_stays(
    world: World, client: FlaskClient, typed: str
) -> None:
    desk = AtDesk(client, desk_token(world))
    page = f"/offers/{SLUG}"

    refused = desk.send(page, desk.get(page), least_minutes=typed)

    assert refused.status_code == 422
    assert "Write minutes from 5 to 45, or nothing." in refused.text
    assert f'value="{typed}"' in refused.text
    assert offer_of(world).least_minutes is None
