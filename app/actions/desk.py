"""The links to hosts' desks: asked for, sent, renewed and ended."""

from datetime import datetime

from app.actions.notices import reader_of_contact, tell_plainly
from app.actions.staff import WINDOW, TooManyTries
from app.actions.telling import Teller, token_for
from app.actions.transaction import Transaction, transaction
from app.labels import N_
from app.mail.notice import Notice
from app.persistence.capabilities import add_capability, revoke_capabilities
from app.persistence.colleagues import is_only_asked
from app.persistence.desk import find_contact, find_contacts, take_desk_ask
from app.persistence.desk_records import Changed, DeskAsk, DeskChange
from app.persistence.records import Purpose
from app.persistence.staff import add_attempt, count_attempts
from app.world import World
from visits.catalogue import Contact
from visits.errors import NotAllowedNow

MOST_ASKED_FROM_ONE = 20
MOST_SENT_TO_ONE = 3
MOST_ANSWERED_AT_ONCE = 100


def ask_for_desk(world: World, *, email: str, address: str, now: datetime) -> None:
    """Notes that somebody asks for a link; the worker finds out whether the address is known.

    So the answer takes as long, and does the same, for an address that is not. Raises
    TooManyTries for a place that asks too often; too many for one address are let go unsaid.
    """
    place, reader = f"desk-from:{address}", f"desk-for:{email.lower()[:180]}"
    with transaction(world, now=now) as tx:
        since = now - WINDOW
        if count_attempts(tx.session, place, since=since) >= MOST_ASKED_FROM_ONE:
            raise TooManyTries
        is_often = count_attempts(tx.session, reader, since=since) >= MOST_SENT_TO_ONE
        for key in (place, reader):
            add_attempt(tx.session, key, now=now)
        if not is_often:
            tx.session.add(DeskAsk(email=email, asked_at=now))


def answer_desk_asks(world: World, *, now: datetime) -> int:
    """Mails the links that were asked for to whoever is known; returns how many asks there were."""
    answered = 0
    while answered < MOST_ANSWERED_AT_ONCE and _answer_one(world, now=now):
        answered += 1
    return answered


def send_desk_link(world: World, *, contact_id: int, by: Teller, now: datetime) -> None:
    """Mails a contact the link to its desk."""
    with transaction(world, now=now) as tx:
        contact = _get_contact(tx, contact_id)
        _send(tx, contact)
        note_change(tx, contact, Changed.LINK_SENT, by=by)


def renew_desk_link(world: World, *, contact_id: int, by: Teller, now: datetime) -> str:
    """Ends every link to a contact's desk, mails a new one and returns its token.

    The address of the contact's calendar ends too, as whoever had the desk could read it there.
    """
    with transaction(world, now=now) as tx:
        contact = _get_contact(tx, contact_id)
        for purpose in (Purpose.DESK, Purpose.FEED):
            revoke_capabilities(tx.session, purpose, contact, now=now)
        token = _send(tx, contact)
        note_change(tx, contact, Changed.LINKS_ENDED, by=by)
        return token


def renew_contact_feed(world: World, *, contact_id: int, by: Teller, now: datetime) -> str:
    """A new address for a contact's own calendar feed; the old one ends. Returns its token."""
    with transaction(world, now=now) as tx:
        contact = _get_contact(tx, contact_id)
        revoke_capabilities(tx.session, Purpose.FEED, contact, now=now)
        secret_key = world.settings.secret_key
        note_change(tx, contact, Changed.FEED_RENEWED, by=by)
        return add_capability(tx.session, Purpose.FEED, contact, secret_key=secret_key, now=now)


def note_change(tx: Transaction, contact: Contact, what: Changed, *, by: Teller) -> DeskChange:
    """Writes down what was done at a desk, and by whom; offer and fields may be added."""
    change = DeskChange(
        host=contact.host,
        happened_at=tx.now,
        what=what,
        actor=by.actor,
        actor_name=by.name[:200],
    )
    tx.session.add(change)
    return change


def _answer_one(world: World, *, now: datetime) -> bool:
    with transaction(world, now=now) as tx:
        asked = take_desk_ask(tx.session)
        if asked is None:
            return False
        for contact in find_contacts(tx.session, asked.email):
            if not is_only_asked(tx.session, contact):
                _send(tx, contact)
        tx.session.delete(asked)
        return True


def _send(tx: Transaction, contact: Contact) -> str:
    """One mail with the link in force, or with a new one."""
    reader = reader_of_contact(contact)
    token = token_for(tx, Purpose.DESK, contact)
    url = tx.world.links.desk(reader.language, token)
    tell_plainly(
        tx,
        Notice(
            kind="desk_link",
            recipient=reader,
            facts=((N_("Host"), contact.host.name),),
            ways=((N_("Open your desk"), url),),
            values={"host": contact.host.name},
        ),
    )
    return token


def _get_contact(tx: Transaction, contact_id: int) -> Contact:
    found = find_contact(tx.session, contact_id)
    if found is None:
        raise NotAllowedNow("there is no such contact")
    return found
