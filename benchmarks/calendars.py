"""How fast foreign calendars are read, against plain icalendar doing it in one loop.

Each calendar has 500 events over two years, one in twenty a series, with the texts, people and
alarms that events have. Ours reads each in a process of its own, behind limits, and refuses what
it is not sure of; the plain loop parses with icalendar and expands with recurring-ical-events in
this process, without any limit. They take turns on every file, in alternating order, and must find
the same busy times. Run: python -m benchmarks.calendars [--calendars 1000]
"""

import argparse
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter

import recurring_ical_events
from icalendar import Calendar

from app.feeds.reading import read_busy_file
from visits.span import Span, union

EVENTS = 500
ZONE = "Europe/Stockholm"
BETWEEN = Span(datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC))
FIRST_AT = datetime(2025, 12, 1, 8)  # noqa: DTZ001 - a wall time of the calendar's zone


def a_calendar(seed: int) -> bytes:
    """One person's calendar, as an exporter writes it."""
    dice = random.Random(seed)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Benchmarks//EN"]
    for number in range(EVENTS):
        starts = FIRST_AT + timedelta(days=dice.randrange(730), hours=dice.randrange(9))
        ends = starts + timedelta(minutes=dice.choice((30, 60, 90)))
        lines += [
            "BEGIN:VEVENT",
            f"UID:{seed}-{number}@example.org",
            "DTSTAMP:20260101T000000Z",
            "CREATED:20260101T000000Z",
            "LAST-MODIFIED:20260101T000000Z",
            f"DTSTART;TZID={ZONE}:{starts:%Y%m%dT%H%M%S}",
            f"DTEND;TZID={ZONE}:{ends:%Y%m%dT%H%M%S}",
            f"SUMMARY:Meeting number {number}",
            "DESCRIPTION:What is on the agenda\\, who brings what\\, and where the coffee is.",
            "LOCATION:The room at the end",
            "STATUS:CONFIRMED",
            f"TRANSP:{dice.choice(('OPAQUE', 'OPAQUE', 'OPAQUE', 'TRANSPARENT'))}",
            "ORGANIZER;CN=Chair:mailto:chair@example.org",
            "ATTENDEE;CN=Guest;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:guest@example.org",
        ]
        if number % 20 == 0:
            lines.append("RRULE:FREQ=WEEKLY;COUNT=30")
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15M", "END:VALARM", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def plain(content: bytes) -> tuple[Span, ...]:
    """The busy times by the two libraries alone."""
    found = recurring_ical_events.of(Calendar.from_ical(content)).between(
        BETWEEN.starts_at, BETWEEN.ends_at
    )
    busy = (one for one in found if one.get("TRANSP") != "TRANSPARENT")
    clipped = (Span(one.start, one.end).intersection(BETWEEN) for one in busy)
    return union(span for span in clipped if span is not None)


def ours(content: bytes) -> tuple[Span, ...]:
    """The busy times as Kvarken reads them."""
    return read_busy_file(content, between=BETWEEN, zone=ZONE).spans


def main() -> None:
    """Measures and prints one line of JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--calendars", type=int, default=1000)
    count = arguments.parse_args().calendars
    ways: list[tuple[str, Callable[[bytes], tuple[Span, ...]]]] = [("ours", ours), ("plain", plain)]
    taken = {"ours": 0.0, "plain": 0.0}
    ours(a_calendar(-1))  # the helper starts once
    for number in range(count):
        content = a_calendar(number)
        found = {}
        for name, read in ways if number % 2 else reversed(ways):
            started = perf_counter()
            found[name] = read(content)
            taken[name] += perf_counter() - started
        assert found["ours"] == found["plain"], number
    report = {
        "calendars": count,
        "events_each": EVENTS,
        "files_per_second": round(count / taken["ours"], 1),
        "plain_files_per_second": round(count / taken["plain"], 1),
        "ratio": round(taken["ours"] / taken["plain"], 3),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
