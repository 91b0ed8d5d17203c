"""Nobody's time is given away twice, however many reach for it at once."""

from app.extensions import Database
from app.persistence.migrate import downgrade
from tests.persistence.racing import claim_guarded, claim_unguarded, overlapping_holds, race

CLAIMS = 64


def test_hold_lets_exactly_one_of_64_claims_win(database_url: str) -> None:
    endings = race(database_url, claim_guarded)

    assert endings == {"won": 1, "taken": CLAIMS - 1}
    assert overlapping_holds(database_url) == 0


def test_hold_without_its_guards_books_twice(database_url: str) -> None:
    """The failing twin: check-then-insert, without lock, constraint or trigger, does harm."""
    database = Database(database_url)
    downgrade(database.engine, "0001")
    database.engine.dispose()

    race(database_url, claim_unguarded)

    assert overlapping_holds(database_url) > 0
