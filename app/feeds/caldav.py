"""Asking a calendar server for a person's calendars and what is in them (RFC 4791, RFC 6764).

Kvarken asks for the events of the time that matters, and works out itself when they are: many
servers count whole days in another zone, and their free-busy answer cannot tell Kvarken's own
invitations apart. Where a server does not give its events, it is asked for busy times only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.confined import Limits, Overran, Unreadable
from app.feeds.address import address_of, joined
from app.feeds.fetching import Asked, Fetch, Fetched
from app.feeds.readers import Readers
from app.feeds.source import NotRead, Source, WhyNotRead
from app.feeds.status import check_status
from visits.span import Span

ANSWERS = Readers(
    "app.feeds.dav:read_answer",
    limits=Limits(cpu_seconds=4, wall_seconds=20.0, answer=16 * 2**20),
)
MULTI_STATUS = 207
REFUSALS = frozenset({400, 403, 404, 405, 409, 415, 422, 501})
ELSEWHERE = frozenset({404, 405, 501})
WELL_KNOWN = "/.well-known/caldav"
MOST_CALENDARS = 30
BOTH = frozenset({"http", "https"})  # which of them may be fetched is for the policy to say
# Days and floating times are in a zone the server guesses, so a day more is asked for.
MARGIN = timedelta(days=1)

SPACES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
FIND = (
    f"<d:propfind {SPACES}><d:prop><d:resourcetype/><d:current-user-principal/>"
    "<c:calendar-home-set/><c:supported-calendar-component-set/><c:schedule-calendar-transp/>"
    "</d:prop></d:propfind>"
)
EVENTS = (
    f"<c:calendar-query {SPACES}><d:prop><c:calendar-data/></d:prop><c:filter>"
    '<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">{}</c:comp-filter>'
    "</c:comp-filter></c:filter></c:calendar-query>"
)
BUSY = f"<c:free-busy-query {SPACES}>{{}}</c:free-busy-query>"


@dataclass(frozen=True)
class Resource:
    """One thing a server speaks of, at its whole address."""

    url: str
    is_calendar: bool
    takes_events: bool
    is_free: bool
    principal: str
    home: str
    data: str


def calendar_files(source: Source, *, between: Span, fetch: Fetch) -> list[bytes]:
    """The calendar files of a person that may say something of a Span; raises NotRead."""
    server = _Server(source, fetch)
    return [server.file_of(calendar, between) for calendar in server.calendars()]


class _Server:
    """A calendar server during one reading."""

    def __init__(self, source: Source, fetch: Fetch) -> None:
        self._source = source
        self._fetch = fetch

    def calendars(self) -> list[str]:
        """The calendar at the address itself, or all that the person at the address has."""
        found = self._start()
        if any(one.is_calendar for one in found):
            return [one.url for one in found if one.is_calendar]
        home = _first(one.home for one in found)
        if not home:
            principal = _first(one.principal for one in found)
            home = principal and _first(one.home for one in self._find(principal))
        if not home:
            raise NotRead(WhyNotRead.NOT_A_CALENDAR, "no calendars are named there")
        calendars = [
            one.url
            for one in self._find(home, depth=1)
            if one.is_calendar and one.takes_events and not one.is_free
        ]
        if not calendars:
            raise NotRead(WhyNotRead.NOT_A_CALENDAR, "the person has no calendars")
        if len(calendars) > MOST_CALENDARS:
            raise NotRead(WhyNotRead.TOO_COMPLEX, "too many calendars")
        return calendars

    def file_of(self, calendar: str, between: Span) -> bytes:
        """The events of one calendar, all in one; or its busy times, where it gives no more."""
        wide = between.widened(
            before=int(MARGIN.total_seconds() // 60), after=int(MARGIN.total_seconds() // 60)
        )
        events = self._ask(calendar, "REPORT", EVENTS.format(_range(wide)), depth=1)
        if events.status == MULTI_STATUS:
            data = [one.data for one in _resources(events)]
            if not all(data):
                raise NotRead(WhyNotRead.BROKEN, "an event is missing")
            return "\r\n".join(data).encode() or EMPTY
        if events.status not in REFUSALS:
            check_status(events.status)
        busy = self._ask(calendar, "REPORT", BUSY.format(_range(between)), depth=1)
        check_status(busy.status)
        if b"VFREEBUSY" not in busy.content.upper():
            raise NotRead(WhyNotRead.BROKEN, "the server does not say what is busy")
        return busy.content

    def _start(self) -> list[Resource]:
        """What the address leads to, or where it leads to nothing, what its host says."""
        url = self._source.url
        found = self._ask(url, "PROPFIND", FIND, depth=0)
        if found.status == MULTI_STATUS:
            resources = _resources(found)
            if any(one.is_calendar or one.home or one.principal for one in resources):
                return resources
        elif found.status not in ELSEWHERE:
            check_status(found.status)
        return self._find(joined(found.url, WELL_KNOWN))

    def _find(self, url: str, *, depth: int = 0) -> list[Resource]:
        found = self._ask(url, "PROPFIND", FIND, depth=depth)
        if found.status != MULTI_STATUS:
            check_status(found.status)
            raise NotRead(WhyNotRead.NOT_A_CALENDAR, "it is no calendar server")
        return _resources(found)

    def _ask(self, url: str, method: str, body: str, *, depth: int) -> Fetched:
        """One request, with the password only where it is for."""
        source = self._source
        headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": str(depth)}
        asked = Asked(
            url, method, headers, f'<?xml version="1.0" encoding="utf-8"?>{body}'.encode()
        )
        home, there = address_of(source.url, schemes=BOTH), address_of(url, schemes=BOTH)
        if home == there or home.may_share_secrets_with(there):
            asked = Asked(url, method, headers, asked.body, source.user, source.password)
        return self._fetch(asked)


EMPTY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def _resources(fetched: Fetched) -> list[Resource]:
    """What a 207 answer says; raises NotRead where it is none, or leaves something out."""
    try:
        said = ANSWERS.read(fetched.content)
    except Overran as overran:
        raise NotRead(WhyNotRead.TOO_COMPLEX) from overran
    except Unreadable as broken:
        raise NotRead(WhyNotRead.BROKEN, "the server's answer cannot be read") from broken
    assert isinstance(said, list)
    if any(one["status"] != 200 for one in said):
        raise NotRead(WhyNotRead.BROKEN, "the server leaves something out")
    return [_resource(one, fetched.url) for one in said]


def _resource(said: dict[str, object], base: str) -> Resource:
    def link(name: str) -> str:
        return joined(base, str(said[name])) if said[name] else ""

    return Resource(
        url=link("href"),
        is_calendar=said["is_calendar"] is True,
        takes_events=said["takes_events"] is True,
        is_free=said["is_free"] is True,
        principal=link("principal"),
        home=link("home"),
        data=str(said["data"]),
    )


def _range(between: Span) -> str:
    return f'<c:time-range start="{_stamp(between.starts_at)}" end="{_stamp(between.ends_at)}"/>'


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")
