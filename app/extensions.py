"""The database: one engine, reading sessions, and writing transactions.

On SQLite a writing transaction begins with BEGIN IMMEDIATE, so whoever decides on what it has
read is alone; reading ones take no lock. On PostgreSQL the rows and contacts that a decision
rests on are locked by the queries themselves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

LOCK_WAIT_SECONDS = 5


class Database:
    """Opens sessions on one database; safe to use from threads, not across a fork."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {"pool_pre_ping": True}
        if self.is_sqlite:
            options = {"poolclass": NullPool}
        # What people wrote stays out of error messages, and so out of logs.
        self.engine = sa.create_engine(self.url, hide_parameters=True, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._writes = self.engine.execution_options(writes=True)

    def reading(self) -> Session:
        """A session to read with; the caller closes it. What it adds is never committed."""
        return Session(self.engine, autoflush=False)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is committed at the end of the block, all of it or nothing."""
        with Session(self._writes, expire_on_commit=False) as session, session.begin():
            if not self.is_sqlite:
                session.execute(sa.text(f"SET LOCAL lock_timeout = '{LOCK_WAIT_SECONDS}s'"))
            yield session


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        f"busy_timeout={LOCK_WAIT_SECONDS * 1000 * 4}",
        "foreign_keys=ON",
        "synchronous=FULL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
