"""Mail leaves the outbox at least once, the same each time, and never gets lost silently."""

import itertools
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from app.actions.ask import ask
from app.actions.mails import resend
from app.actions.send import PAUSES, Worker, send_next, send_some
from app.config import Settings
from app.mail.deliver import Delivery, NotDelivered, SmtpDeliverer
from app.persistence import tables
from app.persistence.outbox import list_mails
from app.persistence.records import MailState, OutboxMail
from app.world import World
from tests.actions.story import A_COORDINATOR, asked, chosen, told
from tests.builders import an_inquiry
from tests.conftest import SECRET_KEY, FakeClock


class Letterbox:
    """A deliverer that keeps what it gets, and fails the way it is told to."""

    def __init__(self, *failures: Exception | None) -> None:
        self.failures = list(failures)
        self.arrived: list[Delivery] = []

    def __call__(self, delivery: Delivery) -> None:
        failure = self.failures.pop(0) if self.failures else None
        self.arrived.append(delivery)
        if failure is not None:
            raise failure


class Killed(BaseException):
    """The worker's process ends here and now."""


def the_mail(world: World, delegation_id: int) -> OutboxMail:
    with world.database.reading() as session:
        return list_mails(session, delegation_id)[0]


def test_a_mail_is_sent_once_when_all_goes_well(world: World) -> None:
    delegation_id, letterbox = asked(world), Letterbox()

    tried = [send_next(world, Worker("one", letterbox), now=world.clock()) for _ in range(2)]

    mail = the_mail(world, delegation_id)
    assert tried == [True, False]
    assert [one.message_id for one in letterbox.arrived] == [mail.message_id]
    assert (mail.state, mail.sent_at, mail.attempts) == (MailState.SENT, world.clock(), 1)
    assert told(world, delegation_id)[-1] == "mail_sent"


def test_a_mail_that_is_not_taken_is_tried_again_after_growing_pauses(
    world: World, clock: FakeClock
) -> None:
    delegation_id = asked(world)
    letterbox = Letterbox(*[NotDelivered("451 later", is_final=False)] * 3)
    worker = Worker("one", letterbox)
    tried_at: list[datetime] = []

    while the_mail(world, delegation_id).state is not MailState.SENT:
        if send_next(world, worker, now=clock.now):
            tried_at.append(clock.now)
        clock.go_on(minutes=1)

    pauses = [after - before for before, after in itertools.pairwise(tried_at)]
    assert pauses == list(PAUSES[:3])
    assert len({delivery.content for delivery in letterbox.arrived}) == 1


def test_a_mail_is_parked_with_its_reason_after_the_last_try(
    world: World, clock: FakeClock
) -> None:
    delegation_id = asked(world)
    letterbox = Letterbox(*[NotDelivered("421 busy", is_final=False)] * (len(PAUSES) + 5))
    worker = Worker("one", letterbox)

    for _ in range(len(PAUSES) + 3):
        send_next(world, worker, now=clock.now)
        clock.go_on(days=2)

    mail = the_mail(world, delegation_id)
    assert (mail.state, mail.error) == (MailState.PARKED, "421 busy")
    assert mail.attempts == len(PAUSES) + 1
    assert sum(PAUSES, timedelta()) >= timedelta(days=3)


def test_a_mail_that_was_refused_for_good_is_parked_at_once_and_can_be_sent_again(
    world: World,
) -> None:
    delegation_id = asked(world)
    letterbox = Letterbox(NotDelivered("550 unknown mailbox", is_final=True))
    worker = Worker("one", letterbox)
    send_next(world, worker, now=world.clock())
    parked = the_mail(world, delegation_id)

    assert parked.id is not None
    resend(world, mail_id=parked.id, by=A_COORDINATOR, now=world.clock())
    send_next(world, worker, now=world.clock())

    assert parked.state is MailState.PARKED
    assert the_mail(world, delegation_id).state is MailState.SENT
    assert letterbox.arrived[0] == letterbox.arrived[1]


def test_a_worker_that_dies_after_delivering_loses_nothing(world: World, clock: FakeClock) -> None:
    delegation_id, letterbox = asked(world), Letterbox(Killed())
    with pytest.raises(Killed):
        send_next(world, Worker("one", letterbox), now=clock.now)

    others = Worker("two", letterbox)
    at_once = send_next(world, others, now=clock.now)
    later = send_next(world, others, now=clock.go_on(minutes=11))

    assert (at_once, later) == (False, True)
    assert letterbox.arrived[0] == letterbox.arrived[1]
    assert the_mail(world, delegation_id).state is MailState.SENT


def test_a_batch_has_one_mail_for_each_reader_of_a_visit(world: World) -> None:
    delegation_id, letterbox = chosen(world), Letterbox()
    with world.database.reading() as session:
        mails = list_mails(session, delegation_id)
    firsts = {mail.recipient: mail.message_id for mail in reversed(mails)}

    sent = send_some(world, Worker("one", letterbox), most=100, now=world.clock())

    assert sent == len(firsts)
    assert {one.recipient: one.message_id for one in letterbox.arrived} == firsts


def test_a_mail_that_fails_holds_only_its_own_reader_up(world: World) -> None:
    delegation_id = chosen(world)
    letterbox = Letterbox(NotDelivered("451 later", is_final=False))
    worker = Worker("one", letterbox)

    while send_some(world, worker, most=100, now=world.clock()):
        pass

    with world.database.reading() as session:
        waiting = {
            mail.recipient
            for mail in list_mails(session, delegation_id)
            if mail.state is MailState.READY
        }
    assert waiting == {letterbox.arrived[0].recipient}


