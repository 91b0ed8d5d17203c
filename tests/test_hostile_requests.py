"""Whatever is sent to whichever address by whomever: an answer that was meant, never a fault."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from app.world import World
from tests.delegation.asked import STEPS, answer_all
from tests.test_access_matrix import rules, signed_in
from tests.three_visits import things_of, three_visits
from tests.tokens import token_of

PAGE = "/en/visits/sustainable-industrial-environments"  # one with a button on it
MEANT = {200, 302, 303, 304, 308, 400, 404, 405, 413, 416, 422, 429}
ODD = (
    "",
    " ",
    "0",
    "-1",
    "5001",
    "1" + "0" * 20,
    str(2**63),
    "１",
    "1_000",
    "NaN",
    "1e9",
    "2027-02-30",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "24:00",
    "Europe",
    "../../etc/passwd",
    "%00",
    "a\0b",
    "\r\nSet-Cookie: a=b",
    "\u2028",
    "\u202egnp",
    "\ufffe",
    "\U0001f9ed",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "%(name)s",
    "' OR 1=1 --",
    "confirm",
    "propose",
    "x" * 300,
    "å" * 60_000,
)
HEADERS = {
    "Accept-Language": ["", "*", "fi;q=nan", "sv;q=1e999,fi", "x" * 3000, "en;q=-1", "-", "å"],
    "X-Forwarded-For": ["127.0.0.1", "x" * 500, ","],
    "X-Forwarded-Host": ["elsewhere.example.org"],
    "Referer": ["", "https://elsewhere.example.org/", "\x7f"],
    "If-Modified-Since": ["never", "Mon, 32 Foo 99999 00:00:00 GMT"],
    "If-None-Match": ["*", '"', "W/"],
    "Range": ["bytes=9-1", "bytes=" + "0-," * 500, "lines=1"],
    "Cookie": ["kvarken=", "kvarken=.e30.x.y", "remember_token=1|2", "=;=", "å=ö", "x" * 5000],
}
BODIES = (
    ("application/json", b"[1]"),
    ("application/json", b"{"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=kind"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n'),
    ("multipart/form-data; boundary=" + "x" * 5000, b"--x--"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="kind"; filename="a"\r\n\r\n1\r\n--x--\r\n',
    ),
    ("application/x-www-form-urlencoded; charset=utf-7", b"kind=+ADw-"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"kind=%E5"),
    ("application/x-www-form-urlencoded", b"kind=%ED%A0%80&email=%ff%00&csrf_token=%E5"),
    ("application/x-www-form-urlencoded", b"&".join([b"themes=1"] * 20_000)),
    ("text/plain", b"\xff\xfe\x00"),
    ("", b"kind=confirm"),
)
ANSWER = {
    "kind": "propose",
    "reason": "We are away.",
    "first-day": "2027-01-12",
    "first-starts": "09:00",
    "second-day": "",
    "second-starts": "",
}
TYPED: dict[str, dict[str, Any]] = {
    "host.answer": ANSWER,
    "staff.answer": ANSWER,
    "host.desk_ask": {"email": "project-lead.umea-energi@example.org"},
    "host.desk_profile": {"name": "Umeå Energi", "about-en": "We heat.", "most_visits_week": "3"},
    "host.desk_offer": {
        "title-en": "A visit",
        "themes": ["energy"],
        "formats": ["online"],
        "languages": ["en"],
        "minutes": "45",
        "lead": "1",
        "others": ["2"],
        "together": "all",
        "links-0-kind": "film",
        "links-0-url": "https://media.example.org/",
    },
    "staff.do_mail": {"version": "1"},
    "staff.link_mail": {"reference": "KV-ABCDEF"},
    "staff.address": {"email": "new@example.org"},
    "demo.answer": {"way": "outlook.accept"},
    "staff.sign_in": {"email": "coordinator.north@example.org", "password": "wrong"},
    "delegation.programmes": {"programme": "0123456789abcdef"},
    "delegation.change": {"revision": "1"},
    "public.add_to_plan": {"back": "plan"},
    "public.remove_from_plan": {"back": "browse"},
}
ODD_NAMES = ("groups-0-size", "groups-99-name", "must_sees", "again", "add", "remove", "kind", "x")
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
QUERIES = ("words", "theme", "town", "host", "spoken", "format", "page", "zone", "to", "stage")


@dataclass(repr=False)
class Stage:
    """An app, what its addresses are made of, and people with the token of their session."""

    rules: list[tuple[str, Rule]]
    things: list[dict[str, Any]]
    people: list[tuple[FlaskClient, str]]


@pytest.fixture
def stage(app: Flask, world: World) -> Stage:
    visits = three_visits(world)
    people = [app.test_client(), app.test_client(), signed_in(app, "north")]
    answer_all(people[1])
    found = Stage(
        rules=[one for one in rules(app) if "sign-out" not in one[1].rule],
        things=[things_of(world, visit_id) for visit_id in visits.values()],
        people=[(one, token_of(one.get(PAGE).text)) for one in people],
    )
    assert all(token for _, token in found.people)
    return found


def odd_texts() -> st.SearchStrategy[str]:
    return st.sampled_from(ODD) | st.text(max_size=40)


def quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


@st.composite
def addresses(draw: st.DrawFn, stage: Stage, rule: Rule) -> str:
    """The rule's address with things of a visit, of another kind, or with nonsense in it."""
    things = draw(st.sampled_from(stage.things))
    right = {
        "language": draw(st.sampled_from(["en", "sv", "fi"])),
        "step": draw(st.sampled_from([*STEPS, "check"])),
        "filename": "css/base.css",
        "reference": things["reference"],
        "slug": things["slug"],
        "key": "0" * 16,
        "way": "outlook.accept",
    }
    secrets = [things[kind] for kind in ("status", "answer", "feed", "desk")]
    secret = draw(st.sampled_from(secrets))
    keys = [str(things.get(kind, 1)) for kind in ("requests", "stops", "changes", "mails")]
    right |= {"token": secret, "id": draw(st.sampled_from(keys))}
    odd = draw(st.sampled_from([None, None, None, *sorted(rule.arguments)]))
    address = rule.rule
    for name in rule.arguments:
        value = quoted(draw(odd_texts())) if name == odd else right[name]
        for kind in ("language:", "path:", ""):
            address = address.replace(f"<{kind}{name}>", value)
    return address


