"""Where a contact's own calendar is, and what reading it comes to."""

from dataclasses import dataclass, field
from enum import StrEnum

from visits.free_busy import BusyTimes, NotRead, WhyNotRead

__all__ = ["BusyTimes", "NotRead", "Source", "SourceKind", "WhyNotRead"]


class SourceKind(StrEnum):
    """A file at an address, or a calendar server that is asked."""

    ICS = "ics"
    CALDAV = "caldav"


@dataclass(frozen=True)
class Source:
    """One calendar of somebody's own.

    Events with a UID like a stop's, at the mail domain `own`, are ours: Kvarken knows them, they
    make nobody busy.
    """

    kind: SourceKind
    url: str = field(repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    own: str = ""
