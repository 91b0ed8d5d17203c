"""Which zone a calendar file means: names of the tz database, of Windows, and of vendors.

The rules a file brings along for a zone are not used: they are often wrong, and the name says it.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

# Only names of this list reach the file system; they are read once, before any file is.
KNOWN = {
    name.casefold(): name for name in available_timezones() - {"localtime", "Factory", "posixrules"}
}
WINDOWS = {name.casefold(): olson for name, olson in WINDOWS_TO_OLSON.items()}
UTC_NAMES = frozenset({"z", "utc", "tzone://microsoft/utc", "coordinated universal time"})
FIXED = re.compile(r"(?:utc|gmt)([+-])(\d{1,2})(?::?([0-5]\d))?")
SHOWN = re.compile(r"\((?:utc|gmt)(?:([+-])(\d{1,2})[:.]([0-5]\d))?\)\s*(.+)")
# Outlook shows these zones by a description instead of a city.
DESCRIBED = {
    "eastern time (us & canada)": "America/New_York",
    "central time (us & canada)": "America/Chicago",
    "mountain time (us & canada)": "America/Denver",
    "pacific time (us & canada)": "America/Los_Angeles",
    "atlantic time (canada)": "America/Halifax",
    "coordinated universal time": "UTC",
}
WINTER = datetime(2026, 1, 15)  # noqa: DTZ001 - a wall time, wherever it is


@cache
def zone_named(name: str) -> tzinfo | None:
    """The zone of a name as it stands in a file, or None where nobody can be sure."""
    words = " ".join(name.split()).casefold()
    if words in UTC_NAMES:
        return UTC
    known = KNOWN.get(words) or WINDOWS.get(words) or _of_a_path(words)
    if known:
        return ZoneInfo(known)
    fixed = FIXED.fullmatch(words)
    if fixed:
        offset = _offset(*fixed.groups())
        return timezone(offset) if abs(offset) <= timedelta(hours=14) else None
    shown = SHOWN.fullmatch(words)
    return _shown(*shown.groups()) if shown else None


def _of_a_path(words: str) -> str | None:
    """/vendor.example/2021_1/Europe/Stockholm ends in a known name."""
    parts = words.split("/")
    tails = ("/".join(parts[start:]) for start in range(1, len(parts) - 1))
    return next((KNOWN[tail] for tail in tails if tail in KNOWN), None)


def _shown(sign: str | None, hours: str | None, minutes: str | None, text: str) -> tzinfo | None:
    """(UTC+01:00) Amsterdam, Berlin, ...: the first city that is a zone with that offset."""
    described = DESCRIBED.get(text)
    cities = [city.strip().replace(" ", "_") for city in re.split("[,/]", text)]
    names = [described] if described else [_of_a_city(city) for city in cities]
    for name in names:
        if name and ZoneInfo(name).utcoffset(WINTER) == _offset(sign, hours, minutes):
            return ZoneInfo(name)
    return None


def _of_a_city(city: str) -> str | None:
    found = {KNOWN[words] for words in KNOWN if words.endswith(f"/{city}")}
    return next(iter(found)) if len(found) == 1 else None


def _offset(sign: str | None, hours: str | None, minutes: str | None) -> timedelta:
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return -offset if sign == "-" else offset
