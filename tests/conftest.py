"""Fixtures: each test that keeps something has an empty world of its own, on both databases."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from app.actions import staff
from app.actions.demonstration import add_catalogue, add_coordinators
from app.config import Settings
from app.extensions import Database
from app.factory import create_app
from app.i18n import set_language
from app.mail.links import Links
from app.persistence.migrate import upgrade
from app.world import World
from tests.postgres import running_postgres
from tests.remembered import admin_of, make_database
from visits.language import Language

SECRET_KEY = "a-secret-for-tests-only-0123456789-abcdefgh"
BASE_URL = "http://localhost"
PASSWORD = "correct horse battery staple"
ON_BOTH = ("actions", "persistence")
START = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday


@dataclass
class FakeClock:
    """A clock that stands still until it is told to go on."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **by: float) -> datetime:
        """Later by so many days, hours ..., and what it shows then."""
        self.now += timedelta(**by)
        return self.now


def a_world(url: str, clock: Callable[[], datetime] = lambda: START) -> World:
    settings = Settings(demo=True, secret_key=SECRET_KEY, base_url=BASE_URL, database_url=url)
    return World(Database(url), settings, clock, Links(BASE_URL))


def _fill(url: str) -> None:
    world = a_world(url)
    upgrade(world.database.engine)
    add_catalogue(world, now=START)
    add_coordinators(world, PASSWORD, now=START)
    world.database.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "kvarken.db"
    _fill(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with running_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    _create_database(postgres, "template_kvarken")
    _fill(postgres.format(database="template_kvarken"))
    return "template_kvarken"


def _create_database(server: str, name: str, template: str = "template1") -> None:
    admin = admin_of(sa.make_url(server.format(database="postgres")))
    make_database(admin, name, template=template, state=template)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Persistence, actions and what is marked so run on both databases, pages on SQLite."""
    if "database_url" in metafunc.fixturenames:
        folder = metafunc.definition.path.parent.name
        is_marked = metafunc.definition.get_closest_marker("both_databases") is not None
        on_both = is_marked or folder in ON_BOTH
        kinds = ["sqlite", "postgresql"] if on_both else ["sqlite"]
        metafunc.parametrize("database_url", kinds, indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of the test's own with the schema, the catalogue and the coordinators."""
    if request.param == "sqlite":
        path = tmp_path / "kvarken.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    server = request.getfixturevalue("postgres")
    _create_database(server, "kvarken_test", request.getfixturevalue("postgres_template"))
    return str(server.format(database="kvarken_test"))


@pytest.fixture
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> str:
    """A database without a single table; `kind` says which."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server = request.getfixturevalue("postgres")
    _create_database(server, "kvarken_empty")
    return str(server.format(database="kvarken_empty"))


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Requests of an earlier test leave their language behind in this thread."""
    set_language(Language.EN)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


class SharedBytecode(BytecodeCache):
    """Lets the many apps of a test run compile each template once."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


BYTECODE = SharedBytecode()


@pytest.fixture(scope="session", autouse=True)
def passwords_are_hashed_fast() -> None:
    """A real hash takes a sixth of a second, at every sign-in."""
    staff.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session")
def one_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application without a world: it keeps nothing of its own from test to test."""
    url = f"sqlite:///{tmp_path_factory.mktemp('app') / 'empty.db'}"
    upgrade(Database(url).engine)
    app = create_app(
        Settings(demo=True, secret_key=SECRET_KEY, base_url=BASE_URL, database_url=url)
    )
    app.testing = True
    app.jinja_env.bytecode_cache = BYTECODE
    return app


@pytest.fixture
def app(one_app: Flask, database_url: str, clock: FakeClock) -> Iterator[Flask]:
    """The application over a database of the test's own."""
    config = dict(one_app.config)
    world = a_world(database_url, clock)
    one_app.extensions["kvarken"] = world
    yield one_app
    world.database.engine.dispose()
    one_app.config.clear()
    one_app.config.update(config)


@pytest.fixture
def world(app: Flask) -> World:
    found: World = app.extensions["kvarken"]
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
