"""Contacts' own calendars are read: every quarter of an hour, and again before time is held.

No database transaction is open while a calendar is read. What cannot be read is unknown, and
unknown is not free.
"""

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from app.actions.calendar_notices import tell_stopped
from app.actions.transaction import Transaction, transaction
from app.feeds.source import BusyTimes, NotRead, Source, WhyNotRead
from app.persistence.connection_records import Connection, ConnectionState
from app.persistence.connections import (
    FRESH,
    doubt_unread,
    find_connection,
    is_any_due,
    keep_busy_times,
    lease_connection,
    list_doubtful,
    list_to_read_again,
    lock_contact_row,
    settle_contact,
)
from app.sealing import CannotOpen, Seal
from app.world import World
from visits.span import Span

EVERY = timedelta(minutes=15)
SPREAD_SECONDS = 120
LONGEST_PAUSE = timedelta(hours=6)
STOP_AFTER = timedelta(days=14)
LEASE = timedelta(minutes=2)
# Further than anybody may wish for, and than the composer looks beyond a wish.
AHEAD = timedelta(days=600)
RECENT = timedelta(minutes=1)
BEFORE_HOLD_SECONDS = 8.0
MOST_AT_ONCE = 8


class Occasion(Enum):
    """Why a calendar is read: because it is due, before time is held, or a person asked."""

    ROUND = "round"
    HOLD = "hold"
    PERSON = "person"


@dataclass(frozen=True)
class Lent:
    """What is needed to read a calendar with no transaction open; no source is a lost secret."""

    connection_id: int
    contact_id: int
    zone: str
    source: Source | None


Outcome = BusyTimes | NotRead


def seal_source(world: World, source: Source) -> str:
    """All that is needed to read a source, sealed."""
    kept = {"url": source.url, "user": source.user, "password": source.password}
    return Seal(world.settings.secret_keys).close(json.dumps(kept))


def open_source(world: World, connection: Connection) -> Source | None:
    """The source of a connection; None where the secret of the installation was changed."""
    try:
        kept = json.loads(Seal(world.settings.secret_keys).open(connection.sealed))
    except CannotOpen:
        return None
    return Source(connection.kind, **kept, own=world.settings.mail_domain)


def lend(world: World, connection: Connection) -> Lent:
    """A connection as it is handed to the reader."""
    contact = connection.contact
    return Lent(
        connection.id or 0,
        contact.id or 0,
        contact.host.node.zone,
        open_source(world, connection),
    )


def read(world: World, source: Source, *, zone: str, now: datetime) -> BusyTimes:
    """The busy times of a calendar from now on, as far as anybody may wish; raises NotRead."""
    return world.read_busy(source, between=Span(now, now + AHEAD), zone=zone)


def read_next(world: World, worker: str, *, now: datetime) -> bool:
    """Reads the calendar that is due first; False where none is."""
    with world.database.reading() as session:
        if not is_any_due(session, now=now):
            return False
    with transaction(world, now=now) as tx:
        connection = lease_connection(tx.session, worker, now=now, lease=LEASE)
        if connection is None:
            return False
        lent = lend(world, connection)
    outcome = try_reading(world, lent, now=now)
    keep(world, lent, outcome, occasion=Occasion.ROUND, now=now)
    return True


def read_before_hold(world: World, contact_ids: Iterable[int], *, now: datetime) -> None:
    """Reads the calendars of contacts whose time is about to be held, unless they were just read.

    They are read side by side, within a few seconds. Who cannot be read by then counts as
    unknown until the next good reading.
    """
    with world.database.reading() as session:
        found = list_to_read_again(session, contact_ids, before=now - RECENT)
        lents = [lend(world, connection) for connection in found]
    for lent, outcome in _try_all(world, lents, now=now):
        keep(world, lent, outcome, occasion=Occasion.HOLD, now=now)


def doubt_what_is_unread(world: World, *, now: datetime) -> None:
    """Contacts with a calendar that was not read for an hour are unknown, until it is read."""
    with world.database.reading() as session:
        contact_ids = list_doubtful(session, now=now)
    for contact_id in contact_ids:
        with transaction(world, now=now) as tx:
            lock_contact_row(tx.session, contact_id)
            doubt_unread(tx.session, contact_id, now=now)
            settle_contact(tx.session, contact_id)


