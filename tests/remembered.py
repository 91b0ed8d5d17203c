"""What many tests begin with is built once and copied after that: a database, and what to know.

A step is known by its name, the time, and the state it starts from, so a test that has changed
anything before builds its own. A SQLite database is a file: its content is its state. Of a
PostgreSQL one we know the state it was made in, and that nobody has written since.
"""

import hashlib
from collections.abc import Callable, Hashable
from functools import cache
from itertools import count
from pathlib import Path
from typing import Protocol, TypeVar, cast

import sqlalchemy as sa

from app.world import World

T = TypeVar("T")


class Keeper(Protocol):
    """Keeps the states of one kind of database."""

    def state(self) -> Hashable | None:
        """What stands for the present state; None where it cannot be told, or is in use."""

    def keep(self) -> object:
        """A copy of the present state."""

    def restore(self, copy: object, state: Hashable) -> None:
        """Puts a copy in the place of the database."""


KEPT: dict[Hashable, tuple[object, object]] = {}


def remembered(world: World, step: str, build: Callable[[], T]) -> T:
    """What `build` returns, with the database as it leaves it; it returns plain values only."""
    keeper: Keeper = FileKeeper(world) if world.database.is_sqlite else ServerKeeper(world)
    state = keeper.state()
    if state is None:
        return build()
    key = (world.database.is_sqlite, step, world.clock(), state)
    if key in KEPT:
        copy, known = KEPT[key]
        keeper.restore(copy, key)
        return cast("T", known)
    built = build()
    copy = keeper.keep()
    if copy is not None:
        KEPT[key] = (copy, built)
    return built


class FileKeeper:
    """SQLite: the file, while nobody has it open; its last reader takes the log away."""

    def __init__(self, world: World) -> None:
        self._path = Path(world.database.url.database or "")

    def _is_open(self) -> bool:
        return self._path.with_name(f"{self._path.name}-wal").exists()

    def state(self) -> Hashable | None:
        return None if self._is_open() else hashlib.sha256(self._path.read_bytes()).digest()

    def keep(self) -> object:
        return None if self._is_open() else self._path.read_bytes()

    def restore(self, copy: object, state: Hashable) -> None:
        self._path.write_bytes(cast("bytes", copy))


# The state that each PostgreSQL database was made in, and the next transaction's number then.
MADE: dict[str, tuple[Hashable, int]] = {}
NUMBERS = count()


class ServerKeeper:
    """PostgreSQL: a database is copied from another one that nobody is connected to."""

    def __init__(self, world: World) -> None:
        self._engine = world.database.engine
        self._name = str(world.database.url.database)
        self._admin = admin_of(world.database.url.set(database="postgres"))

    def state(self) -> Hashable | None:
        made = MADE.get(self._name)
        if made is None or made[1] != next_transaction(self._admin) or not self._is_left():
            return None
        return made[0]

    def keep(self) -> object:
        if not self._is_left():
            return None
        name = f"kept_{next(NUMBERS)}"
        with self._admin.connect() as connection:
            connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE "{self._name}"'))
        return name

    def restore(self, copy: object, state: Hashable) -> None:
        make_database(self._admin, self._name, template=str(copy), state=state)

    def _is_left(self) -> bool:
        """Whether nobody is connected: what is out of the pool must come back to it first."""
        pool = self._engine.pool
        if isinstance(pool, sa.QueuePool) and pool.checkedout():
            return False
        self._engine.dispose()
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = :name"
        with self._admin.connect() as connection:
            return connection.scalar(sa.text(query), {"name": self._name}) == 0


@cache
def admin_of(url: sa.URL) -> sa.Engine:
    """A connection to the server itself."""
    return sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)


def next_transaction(admin: sa.Engine) -> int:
    """Rises with every transaction that has written anything, and with no other."""
    with admin.connect() as connection:
        query = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"
        return int(connection.scalar(sa.text(query)) or 0)


def make_database(admin: sa.Engine, name: str, *, template: str, state: Hashable) -> None:
    """A new database in place of one of that name, in the state of its template."""
    with admin.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    MADE[name] = (state, next_transaction(admin))
