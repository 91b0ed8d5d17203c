"""What actions need beside their own arguments."""

from dataclasses import dataclass

from app.clock import Clock
from app.config import Settings
from app.extensions import Database
from app.mail.links import Links


@dataclass(frozen=True)
class World:
    """One installation: its database, settings, clock and addresses."""

    database: Database
    settings: Settings
    clock: Clock
    links: Links
