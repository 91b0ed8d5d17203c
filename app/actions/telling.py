"""Telling people and the timeline, in the transaction of the change that is told."""

import secrets
from dataclasses import dataclass, replace

from app.actions.transaction import Transaction
from app.mail.envelope import SENDER_NAME, Mail, build_mail
from app.mail.invitations import card_for, invitation_for
from app.mail.letter import Links as MailLinks
from app.mail.render import render
from app.persistence.capabilities import HandedOn, Subject, add_capability, find_token
from app.persistence.colleagues import is_only_asked
from app.persistence.records import Actor, Entry, OutboxMail, Purpose, What
from app.persistence.staff import list_coordinators
from visits.conversation import Due
from visits.delegation import Delegate, Delegation
from visits.ics.writing import message_bytes
from visits.invitation import Person
from visits.language import Language
from visits.notification import Message, MessageKind, Recipient, contact_of
from visits.request import Via, VisitRequest

LISTS = frozenset({MessageKind.PUBLISHED, MessageKind.PROGRAMME_CHANGED})
INVITING = frozenset({MessageKind.INVITATION, MessageKind.UPDATED, MessageKind.LATE})
ON_THE_DAY = frozenset({MessageKind.LATE, MessageKind.TOO_LATE, MessageKind.STOP_CALLED_OFF})
WITH_PROGRAMME = LISTS | INVITING


@dataclass(frozen=True)
class Teller:
    """Who does something: a kind of person and the name or role shown in the timeline.

    `via` is the way it came. `contact_id` is the colleague a question was handed to, where it is
    the colleague who speaks.
    """

    actor: Actor
    name: str
    via: Via = Via.LINK
    contact_id: int | None = None


KVARKEN = Teller(Actor.KVARKEN, "Kvarken", Via.KVARKEN)


def note(
    tx: Transaction, delegation: Delegation | None, what: What, *, by: Teller, **detail: object
) -> None:
    """Writes one line of the visit's timeline; `detail` holds ids and plain values.

    What is about no visit has no timeline.
    """
    if delegation is None:
        return
    tx.session.add(
        Entry(
            delegation=delegation,
            happened_at=tx.now,
            what=what,
            actor=by.actor,
            actor_name=by.name[:200],
            detail=detail,
        )
    )


def tell(tx: Transaction, message: Message, *, due: Due | None = None) -> OutboxMail:
    """Puts the mail that tells a message into the outbox, to be sent once this is committed.

    With a method, the calendar message that is `due` goes with it; see app/actions/calendars.py.
    """
    mail = _mail(tx, message, due)
    waiting = OutboxMail(
        delegation=message.delegation,
        kind=message.kind,
        is_bulk=message.recipient.is_delegate,
        is_to_participant=message.recipient.is_delegate,
        recipient=mail.to,
        subject=mail.subject,
        message_id=mail.message_id,
        body=build_mail(mail),
        created_at=tx.now,
        due_at=tx.now,
    )
    tx.session.add(waiting)
    return waiting


def tell_coordinators(tx: Transaction, message: Message) -> None:
    """Tells every coordinator of the visit's node what a message says."""
    node = message.delegation.node
    assert node.id is not None, "a visit's node is stored"
    for coordinator in list_coordinators(tx.session, node.id):
        reader = Recipient(
            coordinator.email, coordinator.role, coordinator.language, node.zone, is_staff=True
        )
        to_staff = Message(
            kind=message.kind,
            recipient=reader,
            delegation=message.delegation,
            itinerary=message.itinerary,
            stop=message.stop,
            cause=message.cause,
            day=message.day,
        )
        tell(tx, to_staff)


def _mail(tx: Transaction, message: Message, due: Due | None) -> Mail:
    links = _links(tx, message)
    rendering = render(message, links)
    reader = message.recipient
    settings = tx.world.settings
    sender = settings.mail_from
    return Mail(
        to=reader.email,
        to_name=reader.name,
        sender=sender,
        reply_to=_reply_to(message) or sender,
        subject=rendering.subject,
        text=rendering.text,
        html=rendering.html,
        language=reader.language,
        message_id=f"<{secrets.token_hex(16)}@{settings.mail_domain}>",
        date=tx.now,
        calendar=_calendar(tx, message, due),
        method=message.method,
        leave_url=links.leave if message.kind in LISTS else "",
    )


def _reply_to(message: Message) -> str:
    """Who is written to by hand: host and delegation of an agreed stop write to each other."""
    if message.kind not in INVITING or message.stop is None or message.recipient.is_delegate:
        return ""
    other = message.delegation if message.recipient.is_host else message.stop.contact
    return other.contact_email if isinstance(other, Delegation) else other.email


