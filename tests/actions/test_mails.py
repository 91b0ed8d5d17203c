"""What a coordinator can do about a mail, and what happens to one that nobody can send."""

import socket
import threading

import pytest

from app.actions.cancel import cancel_visit
from app.actions.coordinators import add_coordinator
from app.actions.feed_links import renew_feed
from app.actions.housekeeping import SENT_BODY, tidy
from app.actions.mails import renew_answer_link, renew_status_link, resend
from app.actions.send import LEASE, MOST_TRIES, Worker, send_next, send_some
from app.actions.staff import sign_in
from app.config import Settings
from app.mail.deliver import NotDelivered
from app.persistence.capabilities import PartOf, find_token
from app.persistence.delegations import find_delegation
from app.persistence.feeds import Scope
from app.persistence.outbox import list_mails
from app.persistence.records import MailState, OutboxMail, Purpose
from app.persistence.staff import find_sign_in
from app.world import World
from tests.actions.story import (
    A_COORDINATOR,
    NO,
    all_confirm,
    answer,
    asked,
    chosen,
    requests_of,
    told,
)
from tests.actions.test_send import Killed, Letterbox, deliver, serving
from tests.builders import KIP_GROUPS, an_inquiry, some_wishes
from tests.conftest import PASSWORD, SECRET_KEY, FakeClock
from visits.errors import NotAllowedNow
from visits.language import Language


def first_mail(world: World, delegation_id: int) -> OutboxMail:
    with world.database.reading() as session:
        return list_mails(session, delegation_id)[0]


def feed_of(world: World, delegation_id: int, *, group: str) -> str | None:
    """The token of a group's calendar that is in force."""
    with world.database.reading() as session:
        delegation = find_delegation(session, delegation_id)
        assert delegation is not None
        subject = PartOf(delegation, group)
        return find_token(session, Purpose.FEED, subject, secret_key=SECRET_KEY)


def test_a_mail_whose_text_was_forgotten_is_not_sent_empty(world: World, clock: FakeClock) -> None:
    delegation_id = asked(world)
    letterbox = Letterbox()
    send_next(world, Worker("one", letterbox), now=clock.now)
    tidy(world, now=clock.go_on(seconds=SENT_BODY.total_seconds() + 1))
    mail = first_mail(world, delegation_id)

    with pytest.raises(NotAllowedNow):
        resend(world, mail_id=mail.id or 0, by=A_COORDINATOR, now=clock.now)

    assert not send_next(world, Worker("one", letterbox), now=clock.now)
    assert len(letterbox.arrived) == 1


def test_the_text_of_a_mail_that_came_back_is_forgotten_too(world: World, clock: FakeClock) -> None:
    delegation_id = asked(world)
    letterbox = Letterbox(NotDelivered("550 nobody here", is_final=True))
    send_next(world, Worker("one", letterbox), now=clock.now)
    kept = []

    for seconds in (SENT_BODY.total_seconds() - 1, 2):
        tidy(world, now=clock.go_on(seconds=seconds))
        mail = first_mail(world, delegation_id)
        kept.append((mail.state, mail.body is not None))

    assert kept == [(MailState.PARKED, True), (MailState.PARKED, False)]


def test_a_mail_that_waits_to_be_sent_keeps_its_text(world: World, clock: FakeClock) -> None:
    delegation_id = asked(world)

    tidy(world, now=clock.go_on(seconds=SENT_BODY.total_seconds() * 2))

    assert first_mail(world, delegation_id).body is not None


def test_a_renewed_link_ends_the_calendars_of_groups_too(world: World, clock: FakeClock) -> None:
    group = KIP_GROUPS[0].name
    wishes = some_wishes(groups_apart=True)
    delegation_id = asked(world, an_inquiry(wishes=wishes))
    renew_feed(world, Scope(delegation_id=delegation_id, group=group), now=clock.now)
    found = [feed_of(world, delegation_id, group=group)]

    renew_status_link(world, delegation_id=delegation_id, by=A_COORDINATOR, now=clock.now)

    found.append(feed_of(world, delegation_id, group=group))
    assert [token is not None for token in found] == [True, False]
    assert {"feed_link", "link_renewed"} <= set(told(world, delegation_id))


