"""A mail comes in: it is kept, understood as far as it can be, and acted on where that is sure.

Receipt and effect are one transaction, and the same mail is taken once. So a mail server that
hands it over again after a failure does no harm.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from app.actions.hearing import hear
from app.actions.mails import described
from app.actions.telling import KVARKEN, note
from app.actions.transaction import Transaction, transaction
from app.mail.receive.reading import read_mail
from app.mail.receive.received import Bounce, ReceivedMail
from app.persistence.incoming import add_incoming, find_sent
from app.persistence.incoming_records import IncomingMail, Source
from app.persistence.records import MailState, What
from app.world import World
from visits.errors import VisitsError
from visits.reply import Outcome, same_mailbox

MOST_KEPT = 5 * 2**20

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Arrival:
    """One mail as it came, and what it says."""

    mail: ReceivedMail
    content: bytes
    source: Source


def receive_mail(world: World, content: bytes, *, source: Source, now: datetime) -> Outcome:
    """Takes a mail in and does what it calls for; returns what became of it.

    A mail that was taken before is SAID_BEFORE, and nothing is done. Never raises for what a mail
    says; what the database raises means that it was not taken, and may be handed in again.
    """
    mail = read_mail(content, server=world.settings.mail_auth_server)
    arrival = Arrival(mail, content[:MOST_KEPT], source)
    try:
        return _take(world, arrival, now=now, is_acted_on=True)
    except VisitsError:
        logger.warning("a mail could not be acted on", exc_info=True)
        return _take(world, arrival, now=now, is_acted_on=False)


def _take(world: World, arrival: Arrival, *, now: datetime, is_acted_on: bool) -> Outcome:
    with transaction(world, now=now) as tx:
        mail = arrival.mail
        taken = _record(arrival, now=now)
        if not add_incoming(tx.session, taken):
            return Outcome.SAID_BEFORE
        answered = find_sent(tx.session, mail.answers_to)
        if answered is not None:
            taken.delegation = answered.delegation
        outcome = _outcome(tx, mail, taken, is_acted_on=is_acted_on)
        taken.outcome = outcome
        # A calendar that answers by itself is not acted on, but may be meant.
        is_meant = outcome is Outcome.AUTOMATIC and bool(mail.replies)
        if outcome.is_settled and not is_meant and not mail.says_more:
            taken.handled_at, taken.handled_by = now, KVARKEN.name
        elif outcome is not Outcome.BOUNCED:
            detail = {"outcome": outcome.value, "recipient": mail.sender}
            note(tx, taken.delegation, What.MAIL_RECEIVED, by=KVARKEN, **detail)
        return outcome


def _record(arrival: Arrival, *, now: datetime) -> IncomingMail:
    mail = arrival.mail
    return IncomingMail(
        source=arrival.source,
        digest=mail.digest,
        message_id=mail.message_id,
        received_at=now,
        sender=mail.sender,
        subject=mail.subject,
        authentic=mail.authentic,
        outcome=Outcome.PLAIN,
        why=mail.trouble or "",
        words=_words(mail),
        content=arrival.content,
    )


def _words(mail: ReceivedMail) -> str:
    """What was typed beside an answer, then the text of the mail."""
    comments = (reply.comment for reply in mail.replies)
    return "\n".join(filter(None, dict.fromkeys((*comments, mail.words))))


def _outcome(
    tx: Transaction, mail: ReceivedMail, taken: IncomingMail, *, is_acted_on: bool
) -> Outcome:
    if mail.bounce is not None and _note_bounce(tx, mail.bounce, taken):
        return Outcome.BOUNCED
    if mail.is_automatic or same_mailbox(mail.sender, tx.world.settings.mail_from):
        return Outcome.AUTOMATIC
    if mail.trouble is not None:
        return Outcome.NOT_UNDERSTOOD
    if not mail.replies:
        return Outcome.PLAIN
    return hear(tx, mail, taken, is_acted_on=is_acted_on)


def _note_bounce(tx: Transaction, bounce: Bounce, taken: IncomingMail) -> bool:
    """Leaves the mail that came back to a person; False where it was none of ours."""
    sent = find_sent(tx.session, [bounce.message_id])
    if sent is None:
        return False
    sent.state = MailState.PARKED
    sent.error = bounce.reason
    sent.lease_by = sent.lease_until = None
    taken.delegation, taken.attendee = sent.delegation, sent.recipient
    note(
        tx,
        sent.delegation,
        What.MAIL_BOUNCED,
        by=KVARKEN,
        reason=bounce.reason,
        **described(sent),
    )
    return True
