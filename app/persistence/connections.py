"""Contacts' own calendars: which are due to be read, and when they say busy."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.persistence import tables
from app.persistence.connection_records import Connection, ConnectionState
from visits.availability import Busy, BusyKind
from visits.catalogue import Contact
from visits.span import Span

FRESH = timedelta(minutes=60)


def list_connections(session: Session, contact_id: int) -> list[Connection]:
    """A contact's calendars in the order they were connected."""
    table = tables.connection.c
    query = sa.select(Connection).where(table.contact_id == contact_id)
    return list(session.scalars(query.order_by(table.id)))


def list_connections_of_node(session: Session, node_id: int) -> list[Connection]:
    """The calendars of everybody at an office's hosts, those that are worst off first."""
    table = tables.connection.c
    query = (
        sa.select(Connection)
        .join(tables.contact, tables.contact.c.id == table.contact_id)
        .join(tables.host, tables.host.c.id == tables.contact.c.host_id)
        .where(tables.host.c.node_id == node_id)
        .options(joinedload(Connection.contact).joinedload(Contact.host))  # type: ignore[arg-type, misc]
        .order_by(table.is_current, table.read_at, table.id)
    )
    return list(session.scalars(query))


def find_connection(session: Session, connection_id: int) -> Connection | None:
    """The connection with this id, as it is now."""
    query = sa.select(Connection).where(tables.connection.c.id == connection_id)
    return session.scalar(query.execution_options(populate_existing=True))


def lock_contact_row(session: Session, contact_id: int) -> None:
    """Waits until this transaction alone may say whether a contact's time is known."""
    query = sa.select(tables.contact.c.id).where(tables.contact.c.id == contact_id)
    session.execute(query.with_for_update(key_share=True))


def is_any_due(session: Session, *, now: datetime) -> bool:
    """Whether a calendar is due to be read."""
    return session.scalar(sa.select(tables.connection.c.id).where(*_due(now)).limit(1)) is not None


def lease_connection(
    session: Session, worker: str, *, now: datetime, lease: timedelta
) -> Connection | None:
    """The calendar that is due first, lent to one worker; due again when the lease runs out."""
    table = tables.connection.c
    query = (
        sa.select(Connection)
        .where(*_due(now))
        .order_by(table.due_at, table.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=tables.connection)
    )
    found = session.scalar(query)
    if found is not None:
        found.lease_by, found.lease_until = worker, now + lease
    return found


def _due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    table = tables.connection.c
    return (
        table.state != ConnectionState.STOPPED,
        table.due_at <= now,
        sa.or_(table.lease_until.is_(None), table.lease_until <= now),
    )


def list_to_read_again(
    session: Session, contact_ids: Iterable[int], *, before: datetime
) -> list[Connection]:
    """The calendars of some contacts whose last good reading is too old to hold time by.

    One that was tried since and failed already counts as unread, and is left alone.
    """
    table = tables.connection.c
    query = sa.select(Connection).where(
        table.contact_id.in_(sorted(set(contact_ids))),
        table.state != ConnectionState.STOPPED,
        table.read_at <= before,
        sa.or_(table.is_current, table.tried_at <= before),
    )
    return list(session.scalars(query.order_by(table.id)))


def keep_busy_times(session: Session, connection_id: int, spans: Iterable[Span]) -> None:
    """Puts what was read in place of what was read before, and writes only what differs."""
    table = tables.busy_time.c
    query = sa.select(table.id, table.starts_at, table.ends_at)
    wanted = set(spans)
    gone = []
    for row in session.execute(query.where(table.connection_id == connection_id)):
        span = Span(row.starts_at, row.ends_at)
        if span in wanted:
            wanted.remove(span)
        else:
            gone.append(row.id)
    if gone:
        one = sa.delete(tables.busy_time).where(table.id == sa.bindparam("gone"))
        session.execute(one, [{"gone": key} for key in gone])
    new = [
        {"connection_id": connection_id, "starts_at": span.starts_at, "ends_at": span.ends_at}
        for span in sorted(wanted)
    ]
    if new:
        session.execute(sa.insert(tables.busy_time), new)


