"""Contacts' own calendars are read beside the mail, so that a slow one keeps no mail waiting."""

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.actions.calendar_reading import read_next
from app.world import World

READERS = 2
PAUSE_SECONDS = 5.0
LONGEST_END_SECONDS = 5.0

logger = logging.getLogger(__name__)


@contextmanager
def reading_calendars(world: World) -> Iterator[None]:
    """Reads what is due, in threads of their own, as long as the block goes on."""
    is_over = threading.Event()
    readers = [
        threading.Thread(target=_read_on, args=(world, secrets.token_hex(8), is_over), daemon=True)
        for _ in range(READERS)
    ]
    for reader in readers:
        reader.start()
    try:
        yield
    finally:
        is_over.set()
        for reader in readers:
            reader.join(LONGEST_END_SECONDS)


def _read_on(world: World, name: str, is_over: threading.Event) -> None:
    """Whatever goes wrong with one calendar, the others are still read."""
    while not is_over.is_set():
        try:
            has_read = read_next(world, name, now=world.clock())
        except Exception as error:  # noqa: BLE001 - the border to strangers' calendars
            # Its text may name the address of somebody's calendar, which is a secret.
            logger.warning("a calendar was not read; going on (%s)", type(error).__name__)
            has_read = False
        if not has_read:
            is_over.wait(PAUSE_SECONDS)