@st.composite
def forms(draw: st.DrawFn, endpoint: str, token: str) -> dict[str, list[str]]:
    """What the rule's form takes, some of it changed, repeated or left out."""
    step = draw(st.sampled_from(list(STEPS)))
    typed = {**(STEPS[step] if endpoint == "delegation.step" else TYPED.get(endpoint, {}))}
    data = {name: [one] if isinstance(one, str) else list(one) for name, one in typed.items()}
    data["csrf_token"] = [draw(st.sampled_from([token, token, token, "forged", ""]))]
    names = st.sampled_from([*typed, *ODD_NAMES])
    changes = st.dictionaries(names, st.lists(odd_texts(), max_size=3), max_size=4)
    return {**data, **draw(changes)}


@st.composite
def sendings(draw: st.DrawFn, endpoint: str, token: str) -> dict[str, Any]:
    """A request's query, headers and body."""
    names = draw(st.lists(st.sampled_from(sorted(HEADERS)), max_size=2, unique=True))
    sent: dict[str, Any] = {
        "headers": {name: draw(st.sampled_from(HEADERS[name])) for name in names},
        "query_string": draw(st.dictionaries(st.sampled_from(QUERIES), odd_texts(), max_size=2)),
    }
    if draw(st.integers(0, 5)) == 0:
        sent["content_type"], sent["data"] = draw(st.sampled_from(BODIES))
    else:
        sent["data"] = MultiDict(draw(forms(endpoint, token)))
        sent["content_type"] = draw(st.sampled_from(FORM_TYPES))
    return sent


@pytest.mark.both_databases
@settings(
    max_examples=300,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_every_request_gets_an_answer_that_was_meant(stage: Stage, data: st.DataObject) -> None:
    method, rule = data.draw(st.sampled_from(stage.rules))
    client, token = data.draw(st.sampled_from(stage.people))
    address = data.draw(addresses(stage, rule))
    sent = data.draw(sendings(rule.endpoint, token)) if method == "POST" else {}
    if method != "POST":
        sent = {**data.draw(sendings(rule.endpoint, token)), "data": None, "content_type": None}

    with client.open(address, method=method, **sent) as response:
        assert response.status_code in MEANT
