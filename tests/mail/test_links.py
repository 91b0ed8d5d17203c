"""The addresses that mails carry lead to pages that exist."""

from inspect import signature

from flask import Flask

from app.mail.links import Links
from visits.language import Language

BASE_URL = "http://localhost"
LEADS_TO = {
    "start": "public.start",
    "status": "delegation.status",
    "programme": "delegation.programme",
    "today": "delegation.today",
    "ready": "delegation.ready",
    "answer": "host.answer",
    "desk": "host.desk",
    "desk_ask": "host.desk_ask",
    "join": "delegation.join",
    "join_confirm": "delegation.join_confirm",
    "participant": "delegation.participant",
    "leave": "delegation.leave",
    "staff_visit": "staff.visit",
    "staff_calendars": "staff.calendars",
    "feed": "feed.feed",
}
TOKEN = "a-token_of-43-characters-0123456789-abcdefg"
VALUES = {"token": TOKEN, "reference": "KV-2345AB"}


def addresses_of(link: str) -> list[tuple[str, dict[str, str]]]:
    """A link with the values it was made of, in each language it has."""
    make = getattr(Links(BASE_URL), link)
    names = list(signature(make).parameters)
    values = {name: VALUES[name] for name in names if name in VALUES}
    if "language" not in names:
        return [(make(**values), values)]
    return [
        (make(language=language, **values), {**values, "language": language})
        for language in Language
    ]


def test_every_link_is_held_here() -> None:
    links = {name for name in vars(Links) if not name.startswith("_") and name != "base_url"}

    assert links == LEADS_TO.keys()


def test_links_lead_to_the_pages_they_name(app: Flask) -> None:
    routes = app.url_map.bind("localhost")

    for link, endpoint in LEADS_TO.items():
        for address, values in addresses_of(link):
            assert address.startswith(f"{BASE_URL}/")
            assert routes.match(address.removeprefix(BASE_URL)) == (endpoint, values)


def test_links_are_the_addresses_the_pages_give_themselves(app: Flask) -> None:
    routes = app.url_map.bind("localhost")

    for link, endpoint in LEADS_TO.items():
        for address, values in addresses_of(link):
            assert routes.build(endpoint, values, force_external=True) == address
