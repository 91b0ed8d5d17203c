"""Brings a database to a version of the schema, and tells which one it has."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.persistence import tables

MIGRATIONS = Path(__file__).parent / "migrations"


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    """Up to a revision, all of it or nothing."""
    with _alone(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: sa.Engine, revision: str) -> None:
    """Down to a revision ("base" for an empty database)."""
    with _alone(engine) as connection:
        command.downgrade(_config(connection), revision)


@contextmanager
def _alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction in which SQLite lets a table be made anew though others refer to it.

    What refers to nothing at its end is refused. SQLite listens only outside of a transaction.
    """
    with engine.connect() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite:
            _hold_to_references(connection, "OFF")
        with connection.begin():
            yield connection
            if is_sqlite:
                lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                assert not lost, f"rows refer to nothing: {lost[:5]}"
        if is_sqlite:
            _hold_to_references(connection, "ON")


def _hold_to_references(connection: sa.Connection, switch: str) -> None:
    raw = connection.connection.driver_connection
    assert raw is not None, "the connection is open"
    raw.execute(f"PRAGMA foreign_keys={switch}")


def has_pending(engine: sa.Engine) -> bool:
    """Whether the database is not at the newest revision."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() != newest


def differences(engine: sa.Engine) -> list[object]:
    """What the tables in the code have that the migrated database has not, and the reverse."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, tables.metadata))
