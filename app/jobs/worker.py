"""The worker: sends mail, ends requests nobody answered, plans seasons, forgets what is old."""

import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from app.actions.answer import lapse_overdue
from app.actions.housekeeping import tidy
from app.actions.mailbox import mailbox_deliverer
from app.actions.season_work import Planner
from app.actions.send import Worker, send_next
from app.mail.deliver import smtp_deliverer
from app.world import World

PAUSE_SECONDS = 0.5
LAPSE_EVERY = timedelta(minutes=1)
TIDY_EVERY = timedelta(hours=6)
MOST_AT_ONCE = 100

logger = logging.getLogger(__name__)


def new_worker(world: World) -> Worker:
    """A worker with a name of its own that delivers the way the settings say."""
    name = secrets.token_hex(8)
    if world.settings.mail_url.startswith("mailbox"):
        return Worker(name, mailbox_deliverer(world))
    return Worker(name, smtp_deliverer(world.settings))


def send_due(world: World, worker: Worker) -> int:
    """Sends what is due, at most a hundred mails; returns how many were tried."""
    tried = 0
    while tried < MOST_AT_ONCE and send_next(world, worker, now=world.clock()):
        tried += 1
    return tried


class Rounds:
    """Does a thing at once and then each time its pause is over."""

    def __init__(self, every: timedelta, do: Callable[[datetime], object]) -> None:
        self._every, self._do = every, do
        self._due_at: datetime | None = None

    def go(self, now: datetime) -> None:
        """Does it if it is due."""
        if self._due_at is None or now >= self._due_at:
            self._due_at = now + self._every
            self._do(now)


def work(world: World, *, is_over: Callable[[], bool]) -> None:
    """Works until it is over; a database that is away for a while is waited for."""
    worker = new_worker(world)
    planner = Planner(worker.name)
    rounds = (
        Rounds(LAPSE_EVERY, lambda now: lapse_overdue(world, now=now)),
        Rounds(TIDY_EVERY, lambda now: tidy(world, now=now)),
    )
    while not is_over():
        try:
            tried = send_due(world, worker)
            for one in rounds:
                one.go(world.clock())
            has_planned = planner.go_on(world, now=world.clock())
        except SQLAlchemyError:
            logger.warning("the database did not take it; trying again", exc_info=True)
            tried, has_planned = 0, False
        if not tried and not has_planned:
            time.sleep(PAUSE_SECONDS)
