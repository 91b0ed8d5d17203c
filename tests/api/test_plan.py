"""Other programs ask for a plan: with a key, with limits, and with nonsense."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.config import UnsafeSettings
from tests.conftest import SECRET_KEY
from tests.planning.bad_problems import BAD_PROBLEMS, a_document, changed
from tests.three_visits import app_on
from visits.planning.document import problem_from_document
from visits.planning.solve import solve
from visits.planning.writing import plan_to_document

KEY = "a-key-for-other-programs-0123456789"


@pytest.fixture
def keyed(sqlite_template: Any) -> Iterator[FlaskClient]:
    with app_on(sqlite_template, api_key=KEY) as app:
        yield app.test_client()


def ask(client: FlaskClient, body: object, *, query: str = "", **headers: str) -> TestResponse:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    usual = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    return client.post(f"/api/plan{query}", data=data, headers={**usual, **headers})


def test_plan_is_the_one_the_composer_gives(keyed: FlaskClient) -> None:
    answer = ask(keyed, a_document(), query="?seed=7&limit=5000")

    plan = solve(problem_from_document(a_document()), seed=7, limit=5000)
    assert answer.status_code == 200
    assert answer.json == json.loads(json.dumps(plan_to_document(plan)))
    assert answer.json["outcome"] == "proven"


def test_plan_of_the_same_question_is_the_same_byte_for_byte(keyed: FlaskClient) -> None:
    assert ask(keyed, a_document()).data == ask(keyed, a_document()).data


def test_address_is_not_there_without_a_key(client: FlaskClient) -> None:
    assert ask(client, a_document()).status_code == 404
    assert client.get("/api/plan").status_code == 405


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer ", f"Bearer {KEY}x", f"Basic {KEY}", KEY, f"Bearer {SECRET_KEY}"],
)
def test_nobody_gets_a_plan_without_the_right_key(keyed: FlaskClient, given: str) -> None:
    answer = ask(keyed, a_document(), Authorization=given)

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json == {"reason": "the key is missing or wrong"}


def test_key_that_is_no_text_is_a_wrong_one(keyed: FlaskClient) -> None:
    assert ask(keyed, a_document(), Authorization="Bearer \xe4\xf6").status_code == 401


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "json"])
def test_only_json_is_read(keyed: FlaskClient, kind: str) -> None:
    assert ask(keyed, a_document(), **{"Content-Type": kind}).status_code == 415


def test_at_most_two_megabytes_are_read(keyed: FlaskClient) -> None:
    most = 2 * 1024 * 1024

    assert ask(keyed, b" " * most).status_code == 422
    assert ask(keyed, b" " * (most + 1)).status_code == 413


def test_other_pages_take_no_more_than_before(keyed: FlaskClient) -> None:
    assert keyed.post("/en/ask/who", data={"organisation": "x" * 600_000}).status_code == 413


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"{", b"[" * 100_000, b'{"a": ' * 50_000, b"1" * 5000, b"nonsense"],
    ids=["nothing", "no text", "half", "deep list", "deep object", "long number", "words"],
)
def test_what_is_not_json_is_refused(keyed: FlaskClient, body: bytes) -> None:
    answer = ask(keyed, body)

    assert (answer.status_code, answer.json) == (
        422,
        {"field": "document", "reason": answer.json["reason"]},
    )


@pytest.mark.parametrize("document", [None, 1, "x", [], [{}]])
def test_a_problem_is_an_object(keyed: FlaskClient, document: object) -> None:
    answer = ask(keyed, document)

    assert answer.json == {"field": "document", "reason": "an object is needed"}


@pytest.mark.parametrize(
    "query", ["?seed=-1", "?seed=x", "?limit=1e9", "?limit=99999999999", "?seed=٣"]
)
def test_numbers_of_the_address_are_whole_and_small(keyed: FlaskClient, query: str) -> None:
    answer = ask(keyed, a_document(), query=query)

    assert answer.status_code == 422
    assert answer.json["field"] in ("seed", "limit")


@pytest.mark.parametrize("name", BAD_PROBLEMS)
def test_a_bad_problem_is_refused_by_the_name_of_its_field(keyed: FlaskClient, name: str) -> None:
    path, value, field = BAD_PROBLEMS[name]

    answer = ask(keyed, changed(path, value))

    assert (answer.status_code, answer.json["field"]) == (422, field)
    assert answer.json["reason"]


Hostile = Callable[[dict[str, Any]], object]

HOSTILE: dict[str, Hostile] = {
    "half a sign": lambda one: one["choices"][0].update(key="\ud800", host="\udfff"),
    "markup": lambda one: one["party"].update(languages=["<script>"]),
    "a huge number": lambda one: one["choices"][0].update(most_people=10**300),
    "a far end": lambda one: one["choices"][0].update(
        free=[["2026-11-03T09:00+01:00", "9999-12-31T00:00+00:00"]]
    ),
    "unknown languages": lambda one: one["choices"][0].update(languages=[""]),
    "the last days there are": lambda one: one["wishes"].update(
        earliest_on="9999-12-30", latest_on="9999-12-31"
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_strange_problem_never_breaks_anything(keyed: FlaskClient, name: str) -> None:
    document = deepcopy(a_document())
    HOSTILE[name](document)

    assert ask(keyed, document).status_code in (200, 422)


def test_asking_sets_no_cookie_and_needs_no_token(keyed: FlaskClient) -> None:
    assert "Set-Cookie" not in ask(keyed, a_document()).headers


def test_key_of_a_few_signs_is_refused(app: Flask) -> None:
    settings = app.extensions["kvarken"].settings

    with pytest.raises(UnsafeSettings, match="API_KEY"):
        replace(settings, api_key="short").check()
