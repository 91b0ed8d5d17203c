"""No page asks the database more often because there is more in it."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.subscribed import views
from app.subscribed.kept import Shelf
from app.world import World
from tests.delegation.asked import answer_all
from tests.delegation.followed import counted_queries
from tests.test_access_matrix import address_of, rules, signed_in
from tests.three_visits import app_on, copy_visit, things_of, three_visits

MOST = 15
VISITS = 30

Counts = dict[str, int]


def pages(app: Flask, visits: dict[str, int]) -> dict[str, str]:
    """Every address that can be opened, for each stage, under a name that says which it is."""
    world: World = app.extensions["kvarken"]
    things = {stage: things_of(world, visit_id) for stage, visit_id in visits.items()}
    found = {
        f"{rule.rule} ({stage})": address_of(rule, of_stage, is_holder=True)
        for stage, of_stage in things.items()
        for method, rule in rules(app)
        if method == "GET"
    }
    letter = things["published"]["letters"]
    steps = {f"step {step}": f"/en/ask/{step}" for step in ("party", "wishes", "when")}
    return {**found, **steps, "letter": f"/en/demo/mailbox/{letter}"}


def counts(client: FlaskClient, world: World, addresses: dict[str, str]) -> Counts:
    """How many statements each page sends; nothing is cached between them but for ever."""
    found = {}
    for name, address in addresses.items():
        views.SHELF = Shelf()
        with counted_queries(world) as queries:
            client.get(address).close()
        found[name] = len(queries)
    return found


@pytest.fixture(scope="module")
def few_and_many(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Counts, Counts, str]:
    """The counts with a visit at each stage and with thirty, and the coordinators' list then."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("counts")))
    with app_on(path) as app:
        world: World = app.extensions["kvarken"]
        visits = three_visits(world)
        client = signed_in(app, "north")
        answer_all(client)
        addresses = pages(app, visits)
        few = counts(client, world, addresses)
        with world.database.writing() as session:
            for number in range(VISITS - 1):
                copy_visit(session, visits["change"], number + 1)
        many = counts(client, world, addresses)
        return few, many, client.get("/en/staff").text


def test_page_asks_fifteen_times_at_most(few_and_many: tuple[Counts, Counts, str]) -> None:
    few, _, _ = few_and_many

    assert {name: count for name, count in few.items() if count > MOST} == {}


def test_page_asks_as_often_for_thirty_visits(few_and_many: tuple[Counts, Counts, str]) -> None:
    few, many, listed = few_and_many

    assert listed.count('<th scope="row">') == VISITS + 2
    assert many == few