def test_what_many_get_lets_the_others_pass(world: World) -> None:
    delegation_id, letterbox = chosen(world), Letterbox()
    with world.database.writing() as session:
        bulk = list_mails(session, delegation_id)[1]
        bulk.is_bulk = True

    while send_next(world, Worker("one", letterbox), now=world.clock()):
        pass

    assert letterbox.arrived[-1].message_id == bulk.message_id


def test_a_slow_server_ends_the_batch_before_the_lease(world: World, clock: FakeClock) -> None:
    delegation_id, arrived = chosen(world), []

    def deliver_slowly(delivery: Delivery) -> None:
        arrived.append(delivery.message_id)
        clock.go_on(minutes=3)

    sent = send_some(world, Worker("one", deliver_slowly), most=100, now=clock.now)

    with world.database.reading() as session:
        mails = list_mails(session, delegation_id)
    assert sent > 1
    assert [mail.message_id for mail in mails if mail.state is MailState.SENT] == arrived
    assert len(arrived) == 1
    assert all(mail.lease_by is None for mail in mails)
    assert {mail.attempts for mail in mails if mail.state is MailState.READY} == {0}


def test_marking_before_sending_would_lose_the_mail(world: World, clock: FakeClock) -> None:
    """The failing twin of the order lease, send, mark."""
    delegation_id, letterbox = asked(world), Letterbox()
    with world.database.writing() as session:
        mail = list_mails(session, delegation_id)[0]
        mail.state = MailState.SENT  # marked first; the process dies before it sends

    send_next(world, Worker("two", letterbox), now=clock.go_on(days=1))

    assert letterbox.arrived == []


def test_a_mail_exists_exactly_when_its_change_was_committed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("app.actions.ask.Asked", interrupted)  # after everything was written
        with pytest.raises(KeyboardInterrupt):
            ask(world, an_inquiry(), draft_token=None, now=world.clock())
    ask(world, an_inquiry(), draft_token=None, now=world.clock())

    with world.database.reading() as session:
        counts = [
            session.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (tables.delegation, tables.outbox)
        ]
    assert counts == [1, 1]


class Server:
    """An SMTP server on loopback that answers the way it is told to."""

    def __init__(self, reply: str) -> None:
        self.reply = reply
        self.goodbye = "221 Bye"
        self.taken: list[Envelope] = []
        self.sessions: list[Session] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.sessions.append(session)
        self.taken.append(envelope)
        return self.reply

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return self.goodbye


@contextmanager
def serving(reply: str) -> Iterator[tuple[Server, Settings]]:
    server = Server(reply)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    settings = Settings(demo=True, secret_key=SECRET_KEY, mail_url=f"smtp://127.0.0.1:{port}")
    try:
        yield server, settings
    finally:
        controller.stop()


def a_delivery() -> Delivery:
    content = b"From: visits@example.org\r\nTo: one@example.org\r\nSubject: Hej\r\n\r\nText\r\n"
    return Delivery("<1@example.org>", "one@example.org", "Hej", content)


def deliver(settings: Settings, *deliveries: Delivery) -> None:
    """Hands mails over on one connection, or one where none is named."""
    server = SmtpDeliverer(settings)
    try:
        for delivery in deliveries or (a_delivery(),):
            server(delivery)
    finally:
        server.close()


def test_smtp_hands_the_mail_over_as_it_is() -> None:
    with serving("250 OK") as (server, settings):
        deliver(settings)

    taken = server.taken[0]
    assert (taken.mail_from, taken.rcpt_tos) == ("visits@example.org", ["one@example.org"])
    assert message_from_bytes(taken.content, policy=default)["Subject"] == "Hej"


def test_smtp_hands_mails_over_on_one_connection_and_begins_anew_where_it_was_lost() -> None:
    with serving("250 OK") as (server, settings):
        deliverer = SmtpDeliverer(settings)
        deliverer(a_delivery())
        deliverer(a_delivery())
        connections = {id(one) for one in server.sessions}
        assert deliverer._server is not None
        deliverer._server.sock.shutdown(socket.SHUT_RDWR)
        deliverer(a_delivery())
        deliverer.close()

    assert len(connections) == 1
    assert len({id(one) for one in server.sessions}) == 2
    assert len(server.taken) == 3


@pytest.mark.parametrize(
    ("reply", "is_final"), [("451 later", False), ("552 too much", True), ("554 no", True)]
)
def test_smtp_tells_a_passing_refusal_from_a_final_one(reply: str, is_final: bool) -> None:
    with serving(reply) as (_, settings), pytest.raises(NotDelivered) as refused:
        deliver(settings)

    assert (refused.value.reason, refused.value.is_final) == (reply, is_final)


def test_smtp_that_is_away_is_tried_again() -> None:
    settings = Settings(demo=True, secret_key=SECRET_KEY, mail_url="smtp://127.0.0.1:9")

    with pytest.raises(NotDelivered) as refused:
        deliver(settings)

    assert not refused.value.is_final


def test_a_password_is_never_sent_without_tls() -> None:
    with serving("250 OK") as (server, settings):
        url = settings.mail_url.replace("smtp://", "smtp://user:secret@")
        open_line = Settings(demo=True, secret_key=SECRET_KEY, mail_url=url)
        with pytest.raises(NotDelivered, match="TLS"):
            deliver(open_line)

    assert server.taken == []
