"""One calendar message to one person, as a value."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from visits.language import Language
from visits.place import Point
from visits.span import Span


class Method(StrEnum):
    """What a calendar message does (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    DECLINECOUNTER = "DECLINECOUNTER"
    PUBLISH = "PUBLISH"


class InvitationState(StrEnum):
    """How certain a stop is in somebody's calendar."""

    HELD = "held"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Person:
    """A mailbox and the name that stands beside it."""

    email: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """What one person's calendar is told of one stop, all text in that person's language.

    `uid` is the stop's for life; `sequence` and `changed_at` rise together; `join_url` is empty
    for a stop that is only on site; `attendee` is None in a feed or a download. A tentative one
    holds time for a stop that is not agreed on yet.
    """

    uid: str
    sequence: int
    changed_at: datetime
    span: Span
    language: Language
    summary: str
    description: str
    location: str
    organizer: Person
    attendee: Person | None = None
    join_url: str = ""
    page_url: str = ""
    point: Point | None = None
    is_tentative: bool = False
    is_cancelled: bool = False
    categories: tuple[str, ...] = ()
