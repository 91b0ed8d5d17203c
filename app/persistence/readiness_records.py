"""What is kept beside the domain of getting ready: what an offer needs, who was reminded."""

from dataclasses import dataclass
from datetime import datetime

from visits.catalogue import Offer
from visits.delegation import Delegation
from visits.readiness import Needs


@dataclass(eq=False, kw_only=True)
class OfferNeeds:
    """What a host has said it needs for an offer."""

    id: int | None = None
    offer: Offer
    needs: Needs


@dataclass(eq=False, kw_only=True)
class ReadinessReminder:
    """A delegation was reminded so many days before the first missing thing was due."""

    id: int | None = None
    delegation: Delegation
    days: int
    sent_at: datetime
