"""How fetching mail goes, as it is kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WhyNotFetched(StrEnum):
    """Why no mail could be fetched."""

    UNREACHABLE = "unreachable"
    TLS = "tls"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a reason, no password
    NO_MAILBOX = "no_mailbox"
    REFUSED = "refused"


@dataclass(eq=False, kw_only=True)
class Mailroom:
    """The mailbox that mail is fetched from: when it was looked into, and what is in the way.

    `place` has no secrets; `fingerprint` tells whether the setting is still the same.
    """

    id: int | None = None
    place: str
    fingerprint: str
    looked_at: datetime | None = None
    failing_since: datetime | None = None
    why: WhyNotFetched | None = None
    failures: int = 0
    due_at: datetime
