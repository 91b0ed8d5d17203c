"""A visit under way: what cannot be right in an answer or an address is told and not kept."""

from email import message_from_bytes
from email.message import Message

import pytest
from flask.testing import FlaskClient

from app.failures import FAILURES
from app.forms import LATE_FORM
from app.persistence.outbox import list_mails
from app.world import World
from tests.conftest import FakeClock
from tests.delegation.asked import errors_on
from tests.delegation.followed import NO, Followed, a_followed_visit
from tests.host.test_answering import NOTHING_ELSE, Asked
from tests.pages_said import said, shown
from tests.staff.desk import Desk
from tests.test_hostile_input import LONG, MARKUP
from tests.tokens import token_of
from visits.language import Language
from visits.request import RequestState


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    return a_followed_visit(
        world, clock, client, organisation=MARKUP, contact_name=MARKUP, groups=()
    )


@pytest.fixture
def asked(visit: Followed) -> Asked:
    visit.choose()
    return Asked(visit)


def parts_of(message: Message) -> list[Message]:
    return [part for part in message.walk() if part.get_content_type() == "text/html"]


def test_markup_is_only_text_wherever_it_is_shown(
    visit: Followed, asked: Asked, client: FlaskClient
) -> None:
    desk = Desk(client, visit)
    desk.sign_in()

    pages = [
        client.get(address).text
        for address in (visit.address(), asked.address, desk.page, "/en/staff")
    ]

    for page in pages:
        assert shown("<script>alert(1)</script>") in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "{{ 7 * 7 }}" in page


def test_markup_is_only_text_in_mails(visit: Followed, asked: Asked, world: World) -> None:
    with world.database.reading() as session:
        bodies = [mail.body or b"" for mail in list_mails(session, visit.delegation_id)]

    written = [
        part.get_payload(decode=True)
        for one in bodies
        for part in parts_of(message_from_bytes(one))
    ]
    assert len(written) == len(bodies) > 1
    for page in written:
        assert isinstance(page, bytes)
        assert b"<script" not in page
        assert b"<img src=x" not in page


def test_token_of_somebody_else_counts_as_none(client: FlaskClient, asked: Asked) -> None:
    stranger = client.application.test_client()
    foreign = token_of(stranger.get(asked.address).text)
    typed = {"kind": "decline", "reason": "Typed before", "csrf_token": foreign, **NOTHING_ELSE}

    page = client.post(asked.address, data=typed)

    assert page.status_code == 422
    assert said(LATE_FORM.message, Language.EN) in page.text
    assert "Typed before</textarea>" in page.text
    assert asked.said() == (RequestState.WAITING, "", ())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"first-day": "2026-11-22", "first-starts": "09:00"}, "2026-11-22"),
        ({"first-day": "0001-01-01", "first-starts": "09:00"}, "0001-01-01"),
        ({"first-day": "9999-12-31", "first-starts": "23:59"}, "9999-12-31"),
        ({"first-day": "2027-02-30", "first-starts": "09:00"}, "2027-02-30"),
        ({"first-day": "2027-01-12", "first-starts": "24:00"}, "24:00"),
        ({"first-day": "１", "first-starts": "09:00"}, "１"),
        ({"first-day": "2027-01-12"}, "2027-01-12"),
        ({"third-starts": "09:00"}, "09:00"),
        ({}, ""),
    ],
)
def test_other_time_that_cannot_be_is_told_and_stays(
    asked: Asked, typed: dict[str, str], kept: str
) -> None:
    page = asked.say("propose", **typed)

    assert page.status_code == 422
    assert len(errors_on(page)) == 1
    assert f'value="{kept}"' in page.text
    assert asked.said() == (RequestState.WAITING, "", ())


@pytest.mark.parametrize(
    "typed",
    [
        {"colleague": "1 OR 1=1"},
        {"colleague": "-1"},
        {"colleague_email": "a@example.org, b@example.org", "colleague_role": "Guide"},
        {"colleague_email": "a@example.org\nBcc: b@example.org", "colleague_role": "Guide"},
        {"colleague_email": "guide@example.org", "colleague_role": "a\0b"},
        {"colleague_email": "guide@example.org", "colleague_role": "a\u202eb"},
        {"colleague_email": "a" * 5000, "colleague_role": "b" * 5000},
        {},
    ],
)
def test_colleague_that_cannot_be_is_told(asked: Asked, typed: dict[str, str]) -> None:
    page = asked.say("hand_on", **typed)

    assert page.status_code == 422
    assert errors_on(page)
    assert asked.said() == (RequestState.WAITING, "", ())


