"""The whole application on a free port of this machine, with a worker at hand."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app.actions.send import Worker
from app.clock import Clock
from app.config import Settings
from app.factory import create_app
from app.jobs.worker import new_worker, send_due
from app.persistence.outbox import list_letters
from app.world import World
from tests.conftest import SECRET_KEY


class Silent(WSGIRequestHandler):
    """Serves without writing a line for each request."""

    def log_request(self, *_about: Any) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Mail:
    """A letter of the demonstration's mailbox."""

    id: int
    recipient: str
    message: EmailMessage

    @property
    def text(self) -> str:
        return self._part("text/plain")

    @property
    def calendar(self) -> str:
        """The calendar part; empty in a mail without one."""
        return self._part("text/calendar")

    def _part(self, kind: str) -> str:
        parts = (one for one in self.message.walk() if one.get_content_type() == kind)
        return next((str(one.get_content()) for one in parts if not one.is_attachment()), "")


@dataclass
class House:
    """A running application and where it is found."""

    app: Flask
    worker: Worker

    @property
    def world(self) -> World:
        found: World = self.app.extensions["kvarken"]
        return found

    @property
    def url(self) -> str:
        return self.world.settings.base_url

    def deliver(self) -> list[Mail]:
        """Sends what is due into the mailbox; everything in it, oldest first."""
        while send_due(self.world, self.worker):
            pass
        with self.world.database.reading() as session:
            letters = reversed(list_letters(session))
            return [
                Mail(one.id, one.recipient, _parsed(one.content))
                for one in letters
                if one.id is not None
            ]


def _parsed(content: bytes) -> EmailMessage:
    return BytesParser(_class=EmailMessage, policy=SMTP).parsebytes(content)


@contextmanager
def open_house(database_url: str, clock: Clock) -> Iterator[House]:
    """Serves for as long as the block lasts, and leaves nothing behind."""
    server = make_server("127.0.0.1", 0, Flask("not yet"), threaded=True, request_handler=Silent)
    settings = Settings(
        demo=True,
        secret_key=SECRET_KEY,
        base_url=f"http://127.0.0.1:{server.port}",
        database_url=database_url,
    )
    app = create_app(settings, clock=clock)
    server.app = app
    world: World = app.extensions["kvarken"]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield House(app, new_worker(world))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        world.database.engine.dispose()
