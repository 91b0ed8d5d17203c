"""Mail that came in, and what people who are invited say about coming."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from visits.delegation import Delegation
from visits.itinerary import Stop
from visits.reply import Attendance, Outcome
from visits.request import VisitRequest


class Source(StrEnum):
    """The way a mail came in."""

    PIPE = "pipe"
    IMAP = "imap"
    MAILBOX = "mailbox"


@dataclass(eq=False, kw_only=True)
class IncomingMail:
    """One mail that came in and what became of it; `content` and `words` are forgotten in time.

    `digest` is the same for the same mail, so none is taken twice. `why` says what was not
    understood, `authentic` whether the sender was vouched for. Of a calendar's answer, `uid`,
    `attendee`, `sequence` and `stamped_at` are kept, and the version of the request after it.
    Until `handled_at` a coordinator has to look at it.
    """

    id: int | None = None
    source: Source
    digest: str
    message_id: str
    received_at: datetime
    sender: str
    subject: str
    authentic: str
    outcome: Outcome
    why: str = ""
    words: str = ""
    content: bytes | None
    delegation: Delegation | None = None
    request: VisitRequest | None = None
    uid: str = ""
    attendee: str = ""
    sequence: int | None = None
    stamped_at: datetime | None = None
    request_version: int | None = None
    handled_at: datetime | None = None
    handled_by: str = ""


@dataclass(eq=False, kw_only=True)
class Attending:
    """What one person who is invited to a stop says about coming; it changes nothing."""

    id: int | None = None
    stop: Stop
    email: str
    attendance: Attendance
    stamped_at: datetime | None
    said_at: datetime
