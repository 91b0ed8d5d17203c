import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.persistence.seed.catalogue import read_catalogue
from app.world import World
from tests.builders import words
from visits.catalogue import Contact, Format, Offer, Site, Theme
from visits.wording import Wording

STATIC = Path(__file__).parent.parent.parent / "static"
EVERY = read_catalogue().offers
MOST_QUERIES = 15
MOST_BYTES = 150_000


def slugs_of(html: str) -> list[str]:
    """The offers whose cards a page shows, in order."""
    return re.findall(r'class="card-title"><a href="/\w\w/visits/([a-z0-9-]+)"', html)


def slugs_where(fits: Callable[[Offer], bool]) -> list[str]:
    return sorted(offer.slug for offer in EVERY if fits(offer))


def add_offers(world: World, count: int, **changes: object) -> None:
    """More offers like the first one of the catalogue."""
    with world.database.writing() as session:
        site = session.scalars(sa.select(Site)).first()
        contact = session.scalars(sa.select(Contact)).first()
        values = {
            "title": words("A copy"),
            "summary": words("One of many"),
            "description": words("The same again"),
            "themes": (Theme.ENERGY,),
            "formats": (Format.ONLINE,),
            "languages": ("en",),
            "minutes": 30,
            "most_people": 10,
            "notice_days": 7,
        }
        for number in range(count):
            copy = {**values, "site": site, "contact": contact, "slug": f"copy-{number}"}
            session.add(Offer(**{**copy, **changes}))


@contextmanager
def counted_queries(world: World) -> Iterator[list[str]]:
    """The statements sent to the database inside the block."""
    queries: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        queries.append(statement)

    sa.event.listen(world.database.engine, "before_cursor_execute", note)
    yield queries
    sa.event.remove(world.database.engine, "before_cursor_execute", note)


def test_browse_shows_and_counts_every_offer(client: FlaskClient):
    page = client.get("/en/visits").text

    assert sorted(slugs_of(page)) == sorted(offer.slug for offer in EVERY)
    assert f'<h2 id="results" tabindex="-1">{len(EVERY)} visits</h2>' in page


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("theme=talent", lambda offer: Theme.TALENT in offer.themes),
        ("town=Ume%C3%A5", lambda offer: offer.site.town == "Umeå"),
        ("host=rise-processum", lambda offer: offer.host.slug == "rise-processum"),
        ("spoken=fi", lambda offer: "fi" in offer.languages),
        ("format=on_site", lambda offer: {Format.ON_SITE, Format.HYBRID} & {*offer.formats}),
        ("words=KLOCKARB%C3%84CKEN", lambda offer: offer.slug == "klockarbacken"),
        (
            "theme=energy&town=Ume%C3%A5&spoken=fi&host=&format=&words=",
            lambda offer: offer.slug == "energy-transport-property-production",
        ),
    ],
)
def test_browse_shows_what_the_address_asks_for(
    client: FlaskClient, query: str, fits: Callable[[Offer], bool]
):
    assert sorted(slugs_of(client.get(f"/en/visits?{query}").text)) == slugs_where(fits)


def test_browse_says_so_when_nothing_fits(client: FlaskClient):
    pages = [client.get(f"/en/visits?words={words}").text for words in ("zebra", "%25", "_")]

    assert [slugs_of(page) for page in pages] == [[], [], []]
    assert all("No visit fits this search" in page for page in pages)


def test_browse_shows_in_the_form_what_was_searched(client: FlaskClient):
    page = client.get("/en/visits?words=%22%3E%3Cb%3E&town=Ume%C3%A5").text

    assert 'value="&#34;&gt;&lt;b&gt;"' in page
    assert '<option value="Umeå" selected>Umeå</option>' in page


def test_browse_leaves_out_bad_values_and_says_which(client: FlaskClient):
    answer = client.get("/en/visits?theme=alchemy&town=Atlantis&page=-1&words=%00")

    assert answer.status_code == 200
    assert "left out of the search: Words, Theme, Town, Page." in answer.text
    assert len(slugs_of(answer.text)) == len(EVERY)


def test_browse_keeps_the_search_when_the_language_is_changed(client: FlaskClient):
    page = client.get("/en/visits?theme=energy&spoken=fi").text

    links = [unescape(url) for url in re.findall(r'<a href="(/sv/visits[^"]*)"', page)]
    assert [set(urlsplit(url).query.split("&")) for url in links] == [{"theme=energy", "spoken=fi"}]


