"""Mail leaves the outbox: lent to a worker, delivered, then marked, so that none is lost.

A worker that dies between delivering and marking lets the lease run out; the mail goes out a
second time, with the same Message-ID, UID and SEQUENCE.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.actions.mails import described
from app.actions.telling import KVARKEN, note
from app.actions.transaction import Transaction, transaction
from app.mail.deliver import Delivery, NotDelivered
from app.persistence.outbox import lease_mails, list_leased
from app.persistence.records import MailState, OutboxMail, What
from app.world import World

LEASE = timedelta(minutes=10)
# A server may keep us waiting at every mail: long before the lease ends we stop and mark.
LONGEST_BATCH = timedelta(minutes=2)
PAUSES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480, 720, 1440, 1440)
)
MOST_TRIES = len(PAUSES) + 1

Deliver = Callable[[Delivery], None]
# What became of a mail that was tried: nothing to say, or why it was not taken.
Outcome = NotDelivered | None


def _nothing() -> None:
    """There is nothing to close."""


@dataclass(frozen=True)
class Worker:
    """Who sends, and how; `close` ends the connection that several mails may share."""

    name: str
    deliver: Deliver
    close: Callable[[], None] = field(default=_nothing)


def send_next(world: World, worker: Worker, *, now: datetime) -> bool:
    """Sends the mail that is due first; False where none is."""
    return send_some(world, worker, most=1, now=now) > 0


def send_some(world: World, worker: Worker, *, most: int, now: datetime) -> int:
    """Sends the mails that are due first, at most so many; returns how many there were.

    They are lent in one transaction and marked in another. Nobody gets two of a visit's mails
    in one batch, so that what failed is never overtaken by a later one to the same reader.
    """
    with transaction(world, now=now) as tx:
        leased = lease_mails(tx.session, worker.name, most=most, now=now, lease=LEASE)
        for mail in leased:
            if mail.attempts > MOST_TRIES:
                _park(tx, mail)
        deliveries = {
            mail.id: Delivery(mail.message_id, mail.recipient, mail.subject, mail.body or b"")
            for mail in leased
            if mail.id is not None and mail.state is MailState.READY
        }
        found = len(leased)
    if deliveries:
        _mark(world, worker, _tried(world, worker, deliveries, now=now), ids=list(deliveries))
    return found


def _tried(
    world: World, worker: Worker, deliveries: Mapping[int, Delivery], *, now: datetime
) -> dict[int, Outcome]:
    """What became of each mail, in order, as far as time allowed."""
    outcomes: dict[int, Outcome] = {}
    try:
        for mail_id, delivery in deliveries.items():
            outcomes[mail_id] = _try(worker, delivery)
            if world.clock() - now > LONGEST_BATCH:
                break
    finally:
        worker.close()
    return outcomes


def _try(worker: Worker, delivery: Delivery) -> Outcome:
    try:
        worker.deliver(delivery)
    except NotDelivered as failure:
        return failure
    return None


def _mark(
    world: World, worker: Worker, outcomes: Mapping[int, Outcome], *, ids: Sequence[int]
) -> None:
    """Writes down what became of the mails that are still lent to this worker."""
    now = world.clock()
    with transaction(world, now=now) as tx:
        for mail in list_leased(tx.session, ids, worker.name):
            mail.lease_by = mail.lease_until = None
            if mail.id is None or mail.id not in outcomes:
                mail.attempts -= 1
                continue
            failure = outcomes[mail.id]
            if failure is None:
                _mark_sent(tx, mail)
            else:
                _mark_failed(tx, mail, failure)


def _mark_sent(tx: Transaction, mail: OutboxMail) -> None:
    mail.state = MailState.SENT
    mail.sent_at = tx.now
    mail.error = ""
    if not mail.is_to_participant:
        note(tx, mail.delegation, What.MAIL_SENT, by=KVARKEN, **described(mail))


def _mark_failed(tx: Transaction, mail: OutboxMail, failure: NotDelivered) -> None:
    mail.error = failure.reason[:1000]
    if failure.is_final or mail.attempts >= MOST_TRIES:
        _park(tx, mail)
    else:
        mail.due_at = tx.now + pause_after(mail)


def _park(tx: Transaction, mail: OutboxMail) -> None:
    """Leaves a mail to a person; also one whose every try ended with its worker."""
    mail.state = MailState.PARKED
    mail.lease_by = mail.lease_until = None
    note(tx, mail.delegation, What.MAIL_PARKED, by=KVARKEN, **described(mail))


def pause_after(mail: OutboxMail) -> timedelta:
    """How long to wait after a try that failed; longer each time, about three days in all."""
    return PAUSES[min(mail.attempts, len(PAUSES)) - 1]
