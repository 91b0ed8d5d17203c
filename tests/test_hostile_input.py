"""What cannot be right is told in the reader's language, stays as typed, and is not kept."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.factory import LARGEST_BODY
from app.failures import FAILURES
from app.forms import LATE_FORM
from app.i18n import TRANSLATIONS
from app.persistence import tables
from app.world import World
from tests.delegation.asked import STEPS, Values, answer_all, errors_on, send, token_on
from tests.pages_said import said, shown
from visits.language import Language

LONG = "å" * 60_000
MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7 * 7 }}"
SIZE = "Write how many people take part, as a number from 1 to 5,000."
PASSED = "The earliest date has passed. Choose one to come."
NO_LIST = "Choose one from the list."
NO_TEXT = "Take out the characters that are not text, and type it again."
FIRST_DATE = "Choose the earliest date, such as 2027-01-31."
FIRST_TIME = "Choose when the day may start, such as 09:00."

WRONG: list[tuple[str, str, str, str]] = [
    *(("party", "size", size, SIZE) for size in ("0", "-1", "5001", "1" + "0" * 20)),
    *(("party", "size", size, SIZE) for size in ("１", "1_000", "NaN", "\0", "٣")),
    ("when", "earliest_on", "2026-11-22", PASSED),
    ("when", "earliest_on", "0001-01-01", PASSED),
    ("when", "earliest_on", "2027-02-30", FIRST_DATE),
    ("when", "earliest_on", "２０２７-01-31", FIRST_DATE),
    ("when", "earliest_on", "10000-01-01", FIRST_DATE),
    ("when", "latest_on", "2026-12-01", "The latest date is before the earliest date."),
    ("when", "day_from", "24:00", FIRST_TIME),
    ("when", "day_from", "-1:00", FIRST_TIME),
    ("who", "organisation", "a\0b", NO_TEXT),
    ("who", "organisation", "a\u2028b", NO_TEXT),
    ("who", "organisation", "\u202eknab", NO_TEXT),
    ("who", "organisation", "a\u0085b", NO_TEXT),
    ("who", "organisation", "\u200b", "Write the name of your organisation."),
    ("who", "contact_name", "a\nBcc: b@example.org", "Write this on one line."),
    ("wishes", "message", "a\x1bb", NO_TEXT),
]
OUT_OF_LIST = [
    *(("who", "zone", zone) for zone in ("Europe", "z" * 300, "../../etc/passwd", "UTC\0")),
    *(("who", "language_1", tag) for tag in ("klingon", "EN", "x" * 300)),
    *(("who", "country", code) for code in ("QQ", "fi", "FI\0", "x" * 300)),
    ("wishes", "theme_energy", "１"),
    ("wishes", "format", "hybrid"),
    ("when", "longest_day", "1e9"),
]


def come_to(client: FlaskClient, wanted: str) -> None:
    """Answers every step before one."""
    for step, values in STEPS.items():
        if step == wanted:
            return
        send(client, step, values)


def post_in(
    client: FlaskClient, language: Language, step: str, changes: dict[str, Any]
) -> TestResponse:
    address = f"/{language}/ask/{step}"
    data = {**STEPS[step], **changes, "csrf_token": token_on(client.get(address))}
    return client.post(address, data=data)


def visits_in(world: World) -> int:
    with world.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(tables.delegation)) or 0


@pytest.mark.parametrize(("step", "name", "value", "sentence"), WRONG)
def test_wrong_value_is_told_and_stays(
    client: FlaskClient, step: str, name: str, value: str, sentence: str
) -> None:
    come_to(client, step)

    pages = {language: post_in(client, language, step, {name: value}) for language in Language}

    number = {"sv": "5\xa0000", "fi": "5\xa0000", "en": "5,000"}
    for language, page in pages.items():
        msgid = sentence.replace("5,000", "%(most)s")
        told = said(msgid, language).replace("%(most)s", number[language])
        assert (page.status_code, told in errors_on(page)) == (422, True)
        assert shown(value.strip()) in page.text or not value.isprintable()
    assert client.get("/en/ask/check").location == f"/en/ask/{step}"


@pytest.mark.parametrize(("step", "name", "value"), OUT_OF_LIST)
def test_what_is_in_no_list_is_told_and_the_rest_stays(
    client: FlaskClient, step: str, name: str, value: str
) -> None:
    come_to(client, step)

    pages = {language: post_in(client, language, step, {name: value}) for language in Language}

    for language, page in pages.items():
        assert (page.status_code, errors_on(page)) == (422, [said(NO_LIST, language)])
        typed = [one for one in STEPS[step].values() if isinstance(one, str) and len(one) > 4]
        assert [one for one in typed if shown(one) not in page.text] == []


@pytest.mark.parametrize(
    ("step", "name"),
    [
        ("who", "organisation"),
        ("who", "contact_email"),
        ("party", "groups-0-name"),
        ("wishes", "message"),
    ],
)
def test_much_too_long_text_is_told_and_stays(client: FlaskClient, step: str, name: str) -> None:
    come_to(client, step)

    page = post_in(client, Language.SV, step, {name: LONG})

    assert page.status_code == 422
    assert len(errors_on(page)) >= 1
    assert LONG in page.text


@pytest.mark.parametrize("far", ["9999-12-31", "2028-06-01"])
def test_date_too_far_off_is_told(client: FlaskClient, far: str) -> None:
    come_to(client, "when")

    page = post_in(client, Language.EN, "when", {"earliest_on": far, "latest_on": far})

    sentence = "Choose a date within 18 months, at the latest 24 May 2028."
    assert (page.status_code, errors_on(page)) == (422, [sentence, sentence])
    assert page.text.count(f'value="{far}"') == 2


@pytest.mark.parametrize("sent", [b"%ED%A0%80", b"%FF%FE", b"%E5", b"%u00e5", b"+"])
def test_bytes_that_are_no_text_do_no_harm(client: FlaskClient, sent: bytes) -> None:
    token = token_on(client.get("/en/ask/who"))
    body = b"csrf_token=" + token.encode() + b"&country=FI&organisation=" + sent

    page = client.post("/en/ask/who", data=body, content_type="application/x-www-form-urlencoded")

    assert page.status_code == 422
    assert "Write your name, or the name of your role." in errors_on(page)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"[1]"),
        ("multipart/form-data", b"--"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"organisation=+AEs-"),
        ("text/plain", b"\xff"),
    ],
)
def test_body_of_another_kind_is_an_empty_form(client: FlaskClient, kind: str, body: bytes) -> None:
    page = client.post("/fi/ask/who", data=body, content_type=kind)

    assert page.status_code in (400, 422)
    assert '<html lang="fi">' in page.text
    assert client.get("/fi/ask/check").location == "/fi/ask/who"


def test_party_larger_than_any_visit_takes_is_told_why_nothing_fits(
    client: FlaskClient, world: World
) -> None:
    answer_all(client)
    send(client, "party", {"size": "5000"})

    told = client.get("/en/ask/check").text
    sent = client.get(send(client, "check", {}).location)

    assert "the largest group that can be received in this way is 300 people" in told
    assert "No programme fits all your wishes yet." in sent.text
    assert visits_in(world) == 1


@pytest.mark.parametrize("body", [b"a" * (LARGEST_BODY + 1), b"a=" + b"&b=1" * LARGEST_BODY])
@pytest.mark.parametrize("language", list(Language))
def test_too_much_at_once_is_told(client: FlaskClient, language: Language, body: bytes) -> None:
    page = client.post(
        f"/{language}/ask/who", data=body, content_type="application/x-www-form-urlencoded"
    )

    assert page.status_code == 413
    assert f"<h1>{said(FAILURES[413].title, language)}</h1>" in page.text
    assert said(FAILURES[413].advice, language) in page.text


@pytest.mark.parametrize(
    "prefix", ["xx", "EN", "en-GB", "se", "..", "%2e%2e", "en%00", "%E5", "e" * 3000, "sv.po"]
)
def test_unknown_language_is_a_page_that_does_not_exist(client: FlaskClient, prefix: str) -> None:
    before = set(TRANSLATIONS.rglob("*"))

    page = client.get(f"/{prefix}/visits", headers={"Accept-Language": "sv"})

    assert page.status_code == 404
    assert said(FAILURES[404].title, Language.SV) in page.text
    assert set(TRANSLATIONS.rglob("*")) == before


@pytest.mark.parametrize("language", list(Language))
def test_address_that_leads_nowhere_speaks_its_language(
    client: FlaskClient, language: Language
) -> None:
    page = client.get(f"/{language}/nothing/here", headers={"Accept-Language": "de"})

    assert page.status_code == 404
    assert f'<html lang="{language}">' in page.text


def test_markup_is_only_text_before_it_is_sent(client: FlaskClient) -> None:
    answer_all(client)
    post_in(client, Language.EN, "who", {"organisation": MARKUP, "contact_name": MARKUP})
    post_in(client, Language.EN, "party", {"groups-0-name": MARKUP})

    page = client.get("/en/ask/check").text

    assert page.count(shown("<script>alert(1)</script>")) == 3
    assert "<script>alert" not in page


def test_every_step_sent_twice_asks_once(client: FlaskClient, world: World) -> None:
    token = token_on(client.get("/en/ask/who"))
    for step in (*STEPS, "check"):
        data = {**STEPS.get(step, {}), "csrf_token": token}
        for _ in range(2):
            sent = client.post(f"/en/ask/{step}", data=data)
            assert sent.status_code == 303

    assert visits_in(world) == 1


FORGED: list[Values] = [{}, {"csrf_token": ""}, {"csrf_token": "forged"}]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("step", "name", "typed"),
    [
        ("who", "organisation", "Typed before"),
        ("party", "size", "4711"),
        ("wishes", "message", "Typed before"),
        ("when", "earliest_on", "2027-01-04"),
    ],
)
def test_late_form_keeps_what_was_typed(
    client: FlaskClient,
    language: Language,
    step: str,
    name: str,
    typed: str,
) -> None:
    come_to(client, step)

    data = {**STEPS[step], name: typed}
    pages = [client.post(f"/{language}/ask/{step}", data={**data, **forged}) for forged in FORGED]

    for page in pages:
        assert page.status_code == 422
        assert errors_on(page) == [said(LATE_FORM.message, language)]
        assert typed in page.text
    assert client.get("/en/ask/check").location == f"/en/ask/{step}"
