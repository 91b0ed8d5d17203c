"""Asking for a visit: four steps, a page to check them, a confirmation."""

import re
from datetime import date, time

import pytest
from flask.testing import FlaskClient

from app.persistence.catalogue import list_offers_by_slug
from app.persistence.delegations import find_delegation_by_reference
from app.world import World
from tests.conftest import FakeClock
from tests.delegation.asked import (
    GROUPS,
    PARTY,
    STEPS,
    WHO,
    WISHES,
    answer_all,
    ask_for_visit,
    errors_on,
    send,
    sent_delegation,
    token_on,
)
from visits.catalogue import Format, Theme
from visits.delegation import Group, Need, Wishes
from visits.language import Language


def test_asking_tells_everything_the_delegation_answered(client: FlaskClient, world: World) -> None:
    delegation = sent_delegation(world, client)

    told = (
        delegation.organisation,
        delegation.country,
        delegation.contact_email,
        delegation.zone,
        delegation.languages,
        delegation.language,
        delegation.size,
        delegation.groups,
        delegation.wishes,
    )
    assert told == (
        "KIP",
        "FI",
        "visits@kip.example.org",
        "Europe/Helsinki",
        ("fi", "en", "sv"),
        Language.EN,
        50,
        (
            Group("ICT", 10, (Theme.DIGITALISATION,)),
            *(Group(name, 10) for name in GROUPS[1:]),
        ),
        Wishes(
            themes=((Theme.ENERGY, 3), (Theme.INDUSTRY, 2), (Theme.TALENT, 1)),
            earliest_on=date(2026, 12, 7),
            latest_on=date(2027, 1, 31),
            weekdays=(0, 1, 2, 3, 4),
            day_from=time(9),
            day_until=time(13),
            format=Format.ONLINE,
            longest_day=240,
            needs=(Need.CAPTIONS,),
            message="We look forward to <b>Umeå</b>.",
        ),
    )


def test_confirmation_names_the_reference_and_leads_to_the_visit(client: FlaskClient) -> None:
    location = ask_for_visit(client).location

    page = client.get(location)

    assert page.status_code == 200
    assert re.search(r"Your reference is KV-[0-9A-Z]{6}", page.text)
    assert f'href="/en/visit/{location.rpartition("/")[2]}"' in page.text
    assert "They answer within 5 working days" in page.text


def test_sending_twice_gives_the_same_confirmation(client: FlaskClient) -> None:
    answer_all(client)
    token = token_on(client.get("/en/ask/check"))

    first = client.post("/en/ask/check", data={"csrf_token": token})
    second = client.post("/en/ask/check", data={"csrf_token": token})

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location


def test_sent_request_makes_room_for_a_new_one(client: FlaskClient) -> None:
    ask_for_visit(client)

    page = client.get("/en/ask", follow_redirects=True)

    assert page.request.path == "/en/ask/who"
    assert "KIP" not in page.text


def test_unknown_confirmation_is_a_404(client: FlaskClient) -> None:
    assert client.get(f"/en/ask/sent/{'a' * 43}").status_code == 404
    assert client.get("/en/ask/sent/short").status_code == 404
    assert client.get("/en/ask/nonsense").status_code == 404


@pytest.mark.parametrize(
    ("answered", "wanted", "shown"),
    [
        ((), "party", "/en/ask/who"),
        ((), "check", "/en/ask/who"),
        (("who",), "when", "/en/ask/party"),
        (("who", "party"), "check", "/en/ask/wishes"),
        (("who", "party"), "who", "/en/ask/who"),
    ],
)
def test_steps_cannot_be_skipped(
    client: FlaskClient, answered: tuple[str, ...], wanted: str, shown: str
) -> None:
    for step in answered:
        send(client, step, STEPS[step])

    page = client.get(f"/en/ask/{wanted}", follow_redirects=True)

    assert page.request.path == shown


def test_changing_an_answer_returns_to_the_check_page(client: FlaskClient) -> None:
    answer_all(client)

    changed = send(client, "party", {"size": "12"})

    assert (changed.status_code, changed.location) == (303, "/en/ask/check")
    assert "One group" in client.get("/en/ask/check").text


def test_wrong_values_stay_in_every_language_with_their_errors(client: FlaskClient) -> None:
    refused = send(client, "who", {**WHO, "contact_email": "nobody, nowhere"})

    page = client.get("/en/ask/who")

    assert refused.status_code == 422
    assert errors_on(refused) == errors_on(page)
    assert 'value="nobody, nowhere"' in page.text
    assert 'value="nobody, nowhere"' in client.get("/sv/ask/who").text


def test_zone_is_taken_from_the_country_where_none_was_chosen(client: FlaskClient) -> None:
    send(client, "who", {**WHO, "country": "JP", "zone": ""})
    for step in ("party", "wishes", "when"):
        send(client, step, STEPS[step])

    page = client.get("/en/ask/check")

    assert "Tokyo (UTC+9)" in page.text
    assert "01:00–05:00</span> Stockholm time" in page.text


