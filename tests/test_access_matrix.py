"""Who may do what: every route and method for every kind of person; a route not here fails.

Four people come with a well-formed address and an empty form without its token:

- a stranger, who has a secret link, but of another kind (of all that a stranger can have, the
  nearest thing to a key);
- the holder of the right secret link, without an account;
- the coordinator whose office follows the visit;
- a coordinator of another office.

200 lets in; 422 lets in and refuses the empty form; 302 and 303 lead on (to the sign-in, where a
coordinator's page was asked for); 404 tells nothing. Only people who are let in see 200 or 422.
In the matrix ~ stands for the language an address begins with.
"""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.actions.season import SeasonAsk, start_season
from app.persistence import tables
from app.persistence.capabilities import find_token
from app.persistence.outbox import list_mails
from app.persistence.records import Purpose
from app.world import World
from tests.actions.story import (
    A_COORDINATOR,
    NO,
    all_confirm,
    answer,
    asked,
    chosen,
    itinerary_of,
    open_change,
    requests_of,
)
from tests.conftest import PASSWORD, SECRET_KEY
from tests.delegation.participants_cast import links_of_people
from tests.host.desk_cast import desk_token
from tests.mail.inbox import a_stranger_answers
from tests.own_calendars import a_connection
from tests.tokens import token_of

EVERYBODY = (200, 200, 200, 200)
EVERYBODY_LED_ON = (302, 302, 302, 302)
EVERYBODY_SENT_ON = (303, 303, 303, 303)
EVERYBODY_REFUSED = (422, 422, 422, 422)
HOLDERS = (404, 200, 200, 200)
HOLDERS_LED_ON = (404, 303, 303, 303)
HOLDERS_REFUSED = (404, 422, 422, 422)
OWN_STAFF = (302, 302, 200, 404)
OWN_STAFF_REFUSED = (302, 302, 422, 404)
ANY_STAFF = (302, 302, 200, 200)
ANY_STAFF_REFUSED = (302, 302, 422, 422)
NOBODY = (404, 404, 404, 404)
SIGN_IN = (200, 200, 303, 303)
SIGN_IN_REFUSED = (422, 422, 303, 303)
SIGN_OUT = (302, 302, 303, 303)

