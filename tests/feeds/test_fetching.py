"""A server may misbehave as it likes: the reading ends in time, in size, and without a leak."""

import gzip
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from app.feeds.fetching import Asked, Fetched
from app.feeds.reading import read_busy
from app.feeds.source import BusyTimes, NotRead, Source, SourceKind, WhyNotRead
from tests.feeds.servers import CANARY, FRONT, Certificates, Handler, fetcher, loopback, running
from visits.span import Span

ME, SECRET = "contact@example.org", "app-password"
BETWEEN = Span(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC))
CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
UID:1@example.org\r
DTSTART:20260310T100000Z\r
DTEND:20260310T110000Z\r
SUMMARY:R\xe4ksm\xf6rg\xe5s in a charset of its own\r
END:VEVENT\r
END:VCALENDAR\r
"""
BUSY = BusyTimes((Span.of(datetime(2026, 3, 10, 10, tzinfo=UTC), 60),), 1)
Why = WhyNotRead


def read(answer: Callable[[Handler], None], **bounds: float) -> BusyTimes | WhyNotRead:
    """What reading a calendar from a server comes to."""
    with running(answer) as server:
        source = Source(SourceKind.ICS, server.url("/busy.ics"))
        try:
            return read_busy(source, between=BETWEEN, zone="UTC", fetch=fetcher(**bounds))
        except NotRead as failure:
            return failure.why


def says(content: bytes = b"", status: int = 200, **headers: str) -> Callable[[Handler], None]:
    return lambda handler: handler.say(content, status, **headers)


def writes(content: bytes) -> Callable[[Handler], None]:
    """Bytes as they are, and then nothing more."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(content)
        handler.close_connection = True

    return answer


