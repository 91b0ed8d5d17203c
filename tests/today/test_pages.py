"""The day on the pages of a delegation, a host and the office: seen first, then done."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.persistence.capabilities import find_token
from app.persistence.outbox import list_mails
from app.persistence.records import Purpose
from app.world import World
from tests.actions.story import chosen, itinerary_of, mails_of
from tests.conftest import PASSWORD, SECRET_KEY, FakeClock
from tests.delegation.followed import counted_queries, text_of
from tests.host.desk_cast import desk_token, hidden
from tests.today.the_day import change_offer, new_mails, on_its_day, stops_of
from tests.tokens import token_of

MARK = re.compile(r'name="mark" value="([^"]+)"')


def own_page(world: World, delegation_id: int) -> str:
    delegation = itinerary_of(world, delegation_id).delegation
    with world.database.reading() as session:
        token = find_token(session, Purpose.STATUS, delegation, secret_key=SECRET_KEY)
    return f"/en/visit/{token}"


def host_page(world: World, delegation_id: int, stop: int = 0) -> str:
    return f"/en/desk/{desk_token(world, stops_of(world, delegation_id)[stop].contact.email)}"


def office_page(world: World, client: FlaskClient, delegation_id: int) -> str:
    delegation = itinerary_of(world, delegation_id).delegation
    page = client.get("/en/staff/sign-in").text
    typed = {"email": f"coordinator.{delegation.node.slug}@example.org", "password": PASSWORD}
    client.post("/en/staff/sign-in", data={"csrf_token": token_of(page), **typed})
    return f"/en/staff/visits/{delegation.reference}"


def press(client: FlaskClient, address: str, page: TestResponse, **sent: str) -> TestResponse:
    """Sends the page's form, with the mark of what it showed."""
    found = MARK.search(page.text)
    mark = {"mark": found[1]} if found else {}
    return client.post(address, data={**hidden(page), **mark, **sent}, follow_redirects=True)


@pytest.mark.parametrize("who", ["delegation", "host", "office"])
def test_a_delay_is_shown_before_it_is_sent_and_then_done_in_one_press(
    world: World, clock: FakeClock, client: FlaskClient, who: str
) -> None:
    delegation_id = on_its_day(world, clock)
    root = {
        "delegation": lambda: own_page(world, delegation_id),
        "host": lambda: host_page(world, delegation_id),
        "office": lambda: office_page(world, client, delegation_id),
    }[who]()
    first = stops_of(world, delegation_id)[0]
    address = f"{root}/stops/{first.id}/late"
    mails = mails_of(world, delegation_id)

    shown = client.get(f"{address}?minutes=20")

    assert shown.status_code == 200
    assert text_of(shown).count("moves from") == 3
    assert "These are told: Kokkola Industrial Park, Umeå Energi" in text_of(shown)
    assert mails_of(world, delegation_id) == mails
    done = press(client, address, shown, minutes="20")
    assert "Those affected get a mail now." in done.text
    assert stops_of(world, delegation_id)[0].span.starts_at == first.span.starts_at + timedelta(
        minutes=20
    )


def test_a_page_that_was_open_while_the_day_changed_shows_it_anew(
    world: World, clock: FakeClock, client: FlaskClient
) -> None:
    delegation_id = on_its_day(world, clock)
    address = f"{own_page(world, delegation_id)}/stops/{stops_of(world, delegation_id)[0].id}/late"
    shown = client.get(f"{address}?minutes=20")
    press(client, address, shown, minutes="20")

    again = press(client, address, shown, minutes="20")

    assert again.status_code == 422
    assert "The day has changed since this page was opened." in again.text
    assert MARK.search(again.text) != MARK.search(shown.text)


@pytest.mark.parametrize(
    "typed", ["0", "-5", "181", "1e2", "٢٠", "20.5", "a" * 3000, "\x00", "<b>", "9" * 400]
)
def test_minutes_that_cannot_be_meant_get_a_sentence_and_stay(
    world: World, clock: FakeClock, client: FlaskClient, typed: str
) -> None:
    delegation_id = on_its_day(world, clock)
    address = f"{own_page(world, delegation_id)}/stops/{stops_of(world, delegation_id)[0].id}/late"

    shown = client.get(address, query_string={"minutes": typed})

    assert shown.status_code == 422
    assert "Write the minutes as a whole number from 1 to 180." in shown.text
    assert client.post(address, data={**hidden(shown), "minutes": typed}).status_code == 422


def test_a_stop_that_cannot_be_met_is_said_on_the_page(
    world: World, clock: FakeClock, client: FlaskClient
) -> None:
    delegation_id = on_its_day(world, clock)
    last = stops_of(world, delegation_id)[2]
    change_offer(world, last.offer.slug, openings=())

    shown = client.get(f"{own_page(world, delegation_id)}/stops/{last.id}/late?minutes=10")

    assert "cannot be met any more. The host closes at 12:30." in text_of(shown)
    assert "the regional office, which looks for another way" in text_of(shown)


def test_today_shows_what_is_now_and_next_and_whom_to_reach(
    world: World, clock: FakeClock, client: FlaskClient
) -> None:
    delegation_id = on_its_day(world, clock)
    clock.go_on(minutes=40)

    page = client.get(f"{own_page(world, delegation_id)}/today")

    text = text_of(page)
    assert [text.count(word) for word in (" Now ", " Next ", "We are running late")] == [1, 1, 3]
    assert page.text.count("Join online") == len(
        [one for one in stops_of(world, delegation_id) if one.offer.join_url]
    )
    assert 'href="mailto:coordinator.' in page.text


