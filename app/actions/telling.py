"""Telling people and the timeline, in the transaction of the change that is told."""

import secrets
from dataclasses import dataclass

from app.actions.transaction import Transaction
from app.mail.envelope import Mail, build_mail
from app.mail.invitations import invitation_for
from app.mail.letter import Links as MailLinks
from app.mail.render import render
from app.persistence.capabilities import Subject, add_capability, find_token
from app.persistence.records import Actor, Entry, OutboxMail, Purpose, What
from app.persistence.staff import list_coordinators
from visits.delegation import Delegation
from visits.ics.writing import message_bytes
from visits.invitation import Person
from visits.notification import Message, MessageKind, Recipient, contact_of

WITH_PROGRAMME = frozenset({MessageKind.PUBLISHED, MessageKind.INVITATION})


@dataclass(frozen=True)
class Teller:
    """Who does something: a kind of person and the name or role shown in the timeline."""

    actor: Actor
    name: str


KVARKEN = Teller(Actor.KVARKEN, "Kvarken")


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


def tell(tx: Transaction, message: Message) -> OutboxMail:
    """Puts the mail that tells a message into the outbox, to be sent once this is committed."""
    mail = _mail(tx, message)
    waiting = OutboxMail(
        delegation=message.delegation,
        kind=message.kind,
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
        )
        tell(tx, to_staff)


def _mail(tx: Transaction, message: Message) -> Mail:
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
        calendar=_calendar(message, sender=sender),
        method=message.method,
    )


def _reply_to(message: Message) -> str:
    """Who is written to by hand: host and delegation of an agreed stop write to each other."""
    if message.kind is not MessageKind.INVITATION or message.stop is None:
        return ""
    other = message.delegation if message.recipient.is_host else message.stop.contact
    return other.contact_email if isinstance(other, Delegation) else other.email


def _calendar(message: Message, *, sender: str) -> bytes | None:
    """What goes into a calendar is shared with colleagues, so no secret link stands in it."""
    if message.method is None or message.stop is None:
        return None
    invitation = invitation_for(
        message.stop,
        delegation=message.delegation,
        recipient=message.recipient,
        organizer=Person(sender, "Kvarken"),
        links=MailLinks(),
    )
    return message_bytes(invitation, method=message.method)


def _links(tx: Transaction, message: Message) -> MailLinks:
    """The links due to the reader: each kind of person gets its own way in, and no other's."""
    reader, delegation = message.recipient, message.delegation
    addresses = tx.world.links
    if reader.is_staff:
        return MailLinks(staff=addresses.staff_visit(reader.language, delegation.reference))
    if reader.is_host:
        if message.request is None:
            return MailLinks()
        token = token_for(tx, Purpose.ANSWER, message.request)
        answer = addresses.answer(reader.language, token)
        is_out = message.kind in WITH_PROGRAMME
        return MailLinks(programme=answer) if is_out else MailLinks(answer=answer)
    token = token_for(tx, Purpose.STATUS, delegation)
    status = addresses.status(reader.language, token)
    if message.kind not in WITH_PROGRAMME:
        return MailLinks(status=status)
    feed = token_for(tx, Purpose.FEED, delegation)
    return MailLinks(
        status=status,
        programme=addresses.programme(reader.language, token),
        feed=addresses.feed(feed),
    )


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
