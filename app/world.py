"""What actions need beside their own arguments."""

from dataclasses import dataclass
from typing import Protocol

from app.clock import Clock
from app.config import Settings
from app.extensions import Database
from app.feeds.reading import read_busy
from app.feeds.source import BusyTimes, Source
from app.mail.links import Links
from visits.span import Span


class ReadBusy(Protocol):
    """How somebody's own calendar is read; raises NotRead."""

    def __call__(self, source: Source, *, between: Span, zone: str) -> BusyTimes: ...


@dataclass(frozen=True)
class World:
    """One installation: its database, settings, clock, addresses, and how it reads calendars."""

    database: Database
    settings: Settings
    clock: Clock
    links: Links
    read_busy: ReadBusy = read_busy
