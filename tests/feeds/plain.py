"""Damaged files that we read, beside what the two libraries alone make of them.

They believe more than we do, so they may find less; but whatever they find must be busy with us.
Run in a process of its own: icalendar remembers the zones of every file it has read.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from tests.feeds.mutate import BETWEEN, mutant
from visits.free_busy import NotRead
from visits.ics.busy import busy_times
from visits.span import Span

ZONE = ZoneInfo("Europe/Stockholm")


def compare_mutants(content: bytes, *, seed: int, count: int) -> dict[str, object]:
    """How many were read by both, and which hold a time that only the libraries find."""
    del content
    compared, missed = 0, []
    for number in range(seed, seed + count):
        file, _ = mutant(random.Random(number))
        try:
            ours, _ = busy_times(file, between=BETWEEN, zone=ZONE.key)
            theirs = list(plainly_busy(file))
        except NotRead:
            continue
        except Exception:  # noqa: BLE001 - the libraries raise anything
            continue
        compared += 1
        if not all(any(busy.contains(one) for busy in ours) for one in theirs):
            missed.append(number)
    return {"compared": compared, "missed": missed}


def plainly_busy(file: bytes) -> Iterator[Span]:
    """The busy times as icalendar and recurring-ical-events find them."""
    for calendar in icalendar.Calendar.from_ical(file, multiple=True):
        query = recurring_ical_events.of(calendar)
        for found in query.between(BETWEEN.starts_at, BETWEEN.ends_at):
            is_free = str(found.get("TRANSP", "")).upper() == "TRANSPARENT"
            is_cancelled = str(found.get("STATUS", "")).upper() == "CANCELLED"
            starts_at, ends_at = _instant(found.start), _instant(found.end)
            if not is_free and not is_cancelled and starts_at.timestamp() < ends_at.timestamp():
                taken = Span(starts_at, ends_at).intersection(BETWEEN)
                if taken is not None:
                    yield taken


def _instant(when: date) -> datetime:
    if not isinstance(when, datetime):
        return datetime(when.year, when.month, when.day, tzinfo=ZONE)
    return when if when.tzinfo else when.replace(tzinfo=ZONE)
