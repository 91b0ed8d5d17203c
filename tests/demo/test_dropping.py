"""In the demonstration mail comes in by a click or a file, and the visit changes."""

import re
from email import message_from_bytes
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.demo.clients import CLIENTS, WORDS, Says
from app.jobs.worker import new_worker, send_due
from app.persistence.inbox import list_all_incoming
from app.persistence.outbox import list_letters
from app.persistence.records import Letter
from app.world import World
from tests.actions.story import chosen, requests_of
from tests.conftest import FakeClock
from tests.delegation.followed import text_of
from tests.mail.inbox import said_of
from tests.mail.shapes import GOOGLE, mail_of
from tests.three_visits import app_on
from tests.tokens import token_of
from visits.reply import Outcome
from visits.request import AnswerKind, RequestState, VisitRequest

MAILBOX = "/en/demo/mailbox"
KINDS = {
    Says.ACCEPT: AnswerKind.CONFIRM,
    Says.MAYBE: AnswerKind.MAYBE,
    Says.DECLINE: AnswerKind.DECLINE,
    Says.PROPOSE: AnswerKind.PROPOSE,
}


@pytest.fixture
def delegation_id(world: World, clock: FakeClock) -> int:
    """Hosts are asked, and their mails have arrived."""
    delegation_id = chosen(world)
    send_due(world, new_worker(world))
    clock.go_on(minutes=1)
    return delegation_id


def first(world: World, delegation_id: int) -> VisitRequest:
    return requests_of(world, delegation_id)[0]


def letter_to(world: World, request: VisitRequest) -> Letter:
    """The question that a host was asked."""
    uid = request.stop.uid.encode()
    with world.database.reading() as session:
        return next(
            one
            for one in list_letters(session)
            if one.recipient == request.stop.contact.email and uid in unfolded(one.content)
        )


def unfolded(content: bytes) -> bytes:
    parts = message_from_bytes(content).walk()
    found = (one for one in parts if one.get_content_type() == "text/calendar")
    text = b"".join(bytes(one.get_payload(decode=True) or b"") for one in found)
    return text.replace(b"\r\n ", b"")


def press(client: FlaskClient, key: int | None, way: str) -> TestResponse:
    token = token_of(client.get(f"{MAILBOX}/{key}").text)
    typed = {"csrf_token": token, "way": way}
    return client.post(f"{MAILBOX}/{key}/answer", data=typed, follow_redirects=True)


def drop(client: FlaskClient, content: bytes | None, name: str = "answer.eml") -> TestResponse:
    typed: dict[str, object] = {"csrf_token": token_of(client.get(MAILBOX).text)}
    if content is not None:
        typed["message"] = (BytesIO(content), name)
    return client.post(f"{MAILBOX}/drop", data=typed, follow_redirects=True)


@pytest.mark.parametrize("program", CLIENTS)
def test_every_answer_of_a_program_is_understood(
    world: World, client: FlaskClient, clock: FakeClock, delegation_id: int, program: str
) -> None:
    request = first(world, delegation_id)
    key = letter_to(world, request).id

    for says in (Says.MAYBE, Says.ACCEPT, Says.PROPOSE, Says.DECLINE):
        clock.go_on(minutes=1)
        page = press(client, key, f"{program}.{says}")
        said = first(world, delegation_id).said

        assert "Taken as an answer" in text_of(page), says
        assert said is not None
        assert said.kind is KINDS[says]


def test_page_leads_to_the_visit_that_has_changed(
    world: World, client: FlaskClient, delegation_id: int
) -> None:
    request = first(world, delegation_id)

    page = press(client, letter_to(world, request).id, "outlook.accept")

    links = re.findall(r'<li><a href="http://localhost([^"]+)"', page.text)
    assert "The question now Confirmed" in text_of(page)
    assert [client.get(one).status_code for one in links] == [200, 302, 200]
    assert "Confirmed" in text_of(client.get(links[0]))


