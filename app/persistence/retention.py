"""Deleting what is no longer needed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.records import MailState


def forget_drafts(session: Session, *, sent_before: datetime, typed_before: datetime) -> None:
    """Drafts that became a visit go soon, those nobody came back to go later."""
    table = tables.draft.c
    was_sent = sa.and_(table.delegation_id.is_not(None), table.changed_at < sent_before)
    session.execute(
        sa.delete(tables.draft).where(sa.or_(was_sent, table.changed_at < typed_before))
    )


def forget_sent_bodies(session: Session, *, before: datetime) -> None:
    """The text of a mail, with the secret link in it; that it was sent, or came back, stays.

    A mail that nobody has sent again by then is of no use any more. One that waits to be sent is.
    """
    table = tables.outbox.c
    written_at = sa.func.coalesce(table.sent_at, table.created_at, type_=table.created_at.type)
    old = sa.and_(table.state != MailState.READY, written_at < before)
    session.execute(sa.update(tables.outbox).where(old, table.body.is_not(None)).values(body=None))


def forget_attempts(session: Session, *, before: datetime) -> None:
    """Who tried what when."""
    session.execute(sa.delete(tables.attempt).where(tables.attempt.c.tried_at < before))


def forget_sign_ins(session: Session, *, before: datetime) -> None:
    """Sessions that ended long ago."""
    session.execute(sa.delete(tables.sign_in).where(tables.sign_in.c.created_at < before))
