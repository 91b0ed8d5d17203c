"""What every response tells the browser, and whom the app believes."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.world import World
from tests.conftest import PASSWORD
from tests.test_access_matrix import address_of, rules
from tests.three_visits import app_on, things_of, three_visits
from tests.tokens import TOKEN, token_of

HTTPS = "https://localhost"
NORTH = "coordinator.north@example.org"
SIGN_IN = "/en/staff/sign-in"
FOREIGN = {"Origin": "https://elsewhere.example.org"}
SECRET = re.compile(r"/[\w-]{43}(?=[/.]|$)")
NONCE = re.compile(r"'nonce-([\w-]{22})'")


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with three visits."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("headers")))
    with app_on(path) as app:
        three_visits(app.extensions["kvarken"])
    return path


@pytest.fixture
def path(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path))


@pytest.fixture
def app(path: Path) -> Iterator[Flask]:
    with app_on(path) as app:
        yield app


@pytest.fixture
def https_app(path: Path) -> Iterator[Flask]:
    with app_on(path, base_url=HTTPS) as app:
        yield app


def addresses(app: Flask) -> list[str]:
    """One address of every rule that can be opened, and some that cannot."""
    world: World = app.extensions["kvarken"]
    visits = {"published": 1, "change": 2, "choosing": 3}
    things: list[dict[str, Any]] = [things_of(world, visit_id) for visit_id in visits.values()]
    opened = {
        address_of(rule, of_visit, is_holder=True)
        for of_visit in things
        for method, rule in rules(app)
        if method == "GET"
    }
    return sorted({*opened, "/en/nothing", "/xx/visits", "/static/nothing.css", "/feed/no.ics"})


@pytest.fixture(scope="module")
def responses(filled: Path) -> list[TestResponse]:
    """Pages, files, redirects and errors: each address opened, posted to, asked for options."""
    with app_on(filled) as app:
        client, found = app.test_client(), []
        for address in addresses(app):
            for method in ("GET", "HEAD", "POST", "OPTIONS", "TRACE"):
                with client.open(address, method=method, headers=FOREIGN) as response:
                    found.append(response)
        return found


def policy_of(response: TestResponse) -> set[str]:
    return set(response.headers["Content-Security-Policy"].split("; "))


def test_every_response_is_guarded(responses: list[TestResponse]) -> None:
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    directives = {
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    }

    for response in responses:
        told = {name: response.headers.get(name) for name in wanted}
        assert (response.request.path, told) == (response.request.path, wanted)
        assert directives <= policy_of(response)
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert "Strict-Transport-Security" not in response.headers


def test_what_a_secret_link_opens_is_kept_out_of_searches(responses: list[TestResponse]) -> None:
    kept_out = {
        response.request.path
        for response in responses
        if response.headers.get("X-Robots-Tag") == "noindex, nofollow"
    }
    public = {response.request.path for response in responses} - kept_out

    assert kept_out
    assert not [path for path in public if SECRET.search(path)]


def test_nonce_is_another_one_each_time(responses: list[TestResponse]) -> None:
    policies = [response.headers["Content-Security-Policy"] for response in responses]

    nonces = {nonce for policy in policies for nonce in NONCE.findall(policy)}
    assert len(nonces) == len(policies)


def test_page_uses_the_nonce_of_its_policy(app: Flask) -> None:
    page = app.test_client().get("/en/map")

    assert set(re.findall(r'nonce="([^"]+)"', page.text)) <= set(
        NONCE.findall(page.headers["Content-Security-Policy"])
    )


def test_only_files_are_kept_by_others(responses: list[TestResponse]) -> None:
    for response in responses:
        kept = response.headers.get("Cache-Control", "")
        if response.request.path.startswith("/static/") and response.status_code == 200:
            assert "no-store" not in kept
        elif response.mimetype == "text/calendar" and response.request.path.startswith("/feed/"):
            assert (kept, response.vary.to_header()) == ("private, no-cache", "Cookie")
        else:
            assert (response.request.path, kept) == (response.request.path, "no-store")
            assert "Cookie" in response.vary


def test_other_sites_may_read_nothing(responses: list[TestResponse]) -> None:
    for response in responses:
        names = [name for name, _ in response.headers if name.startswith("Access-Control")]
        assert names == []


def test_text_tells_its_charset(responses: list[TestResponse]) -> None:
    for response in responses:
        if response.mimetype.startswith("text/") and response.status_code != 304:
            assert response.mimetype_params.get("charset", "").lower() == "utf-8"


def test_trace_and_strange_methods_are_refused(app: Flask) -> None:
    client = app.test_client()

    codes = {
        client.open(address, method=method).status_code
        for address in ("/en/", "/en/visits", "/healthz", SIGN_IN)
        for method in ("TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "BREW")
    }

    assert codes == {405}


def test_https_is_asked_for_again(https_app: Flask) -> None:
    client, told = https_app.test_client(), set()
    for address in ("/en/", "/en/nothing", "/healthz", "/static/css/base.css"):
        with client.get(address, base_url=HTTPS) as response:
            told.add(response.headers.get("Strict-Transport-Security"))

    assert told == {"max-age=31536000; includeSubDomains"}


def test_cookie_is_for_this_host_over_https_alone(https_app: Flask) -> None:
    page = https_app.test_client().get(SIGN_IN, base_url=HTTPS)

    cookie = page.headers["Set-Cookie"]
    name, _, rest = cookie.partition("=")
    attributes = {part.strip() for part in rest.split(";")[1:]}
    assert name == "__Host-kvarken"
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= attributes
    assert "Domain" not in cookie


def test_cookie_without_https_is_hidden_from_scripts(app: Flask) -> None:
    cookie = app.test_client().get(SIGN_IN).headers["Set-Cookie"]

    assert cookie.startswith("kvarken=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


@pytest.mark.parametrize("host", ["elsewhere.example.org", "localhost.example.org", "", "a b", "["])
@pytest.mark.parametrize("address", ["/en/", "/nothing", "/static/css/base.css", SIGN_IN])
def test_foreign_host_gets_a_plain_refusal(app: Flask, host: str, address: str) -> None:
    refused = app.test_client().get(address, headers={"Host": host})

    assert (refused.status_code, refused.mimetype, refused.text) == (
        400,
        "text/plain",
        "Unknown host.\n",
    )


def test_forwarded_host_is_never_believed(app: Flask) -> None:
    page = app.test_client().get("/", headers={"X-Forwarded-Host": "elsewhere.example.org"})

    assert page.location == "/en/"


def try_to_sign_in(
    client: FlaskClient, *, email: str = NORTH, password: str = "wrong", **sent: Any
) -> TestResponse:
    token = token_of(client.get(SIGN_IN).text)
    data = {"csrf_token": token, "email": email, "password": password}
    return client.post(SIGN_IN, data=data, **sent)


def forwarded(number: int) -> dict[str, Any]:
    return {"headers": {"X-Forwarded-For": f"192.0.2.{number}"}}


def test_many_wrong_passwords_need_a_pause_whatever_address_is_claimed(app: Flask) -> None:
    client = app.test_client()

    answers = [try_to_sign_in(client, **forwarded(number)) for number in range(11)]

    assert [one.status_code for one in answers] == [422] * 10 + [429]
    assert answers[-1].headers["Retry-After"] == "60"


def test_a_known_proxy_tells_who_tries(path: Path) -> None:
    with app_on(path, trusted_proxies=1) as app:
        client = app.test_client()

        answers = [try_to_sign_in(client, **forwarded(number)) for number in range(11)]
        last = [try_to_sign_in(client, **forwarded(1)) for _ in range(10)]

    assert [one.status_code for one in answers] == [422] * 11
    assert [one.status_code for one in last] == [422] * 9 + [429]


def test_nobody_locks_a_coordinator_out_from_elsewhere(app: Flask) -> None:
    client = app.test_client()
    for _ in range(11):
        try_to_sign_in(client)

    here = try_to_sign_in(client, password=PASSWORD)
    elsewhere = try_to_sign_in(
        client, password=PASSWORD, environ_overrides={"REMOTE_ADDR": "192.0.2.7"}
    )

    assert (here.status_code, elsewhere.status_code) == (429, 303)


def test_wrong_password_and_unknown_address_are_told_alike(app: Flask) -> None:
    client = app.test_client()
    unknown = "c00rdinator.north@example.org"

    pages = [
        TOKEN.sub("", try_to_sign_in(client, email=email).text).replace(email, "")
        for email in (NORTH, unknown)
    ]

    assert pages[0] == pages[1]


def test_signing_in_gives_a_new_session_and_signing_out_ends_it(https_app: Flask) -> None:
    client = https_app.test_client()
    client.get(SIGN_IN, base_url=HTTPS)
    before = cookie_of(client)
    token = token_of(client.get(SIGN_IN, base_url=HTTPS).text)
    data = {"csrf_token": token, "email": NORTH, "password": PASSWORD}
    client.post(SIGN_IN, data=data, base_url=HTTPS, headers={"Referer": HTTPS})
    signed_in = cookie_of(client)

    token = token_of(client.get("/en/staff", base_url=HTTPS).text)
    client.post(
        "/en/staff/sign-out",
        data={"csrf_token": token},
        base_url=HTTPS,
        headers={"Referer": HTTPS},
    )
    client.set_cookie("__Host-kvarken", signed_in, domain="localhost", secure=True)
    after = client.get("/en/staff", base_url=HTTPS)

    assert before != signed_in
    assert (after.status_code, after.location) == (302, SIGN_IN)


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("__Host-kvarken")
    assert cookie is not None
    return cookie.value


def test_fault_is_shown_without_its_details(app: Flask) -> None:
    def fail() -> str:
        raise RuntimeError("a secret detail")

    app.testing = False
    app.view_functions["public.help"] = fail

    page = app.test_client().get("/en/help")

    assert page.status_code == 500
    assert "<h1>Something went wrong with us</h1>" in page.text
    assert "secret" not in page.text
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_fault_is_logged_without_the_secret_link(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(token: str) -> str:
        raise RuntimeError("a fault")

    app.testing = False
    app.view_functions["delegation.status"] = fail

    page = app.test_client().get(f"/en/visit/{'A' * 43}")

    assert page.status_code == 500
    assert "a fault" in caplog.text
    assert "A" * 43 not in caplog.text


def test_fault_is_raised_in_tests(app: Flask) -> None:
    def fail() -> str:
        raise RuntimeError("a fault")

    app.view_functions["public.help"] = fail

    with pytest.raises(RuntimeError, match="a fault"):
        app.test_client().get("/en/help")