def list_calendar_busy(session: Session, *, between: Span, now: datetime) -> dict[int, list[Busy]]:
    """When contacts' own calendars say busy, by the contact's id.

    A contact with a calendar that was not read for an hour is taken throughout.
    """
    connection, busy_time = tables.connection.c, tables.busy_time.c
    is_near = sa.and_(
        busy_time.connection_id == connection.id,
        busy_time.starts_at < between.ends_at,
        busy_time.ends_at > between.starts_at,
    )
    # A calendar without any busy time near has one row too: whether it was read counts.
    is_unread = sa.or_(sa.not_(connection.is_current), connection.read_at <= now - FRESH)
    query = sa.select(
        connection.contact_id, is_unread, busy_time.starts_at, busy_time.ends_at
    ).outerjoin_from(tables.connection, tables.busy_time, is_near)
    found: dict[int, list[Busy]] = {}
    unknown: set[int] = set()
    for contact_id, unread, starts_at, ends_at in session.execute(query):
        if unread:
            unknown.add(contact_id)
        if starts_at is not None:
            busy = Busy(Span(starts_at, ends_at), BusyKind.CALENDAR)
            found.setdefault(contact_id, []).append(busy)
    for contact_id in unknown:
        found.setdefault(contact_id, []).append(Busy(between, BusyKind.UNKNOWN))
    return found


def list_unread(session: Session, *, now: datetime) -> dict[int, datetime]:
    """Since when contacts' calendars were not read, by the contact's id; only those unknown now."""
    table = tables.connection.c
    last = sa.func.min(table.read_at, type_=table.read_at.type)
    query = (
        sa.select(table.contact_id, last)
        .where(sa.or_(sa.not_(table.is_current), table.read_at <= now - FRESH))
        .group_by(table.contact_id)
    )
    return dict(session.execute(query).all())


def list_busy_counts(
    session: Session, contact_id: int, *, between: Span
) -> dict[int, tuple[int, datetime]]:
    """How many busy times each of a contact's calendars has in a Span, and when the last begins."""
    connection, busy_time = tables.connection.c, tables.busy_time.c
    last = sa.func.max(busy_time.starts_at, type_=tables.busy_time.c.starts_at.type)
    query = (
        sa.select(connection.id, sa.func.count(busy_time.id), last)
        .join(tables.busy_time, busy_time.connection_id == connection.id)
        .where(
            connection.contact_id == contact_id,
            busy_time.starts_at < between.ends_at,
            busy_time.ends_at > between.starts_at,
        )
        .group_by(connection.id)
    )
    return {key: (count, last_at) for key, count, last_at in session.execute(query)}


def list_doubtful(session: Session, *, now: datetime) -> list[int]:
    """The ids of contacts with a calendar that still counts, and was not read for an hour."""
    query = sa.select(tables.connection.c.contact_id).where(*_doubtful(now))
    return list(session.scalars(query.distinct().order_by(tables.connection.c.contact_id)))


def doubt_unread(session: Session, contact_id: int, *, now: datetime) -> None:
    """Calendars of a contact that were not read for an hour no longer count."""
    own = tables.connection.c.contact_id == contact_id
    query = sa.update(tables.connection).where(own, *_doubtful(now))
    session.execute(query.values(is_current=False))


def _doubtful(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    table = tables.connection.c
    return (table.is_current, table.read_at <= now - FRESH)


def settle_contact(session: Session, contact_id: int) -> None:
    """A contact's time is known while every calendar of theirs is; call with the contact locked."""
    session.flush()
    table = tables.connection.c
    unread = sa.exists().where(table.contact_id == contact_id, sa.not_(table.is_current))
    query = sa.update(tables.contact).where(tables.contact.c.id == contact_id)
    session.execute(query.values(is_busy_known=~unread))


def forget_connection(session: Session, connection: Connection) -> None:
    """The connection, its secret and everything that was read."""
    read = tables.busy_time.c.connection_id == connection.id
    session.execute(sa.delete(tables.busy_time).where(read))
    own = tables.connection.c.id == connection.id
    session.execute(sa.delete(tables.connection).where(own))
