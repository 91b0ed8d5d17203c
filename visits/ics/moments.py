"""Dates, times and lengths as calendar files write them (RFC 5545, 3.3), read strictly."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from visits.free_busy import NotRead, WhyNotRead
from visits.ics.lines import Line

Moment = date | datetime  # a day without a zone, or an aware instant
ZoneOf = Callable[[Line], tzinfo]  # the zone of a line's wall times

WRITTEN = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", re.ASCII)
LENGTH = re.compile(
    r"\+?P(?:(\d{1,4})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?)",
    re.ASCII,
)


@dataclass(frozen=True)
class Length:
    """So many days by the calendar, which the clocks may change, and then so much time."""

    days: int = 0
    time: timedelta = timedelta(0)

    def after(self, starts: Moment, zone: tzinfo) -> datetime:
        """The instant it ends, in UTC; a day starts at midnight in the zone."""
        wall = starts if isinstance(starts, datetime) else _midnight(starts, zone)
        return (wall + timedelta(days=self.days)).astimezone(UTC) + self.time


def moment(line: Line, text: str, zone_of: ZoneOf) -> Moment:
    """The day or the instant that one value of a line says; raises NotRead."""
    found = WRITTEN.fullmatch(text.strip().upper())
    if not found:
        raise NotRead(WhyNotRead.BROKEN, f"{line.name} is no time")
    year, month, day, hour, minute, second, is_utc = found.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day))
        wall = datetime(  # noqa: DTZ001 - the zone follows
            int(year), int(month), int(day), int(hour), int(minute), min(int(second), 59)
        )
    except ValueError:
        raise NotRead(WhyNotRead.BROKEN, f"{line.name} is no time") from None
    return wall.replace(tzinfo=UTC if is_utc else zone_of(line))


def moments(line: Line, zone_of: ZoneOf) -> list[Moment]:
    """Every day or instant of a line with a list."""
    return [moment(line, text, zone_of) for text in line.value.split(",")]


def length(line: Line, text: str) -> Length:
    """The length that a value says; raises NotRead where it is none, or goes backwards."""
    found = LENGTH.fullmatch(text.strip().upper())
    if not found or not any(found.groups()):
        raise NotRead(WhyNotRead.BROKEN, f"{line.name} is no length")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return Length(weeks * 7 + days, timedelta(hours=hours, minutes=minutes, seconds=seconds))


def instant(when: Moment, zone: tzinfo) -> datetime:
    """The instant in UTC; of a day, its midnight in the zone."""
    wall = when if isinstance(when, datetime) else _midnight(when, zone)
    return wall.astimezone(UTC)


def _midnight(on: date, zone: tzinfo) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=zone)
