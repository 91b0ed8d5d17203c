"""Mail leaves the outbox: lent to a worker, delivered, then marked, so that none is lost.

A worker that dies between delivering and marking lets the lease run out; the mail goes out a
second time, with the same Message-ID, UID and SEQUENCE.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.actions.mails import described
from app.actions.telling import KVARKEN, note
from app.actions.transaction import Transaction, transaction
from app.mail.deliver import Delivery, NotDelivered
from app.persistence.outbox import find_leased, lease_mail
from app.persistence.records import MailState, OutboxMail, What
from app.world import World

LEASE = timedelta(minutes=2)
PAUSES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480, 720, 1440, 1440)
)
MOST_TRIES = len(PAUSES) + 1

Deliver = Callable[[Delivery], None]


@dataclass(frozen=True)
class Worker:
    """Who sends, and how."""

    name: str
    deliver: Deliver


def send_next(world: World, worker: Worker, *, now: datetime) -> bool:
    """Sends the mail that is due first; False where none is."""
    with transaction(world, now=now) as tx:
        mail = lease_mail(tx.session, worker.name, now=now, lease=LEASE)
        if mail is None or mail.id is None:
            return False
        if mail.attempts > MOST_TRIES:
            _park(tx, mail)
            return True
        mail_id = mail.id
        delivery = Delivery(mail.message_id, mail.recipient, mail.subject, mail.body or b"")
    try:
        worker.deliver(delivery)
    except NotDelivered as failure:
        _mark_failed(world, mail_id, worker, failure=failure, now=now)
    else:
        _mark_sent(world, mail_id, worker, now=now)
    return True


def _mark_sent(world: World, mail_id: int, worker: Worker, *, now: datetime) -> None:
    with transaction(world, now=now) as tx:
        mail = find_leased(tx.session, mail_id, worker.name)
        if mail is None:
            return
        mail.state = MailState.SENT
        mail.sent_at = now
        mail.error = ""
        mail.lease_by = mail.lease_until = None
        note(tx, mail.delegation, What.MAIL_SENT, by=KVARKEN, **described(mail))


def _mark_failed(
    world: World, mail_id: int, worker: Worker, *, failure: NotDelivered, now: datetime
) -> None:
    with transaction(world, now=now) as tx:
        mail = find_leased(tx.session, mail_id, worker.name)
        if mail is None:
            return
        mail.error = failure.reason[:1000]
        mail.lease_by = mail.lease_until = None
        if failure.is_final or mail.attempts >= MOST_TRIES:
            _park(tx, mail)
        else:
            mail.due_at = now + pause_after(mail)


def _park(tx: Transaction, mail: OutboxMail) -> None:
    """Leaves a mail to a person; also one whose every try ended with its worker."""
    mail.state = MailState.PARKED
    mail.lease_by = mail.lease_until = None
    note(tx, mail.delegation, What.MAIL_PARKED, by=KVARKEN, **described(mail))


def pause_after(mail: OutboxMail) -> timedelta:
    """How long to wait after a try that failed; longer each time, about three days in all."""
    return PAUSES[min(mail.attempts, len(PAUSES)) - 1]