MATRIX: dict[tuple[str, str], tuple[int, int, int, int]] = {
    ("GET", "/"): EVERYBODY_LED_ON,
    ("GET", "~/"): EVERYBODY,
    ("GET", "~/accessibility"): EVERYBODY,
    ("GET", "~/answer/<token>"): HOLDERS,
    ("GET", "~/ask"): EVERYBODY_SENT_ON,
    ("GET", "~/ask/<step>"): EVERYBODY,
    ("GET", "~/ask/check"): EVERYBODY_SENT_ON,
    ("GET", "~/ask/sent/<token>"): HOLDERS,
    ("GET", "~/demo/mailbox"): EVERYBODY,
    ("GET", "~/desk"): EVERYBODY,
    ("GET", "~/desk/<token>"): HOLDERS,
    ("GET", "~/desk/<token>/about"): HOLDERS,
    ("GET", "~/desk/<token>/calendars"): HOLDERS,
    ("GET", "~/desk/<token>/offers"): HOLDERS,
    ("GET", "~/desk/<token>/offers/<slug>"): HOLDERS,
    ("GET", "~/desk/<token>/offers/<slug>/needs"): HOLDERS,
    ("GET", "~/desk/<token>/stops/<id>/call-off"): HOLDERS,
    ("GET", "~/desk/<token>/stops/<id>/late"): HOLDERS,
    ("GET", "~/desk/<token>/times"): HOLDERS,
    ("GET", "~/desk/<token>/times/offers/<slug>"): HOLDERS,
    ("GET", "~/desk/<token>/times/offers/<slug>/hours"): HOLDERS,
    ("GET", "~/desk/<token>/times/own"): HOLDERS,
    ("GET", "~/desk/<token>/today"): HOLDERS,
    ("GET", "~/desk/sent"): EVERYBODY,
    ("GET", "~/demo/mailbox/<id>"): NOBODY,
    ("GET", "~/demo/mailbox/<id>/<way>.eml"): NOBODY,
    ("GET", "~/demo/mailbox/came-in/<id>"): EVERYBODY,
    ("POST", "~/demo/mailbox/<id>/answer"): NOBODY,
    ("POST", "~/demo/mailbox/drop"): EVERYBODY_REFUSED,
    ("GET", "~/help"): EVERYBODY,
    ("GET", "~/join/<token>"): HOLDERS,
    ("GET", "~/join/confirm/<token>"): HOLDERS,
    ("GET", "~/join/sent"): EVERYBODY,
    ("GET", "~/map"): EVERYBODY,
    ("GET", "~/participant/<token>"): HOLDERS,
    ("GET", "~/participant/<token>/leave"): HOLDERS,
    ("GET", "~/participant/left"): EVERYBODY,
    ("GET", "~/privacy"): EVERYBODY,
    ("GET", "~/staff"): ANY_STAFF,
    ("GET", "~/staff/office-calendar"): ANY_STAFF,
    ("POST", "~/staff/office-calendar"): (302, 302, 303, 303),
    ("GET", "~/staff/calendars"): ANY_STAFF,
    ("GET", "~/staff/components"): ANY_STAFF,
    ("GET", "~/staff/hosts"): ANY_STAFF,
    ("GET", "~/staff/mail"): ANY_STAFF,
    ("GET", "~/staff/mail/<id>"): OWN_STAFF,
    ("GET", "~/staff/season"): ANY_STAFF,
    ("GET", "~/staff/season/<id>"): OWN_STAFF,
    ("GET", "~/staff/sign-in"): SIGN_IN,
    ("GET", "~/staff/travel"): ANY_STAFF,
    ("GET", "~/staff/travel/<id>"): ANY_STAFF,
    ("GET", "~/staff/visits/<reference>"): OWN_STAFF,
    ("GET", "~/staff/visits/<reference>/cancel"): OWN_STAFF,
    ("GET", "~/staff/visits/<reference>/edit"): OWN_STAFF,
    ("GET", "~/staff/visits/<reference>/requests/<id>/answer"): OWN_STAFF,
    ("GET", "~/staff/visits/<reference>/stops/<id>/call-off"): OWN_STAFF,
    ("GET", "~/staff/visits/<reference>/stops/<id>/cancel"): OWN_STAFF,
    ("GET", "~/staff/visits/<reference>/stops/<id>/late"): OWN_STAFF,
    ("GET", "~/staff/visits/<reference>/today"): OWN_STAFF,
    ("POST", "~/staff/visits/<reference>/stops/<id>/call-off"): OWN_STAFF_REFUSED,
    ("POST", "~/staff/visits/<reference>/stops/<id>/late"): OWN_STAFF_REFUSED,
    ("POST", "~/staff/visits/<reference>/stops/<id>/replace"): OWN_STAFF_REFUSED,
    ("GET", "~/visit-plan"): EVERYBODY,
    ("GET", "~/visit/<token>"): HOLDERS,
    ("GET", "~/visit/<token>/cancel"): HOLDERS,
    ("GET", "~/visit/<token>/calendars"): HOLDERS_LED_ON,
    ("GET", "~/visit/<token>/change"): HOLDERS,
    ("GET", "~/visit/<token>/participants"): HOLDERS,
    ("GET", "~/visit/<token>/programme"): HOLDERS,
    ("GET", "~/visit/<token>/programme.ics"): HOLDERS,
    ("GET", "~/visit/<token>/stops/<id>/late"): HOLDERS,
    ("GET", "~/visit/<token>/today"): HOLDERS_LED_ON,
    ("GET", "~/visit/<token>/programmes"): HOLDERS_LED_ON,
    ("GET", "~/visit/<token>/ready"): HOLDERS,
    ("GET", "~/visit/<token>/programmes/<key>/left-out"): HOLDERS_LED_ON,
    ("GET", "~/visits"): EVERYBODY,
    ("GET", "~/visits/<slug>"): EVERYBODY,
    ("GET", "/demo/mailbox"): EVERYBODY_LED_ON,
    ("GET", "/feed/<token>.ics"): HOLDERS,
    ("GET", "/healthz"): EVERYBODY,
    ("GET", "/readyz"): EVERYBODY,
    ("GET", "/static/<path:filename>"): EVERYBODY,
    ("POST", "/api/plan"): NOBODY,
    ("POST", "~/answer/<token>"): HOLDERS_REFUSED,
    ("POST", "~/ask/<step>"): EVERYBODY_REFUSED,
    ("POST", "~/ask/check"): EVERYBODY_SENT_ON,
    ("POST", "~/desk"): EVERYBODY_REFUSED,
    ("POST", "~/desk/<token>/about"): HOLDERS_REFUSED,
    ("POST", "~/desk/<token>/calendars"): HOLDERS_REFUSED,
    ("POST", "~/desk/<token>/calendars/<id>/disconnect"): HOLDERS_REFUSED,
    ("POST", "~/desk/<token>/calendars/<id>/read"): HOLDERS_REFUSED,
    ("POST", "~/staff/calendars/<id>/read"): OWN_STAFF_REFUSED,
    ("POST", "~/desk/<token>/feed"): HOLDERS_LED_ON,
    ("POST", "~/desk/<token>/link"): HOLDERS_LED_ON,
    ("POST", "~/desk/<token>/offers/<slug>"): HOLDERS_REFUSED,
    ("POST", "~/desk/<token>/offers/<slug>/needs"): HOLDERS_REFUSED,
    ("POST", "~/desk/<token>/times/offers/<slug>/hours"): HOLDERS_REFUSED,
    ("POST", "~/desk/<token>/stops/<id>/call-off"): HOLDERS_REFUSED,
    ("POST", "~/desk/<token>/stops/<id>/late"): HOLDERS_REFUSED,
    ("POST", "~/visit/<token>/stops/<id>/late"): HOLDERS_REFUSED,
    ("POST", "~/desk/<token>/times/own"): HOLDERS_REFUSED,
    ("POST", "~/join/<token>"): HOLDERS_REFUSED,
    ("POST", "~/join/confirm/<token>"): HOLDERS_REFUSED,
    ("POST", "~/participant/<token>"): HOLDERS_REFUSED,
    ("POST", "~/participant/<token>/leave"): HOLDERS_REFUSED,
    ("POST", "~/staff/contacts/<id>/link"): OWN_STAFF_REFUSED,
    ("POST", "~/staff/mail/<id>/do"): OWN_STAFF_REFUSED,
    ("POST", "~/staff/mail/<id>/done"): OWN_STAFF_REFUSED,
    ("POST", "~/staff/mail/<id>/visit"): OWN_STAFF_REFUSED,
    ("POST", "~/staff/season"): ANY_STAFF_REFUSED,
    ("POST", "~/staff/season/<id>/accept"): OWN_STAFF_REFUSED,
    ("POST", "~/staff/season/<id>/cancel"): OWN_STAFF_REFUSED,
    ("POST", "~/staff/season/hosts"): ANY_STAFF_REFUSED,
    ("POST", "~/staff/sign-in"): SIGN_IN_REFUSED,
    ("POST", "~/staff/sign-out"): SIGN_OUT,
    ("POST", "~/staff/travel"): ANY_STAFF_REFUSED,
    ("POST", "~/staff/travel/<id>"): ANY_STAFF_REFUSED,
    ("POST", "~/staff/travel/<id>/remove"): ANY_STAFF_REFUSED,
    ("POST", "~/staff/visits/<reference>/cancel"): OWN_STAFF_REFUSED,
    (
        "POST",
        "~/staff/visits/<reference>/changes/<id>/accept",
    ): OWN_STAFF_REFUSED,
    ("POST", "~/staff/visits/<reference>/edit"): OWN_STAFF_REFUSED,
    ("GET", "~/staff/visits/<reference>/mails/<id>/address"): OWN_STAFF,
    ("POST", "~/staff/visits/<reference>/mails/<id>/address"): OWN_STAFF_REFUSED,
    ("POST", "~/staff/visits/<reference>/mails/<id>/resend"): OWN_STAFF_REFUSED,
    ("POST", "~/staff/visits/<reference>/renew-link"): OWN_STAFF_REFUSED,
    (
        "POST",
        "~/staff/visits/<reference>/requests/<id>/answer",
    ): OWN_STAFF_REFUSED,
    (
        "POST",
        "~/staff/visits/<reference>/requests/<id>/ask-again",
    ): OWN_STAFF_REFUSED,
    (
        "POST",
        "~/staff/visits/<reference>/requests/<id>/renew-link",
    ): OWN_STAFF_REFUSED,
    ("POST", "~/staff/visits/<reference>/stops/<id>/cancel"): OWN_STAFF_REFUSED,
    ("POST", "~/visit-plan/add/<slug>"): EVERYBODY_REFUSED,
    ("POST", "~/visit-plan/remove/<slug>"): EVERYBODY_REFUSED,
    ("POST", "~/visit/<token>/cancel"): HOLDERS_REFUSED,
    ("POST", "~/visit/<token>/calendars"): HOLDERS_LED_ON,
    ("POST", "~/visit/<token>/change"): HOLDERS_REFUSED,
    ("POST", "~/visit/<token>/participants"): HOLDERS_REFUSED,
    ("POST", "~/visit/<token>/participants/change"): HOLDERS_REFUSED,
    ("POST", "~/visit/<token>/participants/link"): HOLDERS_LED_ON,
    ("POST", "~/visit/<token>/programmes"): HOLDERS_LED_ON,
    ("POST", "~/visit/<token>/ready"): HOLDERS_REFUSED,
}


