"""Mail is fetched once in effect, whatever ends meanwhile, and no mail keeps the others waiting."""

import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from hashlib import sha256

import pytest
from sqlalchemy.exc import DataError, OperationalError

import app.actions.mailroom
import app.actions.receive
from app.actions.mailroom import (
    AFTER_WRONG_PASSWORD,
    MOST_TRIES,
    PAUSES,
    Tries,
    fingerprint_of,
    may_look,
    note_failure,
    note_looked,
    take_waiting,
)
from app.jobs.mailroom import attend, fetching_mail, look
from app.jobs.worker import new_worker, send_due
from app.mail.fetching import LARGEST, Mailbox, NotFetched
from app.persistence.inbox import list_all_incoming
from app.persistence.incoming_records import IncomingMail, Source
from app.persistence.mailroom import find_mailroom
from app.persistence.mailroom_records import Mailroom, WhyNotFetched
from app.world import World
from tests.actions.story import chosen, itinerary_of, mails_of, requests_of
from tests.conftest import FakeClock
from tests.mail.inbox import said_of
from tests.mail.letterboxes import FakeMailbox, smtp_server
from tests.mail.mailserver import MailServer, running_mail_server
from tests.mail.shapes import OUTLOOK, Said, mail_of
from visits.itinerary import ItineraryState
from visits.reply import Outcome
from visits.request import Via

URL = "imaps://visits:secret@mail.example.org/INBOX"
GOES_ON = threading.Event()


class Killed(BaseException):
    """The process ends here and now."""


@pytest.fixture
def world(world: World) -> World:
    return replace(world, settings=replace(world.settings, mail_in_url=URL))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    with running_mail_server(tmp_path_factory.mktemp("mail")) as found:
        yield found


def words(number: int, text: str = "See you then.") -> bytes:
    head = f"From: host-{number}@example.org\r\nSubject: Mail {number}\r\n"
    return f"{head}Message-ID: <{number}@example.net>\r\n\r\n{text}\r\n".encode()


def take(world: World, mailbox: FakeMailbox, tries: Tries | None = None) -> int:
    return take_waiting(world, mailbox, Tries() if tries is None else tries, is_over=GOES_ON)


def came(world: World) -> list[IncomingMail]:
    with world.database.reading() as session:
        found = list_all_incoming(session)
        assert all(one.content is not None for one in found)
        return found


def room_of(world: World) -> Mailroom:
    with world.database.reading() as session:
        found = find_mailroom(session, fingerprint_of(world))
        assert found is not None
        return found


def test_mails_are_taken_oldest_first_and_marked(world: World) -> None:
    mailbox = FakeMailbox({5: words(5), 3: words(3)})

    assert take(world, mailbox) == 2

    assert mailbox.taken == [3, 5]
    assert [(one.subject, one.source) for one in came(world)] == [
        ("Mail 3", Source.IMAP),
        ("Mail 5", Source.IMAP),
    ]


@contextmanager
def dying_before_the_mark(mailbox: FakeMailbox, patch: pytest.MonkeyPatch) -> Iterator[None]:
    def die(*_: object) -> None:
        raise Killed

    with patch.context() as own:
        own.setattr(mailbox, "mark_taken", die)
        yield


