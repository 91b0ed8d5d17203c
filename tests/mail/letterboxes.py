"""Mailboxes that tests fill by hand, and mail servers on loopback that mail is sent to."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from app.mail.fetching import Mailbox, NotFetched, Waiting
from app.persistence.mailroom_records import WhyNotFetched


@dataclass
class FakeMailbox(Mailbox):
    """Keeps mails by their number; some end the connection, some are called larger than they are.

    With `marks_early` it is a mailbox that marks a mail as read when it hands it over.
    """

    mails: dict[int, bytes]
    generation: int = 7
    deadly: frozenset[int] = frozenset()
    sizes: dict[int, int] = field(default_factory=dict)
    marks_early: bool = False
    taken: list[int] = field(default_factory=list)
    fetched: list[int] = field(default_factory=list)
    waits: Callable[[Event], None] = Event.set

    def list_waiting(self) -> list[Waiting]:
        return [
            Waiting(uid, self.sizes.get(uid, len(content)))
            for uid, content in sorted(self.mails.items())
            if uid not in self.taken
        ]

    def fetch(self, one: Waiting) -> bytes:
        self.fetched.append(one.uid)
        if one.uid in self.deadly:
            raise NotFetched(WhyNotFetched.UNREACHABLE)
        if self.marks_early:
            self.taken.append(one.uid)
        return self.mails[one.uid]

    def mark_taken(self, one: Waiting) -> None:
        self.taken.append(one.uid)

    def wait(self, seconds: float, is_over: Event) -> None:
        """Nobody waits: all is over."""
        self.waits(is_over)

    @contextmanager
    def connect(self, _url: str) -> Iterator["FakeMailbox"]:
        yield self


@contextmanager
def smtp_server(take: Callable[[bytes], None]) -> Iterator[int]:
    """A mail server that hands every mail on; its port."""

    class Handler:
        async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
            assert isinstance(envelope.content, bytes)
            take(envelope.content)
            return "250 taken"

    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    controller = Controller(Handler(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
