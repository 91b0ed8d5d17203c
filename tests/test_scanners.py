"""A mail's links are opened by machines first: whatever is read, nothing at all is changed.

A scanner follows every link, by HEAD and by GET, and may send each form it finds the same way.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.persistence import tables
from app.world import World
from tests.three_visits import app_on, things_of, three_visits

FORM = re.compile(r"<form(?P<head>[^>]*)>(?P<body>.*?)</form>", re.DOTALL)
ACTION = re.compile(r'action="([^"]*)"')
FIELD = re.compile(r'<(?:input|textarea|select|button)[^>]*name="([^"]+)"[^>]*>')
VALUE = re.compile(r'value="([^"]*)"')
# What a scanner would fill in where nothing stands: the yes of every form.
FILLED = {"kind": "confirm", "accept": "yes", "confirm": "yes"}
LINKED = ("answer", "feed", "desk", "confirm", "join", "participant")
# Addresses that a mail or a page leads to without signing in.
OPEN = ("host.", "delegation.", "public.", "feed.", "demo.")


@pytest.fixture(scope="module")
def scanned(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[tuple[Flask, dict[str, int]]]:
    """An app with three visits, and their ids by stage."""
    path = tmp_path_factory.mktemp("scanned") / "kvarken.db"
    path.write_bytes(sqlite_template.read_bytes())
    with app_on(path) as app:
        yield app, three_visits(app.extensions["kvarken"])


def fingerprint(world: World) -> str:
    """Everything that is stored."""
    found = sha256()
    with world.database.reading() as session:
        for table in tables.metadata.sorted_tables:
            for row in session.execute(sa.select(table).order_by(*table.primary_key)):
                found.update(repr(tuple(row)).encode())
    return found.hexdigest()


def addresses(app: Flask, things: dict[str, object]) -> Iterator[str]:
    """Every address of one visit that can be read without an account."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint.startswith(OPEN):
            address = filled(rule, things)
            if address is not None:
                yield address


def filled(rule: Rule, things: dict[str, object]) -> str | None:
    """The rule's address for a visit; None where the visit has nothing of that kind."""
    words = {"language": "en", "step": "who", **things}
    kind = next((one for one in LINKED if f"/{one}/" in rule.rule), "status")
    values = {"token": things.get(kind), "key": 1, "id": 1, "name": "style.css"}
    parts = {name: {**values, **words}.get(name) for name in rule.arguments}
    if None in parts.values():
        return None
    built = rule.build(parts)
    return built[1] if built else None


def forms_of(page: str, address: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Where each form of a page goes, and what it would send."""
    for form in FORM.finditer(page):
        action = ACTION.search(form["head"])
        fields = {}
        for field in FIELD.finditer(form["body"]):
            value = VALUE.search(field[0])
            fields.setdefault(field[1], value[1] if value else FILLED.get(field[1], "x"))
        yield (action[1] if action else address), {**fields, "kind": "confirm"}


@pytest.mark.parametrize("stage", ["choosing", "change", "published"])
def test_scanner_that_sends_every_form_by_get_changes_nothing(
    scanned: tuple[Flask, dict[str, int]], stage: str
) -> None:
    app, visits = scanned
    world: World = app.extensions["kvarken"]
    things = things_of(world, visits[stage])
    before = fingerprint(world)

    client = app.test_client()
    sent = sum(scan(client, address) for address in addresses(app, things))

    assert fingerprint(world) == before
    assert sent >= 5


def scan(client: FlaskClient, address: str) -> int:
    """Opens one address as a scanner does; how many forms it has sent."""
    assert client.head(address).status_code < 500
    page = client.get(address)
    assert page.status_code < 500
    forms = list(forms_of(page.text, address)) if page.mimetype == "text/html" else []
    for action, fields in forms:
        for method in (client.get, client.head):
            assert method(action, query_string=fields).status_code < 500
    return len(forms)


def test_fingerprint_sees_an_answer(scanned: tuple[Flask, dict[str, int]]) -> None:
    """The twin: the same form sent by POST is seen."""
    app, visits = scanned
    world: World = app.extensions["kvarken"]
    address = f"/en/answer/{things_of(world, visits['change'])['answer']}"
    before = fingerprint(world)
    client = app.test_client()

    action, fields = next(forms_of(client.get(address).text, address))
    sent = {name: value for name, value in fields.items() if name in ("csrf_token", "version")}
    client.post(action, data={**sent, "kind": "confirm"})

    assert fingerprint(world) != before
