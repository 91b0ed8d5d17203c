"""A person's calendars on a server: found, asked, and counted in the owner's zone."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.feeds.caldav import ANSWERS
from app.feeds.fetching import Asked, Fetched
from app.feeds.reading import read_busy
from app.feeds.source import BusyTimes, NotRead, Source, SourceKind, WhyNotRead
from tests.feeds.radicale import PASSWORD, USER, Radicale
from tests.feeds.servers import words
from visits.span import Span

Why = WhyNotRead
BETWEEN = Span(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))


def calendar_of(*lines: str) -> bytes:
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tests//EN", *lines, "END:VCALENDAR", ""]
    ).encode()


def event(uid: str, *lines: str) -> bytes:
    begin = ("BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z")
    return calendar_of(*begin, "SUMMARY:Private matters", *lines, "END:VEVENT")


def span(day: int, hour: int, minutes: int) -> Span:
    return Span.of(datetime(2026, 3, day, hour, tzinfo=UTC), minutes)


@pytest.fixture(scope="module")
def filled(radicale: Radicale) -> Radicale:
    """Two calendars with events, one for tasks, as many people have them."""
    for name in ("work", "home"):
        radicale.add_calendar(name)
    radicale.add_calendar("tasks", component="VTODO")
    hour = "DTSTART:20260310T100000Z", "DTEND:20260310T110000Z"
    zone = "TZID=Europe/Stockholm"
    series = f"DTSTART;{zone}:20250106T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=62"
    radicale.put("work", "hour", event("hour@x.example.org", *hour))
    radicale.put("work", "ours", event(f"{7:032x}@kvarken.example.org", *hour[:1], "DURATION:PT5H"))
    radicale.put("work", "series", event("series@x.example.org", *series))
    radicale.put("home", "day", event("day@x.example.org", "DTSTART;VALUE=DATE:20260320"))
    radicale.put("home", "free", event("free@x.example.org", *hour, "TRANSP:TRANSPARENT"))
    return radicale


def read(
    radicale: Radicale, path: str, *, password: str = PASSWORD, user: str = USER
) -> BusyTimes | WhyNotRead:
    source = Source(SourceKind.CALDAV, radicale.url(path), user, password, "kvarken.example.org")
    try:
        return read_busy(source, between=BETWEEN, zone="Europe/Stockholm", fetch=radicale.fetch())
    except NotRead as failure:
        return failure.why


WORK = (span(2, 8, 60), span(9, 8, 60), span(10, 10, 60))
HOME = (Span.of(datetime(2026, 3, 19, 23, tzinfo=UTC), 24 * 60),)


@pytest.mark.parametrize("path", ["/", "", "/contact/", "/contact", "/.well-known/caldav"])
def test_all_calendars_of_a_person_are_found(filled: Radicale, path: str) -> None:
    assert read(filled, path) == BusyTimes(WORK + HOME, 5)


def test_calendar_at_the_address_itself_is_read_alone(filled: Radicale) -> None:
    assert read(filled, "/contact/work/") == BusyTimes(WORK, 3)


def test_calendar_without_events_is_free(radicale: Radicale) -> None:
    radicale.add_calendar("empty")

    assert read(radicale, "/contact/empty/") == BusyTimes((), 0)


@pytest.mark.parametrize(("user", "password"), [(USER, "wrong"), ("nobody", PASSWORD), ("", "")])
def test_wrong_password_is_said(filled: Radicale, user: str, password: str) -> None:
    assert read(filled, "/", user=user, password=password) is Why.WRONG_PASSWORD


def test_whole_days_count_in_the_owners_zone_where_the_server_counts_them_in_utc(
    filled: Radicale,
) -> None:
    without_events = refusing(filled.fetch(), "calendar-query")
    source = Source(SourceKind.CALDAV, filled.url("/contact/home/"), USER, PASSWORD)

    asked = [
        read_busy(source, between=BETWEEN, zone="Europe/Stockholm", fetch=fetch).spans
        for fetch in (filled.fetch(), without_events)
    ]

    assert asked == [HOME, (span(20, 0, 24 * 60),)]


def refusing(fetch: Callable[[Asked], Fetched], what: str) -> Callable[[Asked], Fetched]:
    """The same server, had it no right to answer one kind of question."""

    def answer(asked: Asked) -> Fetched:
        if what.encode() in asked.body:
            return Fetched(asked.url, 403, {}, b"")
        return fetch(asked)

    return answer


MULTI = '<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">{}</d:multistatus>'
OK = "<d:status>HTTP/1.1 200 OK</d:status>"
PART = "<d:response><d:href>{}</d:href><d:propstat><d:prop>{}</d:prop>{}</d:propstat></d:response>"
KIND = "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>"
HOME_SET = "<c:calendar-home-set><d:href>{}</d:href></c:calendar-home-set>"
FREE = "<c:schedule-calendar-transp><c:transparent/></c:schedule-calendar-transp>"
BUSY_HOUR = calendar_of(
    "BEGIN:VFREEBUSY", "FREEBUSY;FBTYPE=BUSY:20260310T100000Z/PT1H", "END:VFREEBUSY"
)


def resource(href: str, *properties: str, status: str = OK) -> str:
    return PART.format(href, "".join(properties), status)


def said(*answers: tuple[int, str | bytes]) -> BusyTimes | WhyNotRead:
    """What reading a server comes to that gives these answers, one after the other."""
    left = list(answers)

    def fetch(asked: Asked) -> Fetched:
        status, content = left.pop(0)
        text = MULTI.format(content) if isinstance(content, str) else content.decode()
        return Fetched(asked.url, status, {}, text.encode())

    source = Source(SourceKind.CALDAV, "https://dav.example.org/me/", USER, PASSWORD)
    try:
        return read_busy(source, between=BETWEEN, zone="UTC", fetch=fetch)
    except NotRead as failure:
        return failure.why


CALENDAR = 207, resource("/me/", KIND)
EVENT = resource("/me/1.ics", "<c:calendar-data>{}</c:calendar-data>")
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;">]>
<multistatus xmlns="DAV:"><response><href>&d;</href></response></multistatus>"""
READS_FILES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<multistatus xmlns="DAV:"><response><href>&f;</href></response></multistatus>"""
FETCHES = b"""<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">
<multistatus xmlns="DAV:"/>"""


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([CALENDAR, (403, b""), (200, BUSY_HOUR)], BusyTimes((span(10, 10, 60),), 0)),
        ([CALENDAR, (501, b""), (200, BUSY_HOUR)], BusyTimes((span(10, 10, 60),), 0)),
        ([CALENDAR, (403, b""), (403, b"")], Why.WRONG_PASSWORD),
        ([CALENDAR, (403, b""), (200, calendar_of())], Why.BROKEN),
        ([CALENDAR, (401, b"")], Why.WRONG_PASSWORD),
        ([CALENDAR, (500, b"")], Why.UNREACHABLE),
        ([CALENDAR, (207, EVENT.format(""))], Why.BROKEN),
        ([CALENDAR, (207, resource("/me/1.ics", status="<d:status>no</d:status>"))], Why.BROKEN),
        ([CALENDAR, (207, EVENT.format("BEGIN:VCALENDAR"))], Why.BROKEN),
        ([CALENDAR, (207, "<d:response><d:href>/me/</d:href><d:status>HTTP/1.1 507 Full"
                          "</d:status></d:response>")], Why.BROKEN),
        ([CALENDAR, (207, LAUGHS)], Why.BROKEN),
        ([(207, LAUGHS)], Why.BROKEN),
        ([(207, READS_FILES)], Why.BROKEN),
        ([(207, FETCHES)], Why.BROKEN),
        ([(207, b"<html/>")], Why.BROKEN),
        ([(207, b"")], Why.BROKEN),
        ([(207, b"<a>" * 10**5)], Why.BROKEN),
        ([(404, b""), (404, b"")], Why.NOT_FOUND),
        ([(405, b""), (200, b"<html/>")], Why.NOT_A_CALENDAR),
        ([(401, b"")], Why.WRONG_PASSWORD),
        ([(207, ""), (207, "")], Why.NOT_A_CALENDAR),
        ([(207, resource("/", HOME_SET.format("/h/"))), (207, "")], Why.NOT_A_CALENDAR),
        ([(207, resource("/", HOME_SET.format("/h/"))), (207, resource("/h/a/", KIND, FREE))],
         Why.NOT_A_CALENDAR),
        ([(207, resource("/", HOME_SET.format("/h/"))),
          (207, "".join(resource(f"/h/{n}/", KIND) for n in range(31)))], Why.TOO_COMPLEX),
        ([(207, resource("/", HOME_SET.format("http://[")))], Why.ADDRESS_NOT_ALLOWED),
    ],
)  # fmt: skip
def test_server_that_answers_oddly_is_never_taken_as_free(
    answers: list[tuple[int, str | bytes]], expected: BusyTimes | WhyNotRead
) -> None:
    assert said(*answers) == expected


def test_answer_with_entities_is_read_without_them() -> None:
    twin = LAUGHS.replace(b"&d;", b"/x").partition(b"]>")[2]

    read = ANSWERS.read(twin)

    assert isinstance(read, list)
    assert read[0]["href"] == "/x"


@pytest.mark.parametrize(
    ("home", "secret"),
    [
        ("/h/", (USER, PASSWORD)),
        ("https://dav.example.org/h/", (USER, PASSWORD)),
        ("https://dav.example.org:8443/h/", ("", "")),
        ("https://elsewhere.example.org/h/", ("", "")),
        ("http://dav.example.org/h/", ("", "")),
    ],
)
def test_password_is_not_sent_to_another_host_that_the_server_names(
    home: str, secret: tuple[str, str]
) -> None:
    sent = secrets_for("https://dav.example.org/", home)

    assert sent == secret


@pytest.mark.parametrize("host", words("p34-caldav.icloud.com evil.example.org icloud.com.x.org"))
def test_password_goes_to_the_hosts_of_one_house_only(host: str) -> None:
    sent = secrets_for("https://caldav.icloud.com/", f"https://{host}/1/calendars/")

    assert sent == ((USER, PASSWORD) if host == "p34-caldav.icloud.com" else ("", ""))


def secrets_for(url: str, home: str) -> tuple[str, str]:
    """What a server's calendar home gets to know when the address names it."""
    asked: list[Asked] = []

    def fetch(one: Asked) -> Fetched:
        asked.append(one)
        return Fetched(
            one.url, 207, {}, MULTI.format(resource("/", HOME_SET.format(home))).encode()
        )

    source = Source(SourceKind.CALDAV, url, USER, PASSWORD)
    with pytest.raises(NotRead):
        read_busy(source, between=BETWEEN, zone="UTC", fetch=fetch)
    return asked[1].user, asked[1].password
