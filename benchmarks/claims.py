"""Claiming a slot with all its guards, against a bare insert of the same row, on both databases.

One claim is a transaction of its own: a delegation, its programme, one stop that is free. The
bare twin writes the same rows on a schema without constraint or triggers, takes no lock and does
not look. Both run in turn, in alternating order; the median of five rounds counts.
Run: python -m benchmarks.claims
"""

import json
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

import sqlalchemy as sa

from app.actions.demonstration import add_catalogue
from app.clock import read_clock
from app.config import Settings
from app.extensions import Database
from app.mail.links import Links
from app.persistence import slots
from app.persistence.migrate import downgrade, upgrade
from app.world import World
from tests.builders import NOW
from tests.persistence.racing import wanted
from tests.postgres import running_postgres

CLAIMS = 100
ROUNDS = 5


@contextmanager
def databases() -> Iterator[dict[str, Callable[[], str]]]:
    """A maker of addresses of fresh databases, by kind."""
    with tempfile.TemporaryDirectory() as folder, running_postgres() as server:

        def sqlite() -> str:
            return f"sqlite:///{Path(folder) / secrets.token_hex(4)}.db"

        def postgresql() -> str:
            name = f"claims_{secrets.token_hex(4)}"
            url = server.format(database="postgres")
            engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
            with engine.connect() as connection:
                connection.execute(sa.text(f"CREATE DATABASE {name}"))
            return server.format(database=name)

        yield {"sqlite": sqlite, "postgresql": postgresql}


def prepared(url: str, *, is_guarded: bool) -> Database:
    """A database with the catalogue, with its guards or without them."""
    database = Database(url)
    upgrade(database.engine)
    settings = Settings(demo=True, secret_key=secrets.token_hex(32), database_url=url)
    add_catalogue(World(database, settings, read_clock, Links(settings.base_url)), now=NOW)
    if not is_guarded:
        downgrade(database.engine, "0001")
    return database


def claim(database: Database, number: int, *, is_guarded: bool) -> None:
    """One delegation takes the first contact's next free hour and a half."""
    with database.writing() as session:
        itinerary = wanted(session, minutes_later=90 * number)
        session.add(itinerary)
        if is_guarded:
            slots.hold(session, itinerary.stops)


def seconds(database: Database, *, first: int, is_guarded: bool) -> float:
    """How long so many claims in a row take."""
    started = perf_counter()
    for number in range(first, first + CLAIMS):
        claim(database, number, is_guarded=is_guarded)
    return perf_counter() - started


def measure(make_url: Callable[[], str]) -> dict[str, float]:
    """Medians of both ways, for one kind of database."""
    ways = {is_guarded: prepared(make_url(), is_guarded=is_guarded) for is_guarded in (True, False)}
    took: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(ROUNDS + 1):  # the first one warms up
        for is_guarded in (True, False) if turn % 2 else (False, True):
            took[is_guarded].append(
                seconds(ways[is_guarded], first=turn * CLAIMS, is_guarded=is_guarded)
            )
    for database in ways.values():
        database.engine.dispose()
    guarded, bare = (median(took[way][1:]) / CLAIMS for way in (True, False))
    return {
        "claim_ms": round(1000 * guarded, 2),
        "bare_insert_ms": round(1000 * bare, 2),
        "ratio": round(guarded / bare, 2),
    }


def main() -> None:
    """Prints the medians and their ratio for each kind of database."""
    with databases() as makers:
        print(json.dumps({kind: measure(make) for kind, make in makers.items()}, indent=2))


if __name__ == "__main__":
    main()
