"""What a coordinator can do about a mail, and what happens to one that nobody can send."""

import socket
import threading

import pytest

from app.actions.cancel import cancel_visit
from app.actions.coordinators import add_coordinator
from app.actions.housekeeping import SENT_BODY, tidy
from app.actions.mails import renew_answer_link, resend
from app.actions.send import MOST_TRIES, Worker, send_next
from app.actions.staff import sign_in
from app.config import Settings
from app.mail.deliver import NotDelivered, smtp_deliverer
from app.persistence.outbox import list_mails
from app.persistence.records import MailState, OutboxMail
from app.persistence.staff import find_sign_in
from app.world import World
from tests.actions.story import A_COORDINATOR, NO, all_confirm, answer, asked, chosen, requests_of
from tests.actions.test_send import Killed, Letterbox, a_delivery, serving
from tests.builders import an_inquiry
from tests.conftest import PASSWORD, SECRET_KEY, FakeClock
from visits.errors import NotAllowedNow
from visits.language import Language


def first_mail(world: World, delegation_id: int) -> OutboxMail:
    with world.database.reading() as session:
        return list_mails(session, delegation_id)[0]


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


def test_a_mail_that_ends_every_worker_is_parked_and_the_others_flow(
    world: World, clock: FakeClock
) -> None:
    poisonous = asked(world)
    letterbox = Letterbox(*[Killed()] * MOST_TRIES)
    for number in range(MOST_TRIES):
        with pytest.raises(Killed):
            send_next(world, Worker(f"worker {number}", letterbox), now=clock.now)
        clock.go_on(minutes=3)
    healthy = asked(world)

    tried = [send_next(world, Worker("last", letterbox), now=clock.now) for _ in range(3)]

    assert tried == [True, True, False]
    assert first_mail(world, poisonous).state is MailState.PARKED
    assert first_mail(world, healthy).state is MailState.SENT


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
        smtp_deliverer(settings)(a_delivery())

    assert len(server.taken) == 1


def test_a_server_that_refuses_everybody_is_no_reason_to_park_a_mail() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        refusing = threading.Thread(target=_refuse_one, args=(listening,))
        refusing.start()
        url = f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        settings = Settings(demo=True, secret_key=SECRET_KEY, mail_url=url)
        with pytest.raises(NotDelivered) as refused:
            smtp_deliverer(settings)(a_delivery())
        refusing.join()

    assert (refused.value.reason, refused.value.is_final) == ("554 no service \ufffd", False)


def _refuse_one(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.sendall(b"554 no service\x00\xff\r\n")
