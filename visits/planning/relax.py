"""A wish let go of, and a wish changed by an amount: how corrections alter a problem."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from visits.catalogue import Format
from visits.planning.problem import Problem
from visits.planning.wishes import LONGEST_HORIZON_DAYS, Wishes

LATEST_TIME = time(23, 59)


class WishKind(StrEnum):
    """What of the wishes can clash, the easiest to give up first."""

    LUNCH = "lunch"
    MOST_STOPS = "most_stops"
    LONGEST_DAY = "longest_day"
    HOURS = "hours"
    WEEKDAYS = "weekdays"
    DATES = "dates"
    DAYS = "days"
    THEMES = "themes"
    LANGUAGE = "language"
    FORMAT = "format"
    MUST = "must"
    SIZE = "size"


@dataclass(frozen=True, order=True)
class Wish:
    """One wish; a must says which choice."""

    kind: WishKind
    choice: str = ""


class ChangeKind(StrEnum):
    """How a wish is changed; the comment says what the value is."""

    LATEST_ON = "latest_on"  # the new date
    EARLIEST_ON = "earliest_on"  # the new date
    ADD_WEEKDAY = "add_weekday"  # 0 for Monday to 6
    DAY_FROM = "day_from"  # the new wall time
    DAY_UNTIL = "day_until"  # the new wall time
    LONGEST_DAY = "longest_day"  # the new length in minutes
    MOST_STOPS = "most_stops"  # the new number
    MOST_DAYS = "most_days"  # the new number
    NO_LUNCH = "no_lunch"  # the minutes given up
    ADD_LANGUAGE = "add_language"  # the language's tag
    INTERPRETATION = "interpretation"  # always True
    SIZE = "size"  # the most people who can come
    FORMAT = "format"  # the other format
    ANY_THEME = "any_theme"  # always True
    DROP_MUST = "drop_must"  # the choice's key


@dataclass(frozen=True)
class Change:
    """One wish changed to a value; `effort` compares how much changes ask of people."""

    kind: ChangeKind
    value: str | int | date | time
    effort: int

    def applied_to(self, problem: Problem) -> Problem:
        """The problem with the changed wish."""
        match self.kind, self.value:
            case ChangeKind.ADD_LANGUAGE, str(tag):
                party = replace(problem.party, languages=(*problem.party.languages, tag))
                return replace(problem, party=party)
            case ChangeKind.INTERPRETATION, _:
                return replace(problem, party=replace(problem.party, interpretation=True))
            case ChangeKind.SIZE, int(size):
                return replace(problem, party=replace(problem.party, size=size))
        return replace(problem, wishes=self._wishes(problem.wishes))

    def _wishes(self, wishes: Wishes) -> Wishes:
        match self.kind, self.value:
            case ChangeKind.LATEST_ON, date() as on:
                return replace(wishes, latest_on=on)
            case ChangeKind.EARLIEST_ON, date() as on:
                return replace(wishes, earliest_on=on)
            case ChangeKind.ADD_WEEKDAY, int(weekday):
                return replace(wishes, weekdays=(*wishes.weekdays, weekday))
            case ChangeKind.DAY_FROM, time() as wall:
                return replace(wishes, day_from=wall)
            case ChangeKind.DAY_UNTIL, time() as wall:
                return replace(wishes, day_until=wall)
            case ChangeKind.LONGEST_DAY, int(minutes):
                return replace(wishes, longest_day=minutes)
            case ChangeKind.MOST_STOPS, int(stops):
                return replace(wishes, most_stops=stops)
            case ChangeKind.MOST_DAYS, int(days):
                return replace(wishes, most_days=days)
            case ChangeKind.FORMAT, str(name):
                return replace(wishes, format=Format(name))
            case ChangeKind.DROP_MUST, str(key):
                return replace(wishes, musts=tuple(must for must in wishes.musts if must != key))
            case ChangeKind.NO_LUNCH, _:
                return replace(wishes, lunch=None)
            case _:
                return replace(wishes, themes=())


def wishes_of(problem: Problem) -> tuple[Wish, ...]:
    """Every wish of a problem that can be let go of, the easiest to give up first."""
    wishes: list[Wish] = []
    for kind in WishKind:
        if kind is WishKind.MUST:
            wishes.extend(Wish(kind, key) for key in sorted(problem.wishes.musts))
        elif kind is not WishKind.LUNCH or problem.wishes.lunch is not None:
            wishes.append(Wish(kind))
    return tuple(wishes)


def without(problem: Problem, wishes: Iterable[Wish]) -> Problem:
    """The problem with these wishes let go of altogether."""
    for wish in wishes:
        problem = _without(problem, wish)
    return problem


def _without(problem: Problem, wish: Wish) -> Problem:
    """The problem with one wish let go of."""
    match wish.kind:
        case WishKind.LANGUAGE:
            return replace(problem, party=replace(problem.party, interpretation=True))
        case WishKind.SIZE:
            return replace(problem, party=replace(problem.party, size=1))
        case WishKind.FORMAT:
            choices = tuple(replace(choice, formats=(Format.HYBRID,)) for choice in problem.choices)
            return replace(problem, choices=choices)
        case WishKind.DATES:
            earliest_on, latest_on = widest_dates(problem)
            wishes = replace(problem.wishes, earliest_on=earliest_on, latest_on=latest_on)
            return replace(problem, wishes=wishes)
    return replace(problem, wishes=_loosened(problem.wishes, wish))


def _loosened(wishes: Wishes, wish: Wish) -> Wishes:
    match wish.kind:
        case WishKind.WEEKDAYS:
            return replace(wishes, weekdays=tuple(range(7)))
        case WishKind.HOURS:
            return replace(wishes, day_from=time(0), day_until=LATEST_TIME)
        case WishKind.LONGEST_DAY:
            return replace(wishes, longest_day=1440)
        case WishKind.MOST_STOPS:
            return replace(wishes, most_stops=12)
        case WishKind.DAYS:
            return replace(wishes, most_days=5)
        case WishKind.LUNCH:
            return replace(wishes, lunch=None)
        case WishKind.MUST:
            return replace(wishes, musts=tuple(key for key in wishes.musts if key != wish.choice))
        case _:
            return replace(wishes, themes=())


def widest_dates(problem: Problem) -> tuple[date, date]:
    """The dates within which anything is free, the wished ones included."""
    earliest_on, latest_on = problem.wishes.earliest_on, problem.wishes.latest_on
    spans = [span for choice in problem.choices for span in choice.free]
    if not spans:
        return earliest_on, latest_on
    zone = ZoneInfo(problem.party.zone)
    latest_end = max(span.ends_at for span in spans).astimezone(zone).date()
    earliest_start = min(spans).starts_at.astimezone(zone).date()
    latest, earliest = max(latest_on, latest_end), min(earliest_on, earliest_start)
    longest = timedelta(days=LONGEST_HORIZON_DAYS)
    latest = min(latest, max(latest_on, earliest_on + longest))
    return max(earliest, latest - longest), latest
