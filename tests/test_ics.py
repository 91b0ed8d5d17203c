"""Calendar bytes: what is written, what is refused, and what hostile text cannot do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from tests.snapshot import check_snapshot
from visits.errors import InvalidValue
from visits.ics.writing import feed_bytes, https_link, is_mailbox, message_bytes
from visits.invitation import Invitation, Method, Person
from visits.language import Language
from visits.place import Point
from visits.span import Span

CHANGED_AT = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
STARTS_AT = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)
JOIN_URL = "https://meet.example.org/kip-energy"

HOSTILE = {
    "end of event": "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil",
    "controls": "a\x00b\x07c\x1b[31md\x7fe\x85f",
    "lone surrogates": "\ud800 half \udfff",
    "quotes": 'She said "hello" ^n ^\' ;,:\\',
    "line separators": "one\u2028two\u2029three\x0bfour\x0cfive",
    "long": "räksmörgås 👩‍🎓 " * 500,
    "markup": "<script>alert(1)</script>{{7*7}}%(x)s",
    "empty": "",
}


def an_invitation(**changes: object) -> Invitation:
    invitation = Invitation(
        uid="stop-1@kvarken.example.org",
        sequence=2,
        changed_at=CHANGED_AT,
        span=Span.of(STARTS_AT, 60),
        language=Language.SV,
        summary="Framtidens hållbara industrimiljöer – Umeå Energi",
        description="Tisdag 12 januari 2027, 09:00–10:00 (Stockholm)\nSpråk: engelska",
        location="Umeå Energi, Umeå",
        organizer=Person("visits@kvarken.example.org", "Kvarken"),
        attendee=Person("visits@kip.example.org", "Visit coordinator, KIP"),
        join_url=JOIN_URL,
        page_url="https://kvarken.example.org/sv/p/abc",
        point=Point(63.825, 20.263),
        categories=("Energi", "Industri"),
    )
    return replace(invitation, **changes)  # type: ignore[arg-type]


def the_event(written: bytes) -> Event:
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    return event


def logical_lines(written: bytes) -> list[str]:
    return written.decode().replace("\r\n ", "").split("\r\n")[:-1]


def test_request_is_written_as_in_the_snapshot() -> None:
    invitation = an_invitation()

    written = message_bytes(invitation, method=Method.REQUEST)

    check_snapshot("request.ics", written)


def test_cancel_is_written_as_in_the_snapshot() -> None:
    invitation = an_invitation(is_cancelled=True, sequence=3)

    written = message_bytes(invitation, method=Method.CANCEL)

    check_snapshot("cancel.ics", written)


def test_feed_is_written_as_in_the_snapshot() -> None:
    later = an_invitation(uid="stop-2@kvarken.example.org", span=Span.of(STARTS_AT, 30))
    gone = an_invitation(is_cancelled=True, span=Span.of(STARTS_AT - timedelta(hours=2), 30))

    written = feed_bytes([later, gone], name="Besök från KIP", language=Language.SV)

    check_snapshot("feed.ics", written)


def test_request_parses_back_to_what_was_meant() -> None:
    event = the_event(message_bytes(an_invitation(), method=Method.REQUEST))

    read = {
        "uid": event["UID"],
        "sequence": event["SEQUENCE"],
        "stamp": event["DTSTAMP"].dt,
        "start": event["DTSTART"].dt,
        "end": event["DTEND"].dt,
        "status": event["STATUS"],
        "transp": event["TRANSP"],
        "location": event["LOCATION"],
        "first line": event["DESCRIPTION"].splitlines()[0],
        "url": event["URL"],
        "conference": event["CONFERENCE"],
        "geo": (event["GEO"].latitude, event["GEO"].longitude),
        "categories": [str(category) for category in event["CATEGORIES"].cats],
    }
    assert read == {
        "uid": "stop-1@kvarken.example.org",
        "sequence": 2,
        "stamp": CHANGED_AT,
        "start": STARTS_AT,
        "end": STARTS_AT + timedelta(hours=1),
        "status": "CONFIRMED",
        "transp": "OPAQUE",
        "location": f"Umeå Energi, Umeå, {JOIN_URL}",
        "first line": JOIN_URL,
        "url": JOIN_URL,
        "conference": JOIN_URL,
        "geo": (63.825, 20.263),
        "categories": ["Energi", "Industri"],
    }


def test_request_asks_the_one_reader_for_an_answer() -> None:
    event = the_event(message_bytes(an_invitation(), method=Method.REQUEST))

    attendee = event["ATTENDEE"]

    assert attendee == "mailto:visits@kip.example.org"
    assert dict(attendee.params) == {
        "CN": "Visit coordinator, KIP",
        "CUTYPE": "INDIVIDUAL",
        "LANGUAGE": "sv",
        "PARTSTAT": "NEEDS-ACTION",
        "ROLE": "REQ-PARTICIPANT",
        "RSVP": "TRUE",
    }


def test_times_are_written_in_utc() -> None:
    lines = logical_lines(message_bytes(an_invitation(), method=Method.REQUEST))

    assert "DTSTART:20270112T080000Z" in lines
    assert "DTEND:20270112T090000Z" in lines
    assert not [line for line in lines if "TZID" in line]


def test_conference_and_refresh_interval_keep_their_parameters() -> None:
    message = logical_lines(message_bytes(an_invitation(), method=Method.REQUEST))
    feed = logical_lines(feed_bytes([], name="Empty", language=Language.EN))

    assert f"CONFERENCE;FEATURE=VIDEO,AUDIO;VALUE=URI:{JOIN_URL}" in message
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in feed
    assert "X-PUBLISHED-TTL:PT1H" in feed


def test_tentative_request_says_so_and_still_takes_the_time() -> None:
    event = the_event(message_bytes(an_invitation(is_tentative=True), method=Method.REQUEST))

    assert (event["STATUS"], event["TRANSP"]) == ("TENTATIVE", "OPAQUE")


def test_declined_counter_names_the_stop_and_no_more() -> None:
    invitation = an_invitation(description="It cannot be met.", join_url="")

    written = message_bytes(invitation, method=Method.DECLINECOUNTER)

    event = the_event(written)
    assert set(event) == {"UID", "DTSTAMP", "ORGANIZER", "COMMENT"}
    assert event["UID"] == "stop-1@kvarken.example.org"
    assert "METHOD:DECLINECOUNTER" in logical_lines(written)


@pytest.mark.parametrize("text", list(HOSTILE.values()), ids=list(HOSTILE))
def test_hostile_comment_stays_inside_a_declined_counter(text: str) -> None:
    written = message_bytes(a_hostile_invitation(text), method=Method.DECLINECOUNTER)

    starts = [line for line in logical_lines(written) if line.startswith(("BEGIN", "UID"))]
    assert [line[:12] for line in starts[:2]] == ["BEGIN:VCALEN", "BEGIN:VEVENT"]
    assert len(starts) == 3


@pytest.mark.parametrize(
    ("method", "alarms"), [(Method.REQUEST, 1), (Method.CANCEL, 0), (Method.PUBLISH, 0)]
)
def test_alarm_is_only_in_a_request(method: Method, alarms: int) -> None:
    written = message_bytes(an_invitation(), method=method)

    assert len(the_event(written).walk("VALARM")) == alarms


def test_cancel_frees_the_time_under_the_same_uid() -> None:
    event = the_event(message_bytes(an_invitation(), method=Method.CANCEL))

    assert event["UID"] == "stop-1@kvarken.example.org"
    assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


def test_request_for_a_cancelled_stop_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"invitation\.is_cancelled"):
        message_bytes(an_invitation(is_cancelled=True), method=Method.REQUEST)


@pytest.mark.parametrize("method", [Method.REQUEST, Method.CANCEL])
def test_message_to_nobody_is_refused(method: Method) -> None:
    with pytest.raises(InvalidValue, match=r"invitation\.attendee"):
        message_bytes(an_invitation(attendee=None), method=method)


def test_download_shows_no_attendee() -> None:
    event = the_event(message_bytes(an_invitation(), method=Method.PUBLISH))

    assert "ATTENDEE" not in event


def test_feed_keeps_cancelled_stops_and_shows_no_attendee() -> None:
    stops = [
        an_invitation(),
        an_invitation(uid="stop-2@kvarken.example.org", is_cancelled=True),
    ]

    events = Calendar.from_ical(feed_bytes(stops, name="Feed", language=Language.EN)).events

    assert [event["STATUS"] for event in events] == ["CONFIRMED", "CANCELLED"]
    assert [event["LAST-MODIFIED"].dt for event in events] == [CHANGED_AT, CHANGED_AT]
    assert not [event for event in events if "ATTENDEE" in event]


def test_feed_is_the_same_in_whatever_order_stops_come() -> None:
    stops = [an_invitation(uid=f"stop-{n}@kvarken.example.org") for n in range(5)]

    there = feed_bytes(stops, name="Feed", language=Language.EN)
    back = feed_bytes(reversed(stops), name="Feed", language=Language.EN)

    assert there == back


def a_hostile_invitation(text: str) -> Invitation:
    return an_invitation(
        uid=f"stop-1{text[:40]}",
        summary=text,
        description=text,
        location=text,
        organizer=Person("visits@kvarken.example.org", text),
        attendee=Person("visits@kip.example.org", text),
        categories=(text, text),
    )


@pytest.mark.parametrize("text", list(HOSTILE.values()), ids=list(HOSTILE))
@pytest.mark.parametrize("method", [one for one in Method if one is not Method.DECLINECOUNTER])
def test_hostile_text_stays_inside_one_event(text: str, method: Method) -> None:
    written = message_bytes(a_hostile_invitation(text), method=method)

    lines = logical_lines(written)
    assert [line for line in lines if line.startswith(("BEGIN:VEV", "END:VEV"))] == [
        "BEGIN:VEVENT",
        "END:VEVENT",
    ]
    assert len([line for line in lines if line.startswith("UID")]) == 1
    assert the_event(written)["SEQUENCE"] == 2


@pytest.mark.parametrize("text", list(HOSTILE.values()), ids=list(HOSTILE))
def test_lines_end_in_crlf_and_have_75_octets(text: str) -> None:
    written = message_bytes(a_hostile_invitation(text), method=Method.REQUEST)

    lines = written.split(b"\r\n")
    assert lines[-1] == b""
    assert max(len(line) for line in lines) <= 75
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    assert [line.decode() for line in lines]
    controls = {octet for octet in written if octet < 32 or octet == 127}
    assert controls == {10, 13}


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(st.characters()))
def test_any_text_comes_back_without_its_controls(text: str) -> None:
    invitation = an_invitation(summary=text, description=text, join_url="")

    event = the_event(message_bytes(invitation, method=Method.PUBLISH))

    assert str(event["SUMMARY"]).split() == str(event.get("DESCRIPTION", "")).split()
    kept = "".join(c for c in text if c.isprintable() and not c.isspace())
    assert "".join(c for c in event["SUMMARY"] if c.isprintable() and not c.isspace()) == kept


def test_long_text_is_kept_whole() -> None:
    text = HOSTILE["long"].strip()

    event = the_event(message_bytes(an_invitation(description=text), method=Method.REQUEST))

    assert event["DESCRIPTION"] == f"{JOIN_URL}\n{text}"


def test_names_lose_quotes_and_carets() -> None:
    organizer = Person("visits@kvarken.example.org", 'Office "North" ^n; Umeå')

    event = the_event(message_bytes(an_invitation(organizer=organizer), method=Method.REQUEST))

    assert event["ORGANIZER"].params["CN"] == "Office North n; Umeå"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://meet.example.org/x",
        "javascript:alert(1)",
        "https://",
        "https:///x",
        "https://meet.example.org/a b",
        "https://meet.example.org/a\r\nX-EVIL:1",
        "https://[meet.example.org/",
        "data:text/html,x",
        "https://mötesplats.example.org/",
    ],
)
def test_join_link_other_than_https_is_dropped(address: str) -> None:
    event = the_event(message_bytes(an_invitation(join_url=address), method=Method.REQUEST))

    assert https_link(address) == ""
    assert "CONFERENCE" not in event
    assert event["LOCATION"] == "Umeå Energi, Umeå"
    assert event["DESCRIPTION"].startswith("Tisdag")
    assert event["URL"] == "https://kvarken.example.org/sv/p/abc"


def test_page_link_with_another_scheme_is_dropped() -> None:
    invitation = an_invitation(join_url="", page_url="javascript:alert(1)")

    event = the_event(message_bytes(invitation, method=Method.REQUEST))

    assert "URL" not in event


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@example.org,b@example.org",
        "a@example.org\r\nX:1",
        "Role <a@example.org>",
        "a@b@example.org",
        "a b@example.org",
        '"a"@example.org',
        "å@example.org",
        "a@example.org\n",
    ],
)
def test_address_that_is_not_one_mailbox_is_refused(address: str) -> None:
    attendee = Person(address, "Somebody")

    with pytest.raises(InvalidValue, match=r"invitation\.email"):
        message_bytes(an_invitation(attendee=attendee), method=Method.REQUEST)
    assert not is_mailbox(address)
