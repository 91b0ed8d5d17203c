"""A programme that all hosts have agreed on goes out, with invitations."""

from app.actions.calendars import tell_publication
from app.actions.telling import KVARKEN, note
from app.actions.transaction import Transaction
from app.persistence.records import What
from visits.itinerary import Itinerary


def publish(tx: Transaction, itinerary: Itinerary) -> None:
    """Publishes and tells the delegation; whoever calls this ends with tell_calendars."""
    itinerary.publish(now=tx.now)
    note(tx, itinerary.delegation, What.PUBLISHED, by=KVARKEN, version=itinerary.version)
    tell_publication(tx, itinerary)