@pytest.mark.both_databases
def test_mail_whose_process_dies_before_the_mark_has_one_effect(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    delegation_id = chosen(world)
    yes = mail_of(OUTLOOK, said_of(requests_of(world, delegation_id)[0], world))
    mailbox = FakeMailbox({1: yes})
    with dying_before_the_mark(mailbox, monkeypatch), pytest.raises(Killed):
        take(world, mailbox)
    mails, version = mails_of(world, delegation_id), requests_of(world, delegation_id)[0].version

    take(world, mailbox)

    assert (mailbox.fetched, mailbox.taken) == ([1, 1], [1])
    assert mails_of(world, delegation_id) == mails
    assert requests_of(world, delegation_id)[0].version == version
    assert [one.outcome for one in came(world)] == [Outcome.ACTED]


@pytest.mark.both_databases
def test_mail_fetched_twice_would_be_taken_twice_without_the_digest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin of the test above: what the guard keeps away."""
    numbers = iter(range(9))
    read = app.actions.receive.read_mail

    def read_without(content: bytes, **options: str) -> object:
        own = sha256(str(next(numbers)).encode()).hexdigest()
        return replace(read(content, **options), digest=own)

    monkeypatch.setattr(app.actions.receive, "read_mail", read_without)
    mailbox = FakeMailbox({1: words(1)})
    with dying_before_the_mark(mailbox, monkeypatch), pytest.raises(Killed):
        take(world, mailbox)

    take(world, mailbox)

    assert [one.subject for one in came(world)] == ["Mail 1", "Mail 1"]


@pytest.mark.parametrize(("marks_early", "kept"), [(False, ["Mail 1"]), (True, [])])
def test_mail_is_marked_after_it_is_stored_for_else_it_is_lost(
    world: World, monkeypatch: pytest.MonkeyPatch, marks_early: bool, kept: list[str]
) -> None:
    def die(*_: object, **__: object) -> None:
        raise Killed

    mailbox = FakeMailbox({1: words(1)}, marks_early=marks_early)
    with monkeypatch.context() as patch:
        patch.setattr(app.actions.mailroom, "receive_mail", die)
        with pytest.raises(Killed):
            take(world, mailbox)

    take(world, mailbox)

    assert [one.subject for one in came(world)] == kept


def test_mail_that_cannot_be_taken_is_set_aside_and_keeps_no_other_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive = app.actions.mailroom.receive_mail

    def choke(world: World, content: bytes, **how: object) -> Outcome:
        if b"choke" in content:
            raise DataError("INSERT", {}, Exception("no such letter"))
        return receive(world, content, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(app.actions.mailroom, "receive_mail", choke)
    mailbox, tries = FakeMailbox({1: words(1, "choke"), 2: words(2)}), Tries()
    take(world, mailbox, tries)
    after_one = list(mailbox.taken)

    for _ in range(MOST_TRIES):
        take(world, mailbox, tries)

    other, bad = came(world)
    assert (after_one, mailbox.taken) == ([2], [2, 1])
    assert other.subject == "Mail 2"
    assert (bad.sender, bad.subject, bad.outcome) == (
        "host-1@example.org",
        "Mail 1",
        Outcome.NOT_UNDERSTOOD,
    )
    assert (bad.why, bad.content, bad.handled_at) == ("failed", words(1, "choke"), None)
    assert tries == {}


def test_mail_that_ends_every_connection_comes_last_and_is_set_aside(world: World) -> None:
    mailbox = FakeMailbox({1: words(1), 2: words(2)}, deadly=frozenset({1}))
    tries = Tries()
    rounds = 0

    while len(mailbox.taken) < 2:
        look(world, mailbox.connect, tries, threading.Event())
        rounds += 1

    assert mailbox.taken == [2, 1]
    assert rounds == MOST_TRIES + 2
    assert [one.subject for one in came(world)] == ["Mail 2", "Mail 1 of mailbox 7"]


def test_of_a_mail_that_is_too_large_the_head_is_kept(world: World) -> None:
    mailbox = FakeMailbox({1: words(1)}, sizes={1: LARGEST + 1})

    take(world, mailbox)

    kept = came(world)[0]
    assert (kept.outcome, kept.why, kept.sender) == (
        Outcome.NOT_UNDERSTOOD,
        "too_large",
        "host-1@example.org",
    )


def test_database_that_is_away_counts_against_no_mail(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, Exception("gone"))

    mailbox, tries = FakeMailbox({1: words(1)}), Tries()
    with monkeypatch.context() as patch:
        patch.setattr(app.actions.mailroom, "receive_mail", away)
        for _ in range(MOST_TRIES + 2):
            with pytest.raises(OperationalError):
                take(world, mailbox, tries)

    assert mailbox.taken == []
    assert take(world, mailbox, tries) == 1
    assert [one.outcome for one in came(world)] == [Outcome.PLAIN]


def test_failures_are_shown_and_tried_again_after_growing_pauses(
    world: World, clock: FakeClock
) -> None:
    since, pauses = clock.now, []
    for _ in range(len(PAUSES) + 1):
        note_failure(world, WhyNotFetched.UNREACHABLE, now=clock.now)
        assert not may_look(world, now=clock.now)
        pauses.append(room_of(world).due_at - clock.now)
        clock.now = room_of(world).due_at
        assert may_look(world, now=clock.now)
    failing = room_of(world)
    note_looked(world, now=clock.now)
    good = room_of(world)

    assert pauses == [*PAUSES, PAUSES[-1]]
    assert (failing.place, failing.failing_since) == ("visits, mail.example.org/INBOX", since)
    assert (good.looked_at, good.failing_since, good.why) == (clock.now, None, None)


def test_wrong_password_is_not_tried_again_soon_but_a_new_one_is(
    world: World, clock: FakeClock
) -> None:
    @contextmanager
    def refuse(_url: str) -> Iterator[Mailbox]:
        raise NotFetched(WhyNotFetched.WRONG_PASSWORD)
        yield

    look(world, refuse, Tries(), threading.Event())
    mended = replace(
        world, settings=replace(world.settings, mail_in_url=URL.replace("secret", "new"))
    )

    room = room_of(world)
    assert (room.why, room.due_at) == (
        WhyNotFetched.WRONG_PASSWORD,
        clock.now + AFTER_WRONG_PASSWORD,
    )
    assert not may_look(world, now=clock.now + AFTER_WRONG_PASSWORD - timedelta(seconds=1))
    assert may_look(mended, now=clock.now)
    assert "secret" not in room.place + room.fingerprint


def test_strange_server_is_a_failure_that_tells_no_secret(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    @contextmanager
    def strange(url: str) -> Iterator[Mailbox]:
        raise RuntimeError(url)
        yield

    look(world, strange, Tries(), threading.Event())

    assert room_of(world).why is WhyNotFetched.REFUSED
    assert "secret" not in caplog.text


def test_nothing_is_fetched_where_no_mailbox_is_set(world: World) -> None:
    without = replace(world, settings=replace(world.settings, mail_in_url=""))
    before = threading.active_count()

    with fetching_mail(without):
        assert threading.active_count() == before


def test_worker_fetches_beside_its_other_work_and_ends_when_told(
    world: World, server: MailServer
) -> None:
    server.clear()
    server.put(words(1))
    own = replace(world, settings=replace(world.settings, mail_in_url=server.url()))
    is_looked = threading.Event()

    @contextmanager
    def connect(url: str) -> Iterator[Mailbox]:
        with server.connect(url) as mailbox:
            wait = mailbox.wait

            def waiting(seconds: float, is_over: threading.Event) -> None:
                is_looked.set()
                wait(seconds, is_over)

            mailbox.wait = waiting  # type: ignore[method-assign]
            yield mailbox

    before = threading.active_count()
    with fetching_mail(own, connect=connect):
        assert is_looked.wait(20)

    assert threading.active_count() == before
    assert server.seen() == [True]
    assert [one.subject for one in came(own)] == ["Mail 1"]
    assert room_of(own).looked_at == own.clock()


def answer_to(content: bytes, world: World, delegation_id: int) -> tuple[str, bytes] | None:
    """What the host's Outlook sends when somebody presses Accept on this mail."""
    message = message_from_bytes(content, policy=default)
    parts = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    if not parts or parts[0].get_param("method") != "REQUEST":
        return None
    lines = parts[0].get_content().replace("\r\n ", "").splitlines()
    event = dict(line.split(":", 1) for line in lines if ":" in line)
    request = next(one for one in requests_of(world, delegation_id) if one.stop.uid == event["UID"])
    sender = str(message["To"].addresses[0].addr_spec)
    said: Said = said_of(
        request,
        world,
        attendee=sender,
        sequence=int(event["SEQUENCE"]),
        message_id=f"{request.id}@host",
    )
    return sender, mail_of(OUTLOOK, said)


def test_visit_is_agreed_over_real_mail_servers(
    world: World, server: MailServer, clock: FakeClock
) -> None:
    """Outbox, SMTP, the hosts' calendars, SMTP, a mailbox on a server, IMAP: published."""
    server.clear()
    delegation_id = chosen(world)
    arrived: list[bytes] = []
    with smtp_server(arrived.append) as hosts, smtp_server(server.put) as office:
        settings = replace(
            world.settings, mail_url=f"smtp://127.0.0.1:{hosts}", mail_in_url=server.url()
        )
        own = replace(world, settings=settings)
        worker = new_worker(own)
        while send_due(own, worker):
            pass
        answers = [one for content in arrived if (one := answer_to(content, own, delegation_id))]
        clock.go_on(minutes=5)
        with smtplib.SMTP("127.0.0.1", office) as host:
            for sender, content in answers:
                host.sendmail(sender, [settings.mail_from], content)
        with server.connect(settings.mail_in_url) as mailbox:
            attend(own, mailbox, Tries(), GOES_ON)
        sent_before = len(arrived)
        while send_due(own, worker):
            pass

    requests = requests_of(own, delegation_id)
    assert len(answers) == len(requests) > 1
    assert {(one.state.value, one.answered_via) for one in requests} == {("confirmed", Via.MAIL)}
    assert itinerary_of(own, delegation_id).state is ItineraryState.PUBLISHED
    assert server.seen() == [True] * len(answers)
    assert len(arrived) > sent_before


def test_our_own_mail_that_comes_back_to_us_has_no_effect_and_no_answer(world: World) -> None:
    delegation_id = chosen(world)
    arrived: list[bytes] = []
    with smtp_server(arrived.append) as port:
        own = replace(world, settings=replace(world.settings, mail_url=f"smtp://127.0.0.1:{port}"))
        while send_due(own, new_worker(own)):
            pass
    before = mails_of(world, delegation_id), requests_of(world, delegation_id)[0].version

    take(world, FakeMailbox(dict(enumerate(arrived, 1))))

    assert len(arrived) > 2
    assert {one.outcome for one in came(world)} == {Outcome.AUTOMATIC}
    assert all(one.handled_at for one in came(world))
    after = mails_of(world, delegation_id), requests_of(world, delegation_id)[0].version
    assert after == before
