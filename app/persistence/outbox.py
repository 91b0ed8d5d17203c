"""Mail on its way out, and the demonstration's mailbox it may end in."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.records import Letter, MailState, OutboxMail


def list_mails(session: Session, delegation_id: int) -> list[OutboxMail]:
    """A visit's mails, oldest first."""
    query = sa.select(OutboxMail).where(tables.outbox.c.delegation_id == delegation_id)
    return list(session.scalars(query.order_by(tables.outbox.c.id)))


def list_mails_for_staff(session: Session, delegation_id: int) -> list[OutboxMail]:
    """A visit's mails, oldest first; of those to its participants, the ones that failed."""
    table = tables.outbox.c
    is_shown = sa.or_(table.is_to_participant.is_(False), table.state == MailState.PARKED)
    query = sa.select(OutboxMail).where(table.delegation_id == delegation_id, is_shown)
    return list(session.scalars(query.order_by(table.id)))


def find_mail(session: Session, mail_id: int) -> OutboxMail | None:
    """The mail with this id."""
    return session.get(OutboxMail, mail_id)


def lease_mails(
    session: Session, worker: str, *, most: int, now: datetime, lease: timedelta
) -> list[OutboxMail]:
    """The next mails that are due, lent to one worker; they are due again when the lease ends.

    One reader gets the mails of one visit in the order they were written, so that no calendar
    is asked for a stop after it was called off. A mail that was lent before, and not given back,
    may have ended its worker: it goes alone.
    """
    table, earlier = tables.outbox.c, tables.outbox.alias("earlier").c
    must_wait = sa.exists().where(
        # So that the reader's few mails are looked through, and not the visit's thousands.
        sa.func.coalesce(earlier.delegation_id, 0) == sa.func.coalesce(table.delegation_id, 0),
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
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    mails = list(session.scalars(query))
    if mails and mails[0].lease_by is not None:
        mails = mails[:1]
    mails = [mail for mail in mails if mail.lease_by is None] or mails
    for mail in mails:
        mail.lease_by, mail.lease_until = worker, now + lease
        mail.attempts += 1
    return mails


def list_leased(session: Session, ids: Iterable[int], worker: str) -> list[OutboxMail]:
    """Those of the mails that are still lent to this worker."""
    table = tables.outbox.c
    query = sa.select(OutboxMail).where(table.id.in_(ids), table.lease_by == worker)
    return list(session.scalars(query.order_by(table.id).with_for_update()))


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
