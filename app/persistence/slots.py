"""Holding contacts' time: all of a programme's slots, or none.

The contacts are locked in one order before anything is read, so that two delegations that want
the same time wait for each other instead of deadlocking; the exclusion constraints and the
triggers of migrations 0002 and 0004 stand behind it. `held` has everybody's time, a contact's
and that of its company: the database keeps it in step with the stops.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.connections import list_calendar_busy
from app.persistence.weeks import list_overfull, new_in_their_week
from visits.availability import Busy
from visits.errors import SlotTaken
from visits.itinerary import Stop
from visits.span import Span

GUARDS = ("ex_stop_no_overlap", "ex_held_no_overlap")
LOCK_CLASS = 0x4B56  # "KV": keeps our advisory locks apart from anybody else's
HOST_LOCK_CLASS = 0x4B57


def lock_contacts(session: Session, contact_ids: Iterable[int]) -> None:
    """Waits until this transaction alone may decide on these contacts' time, and on their hosts'.

    Every contact of a host counts in its weeks, so the hosts are locked first, in one order too.
    """
    if session.get_bind().dialect.name == "sqlite":
        return  # BEGIN IMMEDIATE has made the whole transaction the only writer
    wanted = sorted(set(contact_ids))
    table = tables.contact.c
    hosts = sa.select(table.host_id).where(table.id.in_(wanted)).distinct()
    for host_id in session.scalars(hosts.order_by(table.host_id)).all():
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(HOST_LOCK_CLASS, host_id)))
    for contact_id in wanted:
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK_CLASS, contact_id)))


def hold(session: Session, stops: Sequence[Stop], *, by_invitation: bool = False) -> None:
    """Writes stops that are in the session, with all their time, or raises SlotTaken.

    A time that the host has proposed itself is held `by_invitation`, even in a week that is full.
    What was in the session besides is written with them; after SlotTaken the transaction is
    lost and must be left.
    """
    with session.no_autoflush:
        lock_contacts(session, (key for stop in stops for key in _receivers(stop)))
        taken = [stop for stop in stops if _is_taken(session, stop)]
        limited = [] if by_invitation else new_in_their_week(session, stops)
    if taken:
        raise SlotTaken(*(_key(stop.offer.id) for stop in taken))
    try:
        session.flush()
    except (IntegrityError, OperationalError) as error:
        if not any(guard in str(error.orig) for guard in GUARDS):
            raise
        raise SlotTaken(*(_key(stop.offer.id) for stop in stops)) from error
    overfull = list_overfull(session, limited)
    if overfull:
        raise SlotTaken(*(_key(stop.offer.id) for stop in overfull))


def _is_taken(session: Session, stop: Stop) -> bool:
    table = tables.held.c
    query = sa.select(table.id).where(
        table.contact_id.in_(_receivers(stop)),
        table.blocked_from < stop.blocked.ends_at,
        table.blocked_until > stop.blocked.starts_at,
    )
    if stop.id is not None:
        query = query.where(table.stop_id != stop.id)
    return session.scalar(query.limit(1)) is not None


def _receivers(stop: Stop) -> list[int]:
    """The ids of everybody whose time a stop takes."""
    return [_key(contact.id) for contact in (stop.contact, *stop.company)]


def list_busy(
    session: Session,
    *,
    between: Span,
    except_itinerary: int | None = None,
    now: datetime | None = None,
) -> dict[int, list[Busy]]:
    """The time each contact has given away, buffers included, by the contact's id.

    With `now`, what their own calendars say counts too, and those not read for an hour as busy.
    """
    table = tables.held.c
    query = sa.select(table.contact_id, table.blocked_from, table.blocked_until).where(
        table.blocked_from < between.ends_at,
        table.blocked_until > between.starts_at,
    )
    if except_itinerary is not None:
        own = sa.select(tables.stop.c.id).where(tables.stop.c.itinerary_id == except_itinerary)
        query = query.where(table.stop_id.not_in(own))
    busy = list_calendar_busy(session, between=between, now=now) if now else {}
    for contact_id, blocked_from, blocked_until in session.execute(query):
        busy.setdefault(contact_id, []).append(Busy(Span(blocked_from, blocked_until)))
    return busy


def _key(key: int | None) -> int:
    assert key is not None, "only what is stored can be held"
    return key
