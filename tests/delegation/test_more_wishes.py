"""The wishes that few have: asked quietly, kept, shown, and handed to the composer."""

from datetime import time
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.persistence import tables
from app.persistence.catalogue import list_offers_by_slug
from app.world import World
from tests.delegation.asked import (
    PARTY,
    WHEN,
    WHO,
    WISHES,
    answer_all,
    errors_on,
    send,
    sent_delegation,
)
from tests.delegation.followed import text_of

NO_TIME = "Write a time of day, such as 14:00, or leave it empty."
HEART, NEVER = "battery-factory", "what-twenty-companies-need"
MORE = {
    "hearts": [HEART],
    "no_thanks": [NEVER],
    "most_screen": "180",
    "rest_after": "90",
    "starts_from": "Umeå",
    "ends_at": "Skellefteå",
}


def ids(world: World, *slugs: str) -> tuple[int, ...]:
    with world.database.reading() as session:
        return tuple(offer.id or 0 for offer in list_offers_by_slug(session, slugs))


def test_more_wishes_are_folded_away_until_somebody_has_one(client: FlaskClient) -> None:
    send(client, "who", WHO)
    send(client, "party", PARTY)
    before = client.get("/en/ask/wishes")
    send(client, "wishes", {**WISHES, "hearts": [HEART]})

    after = client.get("/en/ask/wishes")

    assert "<details>" in before.text
    assert "<details open>" not in before.text
    assert "<details open>" in after.text


def test_groups_are_asked_whether_they_go_apart_once_there_are_two(client: FlaskClient) -> None:
    send(client, "who", WHO)
    question = "Our groups may have programmes of their own"

    first = client.get("/en/ask/party")
    client.post("/en/ask/party", data={**PARTY, "add": "group", **_token(first.text)})

    assert question not in first.text
    assert question in client.get("/en/ask/party").text


def _token(text: str) -> dict[str, str]:
    return {"csrf_token": text.partition('name="csrf_token"')[2].split('value="')[1].split('"')[0]}


def test_wishes_are_kept_shown_and_stored(client: FlaskClient, world: World) -> None:
    answer_all(client)
    send(client, "party", {**PARTY, "groups_apart": "y"})
    send(client, "wishes", {**WISHES, **MORE})
    send(client, "when", {**WHEN, "latest_start": "12:15"})
    text = text_of(client.get("/en/ask/check"))
    for words in (
        "Programmes Each group may have its own",
        "Would like to see When a battery factory comes to town",
        "Does not want to see What twenty companies need",
        "At most before a screen on one day 3 hours",
        "At most without a pause 1 hour 30 minutes",
        "The day begins in Umeå",
        "The day ends in Skellefteå",
        "No visit begins later than 12:15",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("step", "changes", "error"),
    [
        (
            "wishes",
            {"no_thanks": [HEART], "hearts": [HEART]},
            "You have chosen a visit that you also want to see. Choose one of the two.",
        ),
        ("wishes", {"most_screen": "-60"}, "Choose one from the list."),
        ("wishes", {"rest_after": "NaN"}, "Choose one from the list."),
        ("wishes", {"starts_from": "Atlantis"}, "Choose one from the list."),
        ("when", {"latest_start": "8:59"}, "Choose a time between the two above."),
        ("when", {"latest_start": "13:00"}, "Choose a time between the two above."),
        (
            "when",
            {"latest_start": "30:00"},
            "Write a time of day, such as 14:00, or leave it empty.",
        ),
        ("when", {"longest_day": "1800"}, "Choose one from the list."),
    ],
)
def test_wish_that_cannot_be_is_refused(
    client: FlaskClient, step: str, changes: dict[str, Any], error: str
) -> None:
    answer_all(client)
    typed = {"wishes": WISHES, "when": WHEN}[step]

    page = send(client, step, {**typed, **changes})

    assert page.status_code == 422
    assert errors_on(page) == [error]


def test_offer_that_left_the_catalogue_is_let_go(client: FlaskClient) -> None:
    answer_all(client)

    page = send(client, "wishes", {**WISHES, "hearts": ["gone"], "no_thanks": ["gone", NEVER]})

    assert page.status_code == 303


def test_wishes_of_a_sent_request_are_stored(client: FlaskClient, world: World) -> None:
    changes = {"wishes": MORE, "when": {"latest_start": "12:15"}}

    delegation = sent_delegation(world, client, changes=changes)

    wishes = delegation.wishes
    assert (wishes.hearts, wishes.no_thanks) == (ids(world, HEART), ids(world, NEVER))
    assert (wishes.most_screen, wishes.rest_after) == (180, 90)
    assert (wishes.starts_from, wishes.ends_at) == ("Umeå", "Skellefteå")
    assert (wishes.latest_start, wishes.groups_apart) == (time(12, 15), False)


def test_request_is_kept_while_there_is_nothing_to_visit(client: FlaskClient, world: World) -> None:
    answer_all(client)
    with world.database.writing() as session:
        session.execute(sa.delete(tables.offer_contact))
        session.execute(sa.delete(tables.offer_needs))
        session.execute(sa.delete(tables.offer))

    page = send(client, "check", {})

    assert page.status_code == 422
    assert errors_on(page) == ["There is nothing to visit yet. Your answers are kept; try later."]
    assert "KIP" in client.get("/en/ask/check").text
