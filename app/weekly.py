"""Weekly hours in words: "Tuesday and Thursday", "09:00–15:00"."""

from collections.abc import Iterable
from dataclasses import dataclass

from babel.lists import format_list

from app.formatting import format_clock, locale_of
from visits.availability import Opening


@dataclass(frozen=True)
class WeeklyHours:
    """Weekdays that share the same hours, both as text: "Tuesday and Thursday"."""

    days: str
    clocks: str


def weekly_hours(openings: Iterable[Opening]) -> tuple[WeeklyHours, ...]:
    """The week in words; days with the same hours stand together, where the first one would."""
    by_day: dict[int, list[Opening]] = {}
    for opening in sorted(openings):
        by_day.setdefault(opening.weekday, []).append(opening)
    days_by_clocks: dict[str, list[int]] = {}
    for weekday, stretches in by_day.items():
        clocks = _all_of([_clocks(opening) for opening in stretches])
        days_by_clocks.setdefault(clocks, []).append(weekday)
    names = locale_of().days["stand-alone"]["wide"]
    return tuple(
        WeeklyHours(_capital(_all_of([names[weekday] for weekday in weekdays])), clocks)
        for clocks, weekdays in days_by_clocks.items()
    )


def _clocks(opening: Opening) -> str:
    return f"{format_clock(opening.opens)}–{format_clock(opening.closes)}"


def _all_of(texts: list[str]) -> str:
    return format_list(texts, locale=locale_of())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
