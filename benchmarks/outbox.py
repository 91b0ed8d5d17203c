"""Ten thousand mails through the outbox to a mail server, against smtplib alone.

Run with `python -m benchmarks.outbox [--mails 10000] [--database URL]`. The server listens on
loopback in a process of its own. Both sides hand over the same bytes, a tenth at a time, in an
order that alternates. The outbox lends, delivers and marks each mail and writes the timeline;
smtplib keeps one connection and forgets.
"""

import argparse
import multiprocessing
import secrets
import smtplib
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from aiosmtpd.controller import Controller

from app.actions.ask import ask
from app.actions.demonstration import add_catalogue
from app.actions.send import Worker, send_some
from app.clock import read_clock
from app.config import Settings
from app.extensions import Database
from app.jobs.worker import MOST_AT_ONCE
from app.mail.deliver import SmtpDeliverer
from app.mail.links import Links
from app.persistence.delegations import find_delegation_by_reference
from app.persistence.migrate import upgrade
from app.persistence.outbox import list_mails
from app.persistence.records import OutboxMail
from app.world import World
from tests.builders import an_inquiry

ROUNDS = 10
SENDER = "visits@example.org"


class Takes:
    """Takes every mail and keeps none."""

    async def handle_DATA(self, *_: object) -> str:  # noqa: N802
        return "250 OK"


def _serve(port: int, ready: object, over: object) -> None:
    controller = Controller(Takes(), hostname="127.0.0.1", port=port)
    controller.start()
    ready.set()  # type: ignore[attr-defined]
    over.wait()  # type: ignore[attr-defined]
    controller.stop()


@contextmanager
def serving() -> Iterator[int]:
    """A mail server's port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    context = multiprocessing.get_context("spawn")
    ready, over = context.Event(), context.Event()
    process = context.Process(target=_serve, args=(port, ready, over))
    process.start()
    ready.wait()
    try:
        yield port
    finally:
        over.set()
        process.join()


def a_world(url: str, port: int) -> World:
    """The catalogue and one visit."""
    settings = Settings(
        demo=True,
        secret_key=secrets.token_urlsafe(32),
        base_url="http://127.0.0.1:8000",
        database_url=url,
        mail_url=f"smtp://127.0.0.1:{port}",
        mail_from=SENDER,
    )
    world = World(Database(url), settings, read_clock, Links(settings.base_url))
    upgrade(world.database.engine)
    add_catalogue(world, now=datetime.now(UTC))
    return world


def fill(world: World, count: int) -> bytes:
    """So many mails, each like the one that tells of a new request; what one of them holds."""
    now = datetime.now(UTC)
    sent = ask(world, an_inquiry(), draft_token=None, now=now)
    with world.database.writing() as session:
        delegation = find_delegation_by_reference(session, sent.reference)
        assert delegation is not None
        assert delegation.id is not None
        (first,) = list_mails(session, delegation.id)
        content = first.body or b""
        for number in range(count - 1):
            session.add(
                OutboxMail(
                    delegation=delegation,
                    kind=first.kind,
                    recipient=f"reader.{number}@example.org",
                    subject=first.subject,
                    message_id=f"<{number}.{secrets.token_hex(8)}@example.org>",
                    body=content,
                    created_at=now,
                    due_at=now,
                )
            )
    return content


def by_outbox(world: World, count: int) -> float:
    """Mails per second."""
    server = SmtpDeliverer(world.settings)
    worker = Worker("benchmark", server, close=server.close)
    started, done = perf_counter(), 0
    while done < count:
        tried = send_some(world, worker, most=min(MOST_AT_ONCE, count - done), now=read_clock())
        assert tried, "the outbox is empty too early"
        done += tried
    return count / (perf_counter() - started)


def by_smtplib(port: int, content: bytes, count: int) -> float:
    """Mails per second."""
    started = perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for number in range(count):
            server.sendmail(SENDER, [f"reader.{number}@example.org"], content)
    return count / (perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--database", default="")
    asked = parser.parse_args()
    part = asked.mails // ROUNDS
    with tempfile.TemporaryDirectory() as folder, serving() as port:
        world = a_world(asked.database or f"sqlite:///{Path(folder) / 'kvarken.db'}", port)
        content = fill(world, part * ROUNDS)
        pairs = []
        for number in range(ROUNDS):
            if number % 2:
                plain, ours = by_smtplib(port, content, part), by_outbox(world, part)
            else:
                ours, plain = by_outbox(world, part), by_smtplib(port, content, part)
            pairs.append((ours, plain))
    ours, plain = median(one for one, _ in pairs), median(one for _, one in pairs)
    ratios = [one / other for one, other in pairs]
    print(f"{part * ROUNDS} mails of {len(content)} bytes")
    print(f"outbox {ours:.0f} per second, smtplib alone {plain:.0f}; ratio {median(ratios):.2f}")
    print(f"spread of the ratio {min(ratios):.2f}-{max(ratios):.2f}")


if __name__ == "__main__":
    main()
