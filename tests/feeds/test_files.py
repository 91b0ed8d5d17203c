"""Calendar files as people have them, broken ones above all: busy, or not read, never just free."""

import pytest

from app.confined import Confined, Limits
from app.feeds import reading
from app.feeds.source import WhyNotRead
from tests.feeds.files import calendar, event, read

Why = WhyNotRead
HOUR = "DTSTART:20260310T100000Z\nDTEND:20260310T110000Z"
AT_TEN = ["03-10T10:00/03-10T11:00"]
HOLIDAY = "DTSTART;VALUE=DATE:20260701\nDTEND;VALUE=DATE:20260704"
DAILY = "DTSTART:20260310T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3"
THREE = [f"03-{day}T10:00/03-{day}T11:00" for day in (10, 11, 12)]
NAMED = "DTSTART;TZID={0}:20260310T110000\nDTEND;TZID={0}:20260310T120000"
WRONG_RULES = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
END:STANDARD
END:VTIMEZONE"""


def rule(text: str) -> bytes:
    return calendar(event(HOUR, f"RRULE:{text}"))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        # What is busy, and what is free.
        (calendar(), []),
        (calendar(event(HOUR)), AT_TEN),
        (calendar(event(HOUR, "STATUS:TENTATIVE")), AT_TEN),
        (calendar(event(HOUR, "STATUS:CANCELLED")), []),
        (calendar(event(HOUR, "TRANSP:TRANSPARENT")), []),
        (calendar(event(HOUR, "transp:transparent")), []),
        (calendar(event(HOUR, "TRANSP:OPAQUE", "STATUS:NONSENSE")), AT_TEN),
        (calendar("BEGIN:VTODO", HOUR, "END:VTODO"), []),
        (calendar(event("DTSTART:20240310T100000Z", "DTEND:20270310T100000Z")),
         ["03-01T00:00/12-01T00:00"]),
        # How long.
        (calendar(event("DTSTART:20260310T100000Z", "DURATION:P1D")), ["03-10T10:00/03-11T10:00"]),
        (calendar(event("DTSTART:20260310T100000Z", "DURATION:+P1DT1H")),
         ["03-10T10:00/03-11T11:00"]),
        (calendar(event("DTSTART:20260310T100000Z")), []),
        (calendar(event("DTSTART;VALUE=DATE:20260310")), ["03-09T23:00/03-10T23:00"]),
        (calendar(event("DTSTART;VALUE=DATE:20260310", "DTEND;VALUE=DATE:20260310")),
         ["03-09T23:00/03-10T23:00"]),
        (calendar(event(HOLIDAY)), ["06-30T22:00/07-03T22:00"]),
        (calendar(event("DTSTART:20260310T100000Z", "DTEND:99991231T235959Z")),
         ["03-10T10:00/12-01T00:00"]),
        # In which zone.
        *((calendar(event(NAMED.format(name))), AT_TEN) for name in (
            "Europe/Stockholm", "europe/stockholm", "W. Europe Standard Time", '"Europe/Paris"',
            "/freeassociation.example.net/Europe/Stockholm", "/x/Olson_1/Europe/Stockholm",
            '"(UTC+01:00) Amsterdam, Berlin, Bern, Rome"', "(UTC+01:00) Amsterdam, Berlin, Bern",
            "(GMT+01.00) Sarajevo/Skopje/Warsaw", "GMT+1", "UTC+01:00", "Etc/GMT-1")),
        (calendar(event(NAMED.format("FLE Standard Time"))), ["03-10T09:00/03-10T10:00"]),
        (calendar(event(NAMED.format("tzone://Microsoft/Utc"))), ["03-10T11:00/03-10T12:00"]),
        (calendar(event(NAMED.format("UTC"))), ["03-10T11:00/03-10T12:00"]),
        (calendar(WRONG_RULES, event(NAMED.format("W. Europe Standard Time"))), AT_TEN),
        (calendar("BEGIN:VTIMEZONE\nTZID:Mine\nX-LIC-LOCATION:Europe/Stockholm\nEND:VTIMEZONE",
                  event(NAMED.format("Mine"))), AT_TEN),
        *((calendar(event(NAMED.format(name))), Why.UNKNOWN_ZONE) for name in (
            "Mine", "Europe", "Europe/Nowhere", "Customized Time Zone", "../etc/passwd", "x" * 300,
            "(UTC+05:00) Stockholm", "UTC+25", "tzone://Microsoft/Custom", "localtime", "Factory")),
        (calendar("X-WR-TIMEZONE:Nowhere", event(HOLIDAY)), Why.UNKNOWN_ZONE),
        (calendar("X-WR-TIMEZONE:Nowhere", event(HOUR)), Why.UNKNOWN_ZONE),
        (calendar(event(NAMED.format("Mine").replace("2026", "2016"))), []),
        # Series.
        (calendar(event(DAILY)), THREE),
        (calendar(event(DAILY, "EXDATE:20260311T100000Z")), [THREE[0], THREE[2]]),
        (calendar(event(DAILY, "EXDATE;TZID=Europe/Stockholm:20260311T110000")),
         [THREE[0], THREE[2]]),
        (calendar(event(DAILY, "EXDATE;VALUE=DATE:20260311")), [THREE[0], THREE[2]]),
        (calendar(event("DTSTART;TZID=Europe/Helsinki:20260310T070000", "DURATION:PT1H",
                        "RRULE:FREQ=DAILY;BYHOUR=7,9;COUNT=2", "EXDATE:20260310T050000Z")),
         ["03-10T07:00/03-10T08:00"]),
        (calendar(event("DTSTART;VALUE=DATE:20260701", "RRULE:FREQ=DAILY;COUNT=4"),
                  event("RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20260703",
                        "DTSTART;VALUE=DATE:20260705", "DTEND;VALUE=DATE:20260706")),
         ["06-30T22:00/07-02T22:00", "07-04T22:00/07-06T22:00"]),
        (calendar(event(DAILY), event("RECURRENCE-ID;VALUE=DATE:20260311", HOUR,
                                      "STATUS:CANCELLED")), THREE),
        (calendar(event(DAILY), event("RECURRENCE-ID:20260311T100000Z", HOUR, "RRULE:FREQ=DAILY")),
         Why.TOO_COMPLEX),
        (calendar(event(DAILY, "RDATE:20260320T100000Z")), [*THREE, "03-20T10:00/03-20T11:00"]),
        (calendar(event(HOUR, "RDATE;VALUE=PERIOD:20260311T100000Z/PT2H")),
         [THREE[0], "03-11T10:00/03-11T12:00"]),
        (calendar(event(DAILY), event("RECURRENCE-ID:20260311T100000Z",
                                      "DTSTART:20260315T100000Z", "DURATION:PT5H")),
         [THREE[0], THREE[2], "03-15T10:00/03-15T15:00"]),
        (calendar(event(DAILY), event("RECURRENCE-ID;TZID=Europe/Helsinki:20260311T120000", HOUR,
                                      "STATUS:CANCELLED")), [THREE[0], THREE[2]]),
        (calendar(event("RECURRENCE-ID:20260301T100000Z", HOUR)), AT_TEN),
        (calendar(event(DAILY), event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260311T100000Z",
                                      "DTSTART:20260311T120000Z", "DURATION:PT30M")),
         [THREE[0], "03-11T12:00/03-11T12:30", "03-12T12:00/03-12T12:30"]),
        (calendar(event(HOUR), event("DTSTART:20260320T100000Z", "DURATION:PT1H")),
         [*AT_TEN, "03-20T10:00/03-20T11:00"]),
        (calendar(event("DTSTART;VALUE=DATE:20260701", "RRULE:FREQ=WEEKLY;UNTIL=20260708T220000Z")),
         ["06-30T22:00/07-01T22:00", "07-07T22:00/07-08T22:00"]),
        (rule("FREQ=DAILY;UNTIL=20260312"), THREE),
        (rule("FREQ=DAILY;UNTIL=20260312T100000"), THREE[:2]),
        (rule("FREQ=DAILY;UNTIL=20260309"), AT_TEN),
        (calendar(event("DTSTART:20160310T100000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY")), AT_TEN),
        (calendar(event("DTSTART:19700310T100000Z", "DURATION:PT1H",
                        "RRULE:FREQ=YEARLY;UNTIL=99991231T235959Z")), AT_TEN),
        # Rules that never end, or are none.
        *((rule(text), Why.TOO_COMPLEX) for text in (
            "FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=2", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=0",
            "FREQ=DAILY;COUNT=2147483647", "FREQ=DAILY;INTERVAL=99999999",
            "FREQ=HOURLY;BYMINUTE=0,10,20,30,40", "FREQ=YEARLY;BYSECOND=" + "1," * 400 + "1",
            "FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8,9;BYMINUTE=1,2,3,4,5,6;BYSECOND=1,2")),
        *((rule(text), Why.BROKEN) for text in (
            "", "FREQ=", "FREQ=DALY", "COUNT=3", "FREQ=DAILY;COUNT=-1", "FREQ=DAILY;COUNT=x",
            "FREQ=DAILY;FREQ=WEEKLY", "FREQ=DAILY;UNTIL=soon", "FREQ=DAILY;BYDAY=XX",
            "FREQ=DAILY;BYMONTH=;", "FREQ=DAILY;BYEASTER=0", "FREQ=DAILY;COUNT=2;UNTIL=20260401")),
        (calendar(event(HOUR, "EXRULE:FREQ=DAILY")), Why.TOO_COMPLEX),
        # Free-busy, where what it does not speak of is not known.
        (calendar("BEGIN:VFREEBUSY", "DTSTART:20260301T000000Z", "DTEND:20261101T000000Z",
                  "FREEBUSY:20260310T100000Z/20260310T110000Z,20260311T100000Z/PT1H",
                  "FREEBUSY;FBTYPE=FREE:20260401T100000Z/PT9H", "END:VFREEBUSY"),
         [*THREE[:2], "11-01T00:00/12-01T00:00"]),
        (calendar("BEGIN:VFREEBUSY", "FREEBUSY:soon", "END:VFREEBUSY"), Why.BROKEN),
        # How it is written.
        (calendar(event(HOUR)).replace(b"\n", b"\r\n"), AT_TEN),
        (calendar(event(HOUR)).replace(b"\n", b"\r"), AT_TEN),
        (calendar(event(HOUR)).replace(b"\n", b"\r\r\n"), AT_TEN),
        (b"\xef\xbb\xbf" + calendar(event(HOUR)), AT_TEN),
        (b"\n \n" + calendar(event(HOUR)) + b"\n\n\0", AT_TEN),
        (calendar(event("DTST\n ART:2026\n\t0310T100000Z", "DURATION:PT1H")), AT_TEN),
        (calendar(event(HOUR, "SUMMARY:Räksmörgås")).decode().encode("latin-1"), AT_TEN),
        (calendar(event(HOUR, "DESCRIPTION:" + "x" * 10**6)), AT_TEN),
        (calendar(event(HOUR)).lower(), AT_TEN),
        (calendar(event(HOUR)) * 2, AT_TEN),
        (calendar(event(HOUR, "DTSTAMP:20260101T000000Z", "X-WHATEVER;A=20260101:FREQ=DAILY",
                        "BEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT5M\nEND:VALARM")), AT_TEN),
        (calendar(event(HOUR)).decode().encode("utf-16"), Why.NOT_A_CALENDAR),
        # What is none.
        (b"", Why.NOT_A_CALENDAR),
        (b"\0" * 1000, Why.NOT_A_CALENDAR),
        (b"<!doctype html><title>Sign in</title>", Why.NOT_A_CALENDAR),
        (b'{"error": "expired"}', Why.NOT_A_CALENDAR),
        (b"BEGIN:VCARD\nFN:x\nEND:VCARD\n", Why.NOT_A_CALENDAR),
        (event(HOUR).encode(), Why.NOT_A_CALENDAR),
        (b"/etc/passwd", Why.NOT_A_CALENDAR),
        # What is damaged.
        (calendar(event(HOUR))[:-5], Why.BROKEN),
        (calendar(event(HOUR))[:60], Why.BROKEN),
        (calendar(event(HOUR)) + b"rubbish", Why.NOT_A_CALENDAR),
        (calendar(event("SUMMARY:when?")), Why.BROKEN),
        (calendar(event(HOUR, "DTSTART:20260311T100000Z")), Why.BROKEN),
        (calendar(event(HOUR, "DURATION:PT1H")), Why.BROKEN),
        (calendar(event("DTSTART:20260310T110000Z", "DTEND:20260310T100000Z")), Why.BROKEN),
        (calendar(event("DTSTART:20260310T100000Z", "DURATION:-PT1H")), Why.BROKEN),
        (calendar(event("DTSTART:20260310T100000Z", "DURATION:P")), Why.BROKEN),
        *((calendar(event(f"DTSTART:{time}", "DURATION:PT1H")), Why.BROKEN) for time in (
            "", "soon", "20261310T100000Z", "20260230T100000Z", "20260310T250000Z", "20260310T10Z",
            "00000310T100000Z", "2026-03-10", "20260310T100000+01", "²0260310T100000Z")),
        (calendar(event(HOUR, "BEGIN:VEVENT", HOUR, "END:VEVENT")), Why.BROKEN),
        (calendar("BEGIN:X-BOX", event(HOUR), "END:X-BOX"), Why.BROKEN),
        (calendar("BEGIN:VEVENTS", HOUR, "END:VEVENTS"), Why.BROKEN),
        (calendar("BEGIN:VAVAILABILITY", "END:VAVAILABILITY"), Why.BROKEN),
        (calendar(event(HOUR), "END:VEVENT"), Why.BROKEN),
        (calendar(event(HOUR, "RRUEL:FREQ=DAILY")), Why.BROKEN),
        (calendar(event(HOUR, "RDATES:20260320T100000Z")), Why.BROKEN),
        (calendar(event(HOUR, "a line without a name")), Why.BROKEN),
        (calendar("CALSCALE:CHINESE", event(HOUR)), Why.TOO_COMPLEX),
        (calendar(*["BEGIN:X-A"] * 9, *["END:X-A"] * 9), Why.TOO_COMPLEX),
    ],
)  # fmt: skip
def test_file_is_read_or_refused(content: bytes, expected: list[str] | WhyNotRead) -> None:
    assert read(content) == expected


def test_bad_event_ends_the_reading_of_good_ones() -> None:
    good = [event(HOUR, uid=str(number)) for number in range(50)]

    assert read(calendar(*good, event("DTSTART:soon"))) is Why.BROKEN


def test_file_with_100_000_events_is_too_complex() -> None:
    tiny = "BEGIN:VEVENT\nDTSTART:20260310\nEND:VEVENT"

    assert read(calendar(*[tiny] * 100_000)) is Why.TOO_COMPLEX


def test_rules_that_take_too_long_are_too_complex(monkeypatch: pytest.MonkeyPatch) -> None:
    short = Confined("visits.ics.busy:read_busy_times", limits=Limits(cpu_seconds=1))
    monkeypatch.setattr(reading, "FILES", short)
    start = "DTSTART:19000101T000000Z", "DURATION:PT1H"

    never = read(calendar(event(*start, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31")))
    often = read(calendar(event(*start, *["RRULE:FREQ=HOURLY"] * 60)))

    assert (never, often) == (Why.TOO_COMPLEX, Why.TOO_COMPLEX)
    short.close()


def test_lies_of_one_file_about_a_zone_do_not_reach_the_next() -> None:
    named = event(NAMED.format("W. Europe Standard Time"))

    assert [read(calendar(WRONG_RULES, named)), read(calendar(named))] == [AT_TEN, AT_TEN]


def test_own_invitations_make_nobody_busy() -> None:
    ours = event(HOUR, uid=f"{'0f' * 16}@Kvarken.example.org")
    theirs = event(HOLIDAY, uid=f"{'0f' * 16}@x.example.org")

    busy = read(calendar(ours, theirs), own="kvarken.example.org")

    assert busy == ["06-30T22:00/07-03T22:00"]


@pytest.mark.parametrize("name", ["7", "meeting-" + "0f" * 16, "0F" * 15, ""])
def test_what_else_is_written_at_our_mail_domain_is_somebodys_own(name: str) -> None:
    colleagues = event(HOLIDAY, uid=f"{name}@kvarken.example.org")

    assert read(calendar(colleagues), own="kvarken.example.org") == ["06-30T22:00/07-03T22:00"]


@pytest.mark.parametrize(
    "lines",
    [
        ("STATUS:CANCELLED", "STATUS:CONFIRMED"),
        ("TRANSP:TRANSPARENT", "TRANSP:OPAQUE"),
        (f"UID:{'0f' * 16}@kvarken.example.org",),
    ],
)
def test_event_that_contradicts_itself_is_busy(lines: tuple[str, ...]) -> None:
    busy = read(calendar(event(*lines, HOLIDAY)), own="kvarken.example.org")

    assert busy == ["06-30T22:00/07-03T22:00"]


def test_owner_in_a_zone_that_nobody_knows_is_not_read() -> None:
    assert read(calendar(event(HOLIDAY)), zone="Nowhere") is Why.UNKNOWN_ZONE