def test_adding_a_group_keeps_everything_and_scolds_nobody(client: FlaskClient) -> None:
    send(client, "who", WHO)

    added = send(client, "party", {**PARTY, "size": "", "add": "group"})

    page = client.get("/en/ask/party")
    assert (added.status_code, added.location) == (303, "/en/ask/party#groups-5-name")
    assert 'value="Environment and energy"' in page.text
    assert 'id="groups-5-name"' in page.text
    assert errors_on(page) == []


def test_removing_a_group_closes_the_gap(client: FlaskClient) -> None:
    send(client, "who", WHO)

    send(client, "party", {**PARTY, "remove": "1"})

    names = re.findall(
        r'id="groups-\d-name"[^>]* value="([^"]*)"', client.get("/en/ask/party").text
    )
    assert names == ["ICT", "HR", "Marketing", "Safety"]


def test_visit_plan_is_ticked_and_what_comes_later_too(client: FlaskClient, world: World) -> None:
    for step in ("who", "party"):
        send(client, step, STEPS[step])
    slugs = ["sustainable-industrial-environments", "energy-transport-property-production"]

    with client.session_transaction() as session:
        session["visit_plan"] = slugs[:1]
    fresh = client.get("/en/ask/wishes").text
    send(client, "wishes", {**WISHES, "must_sees": []})
    unticked = client.get("/en/ask/wishes").text
    with client.session_transaction() as session:
        session["visit_plan"] = slugs
    later = client.get("/en/ask/wishes").text

    ticked = [
        re.findall(r'<input[^>]* checked[^>]*name="must_sees"', page)
        for page in (fresh, unticked, later)
    ]
    assert [len(found) for found in ticked] == [1, 0, 1]


def test_must_sees_are_asked_for(client: FlaskClient, world: World) -> None:
    slug = "sustainable-industrial-environments"
    with client.session_transaction() as session:
        session["visit_plan"] = [slug, "long-gone"]
    for step in ("who", "party", "when"):
        send(client, step, STEPS[step])
    send(client, "wishes", {**WISHES, "must_sees": [slug, "long-gone", "nonsense"]})
    sent = send(client, "check", {})

    reference = re.search(r"KV-[0-9A-Z]{6}", client.get(sent.location).text)

    assert reference is not None
    with world.database.reading() as session:
        delegation = find_delegation_by_reference(session, reference[0])
        offers = list_offers_by_slug(session, [slug])
    assert delegation is not None
    assert delegation.wishes.must_sees == (offers[0].id,)


def test_too_large_party_is_told_the_largest_group(client: FlaskClient) -> None:
    send(client, "who", WHO)
    send(client, "party", {"size": "301"})
    send(client, "wishes", WISHES)

    page = client.get("/en/ask/wishes")

    assert page.status_code == 200
    assert "the largest group that can be received in this way is 300 people" in page.text


def test_party_that_fits_is_told_nothing(client: FlaskClient) -> None:
    send(client, "who", WHO)
    send(client, "party", {"size": "40"})
    send(client, "wishes", {**WISHES, "format": "on_site"})

    page = client.get("/en/ask/wishes")

    assert "the largest group" not in page.text


def test_characters_that_are_no_text_are_kept_to_be_put_right(client: FlaskClient) -> None:
    refused = send(client, "who", {**WHO, "organisation": "K\0P\x7f"})

    page = client.get("/en/ask/who")

    assert (refused.status_code, page.status_code) == (422, 200)
    assert errors_on(page) == ["Take out the characters that are not text, and type it again."]


def test_when_starts_with_days_that_give_hosts_time(client: FlaskClient) -> None:
    for step in ("who", "party", "wishes"):
        send(client, step, STEPS[step])

    page = client.get("/en/ask/when")

    dates = re.findall(r'type="(?:date|time)" value="([^"]*)"', page.text)
    assert dates == ["2026-12-07", "2027-01-04", "09:00", "15:00", ""]
    assert "08:00–14:00</span> Stockholm time" in page.text


def test_answers_that_have_grown_old_are_asked_for_again(
    client: FlaskClient, clock: FakeClock
) -> None:
    answer_all(client)
    clock.go_on(days=30)

    page = client.get("/en/ask/check", follow_redirects=True)

    assert page.request.path == "/en/ask/when"
    assert errors_on(page) == ["The earliest date has passed. Choose one to come."]


@pytest.mark.parametrize("language", list(Language))
def test_every_page_opens_in_every_language(client: FlaskClient, language: Language) -> None:
    answer_all(client)

    pages = [client.get(f"/{language}/ask/{step}") for step in (*STEPS, "check")]

    assert [page.status_code for page in pages] == [200] * 5
    assert all(f'<html lang="{language}">' in page.text for page in pages)
