"""What every step of one action shares."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.world import World


@dataclass(frozen=True)
class Transaction:
    """One writing session, the installation it belongs to, and the instant it happens at."""

    session: Session
    world: World
    now: datetime


@contextmanager
def transaction(world: World, *, now: datetime) -> Iterator[Transaction]:
    """All that is done in the block is committed together at its end, or not at all."""
    with world.database.writing() as session:
        yield Transaction(session, world, now)
