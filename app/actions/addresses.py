"""An address that mail does not arrive at is corrected, and what is in force is written anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.calendars import tell_calendars, tell_on_card
from app.actions.telling import KVARKEN, Teller, note, tell
from app.actions.transaction import Transaction, transaction
from app.persistence.addresses import list_bounces, list_missed, list_told_at, list_visits_of
from app.persistence.colleagues import find_colleague
from app.persistence.delegations import lock_delegation
from app.persistence.desk import find_contact
from app.persistence.invitations import list_delegates
from app.persistence.itineraries import find_itinerary, list_requests
from app.persistence.participants import find_participant
from app.persistence.records import MailState, What
from app.world import World
from visits.catalogue import Contact
from visits.delegation import Delegate, Delegation
from visits.errors import InvalidValue, NotAllowedNow
from visits.itinerary import Itinerary, ItineraryState
from visits.notification import Message, MessageKind, contact_of, receiver_of
from visits.reply import same_mailbox
from visits.request import RequestState

Person = Delegation | Delegate | Contact


@dataclass(frozen=True)
class Correction:
    """Somebody of a visit is reached at another address; their office is the visit's own."""

    delegation_id: int
    old: str
    new: str


def person_at(session: Session, delegation: Delegation, email: str) -> Person | None:
    """Whose address it is: the delegation's, a participant's, or a contact's of the same office."""
    return next((one for one in _people(session, delegation) if _is_at(one, email)), None)


def _people(session: Session, delegation: Delegation) -> Iterator[Person]:
    assert delegation.id is not None, "a visit whose addresses are corrected is stored"
    yield delegation
    yield from list_delegates(session, delegation.id)
    itinerary = find_itinerary(session, delegation.id)
    if itinerary is None or itinerary.id is None:
        return
    for request in list_requests(session, itinerary.id):
        for contact in (request.stop.contact, *request.stop.company, request.handed_to):
            if contact is not None and contact.host.node.id == delegation.node.id:
                yield contact


def email_of(person: Person) -> str:
    """Where somebody is reached."""
    return person.contact_email if isinstance(person, Delegation) else person.email


def _is_at(person: Person, email: str) -> bool:
    return same_mailbox(email_of(person), email)


def correct_address(world: World, correction: Correction, *, by: Teller, now: datetime) -> None:
    """Changes the address and writes anew what is in force: link, question, invitations.

    Mails to the old one count as replaced. A contact's other visits follow, each in a transaction
    of its own. Raises NotAllowedNow where nobody of the visit has the old address, and
    InvalidValue where somebody else beside them has the new one.
    """
    with transaction(world, now=now) as tx:
        delegation = lock_delegation(tx.session, correction.delegation_id)
        person = person_at(tx.session, delegation, correction.old)
        if person is None:
            raise NotAllowedNow("nobody of the visit has this address")
        _change(tx, person, correction.new)
        _write_anew(tx, delegation, person, correction.old, by=by)
        # The timeline names nobody who takes part.
        told = "" if isinstance(person, Delegate) else correction.new
        note(tx, delegation, What.ADDRESS_CHANGED, by=by, recipient=told)
        is_contact, key = isinstance(person, Contact), person.id or 0
        others = list_visits_of(tx.session, key) if is_contact else []
    for delegation_id in others:
        if delegation_id != correction.delegation_id:
            _write_anew_elsewhere(world, delegation_id, key, correction.old, now=now)


def _change(tx: Transaction, person: Person, email: str) -> None:
    other: Person | None = None
    if isinstance(person, Delegate):
        other = find_participant(tx.session, person.delegation.id or 0, email=email)
    elif isinstance(person, Contact):
        other = find_colleague(tx.session, person, email=email)
    if other not in (None, person):
        raise InvalidValue("address.new", "somebody else has it")
    if isinstance(person, Delegation):
        person.contact_email = email
    else:
        person.email = email


def _write_anew_elsewhere(
    world: World, delegation_id: int, contact_id: int, old: str, *, now: datetime
) -> None:
    with transaction(world, now=now) as tx:
        delegation = lock_delegation(tx.session, delegation_id)
        contact = find_contact(tx.session, contact_id)
        if contact is not None:
            _write_anew(tx, delegation, contact, old, by=KVARKEN)


def _write_anew(
    tx: Transaction, delegation: Delegation, person: Person, old: str, *, by: Teller
) -> None:
    assert delegation.id is not None, "a visit whose addresses are corrected is stored"
    tx.session.flush()
    has_missed = _replace_mails(tx, delegation.id, old)
    for returned in list_bounces(tx.session, delegation.id, old):
        returned.handled_at, returned.handled_by = tx.now, by.name[:200]
    itinerary = find_itinerary(tx.session, delegation.id)
    if isinstance(person, Delegation):
        _send_link(tx, delegation, itinerary)
    if itinerary is None or itinerary.id is None:
        return
    # The old calendar is not told that anything is off: nothing arrives there.
    for told in list_told_at(tx.session, itinerary.id, old):
        tx.session.delete(told)
    tx.session.flush()
    if isinstance(person, Contact) and has_missed:
        _ask_anew(tx, itinerary, person)
    tell_calendars(tx, itinerary)


def _replace_mails(tx: Transaction, delegation_id: int, old: str) -> bool:
    """Whether there were mails to the old address that have not arrived."""
    missed = list_missed(tx.session, delegation_id, old)
    for mail in missed:
        mail.state = MailState.REPLACED
        mail.lease_by = mail.lease_until = None
    return bool(missed)


def _send_link(tx: Transaction, delegation: Delegation, itinerary: Itinerary | None) -> None:
    """The delegation's way in, with the news that matters most."""
    kind = MessageKind.RECEIVED
    if itinerary is not None and itinerary.state is not ItineraryState.DRAFT:
        is_off = itinerary.state is ItineraryState.CANCELLED
        kind = MessageKind.CANCELLED if is_off else MessageKind.PUBLISHED
    reader = contact_of(delegation)
    tell(tx, Message(kind=kind, recipient=reader, delegation=delegation, itinerary=itinerary))


def _ask_anew(tx: Transaction, itinerary: Itinerary, contact: Contact) -> None:
    """Every question that waits for this contact."""
    for request in list_requests(tx.session, itinerary.id or 0):
        asked = request.handed_to or request.stop.contact
        if asked is contact and request.state is RequestState.WAITING and request.stop.stands:
            message = Message(
                kind=MessageKind.HANDED_ON if request.handed_to else MessageKind.ASKED,
                recipient=receiver_of(request.stop, contact),
                delegation=itinerary.delegation,
                itinerary=itinerary,
                stop=request.stop,
                request=request,
            )
            tell_on_card(tx, message)