def test_browse_spreads_many_offers_over_pages(client: FlaskClient, world: World):
    add_offers(world, 24)

    pages = [client.get(f"/en/visits?page={number}").text for number in (1, 2)]

    shown = [slugs_of(page) for page in pages]
    assert [len(slugs) for slugs in shown] == [24, len(EVERY)]
    assert len({*shown[0], *shown[1]}) == 24 + len(EVERY)
    assert slugs_of(client.get("/en/visits?page=9999").text) == shown[1]


def test_offer_tells_what_people_decide_by(client: FlaskClient):
    page = client.get("/en/visits/klockarbacken").text

    for text in (
        "A walk on the ground, with the plans in hand.",
        "We walk through the area",
        "1 hour",
        "On site",
        "Up to 30 people",
        "English, Swedish",
        "Klockarbäcken, Klockarbäckens industriområde, Umeå</dd>",
        "At least 14 days",
        "Project lead, sustainable industry",
        "Tuesday and Thursday",
        "09:00–15:00",
        "Stockholm time",
        "Thursday 1 July 2027 – Saturday 31 July 2027",
        "Closed on public holidays (Sweden).",
    ):
        assert text in page


def test_offer_keeps_the_contacts_address_and_the_meeting_to_itself(client: FlaskClient):
    pages = [client.get(f"/en/visits/{offer.slug}").text for offer in EVERY]

    kept = [offer.contact.email for offer in EVERY] + [offer.join_url for offer in EVERY]
    assert [text for text in kept if text and any(text in page for page in pages)] == []


def test_offer_marks_a_text_that_is_in_another_language(client: FlaskClient, world: World):
    add_offers(world, 1, title=Wording(sv="En kopia"))

    page = client.get("/en/visits/copy-0").text

    assert '<h1><span lang="sv">En kopia</span></h1>' in page


def test_offer_that_does_not_exist_is_not_found(client: FlaskClient):
    slugs = ["nothing", "%00", "Klockarbacken", "klockarb%C3%A4cken", "..", "'", "x" * 3000]

    answers = [client.get(f"/en/visits/{slug}").status_code for slug in slugs]

    assert answers == [404] * len(slugs)


def test_map_lists_every_offer_at_a_numbered_place(client: FlaskClient):
    page = client.get("/en/map").text

    found = re.findall(r'<li><a href="/en/visits/([a-z0-9-]+)"', page)
    numbers = re.findall(r'<span class="atlas-number" aria-hidden="true">(\d+)</span>', page)
    assert sorted(found) == sorted(offer.slug for offer in EVERY)
    assert numbers == [str(number) for number in range(1, len({o.site.slug for o in EVERY}) + 1)]


def test_pages_without_a_button_that_changes_something_set_no_cookie(client: FlaskClient):
    paths = ["/", "/visits", "/map", "/visit-plan", "/help", "/privacy", "/accessibility"]

    answers = [client.get(f"/fi{path}") for path in paths]

    assert [answer.status_code for answer in answers] == [200] * len(paths)
    assert [answer.headers.get("Set-Cookie") for answer in answers] == [None] * len(paths)


@pytest.mark.parametrize("more", [0, 40])
def test_pages_ask_the_database_seldom(client: FlaskClient, world: World, more: int):
    add_offers(world, more)
    counts = {}

    for path in ("/", "/visits", "/visits/klockarbacken", "/map", "/help"):
        with counted_queries(world) as queries:
            client.get(f"/en{path}")
        counts[path] = len(queries)

    assert min(counts.values()) >= 1
    assert max(counts.values()) <= MOST_QUERIES


def test_pages_without_a_map_are_light(client: FlaskClient, world: World):
    add_offers(world, 40)
    weights = {}

    for path in ("/", "/visits", "/visits/klockarbacken", "/help"):
        page = client.get(f"/en{path}").text
        parts = set(re.findall(r'(?:href|src)="/static/([^"?]+)', page))
        sizes = [(STATIC / part).stat().st_size for part in parts]
        weights[path] = len(page.encode()) + sum(sizes)

    assert {path: weight for path, weight in weights.items() if weight >= MOST_BYTES} == {}
