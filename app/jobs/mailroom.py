"""Mail is fetched beside the worker's other work, in a thread of its own.

One connection is kept: where the server tells of new mail it is taken at once, else every minute.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from app.actions.mailroom import Tries, may_look, note_failure, note_looked, take_waiting
from app.mail.fetching import Connect, Mailbox, NotFetched, opened_mailbox
from app.persistence.mailroom_records import WhyNotFetched
from app.world import World

EVERY_SECONDS = 60.0
PAUSE_SECONDS = 10.0
LONGEST_END_SECONDS = 5.0

logger = logging.getLogger(__name__)


@contextmanager
def fetching_mail(world: World, *, connect: Connect = opened_mailbox) -> Iterator[None]:
    """Fetches mail as long as the block goes on; does nothing where MAIL_IN_URL is not set."""
    if not world.settings.mail_in_url:
        yield
        return
    is_over = threading.Event()
    room = threading.Thread(target=work, args=(world, connect, is_over), daemon=True)
    room.start()
    try:
        yield
    finally:
        is_over.set()
        room.join(LONGEST_END_SECONDS)


def work(world: World, connect: Connect, is_over: threading.Event) -> None:
    """Keeps the mailbox empty until it is over, whatever goes wrong meanwhile."""
    tries: Tries = Tries()
    while not is_over.is_set():
        try:
            if may_look(world, now=world.clock()):
                look(world, connect, tries, is_over)
        except Exception as error:  # noqa: BLE001 - this thread must not end before its worker
            logger.warning("mail was not taken; trying again (%s)", type(error).__name__)
        is_over.wait(PAUSE_SECONDS)


def look(world: World, connect: Connect, tries: Tries, is_over: threading.Event) -> None:
    """Opens the mailbox and takes what comes, until it is over or the connection is."""
    try:
        with connect(world.settings.mail_in_url) as mailbox:
            while not is_over.is_set():
                attend(world, mailbox, tries, is_over)
                mailbox.wait(EVERY_SECONDS, is_over)
    except NotFetched as failure:
        _note(world, failure.why)
    except SQLAlchemyError:
        raise
    except Exception as error:  # noqa: BLE001 - the border to a foreign server
        # Its text may hold what the server was told, the password among it.
        logger.warning("mail is not fetched (%s)", type(error).__name__)
        _note(world, WhyNotFetched.REFUSED)


def attend(world: World, mailbox: Mailbox, tries: Tries, is_over: threading.Event) -> int:
    """Takes in what waits now; returns how many mails."""
    taken = take_waiting(world, mailbox, tries, is_over=is_over)
    note_looked(world, now=world.clock())
    return taken


def _note(world: World, why: WhyNotFetched) -> None:
    logger.warning("mail is not fetched: %s", why.value)
    note_failure(world, why, now=world.clock())
