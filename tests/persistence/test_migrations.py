"""The schema goes up and down, and is what the tables say, on both databases."""

import pytest
import sqlalchemy as sa

from app.extensions import Database
from app.persistence.migrate import differences, downgrade, has_pending, upgrade

pytestmark = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])


@pytest.fixture
def engine(empty_database_url: str) -> sa.Engine:
    return Database(empty_database_url).engine


def test_upgrade_gives_exactly_the_tables_of_the_code(engine: sa.Engine) -> None:
    upgrade(engine)

    assert differences(engine) == []
    assert not has_pending(engine)
    engine.dispose()


def test_an_empty_database_has_pending_migrations(engine: sa.Engine) -> None:
    assert has_pending(engine)
    engine.dispose()


def test_every_migration_can_be_taken_back_and_made_again(engine: sa.Engine) -> None:
    for revision in ("0001", "0002"):
        upgrade(engine, revision)
        downgrade(engine, "base" if revision == "0001" else "0001")
        upgrade(engine, revision)
    downgrade(engine, "base")

    assert sa.inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()