def test_file_of_an_answer_can_be_dropped(
    world: World, client: FlaskClient, delegation_id: int
) -> None:
    key = letter_to(world, first(world, delegation_id)).id
    kept = client.get(f"{MAILBOX}/{key}/thunderbird.decline.eml")
    before = first(world, delegation_id).state

    page = drop(client, kept.data)
    again = drop(client, kept.data)

    assert kept.headers["Content-Disposition"] == 'attachment; filename="thunderbird.decline.eml"'
    assert before is RequestState.WAITING
    assert first(world, delegation_id).state is RequestState.DECLINED
    assert "Taken as an answer" in text_of(page)
    assert "This very mail had come before." in text_of(again)


def test_answer_of_a_stranger_is_shown_and_changes_nothing(
    world: World, client: FlaskClient, delegation_id: int
) -> None:
    request = first(world, delegation_id)
    said = said_of(request, world, attendee="stranger@example.net")

    page = text_of(drop(client, mail_of(GOOGLE, said)))

    assert "From somebody who was not invited" in page
    assert "Nothing was changed by it." in page
    assert first(world, delegation_id).state is RequestState.WAITING


@pytest.mark.parametrize("content", [None, b""])
def test_without_a_file_the_page_says_so(client: FlaskClient, content: bytes | None) -> None:
    page = drop(client, content)

    assert page.status_code == 422
    assert "Choose a file with a mail in it." in text_of(page)


@pytest.mark.parametrize("content", [b"\x00\xff" * 400, b"PK\x03\x04", b"From: x\n\n", b"\n" * 9])
def test_whatever_file_is_dropped_has_its_outcome(
    world: World, client: FlaskClient, content: bytes
) -> None:
    page = drop(client, content, name="../../<b>x</b>.eml")

    with world.database.reading() as session:
        outcomes = [one.outcome for one in list_all_incoming(session)]
    assert page.status_code == 200
    assert outcomes == [Outcome.NOT_UNDERSTOOD]


def test_file_that_is_too_large_gets_a_page(client: FlaskClient) -> None:
    sent = client.post(
        f"{MAILBOX}/drop", data=b"x" * 600_000, content_type="multipart/form-data; boundary=x"
    )

    assert sent.status_code == 413


def test_unknown_way_is_not_found(world: World, client: FlaskClient, delegation_id: int) -> None:
    key = letter_to(world, first(world, delegation_id)).id
    ways = ["", "outlook", "outlook.fly", "pine.accept", "x" * 900, "\x00.y"]

    assert {press(client, key, way).status_code for way in ways} == {404}
    assert client.get(f"{MAILBOX}/{key}/pine.accept.eml").status_code == 404


def test_letter_that_asks_nothing_has_no_answers(world: World, client: FlaskClient) -> None:
    delegation_id = chosen(world)
    send_due(world, new_worker(world))
    to = first(world, delegation_id).itinerary.delegation.contact_email
    with world.database.reading() as session:
        key = next(one.id for one in list_letters(session) if one.recipient == to)

    page = client.get(f"{MAILBOX}/{key}")

    assert "Answer as this program would" not in page.text
    assert client.get(f"{MAILBOX}/{key}/outlook.accept.eml").status_code == 404
    assert set(WORDS) == set(Says)


def test_nothing_can_be_dropped_outside_the_demonstration(
    sqlite_template: Path, tmp_path: Path
) -> None:
    url, sender = "https://visits.kvarken.test", "visits@kvarken.test"
    path = tmp_path / "kvarken.db"
    path.write_bytes(sqlite_template.read_bytes())
    production = {"base_url": url, "mail_url": "smtp://127.0.0.1:1", "mail_from": sender}

    with app_on(path, demo=False, **production) as app:
        client = app.test_client()
        codes = [
            client.post(f"{MAILBOX}/{page}", base_url=url).status_code
            for page in ("drop", "1/answer")
        ]
        codes.append(client.get(f"{MAILBOX}/came-in/1", base_url=url).status_code)

    assert codes == [404, 404, 404]
