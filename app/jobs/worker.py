"""The worker: sends mail, ends requests nobody answered, plans seasons, forgets what is old."""

import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from app.actions.answer import lapse_overdue
from app.actions.calendar_reading import doubt_what_is_unread
from app.actions.desk import answer_desk_asks
from app.actions.housekeeping import tidy
from app.actions.mailbox import mailbox_deliverer
from app.actions.readiness_rounds import erase_what_is_over, remind_to_get_ready
from app.actions.remind import remind_due
from app.actions.season_work import Planner
from app.actions.send import Worker, send_some
from app.actions.untold import tell_untold
from app.mail.deliver import SmtpDeliverer
from app.world import World

PAUSE_SECONDS = 0.5
LAPSE_EVERY = timedelta(minutes=1)
REMIND_EVERY = timedelta(minutes=1)
DOUBT_EVERY = timedelta(minutes=1)
DESK_EVERY = timedelta(seconds=5)
READY_EVERY = timedelta(hours=1)
TIDY_EVERY = timedelta(hours=6)
MOST_AT_ONCE = 50

logger = logging.getLogger(__name__)


def new_worker(world: World) -> Worker:
    """A worker with a name of its own that delivers the way the settings say."""
    name = secrets.token_hex(8)
    if world.settings.mail_url.startswith("mailbox"):
        return Worker(name, mailbox_deliverer(world))
    server = SmtpDeliverer(world.settings)
    return Worker(name, server, close=server.close)


def send_due(world: World, worker: Worker) -> int:
    """Sends what is due, at most so many mails; returns how many were tried."""
    return send_some(world, worker, most=MOST_AT_ONCE, now=world.clock())


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
        Rounds(REMIND_EVERY, lambda now: remind_due(world, now=now)),
        Rounds(DOUBT_EVERY, lambda now: doubt_what_is_unread(world, now=now)),
        Rounds(DESK_EVERY, lambda now: answer_desk_asks(world, now=now)),
        Rounds(READY_EVERY, lambda now: remind_to_get_ready(world, now=now)),
        Rounds(READY_EVERY, lambda now: erase_what_is_over(world, now=now)),
        Rounds(TIDY_EVERY, lambda now: tidy(world, now=now)),
    )
    while not is_over():
        try:
            tried = send_due(world, worker)
            for one in rounds:
                one.go(world.clock())
            told = tell_untold(world, now=world.clock())
            has_planned = planner.go_on(world, now=world.clock())
        except SQLAlchemyError:
            logger.warning("the database did not take it; trying again", exc_info=True)
            tried, told, has_planned = 0, 0, False
        if not (tried or told or has_planned):
            time.sleep(PAUSE_SECONDS)