@pytest.fixture
def things(world: World) -> dict[str, Any]:
    """Three visits of the north office, one with an open change, one published, one waiting.

    The office plans a season for the one that waits.
    """
    asked(world)
    out_id = chosen(world)
    all_confirm(world, out_id)
    out = itinerary_of(world, out_id).delegation
    delegation_id = chosen(world)
    requests = requests_of(world, delegation_id)
    answer(world, requests[0], NO)
    itinerary = itinerary_of(world, delegation_id)
    change = open_change(world, delegation_id)
    assert change is not None
    ask = SeasonAsk(node_id=itinerary.delegation.node.id)
    season = start_season(world, ask, by=A_COORDINATOR, now=world.clock())
    with world.database.reading() as session:
        status = find_token(session, Purpose.STATUS, itinerary.delegation, secret_key=SECRET_KEY)
        answering = find_token(session, Purpose.ANSWER, requests[1], secret_key=SECRET_KEY)
        mail = list_mails(session, delegation_id)[0]
        feed = find_token(session, Purpose.FEED, out, secret_key=SECRET_KEY)
        programme = find_token(session, Purpose.STATUS, out, secret_key=SECRET_KEY)
    return {
        "feed": feed,
        "programme": programme,
        "reference": itinerary.delegation.reference,
        "status": status,
        "answer": answering,
        **links_of_people(world, out_id),
        "desk": desk_token(world, requests[1].stop.contact.email),
        "calendars": a_connection(world, requests[1].stop.contact.id or 0),
        "requests": requests[1].id,
        "changes": change.id,
        "season": season,
        "mails": mail.id,
        "incoming": a_stranger_answers(world, requests[1]),
        "stops": requests[1].stop.id,
        "slug": requests[1].stop.offer.slug,
    }


