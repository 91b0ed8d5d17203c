"""Mail is fetched: each mail is taken in, committed, and only then marked in its mailbox.

A process that dies in between fetches the mail again, and it is taken once. A mail that cannot be
taken keeps no other waiting: it comes last, and after some tries it is set aside for a person.
"""

import hashlib
import hmac
import logging
import threading
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError

from app.actions.receive import receive_mail
from app.actions.set_aside import set_aside
from app.actions.transaction import Transaction, transaction
from app.mail.fetching import Mailbox, NotFetched, NotGiven, Waiting, place_of
from app.mail.receive.received import Trouble
from app.persistence.incoming_records import Source
from app.persistence.mailroom import find_mailroom, forget_other_mailrooms
from app.persistence.mailroom_records import Mailroom, WhyNotFetched
from app.world import World

MOST_TRIES = 4
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60))
# Mail servers lock out whoever comes with a wrong password again and again.
AFTER_WRONG_PASSWORD = timedelta(hours=1)

# How often each mail was tried, by the mailbox's generation and the mail's number.
Tries = Counter[tuple[int, int]]

logger = logging.getLogger(__name__)


def take_waiting(world: World, mailbox: Mailbox, tries: Tries, *, is_over: threading.Event) -> int:
    """Takes in what waits, oldest first, after that what was tried before; returns how many.

    Raises NotFetched where the connection is lost, and OperationalError where the database is.
    """
    waiting = mailbox.list_waiting()
    taken = 0
    for one in sorted(waiting, key=lambda one: (tries[mailbox.generation, one.uid], one.uid)):
        if is_over.is_set():
            break
        taken += _take(world, mailbox, one, tries)
    return taken


def _take(world: World, mailbox: Mailbox, one: Waiting, tries: Tries) -> bool:
    """Whether the mail is dealt with; each try counts before it begins, for it may be the last."""
    key = mailbox.generation, one.uid
    tries[key] += 1
    try:
        _take_in(world, mailbox, one, tries=tries[key])
    except NotFetched:
        raise
    except OperationalError:
        tries[key] -= 1
        raise
    except Exception as error:  # noqa: BLE001 - one mail must not keep the others waiting
        logger.warning("a mail was not taken in; the others go on (%s)", type(error).__name__)
        return False
    mailbox.mark_taken(one)
    del tries[key]
    return True


def _take_in(world: World, mailbox: Mailbox, one: Waiting, *, tries: int) -> None:
    now = world.clock()
    if tries > MOST_TRIES:
        content = _whatever_comes(mailbox, one, is_asked_for=tries == MOST_TRIES + 1)
        set_aside(world, content, why=Trouble.FAILED, source=Source.IMAP, now=now)
        return
    content = mailbox.fetch(one)
    if one.is_too_large:
        set_aside(world, content, why=Trouble.TOO_LARGE, source=Source.IMAP, now=now)
    else:
        receive_mail(world, content, source=Source.IMAP, now=now)


def _whatever_comes(mailbox: Mailbox, one: Waiting, *, is_asked_for: bool) -> bytes:
    """The mail where the server gives it, else a note in its place."""
    if is_asked_for:
        with suppress(NotGiven):
            return mailbox.fetch(one)
    note = f"Subject: Mail {one.uid} of mailbox {mailbox.generation}\r\n\r\n"
    return note.encode("ascii")


def may_look(world: World, *, now: datetime) -> bool:
    """Whether the pause after the last failure is over; a changed setting ends it."""
    with world.database.reading() as session:
        room = find_mailroom(session, fingerprint_of(world))
        return room is None or room.failing_since is None or now >= room.due_at


def note_looked(world: World, *, now: datetime) -> None:
    """The mailbox could be read."""
    with transaction(world, now=now) as tx:
        room = _room(tx)
        room.looked_at = now
        room.failing_since = room.why = None
        room.failures = 0


def note_failure(world: World, why: WhyNotFetched, *, now: datetime) -> None:
    """The mailbox could not be read; the next try comes after a pause, longer each time."""
    with transaction(world, now=now) as tx:
        room = _room(tx)
        room.failing_since = room.failing_since or now
        room.why = why
        room.failures += 1
        is_refused = why is WhyNotFetched.WRONG_PASSWORD
        pause = PAUSES[min(room.failures, len(PAUSES)) - 1]
        room.due_at = now + (AFTER_WRONG_PASSWORD if is_refused else pause)


def fingerprint_of(world: World) -> str:
    """Changes with MAIL_IN_URL, its password too, and tells nothing of it."""
    secret, url = world.settings.secret_key.encode(), world.settings.mail_in_url.encode()
    return hmac.new(secret, b"mailroom:" + url, hashlib.sha256).hexdigest()


def _room(tx: Transaction) -> Mailroom:
    fingerprint = fingerprint_of(tx.world)
    found = find_mailroom(tx.session, fingerprint)
    if found is None:
        forget_other_mailrooms(tx.session, fingerprint)
        place = place_of(tx.world.settings.mail_in_url)[:200]
        found = Mailroom(place=place, fingerprint=fingerprint, due_at=tx.now)
        tx.session.add(found)
    return found
