from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from app.extensions import Database
from app.persistence.migrate import downgrade
from app.world import World


def test_process_says_that_it_lives(client: FlaskClient):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_process_is_ready_when_its_database_is(client: FlaskClient):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (200, "ready\n")


def test_process_is_not_ready_without_its_database(app: Flask, world: World):
    nowhere = Database("sqlite:////nowhere/at/all.db")
    app.extensions["kvarken"] = replace(world, database=nowhere)

    answers = [app.test_client().get(path) for path in ("/healthz", "/readyz")]

    app.extensions["kvarken"] = world
    assert [(answer.status_code, answer.text) for answer in answers] == [
        (200, "ok\n"),
        (503, "not ready\n"),
    ]


def test_process_is_not_ready_on_an_old_schema(client: FlaskClient, world: World):
    downgrade(world.database.engine, "0001")

    assert client.get("/readyz").status_code == 503
