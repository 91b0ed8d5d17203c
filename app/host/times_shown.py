"""An offer's coming weeks in words: day by day what is free, and why the rest is not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.formatting import format_clocks, format_day, format_short_day
from app.i18n import gettext
from app.labels import label
from visits.catalogue import Offer
from visits.span import Day, Span, days
from visits.stretches import Stretch, WhyNotFree

SHOWN_DAYS = 28


@dataclass(frozen=True)
class ShownReason:
    """Why a time of a day is not free; without clocks it is about the whole day."""

    clocks: str
    why: str


@dataclass(frozen=True)
class ShownDay:
    """A day of the site's calendar."""

    on: date
    name: str
    free: tuple[str, ...]
    reasons: tuple[ShownReason, ...]


@dataclass(frozen=True)
class ShownWeek:
    """A week, or what is left of it."""

    id: str
    name: str
    days: tuple[ShownDay, ...]


def horizon_of(offer: Offer, *, now: datetime) -> Span:
    """Today and the four weeks that begin with it, at the offer's site."""
    zone = offer.site.zone
    today = now.astimezone(ZoneInfo(zone)).date()
    last = Day(today + timedelta(days=SHOWN_DAYS - 1), zone)
    return Span(Day(today, zone).span().starts_at, last.span().ends_at)


def coming_weeks(offer: Offer, found: Sequence[Stretch], *, horizon: Span) -> tuple[ShownWeek, ...]:
    """The days of the horizon, week by week."""
    zone = offer.site.zone
    place = ZoneInfo(zone)
    by_day: dict[date, list[Stretch]] = {}
    for stretch in found:
        by_day.setdefault(stretch.span.starts_at.astimezone(place).date(), []).append(stretch)
    first_on = horizon.starts_at.astimezone(place).date()
    last_on = first_on + timedelta(days=SHOWN_DAYS - 1)
    weeks: dict[date, list[ShownDay]] = {}
    for day in days(first_on, last_on, zone):
        monday = day.on - timedelta(days=day.on.weekday())
        weeks.setdefault(monday, []).append(_shown_day(day, by_day.get(day.on, [])))
    return tuple(_shown_week(monday, shown) for monday, shown in weeks.items())


def _shown_week(monday: date, shown: Iterable[ShownDay]) -> ShownWeek:
    number = monday.isocalendar().week
    name = gettext("Week %(number)s, from %(day)s")
    of_week = tuple(shown)
    values = {"number": number, "day": format_short_day(of_week[0].on)}
    return ShownWeek(f"week-{number}", name % values, of_week)


def _shown_day(day: Day, stretches: Sequence[Stretch]) -> ShownDay:
    """Where one reason holds all day long, its clocks are left out."""
    free = [format_clocks(one.span, zone=day.zone) for one in stretches if one.why is None]
    reasons = [(one.span, one.why) for one in stretches if one.why is not None]
    kinds = {why for _, why in reasons} or {WhyNotFree.OUTSIDE_HOURS}
    if not free and len(kinds) == 1:
        return ShownDay(day.on, format_day(day.on), (), (ShownReason("", label(*kinds)),))
    shown = (ShownReason(format_clocks(span, zone=day.zone), label(why)) for span, why in reasons)
    return ShownDay(day.on, format_day(day.on), tuple(free), tuple(shown))