def drips(start: bytes, drop: bytes) -> Callable[[Handler], None]:
    """Always a little more, so that no pause is ever long."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(start)
        with suppress(OSError):
            while True:
                handler.wfile.write(drop)
                time.sleep(0.02)

    return answer


def pours(handler: Handler) -> None:
    """A body without an end."""
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        while True:
            handler.wfile.write(b" " * 2**16)


def hangs(handler: Handler) -> None:
    handler.connection.recv(1)


def hangs_up_hard(handler: Handler) -> None:
    linger = b"\1\0\0\0\0\0\0\0"
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.close()


def around(handler: Handler) -> None:
    handler.say(status=302, Location=handler.path + "x")


HEAD = b"HTTP/1.1 200 OK\r\n"
LOGIN = b"<!doctype html><html><body><form>Sign in</form></body></html>"
BOMB = gzip.compress(b" " * 20_000_000)
RULE = CALENDAR.replace(b"SUMMARY", b"RRULE:FREQ=%s\r\nSUMMARY")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(says(CALENDAR), BUSY, id="as it should be, in another charset"),
        pytest.param(says(CALENDAR, ETag='"7"'), BusyTimes(BUSY.spans, 1, '"7"'), id="etag"),
        pytest.param(writes(HEAD + b"\r\n" + CALENDAR), BUSY, id="without a length"),
        pytest.param(
            says(gzip.compress(CALENDAR), Content_Encoding="gzip"), BUSY, id="packed unasked"
        ),
        pytest.param(says(LOGIN), Why.NOT_A_CALENDAR, id="a login page"),
        pytest.param(says(), Why.NOT_A_CALENDAR, id="nothing"),
        pytest.param(says(status=204), Why.BROKEN, id="204"),
        pytest.param(says(status=304), Why.BROKEN, id="304 that nobody asked for"),
        pytest.param(says(status=401), Why.WRONG_PASSWORD, id="401"),
        pytest.param(says(status=403), Why.WRONG_PASSWORD, id="403"),
        pytest.param(says(status=404), Why.NOT_FOUND, id="404"),
        pytest.param(says(status=410), Why.NOT_FOUND, id="410"),
        pytest.param(says(status=429), Why.UNREACHABLE, id="429"),
        pytest.param(says(CALENDAR, status=500), Why.UNREACHABLE, id="500"),
        pytest.param(says(CALENDAR, status=206), Why.BROKEN, id="a part only"),
        pytest.param(around, Why.TOO_MANY_REDIRECTS, id="endless redirects"),
        pytest.param(says(status=302), Why.TOO_MANY_REDIRECTS, id="redirect to itself"),
        pytest.param(pours, Why.TOO_LARGE, id="a body without an end"),
        pytest.param(says(BOMB, Content_Encoding="gzip"), Why.TOO_LARGE, id="gzip bomb"),
        pytest.param(says(BOMB[:99], Content_Encoding="gzip"), Why.BROKEN, id="half a gzip"),
        pytest.param(says(b"x", Content_Encoding="gzip"), Why.BROKEN, id="no gzip at all"),
        pytest.param(says(b"x", Content_Encoding="br"), Why.BROKEN, id="packed otherwise"),
        pytest.param(writes(b""), Why.UNREACHABLE, id="hangs up"),
        pytest.param(hangs_up_hard, Why.UNREACHABLE, id="resets"),
        pytest.param(writes(b"220 mail.example.org ESMTP\r\n"), Why.UNREACHABLE, id="no HTTP"),
        pytest.param(writes(b"\0" * 10**6), Why.UNREACHABLE, id="a line without an end"),
        pytest.param(
            writes(HEAD + b"A: b\r\n" * 10**4 + b"\r\n"), Why.UNREACHABLE, id="10,000 headers"
        ),
        pytest.param(
            writes(HEAD + b"Content-Length: 999\r\n\r\n" + CALENDAR), Why.UNREACHABLE, id="short"
        ),
        pytest.param(
            writes(HEAD + b"\r\n" + CALENDAR[:150]), Why.BROKEN, id="cut off without a length"
        ),
        pytest.param(
            writes(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), Why.UNREACHABLE, id="chunks"
        ),
        pytest.param(hangs, Why.TOO_SLOW, id="says nothing"),
        pytest.param(drips(b"HTTP/1.1 200 OK\r\nA: ", b"a"), Why.TOO_SLOW, id="drips its headers"),
        pytest.param(drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), Why.TOO_SLOW, id="100, 100"),
        pytest.param(drips(HEAD + b"\r\n" + CALENDAR, b" "), Why.TOO_SLOW, id="drips its body"),
        pytest.param(says(RULE % b"SECONDLY"), Why.TOO_COMPLEX, id="every second"),
        pytest.param(says(RULE % b"MINUTELY"), Why.TOO_COMPLEX, id="every minute"),
        pytest.param(says(RULE % b"DAILY;INTERVAL=0"), Why.TOO_COMPLEX, id="every no days"),
    ],
)  # fmt: skip
def test_server_that_misbehaves_is_left_in_time(
    answer: Callable[[Handler], None], expected: BusyTimes | WhyNotRead
) -> None:
    seconds = 0.6 if expected is Why.TOO_SLOW else 10

    assert read(answer, seconds=seconds) == expected


def test_time_and_size_count_for_the_whole_reading() -> None:
    with running(says(b" " * 600)) as server:
        fetch = fetcher(size=1000)
        fetch(Asked(server.url()))

        with pytest.raises(NotRead) as refused:
            fetch(Asked(server.url()))

    assert refused.value.why is Why.TOO_LARGE


def test_server_where_nobody_listens_is_unreachable() -> None:
    with socket.create_server((CANARY, 0)) as closed:
        port = closed.getsockname()[1]

    with pytest.raises(NotRead) as refused:
        fetcher()(Asked(f"http://{CANARY}:{port}/"))

    assert refused.value.why is Why.UNREACHABLE


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    return Certificates()


def over_tls(
    certificates: Certificates, *names: str, trusted: bool = True, **how: object
) -> Fetched | WhyNotRead:
    policy = loopback(
        resolve=lambda *_: [CANARY],
        tls=certificates.client if trusted else Certificates().client,
    )
    with running(says(b"hello"), tls=certificates.server(*names, **how)) as server:
        try:
            return fetcher(policy)(Asked(server.url(scheme="https", host="calendar.example.org")))
        except NotRead as failure:
            return failure.why


def test_certificate_for_the_name_is_accepted(certificates: Certificates) -> None:
    fetched = over_tls(certificates, "calendar.example.org")

    assert isinstance(fetched, Fetched)
    assert fetched.content == b"hello"


def test_certificate_of_another_name_is_refused(certificates: Certificates) -> None:
    assert over_tls(certificates, "other.example.org", CANARY) is Why.TLS


def test_certificate_that_has_expired_is_refused(certificates: Certificates) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)

    assert over_tls(certificates, "calendar.example.org", not_after=yesterday) is Why.TLS


def test_certificate_of_an_unknown_authority_is_refused(certificates: Certificates) -> None:
    assert over_tls(certificates, "calendar.example.org", trusted=False) is Why.TLS


def test_server_that_speaks_no_tls_is_refused() -> None:
    with running(says(b"hello")) as server, pytest.raises(NotRead) as refused:
        fetcher()(Asked(server.url(scheme="https")))

    assert refused.value.why is Why.TLS


def test_password_never_goes_over_http() -> None:
    with running(says(CALENDAR)) as server, pytest.raises(NotRead) as refused:
        fetcher()(Asked(server.url(), user=ME, password=SECRET))

    assert (refused.value.why, server.connections) == (Why.ADDRESS_NOT_ALLOWED, 0)


@pytest.mark.parametrize("elsewhere", ["host", "port", "scheme"])
def test_password_is_not_taken_along_elsewhere(certificates: Certificates, elsewhere: str) -> None:
    tls = certificates.server("calendar.example.org", "other.example.org")
    policy = loopback(
        resolve=lambda host, _: [FRONT if host.startswith("calendar") else CANARY],
        tls=certificates.client,
    )
    far_host = FRONT if elsewhere == "port" else CANARY
    far_tls = None if elsewhere == "scheme" else tls
    with running(says(b"far"), host=far_host, tls=far_tls) as far:
        scheme = "http" if elsewhere == "scheme" else "https"
        name = "calendar" if elsewhere == "port" else "other"
        location = far.url(scheme=scheme, host=f"{name}.example.org")
        with running(says(status=302, Location=location), host=FRONT, tls=tls) as near:
            url = near.url(scheme="https", host="calendar.example.org")
            fetched = fetcher(policy)(Asked(url, user=ME, password=SECRET))

    assert fetched.content == b"far"
    assert near.secrets[0] is not None
    assert far.secrets == [None]


def test_password_goes_along_on_the_same_host(certificates: Certificates) -> None:
    policy = loopback(resolve=lambda *_: [CANARY], tls=certificates.client)

    def answer(handler: Handler) -> None:
        if handler.path == "/":
            handler.say(status=301, Location="/there")
        else:
            handler.say(b"there")

    with running(answer, tls=certificates.server("calendar.example.org")) as server:
        url = server.url(scheme="https", host="calendar.example.org")
        fetcher(policy)(Asked(url, user=ME, password=SECRET))

    assert len(set(server.secrets)) == 1
    assert len(server.secrets) == 2


def test_cookies_are_not_kept() -> None:
    cookies: list[str | None] = []

    def answer(handler: Handler) -> None:
        cookies.append(handler.headers.get("Cookie"))
        handler.say(status=302, Location="/next", Set_Cookie="who=you")

    with running(answer) as server, pytest.raises(NotRead):
        fetcher()(Asked(server.url()))

    assert cookies == [None] * 4


def test_source_says_nothing_of_its_secrets() -> None:
    source = Source(SourceKind.ICS, "https://example.org/secret-token.ics", ME, SECRET)

    assert "secret" not in repr(source) + repr(Asked("https://example.org", password=SECRET))
    assert SECRET not in repr(source)
