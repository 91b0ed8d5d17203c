"""Commands, as an operator types them."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import DataError

from app.actions.staff import sign_in
from app.extensions import Database
from app.factory import APP_LOAD_ERROR
from app.persistence.incoming import list_unhandled
from app.persistence.migrate import has_pending
from app.world import World
from benchmarks.compose import reference
from tests.conftest import SECRET_KEY
from tests.planning.bad_problems import BAD_PROBLEMS, changed
from visits.planning.writing import problem_to_document

ROOT = Path(__file__).parent.parent
EXAMPLE = problem_to_document(reference())


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(arguments))
    return result.exit_code, result.output


def test_plan_prints_the_best_programme_as_json(app: Flask, tmp_path: Path) -> None:
    problem = tmp_path / "problem.json"
    problem.write_text(json.dumps(EXAMPLE))

    code, printed = run(app, "plan", str(problem))

    plan = json.loads(printed)
    assert code == 0
    assert plan["stops"]


def test_plan_asks_the_other_engine_too(app: Flask, tmp_path: Path) -> None:
    problem = tmp_path / "problem.json"
    problem.write_text(json.dumps(EXAMPLE))

    _, own = run(app, "plan", str(problem))
    code, other = run(app, "plan", str(problem), "--engine", "cpsat")

    assert code == 0
    assert json.loads(other)["outcome"] == "proven"
    assert json.loads(other)["stops"] == json.loads(own)["stops"]


def test_plan_says_the_same_every_time(app: Flask, tmp_path: Path) -> None:
    problem = tmp_path / "problem.json"
    problem.write_text(json.dumps(EXAMPLE))

    assert run(app, "plan", str(problem)) == run(app, "plan", str(problem))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "document"),
        (json.dumps({**EXAMPLE, "party": {**EXAMPLE["party"], "size": 0}}), "party.size"),
        (json.dumps({**EXAMPLE, "party": {**EXAMPLE["party"], "zone": "Europe"}}), "party.zone"),
    ],
)
def test_plan_names_the_field_of_a_bad_problem(
    app: Flask, tmp_path: Path, text: str, said: str
) -> None:
    problem = tmp_path / "problem.json"
    problem.write_text(text)

    code, printed = run(app, "plan", str(problem))

    assert code == 1
    assert said in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize("name", BAD_PROBLEMS)
def test_plan_refuses_what_cannot_be(app: Flask, tmp_path: Path, name: str) -> None:
    path, value, field = BAD_PROBLEMS[name]
    problem = tmp_path / "problem.json"
    problem.write_text(json.dumps(changed(path, value)))

    code, printed = run(app, "plan", str(problem))

    assert (code, printed.startswith(f"Error: {field}: ")) == (1, True), printed


def test_add_coordinator_lets_somebody_in(app: Flask, world: World) -> None:
    password = "a long sentence as password"

    code, _ = run(app, "add-coordinator", "new@example.org", "north", "--password", password)

    assert code == 0
    address = {"email": "NEW@example.org", "address": "127.0.0.1"}
    assert sign_in(world, **address, password=password, now=world.clock())


@pytest.mark.parametrize(
    ("node", "password", "said"),
    [("north", "short", "at least 15"), ("nowhere", "a long sentence as password", "one of")],
)
def test_add_coordinator_refuses_in_one_sentence(
    app: Flask, node: str, password: str, said: str
) -> None:
    code, printed = run(app, "add-coordinator", "new@example.org", node, "--password", password)

    assert code == 1
    assert said in printed


def piped(app: Flask, content: bytes) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["mail", "receive"], input=content)
    return result.exit_code, result.output


def test_mail_receive_takes_a_mail_once_and_says_what_became_of_it(app: Flask) -> None:
    mail = b"From: host@example.org\r\nMessage-ID: <1@x.y>\r\n\r\nWhere do we park?\r\n"

    said = [piped(app, content) for content in (mail, mail, b"", b"\xff" * 1000)]

    outcomes = ("plain", "said_before", "not_understood", "not_understood")
    assert said == [(0, f"{outcome}\n") for outcome in outcomes]


def test_mail_receive_asks_for_the_mail_again_when_the_database_is_away(
    app: Flask, world: World
) -> None:
    with world.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE incoming_mail")

    code, said = piped(app, b"From: host@example.org\r\n\r\nHello\r\n")

    assert (code, said) == (75, "The database did not take it; try again later.\n")


def test_mail_receive_leaves_to_a_person_what_would_fail_again_and_again(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise DataError("INSERT", {}, ValueError("no such sign"))

    monkeypatch.setattr("app.cli.receive_mail", refuse)

    said = piped(app, b"From: host@example.org\r\n\r\nHello\r\n")

    assert said == (0, "not_understood\n")
    with world.database.reading() as session:
        assert [(one.why, one.sender) for one in list_unhandled(session)] == [
            ("failed", "host@example.org")
        ]


def test_seed_catalogue_leaves_a_full_database_alone(app: Flask) -> None:
    assert run(app, "seed-catalogue") == (0, "There is a catalogue already.\n")


def test_the_server_refuses_an_old_schema_and_migrate_mends_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    environment = {"DEMO": "1", "SECRET_KEY": SECRET_KEY, "DATABASE_URL": url, "PATH": ""}

    def python(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    before = python("-c", "import wsgi")
    migrated = python("-m", "flask", "--app", "wsgi", "migrate")
    after = python("-c", "import wsgi")

    assert before.returncode == APP_LOAD_ERROR
    assert before.stderr == (
        "Kvarken does not start: the database has pending migrations; "
        "run `flask --app wsgi migrate`.\n"
    )
    assert (migrated.returncode, after.returncode) == (0, 0)
    database = Database(url)
    assert not has_pending(database.engine)
    database.engine.dispose()


def test_gunicorn_ends_where_the_application_must_not_start(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "-b", address, "wsgi:app"]

    served = subprocess.run(
        command,
        env={"DEMO": "1", "SECRET_KEY": "short", "PATH": "", "HOME": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert served.returncode == APP_LOAD_ERROR
    assert "Kvarken does not start: SECRET_KEY must be" in served.stderr
    assert "Traceback" not in served.stderr