def _calendar(tx: Transaction, message: Message, due: Due | None) -> bytes | None:
    if message.method is None or message.stop is None:
        return None
    delegation, organizer = message.delegation, Person(tx.world.settings.mail_from, SENDER_NAME)
    if due is not None:
        card = card_for(due, delegation=delegation, organizer=organizer)
        return message_bytes(card, method=message.method)
    known = invitation_for(
        message.stop,
        delegation=delegation,
        recipient=message.recipient,
        organizer=organizer,
        links=MailLinks(),
    )
    return message_bytes(replace(known, changed_at=tx.now), method=message.method)


def _links(tx: Transaction, message: Message) -> MailLinks:
    """The links due to the reader: each kind of person gets its own way in, and no other's."""
    reader, delegation = message.recipient, message.delegation
    addresses = tx.world.links
    if reader.is_staff:
        return MailLinks(staff=addresses.staff_visit(reader.language, delegation.reference))
    if reader.is_host:
        return _host_links(tx, message)
    if reader.is_delegate:
        if message.delegate is None:
            return MailLinks()
        return _own_links(tx, message.delegate, language=reader.language)
    token = token_for(tx, Purpose.STATUS, delegation)
    status = addresses.status(reader.language, token)
    if message.kind in ON_THE_DAY:
        return MailLinks(status=status, today=addresses.today(reader.language, token))
    if message.kind is MessageKind.READINESS:
        return MailLinks(ready=addresses.ready(reader.language, token))
    if message.kind not in WITH_PROGRAMME | {MessageKind.HELD}:
        return MailLinks(status=status)
    feed = token_for(tx, Purpose.FEED, delegation)
    return MailLinks(
        status=status,
        programme=addresses.programme(reader.language, token),
        feed=addresses.feed(feed),
    )


def _own_links(tx: Transaction, delegate: Delegate, *, language: Language) -> MailLinks:
    """A participant's calendar, own page, and way out."""
    addresses = tx.world.links
    token = token_for(tx, Purpose.PARTICIPANT, delegate)
    return MailLinks(
        own=addresses.participant(language, token),
        feed=addresses.feed(token_for(tx, Purpose.FEED, delegate)),
        leave=addresses.leave(language, token),
    )


def _host_links(tx: Transaction, message: Message) -> MailLinks:
    """The way to answer where the reader answers, and to its own desk."""
    reader, addresses = message.recipient, tx.world.links
    desk = _desk_of(tx, message)
    if message.kind in ON_THE_DAY:
        return MailLinks(desk=desk, today=f"{desk}/today" if desk else "")
    if message.request is None:
        return MailLinks(desk=desk)
    token = token_for(tx, Purpose.ANSWER, _as_asked(message.request, reader))
    answer = addresses.answer(reader.language, token)
    if message.kind in WITH_PROGRAMME:
        return MailLinks(programme=answer, desk=desk)
    return MailLinks(answer=answer, desk=desk)


def _desk_of(tx: Transaction, message: Message) -> str:
    """The reader's own desk.

    Nothing where it is not known which contact reads, and for somebody who was typed in and has
    not said yes yet.
    """
    stop, reader = message.stop, message.recipient
    if stop is None:
        return ""
    handed_to = message.request.handed_to if message.request else None
    for contact in (stop.contact, *stop.company, handed_to):
        if contact is not None and contact.email == reader.email:
            if is_only_asked(tx.session, contact):
                return ""
            return tx.world.links.desk(reader.language, token_for(tx, Purpose.DESK, contact))
    return ""


def _as_asked(request: VisitRequest, reader: Recipient) -> VisitRequest | HandedOn:
    """The request as the reader answers it: for itself, or as the colleague it was handed to."""
    colleague = request.handed_to
    if colleague is not None and colleague.email == reader.email:
        return HandedOn(request, colleague)
    return request


def token_for(tx: Transaction, purpose: Purpose, subject: Subject) -> str:
    """The token of the link in force, or of a new one."""
    secret_key = tx.world.settings.secret_key
    found = find_token(tx.session, purpose, subject, secret_key=secret_key)
    if found is not None:
        return found
    token = add_capability(tx.session, purpose, subject, secret_key=secret_key, now=tx.now)
    tx.session.flush()
    return token


def teller_of(delegation: Delegation) -> Teller:
    """The delegation's contact as the one who does something."""
    return Teller(Actor.DELEGATION, contact_of(delegation).name)