LINKS = {
    "/answer/<token>": "answer",
    "/desk/<token>": "desk",
    "/feed/<token>": "feed",
    "/join/confirm/<token>": "confirm",
    "/join/<token>": "join",
    "/participant/<token>": "participant",
    "<token>/programmes": "status",
    "<token>/programme": "programme",
    "<token>/ready": "programme",
}


def address_of(rule: Rule, things: dict[str, Any], *, is_holder: bool) -> str:
    """The rule's address, with this visit's own things in it."""
    address = rule.rule.replace("<language:language>", "en")
    right = next((kind for part, kind in LINKS.items() if part in address), "status")
    wrong = "status" if right == "answer" else "answer"
    kind = next(
        (
            kind
            for kind in ("requests", "changes", "mails", "stops", "season", "calendars")
            if kind in address
        ),
        "",
    )
    values = {
        "token": things[right if is_holder else wrong],
        "id": things.get(kind, 1),
        "step": "who",
        "path:filename": "css/base.css",
        **{name: things[name] for name in ("reference", "slug")},
    }
    for name, value in values.items():
        address = address.replace(f"<{name}>", str(value))
    return address


def signed_in(app: Flask, node: str) -> FlaskClient:
    client = app.test_client()
    page = client.get("/en/staff/sign-in").text
    typed = {"email": f"coordinator.{node}@example.org", "password": PASSWORD}
    sent = client.post("/en/staff/sign-in", data={"csrf_token": token_of(page), **typed})
    assert sent.status_code == 303
    return client


