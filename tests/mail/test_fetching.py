"""A mailbox is read mail by mail, over TLS, and every failure has its reason."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import pytest

from app.mail.fetching import (
    LARGEST,
    Mailbox,
    NotFetched,
    NotGiven,
    Waiting,
    opened_mailbox,
    place_of,
)
from app.persistence.mailroom_records import WhyNotFetched
from tests.mail.mailserver import MailServer, running_mail_server

ONE = b"From: a@example.org\r\nSubject: One\r\n\r\nFirst.\r\n"
TWO = b"From: b@example.org\r\nSubject: Two\r\n\r\nSecond.\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    with running_mail_server(tmp_path_factory.mktemp("mail")) as found:
        yield found


@pytest.fixture
def mailbox(server: MailServer) -> Iterator[Mailbox]:
    server.clear()
    with server.connect(server.url()) as found:
        yield found


def why_of(server: MailServer, url: str) -> WhyNotFetched:
    with pytest.raises(NotFetched) as failure, server.connect(url):
        pass
    return failure.value.why


@pytest.mark.parametrize("scheme", ["imap", "imaps"])
def test_mails_are_fetched_oldest_first_and_not_again(server: MailServer, scheme: str) -> None:
    server.clear()
    server.put(ONE, TWO)
    with server.connect(server.url(scheme=scheme)) as mailbox:
        waiting = mailbox.list_waiting()
        contents = [mailbox.fetch(one) for one in waiting]
        mailbox.mark_taken(waiting[0])
        left = mailbox.list_waiting()

    assert contents == [ONE, TWO]
    assert left == waiting[1:]


def test_looking_at_a_mail_does_not_mark_it(server: MailServer, mailbox: Mailbox) -> None:
    server.put(ONE)

    mailbox.fetch(mailbox.list_waiting()[0])

    assert server.seen() == [False]


def test_only_the_head_comes_of_a_mail_that_is_too_large(
    server: MailServer, mailbox: Mailbox
) -> None:
    server.put(ONE + b"x" * LARGEST)
    waiting = mailbox.list_waiting()

    head = mailbox.fetch(waiting[0])

    assert waiting[0].is_too_large
    assert head.split() == b"From: a@example.org Subject: One".split()


def test_mail_that_is_gone_is_not_given(mailbox: Mailbox) -> None:
    with pytest.raises(NotGiven):
        mailbox.fetch(Waiting(999_999, 1))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"password": "wrong"}, WhyNotFetched.WRONG_PASSWORD),
        ({"password": "å%ä"}, WhyNotFetched.WRONG_PASSWORD),
        ({"folder": "Elsewhere"}, WhyNotFetched.NO_MAILBOX),
    ],
)
def test_failure_has_its_reason(
    server: MailServer, changes: dict[str, str], why: WhyNotFetched
) -> None:
    assert why_of(server, server.url(**changes)) is why


def test_certificate_of_a_stranger_is_not_trusted(server: MailServer) -> None:
    for scheme in ("imap", "imaps"):
        with pytest.raises(NotFetched) as failure, opened_mailbox(server.url(scheme=scheme)):
            pass
        assert failure.value.why is WhyNotFetched.TLS


@contextmanager
def talking(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server of a test's own that says what it is told to; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                answer(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"imap://visits:secret@127.0.0.1:{listener.getsockname()[1]}/INBOX"
        thread.join()


def test_password_is_not_sent_without_tls() -> None:
    said: list[bytes] = []

    def answer(connection: socket.socket) -> None:
        connection.sendall(b"* OK hello\r\n")
        for reply in (b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n", b"", b"* BYE\r\n", b""):
            heard = connection.recv(1000)
            said.append(heard)
            if not heard:
                return
            connection.sendall(reply + heard.split()[0] + b" OK done\r\n")

    with talking(answer) as url:
        with pytest.raises(NotFetched) as failure, opened_mailbox(url):
            pass
        why = failure.value.why

    assert why is WhyNotFetched.TLS
    assert b"secret" not in b"".join(said)


@pytest.mark.parametrize(
    "said", [b"", b"* BYE too busy\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff\x00\r\n" * 9]
)
def test_server_that_is_none_is_a_failure_with_a_reason(said: bytes) -> None:
    with talking(lambda connection: connection.sendall(said)) as url:
        with pytest.raises(NotFetched) as failure, opened_mailbox(url):
            pass
        why = failure.value.why

    assert why in (WhyNotFetched.UNREACHABLE, WhyNotFetched.REFUSED)


def test_server_that_is_away_is_unreachable(server: MailServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    assert why_of(server, f"imaps://a:b@127.0.0.1:{port}/INBOX") is WhyNotFetched.UNREACHABLE


def test_waiting_ends_when_mail_comes(server: MailServer, mailbox: Mailbox) -> None:
    began, is_over = monotonic(), threading.Event()
    mailbox.list_waiting()
    threading.Timer(0.2, server.put, [ONE]).start()

    mailbox.wait(30, is_over)

    assert [mailbox.fetch(one) for one in mailbox.list_waiting()] == [ONE]
    assert monotonic() - began < 10


def test_waiting_ends_when_all_is_over(mailbox: Mailbox) -> None:
    began, is_over = monotonic(), threading.Event()
    threading.Timer(0.1, is_over.set).start()

    mailbox.wait(30, is_over)

    assert monotonic() - began < 10
    assert mailbox.list_waiting() == []


def test_place_names_no_password() -> None:
    assert (
        place_of("imaps://visits%40x.org:secret@mail.x.org:993/")
        == "visits@x.org, mail.x.org/INBOX"
    )


def test_reason_carries_no_password(server: MailServer) -> None:
    with pytest.raises(NotFetched) as failure, server.connect(server.url(password="s3cret")):
        pass

    assert "s3cret" not in f"{failure.value!r}{failure.value}"
