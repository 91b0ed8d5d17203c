"""What hosts' desks leave behind: who changed what is offered, and who asked for a link."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.persistence.records import Actor
from visits.catalogue import Host, Offer


class Changed(StrEnum):
    """What was changed at a desk."""

    PROFILE = "profile"
    OFFER = "offer"
    TIMES = "times"
    CALENDARS = "calendars"
    NEEDS = "needs"
    LINK_SENT = "link_sent"
    LINKS_ENDED = "links_ended"
    FEED_RENEWED = "feed_renewed"


@dataclass(eq=False, kw_only=True)
class DeskChange:
    """One thing done at a host's desk; `fields` names what is new, without its content."""

    id: int | None = None
    host: Host
    offer: Offer | None = None
    happened_at: datetime
    what: Changed
    actor: Actor
    actor_name: str
    fields: tuple[str, ...] = field(default=())


@dataclass(eq=False, kw_only=True)
class DeskAsk:
    """Somebody asked for a link by an address, known or not; gone once it is answered."""

    id: int | None = None
    email: str
    asked_at: datetime