def rules(app: Flask) -> list[tuple[str, Rule]]:
    """Every route and method but HEAD and OPTIONS, which Flask derives and tests below hold."""
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def code(client: FlaskClient, method: str, address: str) -> int:
    with client.open(address, method=method) as response:
        return response.status_code


@pytest.mark.both_databases
def test_everybody_gets_in_where_the_matrix_says_and_nowhere_else(
    app: Flask, things: dict[str, Any]
) -> None:
    people: list[tuple[FlaskClient, bool]] = [
        (app.test_client(), False),
        (app.test_client(), True),
        (signed_in(app, "north"), True),
        (signed_in(app, "south"), True),
    ]

    seen = {
        (method, rule.rule.replace("/<language:language>", "~")): tuple(
            code(client, method, address_of(rule, things, is_holder=is_holder))
            for client, is_holder in people
        )
        for method, rule in sorted(rules(app), key=lambda one: "sign-out" in one[1].rule)
    }

    assert seen == MATRIX


def contents(world: World) -> dict[str, list[Any]]:
    """Everything in the database, but for who tried and when a session was last seen."""
    left_out = {"attempt", "sign_in"}
    with world.database.reading() as session:
        return {
            name: [tuple(row) for row in session.execute(sa.select(table))]
            for name, table in tables.metadata.tables.items()
            if name not in left_out
        }


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_never_changes_anything(
    app: Flask, world: World, things: dict[str, Any], method: str
) -> None:
    """Mail scanners open every link, some of them with the form's own fields in the address."""
    client = signed_in(app, "north")
    before = contents(world)

    for _, rule in rules(app):
        address = address_of(rule, things, is_holder=True)
        for query in ("", "?kind=confirm&programme=1&revision=1&csrf_token=x"):
            client.open(address + query, method=method).close()

    assert contents(world) == before


def test_nothing_changes_without_the_token_against_forgery(
    app: Flask, world: World, things: dict[str, Any]
) -> None:
    client = signed_in(app, "north")
    before = contents(world)

    for method, rule in rules(app):
        if method == "POST" and "sign-out" not in rule.rule:
            address = address_of(rule, things, is_holder=True)
            for typed in ({}, {"kind": "confirm", "csrf_token": "forged"}):
                client.post(address, data=typed)

    assert contents(world) == before
