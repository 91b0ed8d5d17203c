"""The demonstration's mailbox shows every mail, part by part and as text."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from app.config import Settings
from app.demo.reading import Piece, read_letter, split_links, text_of_html
from app.factory import create_app
from app.jobs.worker import new_worker, send_due
from app.persistence.outbox import list_letters
from app.world import World
from tests.conftest import SECRET_KEY, FakeClock
from tests.delegation.followed import Followed, a_followed_visit

MAILBOX = "/en/demo/mailbox"


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    """A published programme, whose mails have all arrived."""
    visit = a_followed_visit(world, clock, client, organisation="Small <b>Group</b>")
    visit.choose()
    visit.publish()
    send_due(world, new_worker(world))
    return visit


def test_mailbox_is_empty_at_first(client: FlaskClient) -> None:
    assert "No mail yet" in client.get(MAILBOX).text


def test_mailbox_lists_letters_newest_first(visit: Followed) -> None:
    with visit.world.database.reading() as session:
        subjects = [str(escape(letter.subject)) for letter in list_letters(session)]

    page = visit.client.get(MAILBOX).text

    places = [page.index(subject) for subject in dict.fromkeys(subjects)]
    assert len(places) > 2
    assert places == sorted(places)


def test_mailbox_is_narrowed_to_a_recipient(visit: Followed) -> None:
    page = visit.client.get(f"{MAILBOX}?to=visits.kip@example.org").text

    assert "<td>visits.kip@example.org</td>" in page
    assert "<td>project-lead" not in page


@pytest.mark.parametrize("wanted", ["nobody@example.org", "%00", "", "x" * 900])
def test_mailbox_shows_all_for_a_recipient_it_does_not_know(visit: Followed, wanted: str) -> None:
    page = visit.client.get(f"{MAILBOX}?to={wanted}")

    assert page.status_code == 200
    assert page.text.count("<td>") > 4


def test_letter_shows_its_parts_and_real_links(visit: Followed) -> None:
    with visit.world.database.reading() as session:
        invitation = next(one for one in list_letters(session) if b"text/calendar" in one.content)

    page = visit.client.get(f"{MAILBOX}/{invitation.id}")

    assert page.status_code == 200
    assert "METHOD:REQUEST" in page.text
    assert "Message-ID" in page.text
    assert '<a href="http://localhost/' in page.text
    assert "<b>Group</b>" not in page.text


@pytest.mark.parametrize("key", ["0", "999999", "9" * 40, "9" * 5000, "１", "x", "%00", "-1"])
def test_unknown_letter_is_not_found(client: FlaskClient, key: str) -> None:
    assert client.get(f"{MAILBOX}/{key}").status_code == 404


def test_mailbox_does_not_exist_outside_the_demonstration(
    app: Flask, database_url: str, clock: FakeClock
) -> None:
    settings = Settings(
        secret_key=SECRET_KEY,
        base_url="https://visits.kvarken.example.com",
        mail_url="smtp://127.0.0.1:1",
        mail_from="visits@kvarken.test",
        database_url=database_url,
    )
    production = create_app(settings, clock=clock)

    page = production.test_client().get(MAILBOX, base_url=settings.base_url)

    production.extensions["kvarken"].database.engine.dispose()
    assert page.status_code == 404


def test_links_are_cut_out_of_the_text() -> None:
    text = "See https://a.example.org/b?c=1. Or (http://d.example.org)"

    assert list(split_links(text)) == [
        Piece("See "),
        Piece("https://a.example.org/b?c=1", "https://a.example.org/b?c=1"),
        Piece(". Or ("),
        Piece("http://d.example.org", "http://d.example.org"),
        Piece(")"),
    ]


def test_html_becomes_its_words() -> None:
    html = (
        "<title>T</title><style>p{}</style><p>One <b>two</b></p><script>x()</script><p>3 &lt;</p>"
    )

    assert text_of_html(html) == "One two\n3 <"


def test_any_bytes_can_be_read_as_a_letter() -> None:
    read = read_letter(b"\xff\x00Subject: \x80\n\n\xfe")

    assert read.html_text == read.calendar == ""
