import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.public.pages import from_different_towns
from tests.builders import a_host, an_offer
from visits.catalogue import Offer, Site
from visits.language import Language
from visits.place import Point

PAGES = [
    "/",
    "/visits",
    "/visits?words=zebra&theme=x",
    "/visits/klockarbacken",
    "/map",
    "/visit-plan",
    "/help",
    "/accessibility",
    "/privacy",
]


def an_offer_in(town: str, slug: str) -> Offer:
    site = Site(
        host=a_host(),
        slug=slug,
        name=town,
        town=town,
        address=town,
        point=Point(64, 20),
        zone="Europe/Stockholm",
    )
    return an_offer(site=site, slug=slug)


@pytest.mark.parametrize("language", Language)
def test_pages_are_well_made_in_every_language(client: FlaskClient, language: Language):
    for path in PAGES:
        answer = client.get(f"/{language}{path}")

        assert answer.status_code == 200
        assert_well_made(answer.text, language)


def assert_well_made(html: str, language: Language) -> None:
    headings = re.findall(r"<h1>(.*?)</h1>", html)
    title = re.search(r"<title>(.*?)</title>", html)
    identifiers = re.findall(r'\sid="([^"]+)"', html)
    assert f'<html lang="{language}">' in html
    assert len(headings) == 1
    assert title
    assert title[1].startswith(headings[0])
    assert len(identifiers) == len(set(identifiers))
    assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*(?:src|nonce)=)", html) == []


def test_start_leads_to_the_two_things_people_come_for(client: FlaskClient):
    page = client.get("/en/").text

    buttons = re.findall(r'<a class="button[^"]*" href="([^"]+)"', page)
    assert buttons == ["/en/ask", "/en/visits"]


def test_start_is_reached_from_the_bare_address_in_the_readers_language(client: FlaskClient):
    answer = client.get("/", headers={"Accept-Language": "fi-FI,sv;q=0.8"})

    assert answer.headers["Location"] == "/fi/"


def test_a_few_offers_are_of_different_towns():
    one, two, three = (
        an_offer_in("Umeå", "one"),
        an_offer_in("Umeå", "two"),
        an_offer_in("Örnsköldsvik", "three"),
    )

    assert from_different_towns([one, two, three]) == [one, three]


def test_pages_that_explain_name_an_address_to_write_to(client: FlaskClient):
    pages = [client.get(f"/en/{name}").text for name in ("help", "accessibility", "privacy")]

    link = '<a href="mailto:visits@example.org">visits@example.org</a>'
    assert [link in page for page in pages] == [True, True, True]


def test_help_names_the_regional_offices(client: FlaskClient):
    page = unescape(client.get("/sv/help").text)

    assert "Regionkontor Nord, Umeå" in page