def keep(world: World, lent: Lent, outcome: Outcome, *, occasion: Occasion, now: datetime) -> None:
    """Stores what came of reading a calendar, unless a later reading is stored already."""
    with transaction(world, now=now) as tx:
        lock_contact_row(tx.session, lent.contact_id)
        connection = find_connection(tx.session, lent.connection_id)
        if connection is None or connection.tried_at > now:
            return
        connection.tried_at = now
        connection.lease_by = connection.lease_until = None
        if isinstance(outcome, BusyTimes):
            keep_reading(tx, connection, outcome)
        elif lent.source is None:
            connection.why = None
            _stop(tx, connection)
        else:
            _note_failure(tx, connection, outcome, occasion=occasion)
        settle_contact(tx.session, lent.contact_id)


def keep_reading(tx: Transaction, connection: Connection, read: BusyTimes) -> None:
    """A good reading: the calendar counts, and is due again in a quarter of an hour."""
    assert connection.id is not None, "busy times belong to a stored connection"
    connection.state, connection.why = ConnectionState.READ, None
    connection.is_current = True
    connection.events = read.events
    connection.read_at = connection.tried_at = tx.now
    connection.failing_since, connection.failures = None, 0
    connection.due_at = tx.now + EVERY + _spread(connection)
    keep_busy_times(tx.session, connection.id, read.spans)
    _seal_anew(tx.world, connection)


def _note_failure(
    tx: Transaction, connection: Connection, failure: NotRead, *, occasion: Occasion
) -> None:
    """A reading that failed; only those that were due count for how long to wait."""
    connection.why = failure.why
    if occasion is Occasion.PERSON or connection.failing_since is None:
        connection.failing_since, connection.failures = tx.now, 0
    connection.state = ConnectionState.FAILING
    if occasion is not Occasion.HOLD:
        connection.failures += 1
        connection.due_at = tx.now + pause_after(connection.failures) + _spread(connection)
    if occasion is not Occasion.ROUND or connection.read_at <= tx.now - FRESH:
        connection.is_current = False
    if connection.failing_since <= tx.now - STOP_AFTER:
        _stop(tx, connection)


def _stop(tx: Transaction, connection: Connection) -> None:
    """Leaves a calendar to a person, who is told once: its address may be a stranger's by now."""
    was_stopped = connection.state is ConnectionState.STOPPED
    connection.state = ConnectionState.STOPPED
    connection.is_current = False
    if not was_stopped:
        tell_stopped(tx, connection)


def pause_after(failures: int) -> timedelta:
    """How long to wait after so many failures: twice as long each time, six hours at most."""
    return min(EVERY * (1 << min(failures - 1, 10)), LONGEST_PAUSE)


def _spread(connection: Connection) -> timedelta:
    """A share of two minutes that is a connection's own, so that not all are due at once."""
    return timedelta(seconds=(connection.id or 0) * 37 % SPREAD_SECONDS)


def _seal_anew(world: World, connection: Connection) -> None:
    """What was sealed with an old secret is sealed with the one in use."""
    if len(world.settings.secret_keys) > 1:
        source = open_source(world, connection)
        if source is not None:
            connection.sealed = seal_source(world, source)


def try_reading(world: World, lent: Lent, *, now: datetime) -> Outcome:
    """What comes of reading a calendar, a failure included."""
    if lent.source is None:
        return NotRead(WhyNotRead.BROKEN, "the secret was changed")
    try:
        return read(world, lent.source, zone=lent.zone, now=now)
    except NotRead as failure:
        return failure


def _try_all(world: World, lents: Sequence[Lent], *, now: datetime) -> list[tuple[Lent, Outcome]]:
    """Reads some calendars side by side; what takes too long is not waited for."""
    if not lents:
        return []
    pool = ThreadPoolExecutor(min(len(lents), MOST_AT_ONCE))
    trying = [pool.submit(try_reading, world, lent, now=now) for lent in lents]
    done, _ = wait(trying, timeout=BEFORE_HOLD_SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    late = NotRead(WhyNotRead.TOO_SLOW, "before a hold")
    return [
        (lent, one.result() if one in done else late)
        for lent, one in zip(lents, trying, strict=True)
    ]
