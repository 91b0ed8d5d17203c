"""Clocks that change, and clocks that do not: no busy time is an hour off (R16)."""

import pytest

from tests.feeds.files import calendar, event, read
from tests.feeds.servers import words

DAYS = """
Europe/Stockholm 20260329 03-28T23:00/03-29T22:00
Europe/Stockholm 20261025 10-24T22:00/10-25T23:00
Europe/Helsinki  20260329 03-28T22:00/03-29T21:00
Europe/Helsinki  20261025 10-24T21:00/10-25T22:00
America/New_York 20260308 03-08T05:00/03-09T04:00
America/New_York 20261101 11-01T04:00/11-02T05:00
Asia/Kathmandu   20260329 03-28T18:15/03-29T18:15
Asia/Kathmandu   20261025 10-24T18:15/10-25T18:15
Asia/Tokyo       20260329 03-28T15:00/03-29T15:00
Asia/Tokyo       20261025 10-24T15:00/10-25T15:00
"""
# From 01:00 to 04:00 by the wall.
NIGHTS = """
Europe/Stockholm 20260329 03-29T00:00/03-29T02:00
Europe/Stockholm 20261025 10-24T23:00/10-25T03:00
Europe/Helsinki  20260329 03-28T23:00/03-29T01:00
Europe/Helsinki  20261025 10-24T22:00/10-25T02:00
America/New_York 20260308 03-08T06:00/03-08T08:00
America/New_York 20261101 11-01T05:00/11-01T09:00
Asia/Kathmandu   20260329 03-28T19:15/03-28T22:15
Asia/Kathmandu   20261025 10-24T19:15/10-24T22:15
Asia/Tokyo       20260329 03-28T16:00/03-28T19:00
Asia/Tokyo       20261025 10-24T16:00/10-24T19:00
"""
# Each morning from 09:00 to 10:00, on the day before and on the day.
MORNINGS = """
Europe/Stockholm 20260328 03-28T08:00/03-28T09:00 03-29T07:00/03-29T08:00
Europe/Stockholm 20261024 10-24T07:00/10-24T08:00 10-25T08:00/10-25T09:00
Europe/Helsinki  20260328 03-28T07:00/03-28T08:00 03-29T06:00/03-29T07:00
Europe/Helsinki  20261024 10-24T06:00/10-24T07:00 10-25T07:00/10-25T08:00
America/New_York 20260307 03-07T14:00/03-07T15:00 03-08T13:00/03-08T14:00
America/New_York 20261031 10-31T13:00/10-31T14:00 11-01T14:00/11-01T15:00
Asia/Kathmandu   20260328 03-28T03:15/03-28T04:15 03-29T03:15/03-29T04:15
Asia/Kathmandu   20261024 10-24T03:15/10-24T04:15 10-25T03:15/10-25T04:15
Asia/Tokyo       20260328 03-28T00:00/03-28T01:00 03-29T00:00/03-29T01:00
Asia/Tokyo       20261024 10-24T00:00/10-24T01:00 10-25T00:00/10-25T01:00
"""
# An hour that begins at a time the clocks skip, or show twice (then it is the first).
ODD_TIMES = """
Europe/Stockholm 20260329T023000 03-29T01:30/03-29T02:30
Europe/Stockholm 20261025T023000 10-25T00:30/10-25T01:30
Europe/Helsinki  20260329T033000 03-29T01:30/03-29T02:30
Europe/Helsinki  20261025T033000 10-25T00:30/10-25T01:30
America/New_York 20260308T023000 03-08T07:30/03-08T08:30
America/New_York 20261101T013000 11-01T05:30/11-01T06:30
"""
# Two hours from 01:30 on, the day before and on the day: two hours that are true ones.
TWO_HOURS = """
Europe/Stockholm 20260328 03-28T00:30/03-28T02:30 03-29T00:30/03-29T02:30
Europe/Stockholm 20261024 10-23T23:30/10-24T01:30 10-24T23:30/10-25T01:30
"""


def cases(table: str) -> list[tuple[str, str, list[str]]]:
    rows = [words(row) for row in table.strip().splitlines()]
    return [(zone, day, spans) for zone, day, *spans in rows]


def in_every_way(zone: str, *lines: str) -> list[object]:
    """A file read with its zone on its lines, on the calendar, and in nothing but the owner."""
    named = [line.replace("DTSTART:", f"DTSTART;TZID={zone}:") for line in lines]
    named = [line.replace("DTEND:", f"DTEND;TZID={zone}:") for line in named]
    return [
        read(calendar(event(*named)), zone=zone if "VALUE=DATE" in lines[0] else "Asia/Dubai"),
        read(calendar(f"X-WR-TIMEZONE:{zone}", event(*lines)), zone="Asia/Dubai"),
        read(calendar(event(*lines)), zone=zone),
    ]


@pytest.mark.parametrize(("zone", "day", "spans"), cases(DAYS))
def test_whole_day_is_as_long_as_the_clocks_make_it(zone: str, day: str, spans: list[str]) -> None:
    assert in_every_way(zone, f"DTSTART;VALUE=DATE:{day}") == [spans] * 3


@pytest.mark.parametrize(("zone", "day", "spans"), cases(NIGHTS))
def test_night_is_as_long_as_the_clocks_make_it(zone: str, day: str, spans: list[str]) -> None:
    lines = f"DTSTART:{day}T010000", f"DTEND:{day}T040000"

    assert in_every_way(zone, *lines) == [spans] * 3


@pytest.mark.parametrize(("zone", "day", "spans"), cases(MORNINGS))
def test_series_keeps_its_time_by_the_wall(zone: str, day: str, spans: list[str]) -> None:
    lines = f"DTSTART:{day}T090000", f"DTEND:{day}T100000", "RRULE:FREQ=DAILY;COUNT=2"

    assert in_every_way(zone, *lines) == [spans] * 3


@pytest.mark.parametrize(("zone", "time", "spans"), cases(ODD_TIMES))
def test_time_that_is_skipped_or_shown_twice_is_one_instant(
    zone: str, time: str, spans: list[str]
) -> None:
    assert in_every_way(zone, f"DTSTART:{time}", "DURATION:PT1H") == [spans] * 3


@pytest.mark.parametrize(("zone", "day", "spans"), cases(TWO_HOURS))
def test_event_of_a_series_lasts_as_long_as_the_first(
    zone: str, day: str, spans: list[str]
) -> None:
    lines = f"DTSTART:{day}T013000", f"DTEND:{day}T033000", "RRULE:FREQ=DAILY;COUNT=2"

    assert in_every_way(zone, *lines) == [spans] * 3
