"""What is kept of contacts' own calendars: how they are reached, and how reading them went."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.feeds.source import SourceKind
from visits.catalogue import Contact
from visits.free_busy import WhyNotRead


class ConnectionState(StrEnum):
    """How reading a calendar goes; one that is STOPPED waits for a person."""

    READ = "read"
    FAILING = "failing"
    STOPPED = "stopped"


@dataclass(eq=False, kw_only=True)
class Connection:
    """A calendar of a contact's own that is read for busy times, and for nothing else.

    `sealed` holds the address and the password (app/sealing.py), `place` only the name of the
    computer it is at. It `is_current` while what was read last can be relied on; unknown is not
    free. `read_at` is the last good reading, `tried_at` the last one. A stopped one without a
    reason could not be opened: the secret of the installation was changed.
    """

    id: int | None = None
    contact: Contact
    kind: SourceKind
    place: str
    sealed: str
    state: ConnectionState = ConnectionState.READ
    is_current: bool = True
    why: WhyNotRead | None = None
    events: int = 0
    connected_at: datetime
    read_at: datetime
    tried_at: datetime
    failing_since: datetime | None = None
    failures: int = 0
    due_at: datetime
    lease_until: datetime | None = None
    lease_by: str | None = None