def test_a_host_sees_its_own_stops_of_today_only(
    world: World, clock: FakeClock, client: FlaskClient
) -> None:
    delegation_id = on_its_day(world, clock)
    root, other = host_page(world, delegation_id), stops_of(world, delegation_id)[1]

    page = client.get(f"{root}/today")

    assert page.text.count("today-stop ") == 1
    for what in ("late", "call-off"):
        assert client.get(f"{root}/stops/{other.id}/{what}").status_code == 404


def test_weeks_before_there_is_nothing_today_and_nothing_to_report(
    world: World, clock: FakeClock, client: FlaskClient
) -> None:
    delegation_id = on_its_day(world, clock)
    first = stops_of(world, delegation_id)[0]
    clock.now = first.span.starts_at - timedelta(days=7)
    root = host_page(world, delegation_id)

    pages = [client.get(f"{root}/{page}") for page in ("today", f"stops/{first.id}/late")]

    assert [page.status_code for page in pages] == [200, 200]
    assert "Nothing today" in pages[0].text
    assert "This can be told from 12 hours before" in pages[1].text


def test_a_host_calls_off_with_a_reason_and_not_without(
    world: World, clock: FakeClock, client: FlaskClient
) -> None:
    delegation_id = on_its_day(world, clock)
    first = stops_of(world, delegation_id)[0]
    root, mails = host_page(world, delegation_id), mails_of(world, delegation_id)
    address = f"{root}/stops/{first.id}/call-off"
    opened = client.get(address)

    refused = press(client, address, opened, reason="Our guide is ill")
    done = press(client, address, refused, why="illness", reason="Our guide is ill")

    assert refused.status_code == 422
    assert "Our guide is ill" in refused.text
    assert "The stop is called off." in done.text
    assert first.id not in [one.id for one in stops_of(world, delegation_id)]
    assert {kind for kind, _ in new_mails(world, delegation_id, mails)} == {"stop_called_off"}


def test_the_office_sees_what_could_take_the_place_and_asks(
    world: World, clock: FakeClock, client: FlaskClient
) -> None:
    delegation_id = on_its_day(world, clock)
    root, gone = office_page(world, client, delegation_id), stops_of(world, delegation_id)[1]
    address = f"{root}/stops/{gone.id}/call-off"
    press(client, address, client.get(address), why="technical", reason="")

    with counted_queries(world) as sent:
        page = client.get(f"{root}/today")
    assert len(sent) <= 15, sent
    offer = re.search(r'name="offer" value="([^"]+)"', page.text)
    assert offer is not None
    asked = press(client, f"{root}/stops/{gone.id}/replace", page, offer=offer[1])

    assert "The host is asked." in asked.text
    assert offer[1] in [one.offer.slug for one in stops_of(world, delegation_id)]
    again = client.get(f"{root}/today")
    assert "Not confirmed yet" in again.text


def test_a_draft_has_no_day(world: World, client: FlaskClient) -> None:
    delegation_id = chosen(world)

    assert client.get(f"{own_page(world, delegation_id)}/today").status_code == 303


def test_pages_of_the_day_ask_little(world: World, clock: FakeClock, client: FlaskClient) -> None:
    delegation_id = on_its_day(world, clock)
    first = stops_of(world, delegation_id)[0]
    own, host = own_page(world, delegation_id), host_page(world, delegation_id)
    asked = {}
    for name, address in {
        "today": f"{own}/today",
        "late": f"{own}/stops/{first.id}/late?minutes=20",
        "host today": f"{host}/today",
        "host late": f"{host}/stops/{first.id}/late?minutes=20",
        "host call off": f"{host}/stops/{first.id}/call-off",
    }.items():
        with counted_queries(world) as sent:
            client.get(address)
        asked[name] = len(sent)

    assert max(asked.values()) <= 15, asked


@pytest.mark.parametrize("typed", ["x" * 501, "a\x00b", "\u202eabc"])
def test_words_that_cannot_be_kept_get_a_sentence_and_call_nothing_off(
    world: World, clock: FakeClock, client: FlaskClient, typed: str
) -> None:
    delegation_id = on_its_day(world, clock)
    first = stops_of(world, delegation_id)[0]
    address = f"{host_page(world, delegation_id)}/stops/{first.id}/call-off"

    refused = press(client, address, client.get(address), why="illness", reason=typed)

    assert refused.status_code == 422
    assert 'id="reason-error"' in refused.text
    assert first.id in [one.id for one in stops_of(world, delegation_id)]


def test_markup_in_a_reason_is_only_text(
    world: World, clock: FakeClock, client: FlaskClient
) -> None:
    delegation_id = on_its_day(world, clock)
    first = stops_of(world, delegation_id)[0]
    address = f"{host_page(world, delegation_id)}/stops/{first.id}/call-off"
    said = "<script>alert(1)</script>"

    press(client, address, client.get(address), why="other", reason=said)

    with world.database.reading() as session:
        mails = [one for one in list_mails(session, delegation_id) if one.kind == "stop_called_off"]
    assert mails
    for one in mails:
        mail = message_from_bytes(one.body or b"", policy=default)
        html = mail.get_body(("html",))
        assert html is not None
        assert "<script" not in html.get_content()
