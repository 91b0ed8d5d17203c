"""A contact connects a calendar of its own, has it read again, and takes it away."""

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.actions.calendar_reading import (
    Occasion,
    keep,
    keep_reading,
    lend,
    open_source,
    read,
    seal_source,
    try_reading,
)
from app.actions.desk import note_change
from app.actions.staff import TooManyTries
from app.actions.telling import Teller
from app.actions.transaction import Transaction, transaction
from app.feeds.source import BusyTimes, NotRead, Source
from app.persistence.connection_records import Connection
from app.persistence.connections import (
    find_connection,
    forget_connection,
    list_connections,
    lock_contact_row,
    settle_contact,
)
from app.persistence.desk import find_contact
from app.persistence.desk_records import Changed
from app.persistence.staff import add_attempt, count_attempts
from app.world import World
from visits.catalogue import Contact
from visits.errors import NotAllowedNow, Stale

MOST_CALENDARS = 5
MOST_TRIES = 20
WINDOW = timedelta(hours=1)
LONGEST_PLACE = 200


def connect(
    world: World, source: Source, *, contact_id: int, by: Teller, now: datetime
) -> BusyTimes:
    """Reads a calendar of a contact's own for the first time, and keeps how to read it.

    The same address and user again take the new password. Raises NotRead where it could not be
    read, TooManyTries, NotAllowedNow where the contact has as many calendars as can be, and Stale
    where there is no such contact.
    """
    source = replace(source, own=world.settings.mail_domain)
    with world.database.reading() as session:
        zone = _get_contact(session, contact_id).host.node.zone
    _count_try(world, contact_id, now=now)
    found = read(world, source, zone=zone, now=now)
    with transaction(world, now=now) as tx:
        lock_contact_row(tx.session, contact_id)
        connection = _connection_to(tx, source, contact_id=contact_id)
        connection.sealed = seal_source(world, source)
        tx.session.flush()
        keep_reading(tx, connection, found)
        settle_contact(tx.session, contact_id)
        note_change(tx, connection.contact, Changed.CALENDARS, by=by)
    return found


def disconnect(world: World, *, connection_id: int, by: Teller, now: datetime) -> None:
    """Forgets a calendar: how it is reached, and all that was read. Twice is once."""
    with transaction(world, now=now) as tx:
        connection = find_connection(tx.session, connection_id)
        if connection is None:
            return
        contact = connection.contact
        lock_contact_row(tx.session, contact.id or 0)
        forget_connection(tx.session, connection)
        settle_contact(tx.session, contact.id or 0)
        note_change(tx, contact, Changed.CALENDARS, by=by)


def read_again(world: World, *, connection_id: int, now: datetime) -> BusyTimes:
    """Reads a calendar because a person asks, also one that had been stopped.

    Raises NotRead, TooManyTries, and Stale where it was disconnected.
    """
    with world.database.reading() as session:
        connection = find_connection(session, connection_id)
        if connection is None:
            raise Stale("the calendar is no longer connected")
        lent = lend(world, connection)
    _count_try(world, lent.contact_id, now=now)
    outcome = try_reading(world, lent, now=now)
    keep(world, lent, outcome, occasion=Occasion.PERSON, now=now)
    if isinstance(outcome, NotRead):
        raise outcome
    return outcome


def _get_contact(session: Session, contact_id: int) -> Contact:
    contact = find_contact(session, contact_id)
    if contact is None:
        raise Stale("there is no such contact")
    return contact


def _count_try(world: World, contact_id: int, *, now: datetime) -> None:
    """Nobody makes us knock at strangers' doors without end."""
    key = f"calendar:{contact_id}"
    with transaction(world, now=now) as tx:
        if count_attempts(tx.session, key, since=now - WINDOW) >= MOST_TRIES:
            raise TooManyTries
        add_attempt(tx.session, key, now=now)


def _connection_to(tx: Transaction, source: Source, *, contact_id: int) -> Connection:
    """The contact's connection to a source, new where there is none yet."""
    connected = list_connections(tx.session, contact_id)
    for one in connected:
        known = open_source(tx.world, one)
        if known is not None and replace(known, password="") == replace(source, password=""):
            return one
    if len(connected) >= MOST_CALENDARS:
        raise NotAllowedNow("there are as many calendars as can be")
    connection = Connection(
        contact=_get_contact(tx.session, contact_id),
        kind=source.kind,
        place=(urlsplit(source.url).hostname or "")[:LONGEST_PLACE],
        sealed="",
        connected_at=tx.now,
        read_at=tx.now,
        tried_at=tx.now,
        due_at=tx.now,
    )
    tx.session.add(connection)
    return connection
