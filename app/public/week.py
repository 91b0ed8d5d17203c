"""When an offer is received, in words: its weeks, and the days it is closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from babel.lists import format_list

from app.formatting import format_clock, locale_of
from visits.availability import Closure, Opening
from visits.catalogue import Offer

AHEAD = timedelta(days=365)


@dataclass(frozen=True)
class Hours:
    """Weekdays that share the same hours, both as text: "Tuesday and Thursday"."""

    days: str
    clocks: str


def weekly_hours(openings: Iterable[Opening]) -> tuple[Hours, ...]:
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
        Hours(_capital(_all_of([names[weekday] for weekday in weekdays])), clocks)
        for clocks, weekdays in days_by_clocks.items()
    )


def coming_closures(offer: Offer, *, today: date) -> tuple[Closure, ...]:
    """The days of the coming year on which the offer or its regional office is closed."""
    every = {*offer.closures, *offer.host.node.closures}
    return tuple(
        closure
        for closure in sorted(every)
        if closure.last_on >= today and closure.first_on <= today + AHEAD
    )


def _clocks(opening: Opening) -> str:
    return f"{format_clock(opening.opens)}–{format_clock(opening.closes)}"


def _all_of(texts: list[str]) -> str:
    return format_list(texts, locale=locale_of())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
