"""A programme that all hosts have agreed on goes out, with invitations."""

from collections.abc import Iterable

from app.actions.telling import KVARKEN, note, tell
from app.actions.transaction import Transaction
from app.persistence.records import What
from visits.invitation import Method
from visits.itinerary import Itinerary, Stop
from visits.notification import Message, MessageKind, Recipient, contact_of, host_of


def publish(tx: Transaction, itinerary: Itinerary) -> None:
    """Publishes, tells the delegation, and invites it and the hosts to every stop."""
    itinerary.publish(now=tx.now)
    delegation = itinerary.delegation
    note(tx, delegation, What.PUBLISHED, by=KVARKEN, version=itinerary.version)
    programme = Message(
        kind=MessageKind.PUBLISHED,
        recipient=contact_of(delegation),
        delegation=delegation,
        itinerary=itinerary,
    )
    tell(tx, programme)
    for stop in itinerary.standing:
        for recipient in (contact_of(delegation), host_of(stop)):
            tell(tx, _calendar_message(itinerary, stop, recipient, method=Method.REQUEST))


def call_off(tx: Transaction, itinerary: Itinerary, *, stops: Iterable[Stop]) -> None:
    """Takes stops that were given back out of everybody's calendar."""
    delegation = itinerary.delegation
    for stop in stops:
        for recipient in (contact_of(delegation), host_of(stop)):
            tell(tx, _calendar_message(itinerary, stop, recipient, method=Method.CANCEL))


def _calendar_message(
    itinerary: Itinerary, stop: Stop, recipient: Recipient, *, method: Method
) -> Message:
    kind = MessageKind.CANCELLED if method is Method.CANCEL else MessageKind.INVITATION
    return Message(
        kind=kind,
        recipient=recipient,
        delegation=itinerary.delegation,
        itinerary=itinerary,
        stop=stop,
        method=method,
    )
