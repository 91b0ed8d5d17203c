"""The rules of repeated events (RFC 5545, 3.3.10): checked, bounded, and written anew.

A rule can be made to run for ever, or to fill the memory. Those are refused before anything
expands them.
"""

import re
from datetime import UTC, datetime, time, timedelta, tzinfo

from visits.free_busy import NotRead, WhyNotRead
from visits.ics.lines import Line
from visits.ics.moments import Moment, ZoneOf, moment

FREQUENCIES = ("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
TOO_FREQUENT = ("SECONDLY", "MINUTELY")
FIRST_YEAR = 1900
MOST_INTERVAL = 10_000
MOST_COUNT = 100_000
MOST_IN_A_LIST = 400
MOST_A_DAY = 96
FOR_EVER = 9000  # the year that some programs mean when they write 9999

NUMBERS = re.compile(r"[+-]?\d{1,3}(?:,[+-]?\d{1,3})*", re.ASCII)
WEEKDAY = re.compile(r"([+-]?\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
WHOLE = re.compile(r"\d{1,10}", re.ASCII)
# The highest number in each list; what counts from the end may be as low with a minus.
BOUNDS = {
    "BYSECOND": 59,
    "BYMINUTE": 59,
    "BYHOUR": 23,
    "BYMONTHDAY": 31,
    "BYYEARDAY": 366,
    "BYWEEKNO": 53,
    "BYMONTH": 12,
    "BYSETPOS": 366,
}


def checked_rule(line: Line, starts: Moment, zone_of: ZoneOf) -> tuple[str, Moment | None]:
    """A rule as its series may be expanded by it, and its UNTIL; raises NotRead.

    UNTIL comes out in the kind that `starts` has: a day, or an instant in UTC. A day that ends
    a series of instants is counted whole.
    """
    parts = _parts(line)
    if starts.year < FIRST_YEAR:
        raise NotRead(WhyNotRead.TOO_COMPLEX, "a series begins too long ago")
    _check_frequency(parts)
    _check_lists(parts)
    until = None
    if "UNTIL" in parts:
        if "COUNT" in parts:
            raise _broken()
        written = moment(line, parts.pop("UNTIL"), zone_of)
        if written.year < FOR_EVER:
            until = _until(written, starts, zone_of(line))
            form = "%Y%m%dT%H%M%SZ" if isinstance(until, datetime) else "%Y%m%d"
            parts["UNTIL"] = until.strftime(form)
    return ";".join(f"{name}={value}" for name, value in parts.items()), until


def _parts(line: Line) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in line.value.upper().rstrip(";").split(";"):
        name, equals, value = part.strip().partition("=")
        if not equals or name in parts:
            raise _broken()
        parts[name] = value
    return parts


def _check_frequency(parts: dict[str, str]) -> None:
    frequency = parts.get("FREQ", "")
    if frequency in TOO_FREQUENT:
        raise NotRead(WhyNotRead.TOO_COMPLEX, "a rule repeats too often")
    if frequency not in FREQUENCIES:
        raise _broken()
    for name, most in (("INTERVAL", MOST_INTERVAL), ("COUNT", MOST_COUNT)):
        text = parts.get(name, "1")
        if not WHOLE.fullmatch(text):
            raise _broken()
        if not 1 <= int(text) <= most:
            raise NotRead(WhyNotRead.TOO_COMPLEX, f"{name} is out of bounds")


def _check_lists(parts: dict[str, str]) -> None:
    sizes = dict.fromkeys(BOUNDS, 1)
    for name, value in parts.items():
        if name in BOUNDS:
            if not NUMBERS.fullmatch(value):
                raise _broken()
            numbers = [abs(int(number)) for number in value.split(",")]
            if max(numbers) > BOUNDS[name]:
                raise _broken()
            sizes[name] = len(numbers)
        elif name == "BYDAY":
            _check_days(value, is_by_month=parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts)
            sizes[name] = value.count(",") + 1
        elif name == "WKST":
            if not WEEKDAY.fullmatch(value):
                raise _broken()
        elif name not in ("FREQ", "INTERVAL", "COUNT", "UNTIL"):
            raise _broken()
    hours = 24 if parts["FREQ"] == "HOURLY" else sizes["BYHOUR"]
    a_day = hours * sizes["BYMINUTE"] * sizes["BYSECOND"]
    if max(sizes.values()) > MOST_IN_A_LIST or a_day > MOST_A_DAY:
        raise NotRead(WhyNotRead.TOO_COMPLEX, "a rule repeats too often")


def _check_days(value: str, *, is_by_month: bool) -> None:
    """MO, or 2MO, or -1FR: a month has no sixth Monday, and a year no fifty-fourth."""
    most = 5 if is_by_month else 53
    for day in value.split(","):
        found = WEEKDAY.fullmatch(day)
        if not found or not 1 <= abs(int(found[1] or 1)) <= most:
            raise _broken()


def _until(until: Moment, starts: Moment, zone: tzinfo) -> Moment:
    if not isinstance(starts, datetime):
        return until.astimezone(zone).date() if isinstance(until, datetime) else until
    if isinstance(until, datetime):
        return until.astimezone(UTC)
    last = datetime.combine(until + timedelta(days=1), time(0), starts.tzinfo)
    return last.astimezone(UTC) - timedelta(seconds=1)


def _broken() -> NotRead:
    return NotRead(WhyNotRead.BROKEN, "a rule cannot be read")