@pytest.mark.parametrize("times", ["\0", "x" * 300, "２0270112T0900Z", "20270112T0900Z'--"])
def test_free_time_that_is_not_in_the_list_is_told(asked: Asked, times: str) -> None:
    page = asked.say("propose", times=times)

    assert (page.status_code, len(errors_on(page))) == (422, 1)
    assert asked.said() == (RequestState.WAITING, "", ())


@pytest.mark.parametrize("kind", ["", "CONFIRM", "withdraw", "confirm\0", "x" * 300])
def test_answer_of_no_known_kind_is_told(asked: Asked, kind: str) -> None:
    page = asked.say(kind, reason="Typed before")

    assert (page.status_code, len(errors_on(page))) == (422, 1)
    assert "Typed before</textarea>" in page.text
    assert asked.said() == (RequestState.WAITING, "", ())


@pytest.mark.parametrize("reason", ["a\0b", LONG, "a\u202eb"])
def test_reason_that_cannot_be_kept_is_told(asked: Asked, reason: str) -> None:
    page = asked.say("decline", reason=reason)

    assert (page.status_code, len(errors_on(page))) == (422, 1)
    assert asked.said() == (RequestState.WAITING, "", ())


@pytest.mark.parametrize("language", list(Language))
def test_cut_or_foreign_link_leads_nowhere(
    visit: Followed, asked: Asked, client: FlaskClient, language: Language
) -> None:
    foreign = asked.address.rpartition("/")[2]
    spoilt = (visit.token[:-1], visit.token + ").", visit.token.swapcase(), foreign, "å" * 43)
    pages = ("", "/programmes", "/programme", "/programme.ics", "/cancel", "/change")

    found = [client.get(f"/{language}/visit/{token}{page}") for token in spoilt for page in pages]

    for page in found:
        assert page.status_code == 404
        assert said(FAILURES[404].advice, language) in page.text


HUGE = (str(2**63), str(2**31), "-1", "0", "1" + "0" * 400, "１", "1_0", "%00", "nan")


def test_id_beyond_all_ids_leads_nowhere(
    visit: Followed, asked: Asked, client: FlaskClient
) -> None:
    desk = Desk(client, visit)
    desk.sign_in()
    token = token_of(desk.get().text)
    opened = ("requests/{}/answer", "stops/{}/cancel")
    pressed = (
        "changes/{}/accept",
        "mails/{}/resend",
        "requests/{}/renew-link",
        "requests/{}/ask-again",
        "stops/{}/cancel",
    )

    for id in HUGE:
        codes = [client.get(f"{desk.page}/{one.format(id)}").status_code for one in opened]
        codes += [client.get(f"/en/demo/mailbox/{id}").status_code]
        for one in pressed:
            sent = client.post(f"{desk.page}/{one.format(id)}", data={"csrf_token": token})
            codes.append(sent.status_code)
        assert (id, codes) == (id, [404] * 8)


def test_programme_nobody_offered_is_told(visit: Followed) -> None:
    pages = {number: visit.post("/programmes", programme=number) for number in (*HUGE, "", "1")}

    sentence = "That programme is no longer offered. Choose one of these."
    told = {number: (page.status_code, errors_on(page)) for number, page in pages.items()}
    assert told == {number: (422, [sentence]) for number in pages}


def test_change_nobody_proposed_is_told(visit: Followed) -> None:
    visit.choose()
    visit.answer(visit.requests()[0], NO)

    pages = {number: visit.post("/change", revision=number) for number in (*HUGE, "")}

    sentence = "The programme has changed since you opened this page. This is the change now."
    told = {number: (page.status_code, errors_on(page)) for number, page in pages.items()}
    assert told == {number: (422, [sentence]) for number in pages}


def test_programme_in_an_unknown_zone_stays_in_the_known_one(visit: Followed) -> None:
    visit.choose()
    visit.publish()

    pages = [
        visit.client.get(visit.address("/programme"), query_string={"zone": zone})
        for zone in ("Europe", "z" * 300, "../../etc/passwd", "UTC\0", "Europe/")
    ]

    assert [page.status_code for page in pages] == [200] * 5
    assert all("Helsinki time" in page.text for page in pages)
