"""A programme that all hosts have agreed on goes out, with invitations."""

from collections.abc import Iterable

from app.actions.telling import KVARKEN, note, tell
from app.actions.transaction import Transaction
from app.persistence.records import What
from visits.invitation import Method
from visits.itinerary import Itinerary, Stop
from visits.notification import Message, MessageKind, contact_of, host_of
from visits.request import VisitRequest


def publish(tx: Transaction, itinerary: Itinerary, *, requests: Iterable[VisitRequest]) -> None:
    """Publishes, tells the delegation, and invites it and the hosts to every stop.

    `requests` are the questions in force; a host finds the programme behind its own link.
    """
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
    for request in requests:
        for recipient in (contact_of(delegation), host_of(request.stop)):
            invitation = Message(
                kind=MessageKind.INVITATION,
                recipient=recipient,
                delegation=delegation,
                itinerary=itinerary,
                stop=request.stop,
                request=request,
                method=Method.REQUEST,
            )
            tell(tx, invitation)


def call_off(tx: Transaction, itinerary: Itinerary, *, stops: Iterable[Stop]) -> None:
    """Takes stops that were given back out of everybody's calendar."""
    delegation = itinerary.delegation
    for stop in stops:
        for recipient in (contact_of(delegation), host_of(stop)):
            cancellation = Message(
                kind=MessageKind.CANCELLED,
                recipient=recipient,
                delegation=delegation,
                itinerary=itinerary,
                stop=stop,
                method=Method.CANCEL,
            )
            tell(tx, cancellation)
