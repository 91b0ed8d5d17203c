"""Holding contacts' time: all of a programme's slots, or none.

The contacts are locked in one order before anything is read, so that two delegations that want
the same time wait for each other instead of deadlocking; the exclusion constraints and the
triggers of migrations 0002 and 0004 stand behind it. `held` has everybody's time, a contact's
and that of its company: the database keeps it in step with the stops.
"""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.persistence import tables
from visits.availability import Busy
from visits.errors import SlotTaken
from visits.itinerary import Stop
from visits.span import Span

GUARDS = ("ex_stop_no_overlap", "ex_held_no_overlap")
LOCK_CLASS = 0x4B56  # "KV": keeps our advisory locks apart from anybody else's


def lock_contacts(session: Session, contact_ids: Iterable[int]) -> None:
    """Waits until this transaction alone may decide on these contacts' time."""
    if session.get_bind().dialect.name == "sqlite":
        return  # BEGIN IMMEDIATE has made the whole transaction the only writer
    for contact_id in sorted(set(contact_ids)):
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK_CLASS, contact_id)))


def hold(session: Session, stops: Sequence[Stop]) -> None:
    """Writes stops that are in the session, with all their time, or raises SlotTaken.

    What was in the session besides is written with them; after SlotTaken the transaction is
    lost and must be left.
    """
    with session.no_autoflush:
        lock_contacts(session, (key for stop in stops for key in _receivers(stop)))
        taken = [stop for stop in stops if _is_taken(session, stop)]
    if taken:
        raise SlotTaken(*(_key(stop.offer.id) for stop in taken))
    try:
        session.flush()
    except (IntegrityError, OperationalError) as error:
        if not any(guard in str(error.orig) for guard in GUARDS):
            raise
        raise SlotTaken(*(_key(stop.offer.id) for stop in stops)) from error


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
    session: Session, *, between: Span, except_itinerary: int | None = None
) -> dict[int, list[Busy]]:
    """The time each contact has given away, buffers included, by the contact's id."""
    table = tables.held.c
    query = sa.select(table.contact_id, table.blocked_from, table.blocked_until).where(
        table.blocked_from < between.ends_at,
        table.blocked_until > between.starts_at,
    )
    if except_itinerary is not None:
        own = sa.select(tables.stop.c.id).where(tables.stop.c.itinerary_id == except_itinerary)
        query = query.where(table.stop_id.not_in(own))
    busy: dict[int, list[Busy]] = {}
    for contact_id, blocked_from, blocked_until in session.execute(query):
        busy.setdefault(contact_id, []).append(Busy(Span(blocked_from, blocked_until)))
    return busy


def _key(key: int | None) -> int:
    assert key is not None, "only what is stored can be held"
    return key