def test_a_mail_that_ends_every_worker_is_parked_and_the_others_flow(
    world: World, clock: FakeClock
) -> None:
    poisonous = asked(world)
    letterbox = Letterbox(*[Killed()] * MOST_TRIES)
    for number in range(MOST_TRIES):
        with pytest.raises(Killed):
            send_next(world, Worker(f"worker {number}", letterbox), now=clock.now)
        clock.go_on(seconds=LEASE.total_seconds() + 1)
    healthy = asked(world)

    tried = [send_next(world, Worker("last", letterbox), now=clock.now) for _ in range(3)]

    assert tried == [True, True, False]
    assert first_mail(world, poisonous).state is MailState.PARKED
    assert first_mail(world, healthy).state is MailState.SENT


def test_a_mail_that_ended_its_worker_goes_alone(world: World, clock: FakeClock) -> None:
    chosen(world)
    letterbox = Letterbox(None, Killed(), Killed())
    for _ in range(2):
        with pytest.raises(Killed):
            send_some(world, Worker("one", letterbox), most=100, now=clock.now)
        clock.go_on(seconds=LEASE.total_seconds() + 1)

    tried = send_some(world, Worker("two", letterbox), most=100, now=clock.now)

    assert tried == 1


def test_one_reader_gets_a_visits_mails_in_the_order_they_were_written(
    world: World, clock: FakeClock
) -> None:
    delegation_id = chosen(world)
    letterbox = Letterbox(NotDelivered("451 later", is_final=False))
    worker = Worker("one", letterbox)
    send_next(world, worker, now=clock.now)
    cancel_visit(world, delegation_id=delegation_id, by=A_COORDINATOR, now=clock.now)
    while send_next(world, worker, now=clock.now):
        pass
    before_the_retry = [one.recipient for one in letterbox.arrived[1:]]

    clock.go_on(minutes=2)
    while send_next(world, worker, now=clock.now):
        pass

    with world.database.reading() as session:
        mails = list_mails(session, delegation_id)
    late = mails[0].recipient
    assert late not in before_the_retry
    arrived = [one.message_id for one in letterbox.arrived[1:] if one.recipient == late]
    assert arrived == [mail.message_id for mail in mails if mail.recipient == late]


def test_a_new_request_tells_the_delegation_to_choose(world: World) -> None:
    delegation_id = asked(world, an_inquiry(language=Language.EN))

    body = (first_mail(world, delegation_id).body or b"").replace(b"=\r\n", b"")

    assert b"choose your programme" in body
    assert b"We are asking the hosts now" not in body


def test_a_new_password_ends_the_sessions_of_the_old_one(world: World, clock: FakeClock) -> None:
    email = "coordinator.north@example.org"
    token = sign_in(world, email=email, password=PASSWORD, address="here", now=clock.now)

    add_coordinator(world, email=email, node_slug="north", password=PASSWORD * 2, now=clock.now)

    with world.database.reading() as session:
        assert find_sign_in(session, token, now=clock.now) is None


def test_the_link_of_a_request_that_takes_no_answer_is_not_renewed(world: World) -> None:
    delegation_id = chosen(world)
    all_confirm(world, delegation_id)
    request = requests_of(world, delegation_id)[0]

    with pytest.raises(NotAllowedNow):
        renew_answer_link(world, request_id=request.id or 0, by=A_COORDINATOR, now=world.clock())


def test_coordinators_read_which_stop_a_change_began_with(world: World) -> None:
    delegation_id = chosen(world)
    declined = requests_of(world, delegation_id)[0]
    answer(world, declined, NO)

    with world.database.reading() as session:
        mails = list_mails(session, delegation_id)
    to_staff = next(one for one in mails if one.recipient == "coordinator.north@example.org")

    assert declined.stop.offer.title.en[:20].encode() in (to_staff.body or b"")


def test_a_goodbye_that_fails_does_not_send_a_taken_mail_again() -> None:
    with serving("250 OK") as (server, settings):
        server.goodbye = "554 go away"
        deliver(settings)

    assert len(server.taken) == 1


def test_a_server_that_refuses_everybody_is_no_reason_to_park_a_mail() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        refusing = threading.Thread(target=_refuse_one, args=(listening,))
        refusing.start()
        url = f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        settings = Settings(demo=True, secret_key=SECRET_KEY, mail_url=url)
        with pytest.raises(NotDelivered) as refused:
            deliver(settings)
        refusing.join()

    assert (refused.value.reason, refused.value.is_final) == ("554 no service \ufffd", False)


def _refuse_one(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.sendall(b"554 no service\x00\xff\r\n")
