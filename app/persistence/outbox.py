"""Mail on its way out, and the demonstration's mailbox it may end in."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.records import Letter, MailState, OutboxMail


def list_mails(session: Session, delegation_id: int) -> list[OutboxMail]:
    """A visit's mails, oldest first."""
    query = sa.select(OutboxMail).where(tables.outbox.c.delegation_id == delegation_id)
    return list(session.scalars(query.order_by(tables.outbox.c.id)))


def find_mail(session: Session, mail_id: int) -> OutboxMail | None:
    """The mail with this id."""
    return session.get(OutboxMail, mail_id)


def lease_mail(
    session: Session, worker: str, *, now: datetime, lease: timedelta
) -> OutboxMail | None:
    """The next mail that is due, lent to one worker; it is due again when the lease runs out.

    One reader gets the mails of one visit in the order they were written, so that no calendar
    is asked for a stop after it was called off.
    """
    table, earlier = tables.outbox.c, tables.outbox.alias("earlier").c
    must_wait = sa.exists().where(
        earlier.delegation_id.is_not_distinct_from(table.delegation_id),
        earlier.recipient == table.recipient,
        earlier.state == MailState.READY,
        earlier.id < table.id,
    )
    query = (
        sa.select(OutboxMail)
        .where(
            table.state == MailState.READY,
            table.due_at <= now,
            sa.or_(table.lease_until.is_(None), table.lease_until <= now),
            ~must_wait,
        )
        .order_by(table.is_bulk, table.due_at, table.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    mail = session.scalar(query)
    if mail is not None:
        mail.lease_by, mail.lease_until = worker, now + lease
        mail.attempts += 1
    return mail


def find_leased(session: Session, mail_id: int, worker: str) -> OutboxMail | None:
    """The mail, if it is still lent to this worker."""
    table = tables.outbox.c
    query = sa.select(OutboxMail).where(table.id == mail_id, table.lease_by == worker)
    return session.scalar(query.with_for_update())


def add_letter(session: Session, letter: Letter) -> None:
    """Puts a letter into the demonstration's mailbox; the same Message-ID arrives once."""
    known = sa.select(tables.letter.c.id).where(tables.letter.c.message_id == letter.message_id)
    if session.scalar(known) is None:
        session.add(letter)


def list_letters(session: Session, recipient: str | None = None) -> list[Letter]:
    """The mailbox, newest first; of one recipient where one is named."""
    query = sa.select(Letter).order_by(tables.letter.c.id.desc()).limit(200)
    if recipient:
        query = query.where(tables.letter.c.recipient == recipient)
    return list(session.scalars(query))


def list_letter_recipients(session: Session) -> list[str]:
    """Everybody who has a letter in the mailbox."""
    column = tables.letter.c.recipient
    return list(session.scalars(sa.select(column).distinct().order_by(column)))


def find_letter(session: Session, letter_id: int) -> Letter | None:
    """The letter with this id."""
    return session.get(Letter, letter_id)
