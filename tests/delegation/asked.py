"""One delegation's request, and how a person fills it in."""

import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.persistence.delegations import find_delegation_by_reference
from app.world import World
from visits.delegation import Delegation

Values = Mapping[str, Any]

WHO: Values = {
    "organisation": "KIP",
    "country": "FI",
    "contact_name": "Visit team",
    "contact_email": "visits@kip.example.org",
    "zone": "Europe/Helsinki",
    "language_1": "fi",
    "language_2": "en",
    "language_3": "sv",
}
GROUPS = ("ICT", "Environment and energy", "HR", "Marketing", "Safety")
PARTY: Values = {
    "size": "50",
    **{f"groups-{index}-name": name for index, name in enumerate(GROUPS)},
    **{f"groups-{index}-size": "10" for index in range(5)},
    "groups-0-themes": ["digitalisation"],
}
WISHES: Values = {
    "theme_energy": "3",
    "theme_industry": "2",
    "theme_talent": "1",
    "format": "online",
    "needs": ["captions"],
    "message": "We look forward to <b>Umeå</b>.",
}
WHEN: Values = {
    "earliest_on": "2026-12-07",
    "latest_on": "2027-01-31",
    "weekdays": ["0", "1", "2", "3", "4"],
    "day_from": "09:00",
    "day_until": "13:00",
    "longest_day": "240",
}
NO_CHANGES: Mapping[str, Values] = {}
STEPS = {"who": WHO, "party": PARTY, "wishes": WISHES, "when": WHEN}


def token_on(page: TestResponse) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def errors_on(page: TestResponse) -> list[str]:
    return re.findall(r'<li><a href="#[^"]*">([^<]*)</a>', page.text)


def send(client: FlaskClient, step: str, values: Values) -> TestResponse:
    """Fills in a step as a person would, from the page where one stands."""
    page = client.get("/en/ask", follow_redirects=True)
    data = {**values, "csrf_token": token_on(page)}
    return client.post(f"/en/ask/{step}", data=data)


def answer_all(client: FlaskClient, *, changes: Mapping[str, Values] = NO_CHANGES) -> None:
    for step, values in STEPS.items():
        send(client, step, {**values, **changes.get(step, {})})


def ask_for_visit(
    client: FlaskClient, *, changes: Mapping[str, Values] = NO_CHANGES
) -> TestResponse:
    answer_all(client, changes=changes)
    return send(client, "check", {})


def sent_delegation(
    world: World, client: FlaskClient, *, changes: Mapping[str, Values] = NO_CHANGES
) -> Delegation:
    page = client.get(ask_for_visit(client, changes=changes).location)
    reference = re.search(r"KV-[0-9A-Z]{6}", page.text)
    assert reference is not None
    with world.database.reading() as session:
        found = find_delegation_by_reference(session, reference[0])
    assert found is not None
    return found
