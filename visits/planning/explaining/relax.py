"""A wish let go of altogether: the coarse half of explaining. `changes.py` is the fine one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from visits.catalogue import Format
from visits.planning.choice import Choice
from visits.planning.explaining.terms import Terms
from visits.planning.problem import Problem
from visits.planning.wishes import LONGEST_HORIZON_DAYS, MOST_DAYS, Wishes

LATEST_TIME = time(23, 59)
LONGEST_DAY = 1440
MOST_STOPS = 12


class WishKind(StrEnum):
    """What of the wishes can clash, the easiest to give up first."""

    LUNCH = "lunch"
    REST = "rest"
    MOST_SCREEN = "most_screen"
    MOST_STOPS = "most_stops"
    LATEST_START = "latest_start"
    LONGEST_DAY = "longest_day"
    HOURS = "hours"
    WEEKDAYS = "weekdays"
    DATES = "dates"
    DAYS = "days"
    STARTS_FROM = "starts_from"
    ENDS_AT = "ends_at"
    THEMES = "themes"
    MUST_NOTS = "must_nots"
    NO_HOSTS = "no_hosts"
    NO_THEMES = "no_themes"
    PLENARY = "plenary"
    LANGUAGE = "language"
    FORMAT = "format"
    CALENDAR = "calendar"
    MUST_THEME = "must_theme"
    MUST_HOST = "must_host"
    MUST = "must"
    TRACK_MUST = "track_must"
    SIZE = "size"


@dataclass(frozen=True, order=True)
class Wish:
    """One wish; `about` says which choice, host or theme, `track` for which group."""

    kind: WishKind
    about: str = ""
    track: str = ""


def wishes_of(problem: Problem) -> tuple[Wish, ...]:
    """Every wish of a problem that can be let go of, the easiest to give up first."""
    stated = [Wish(kind) for kind in _stated(problem)]
    return tuple(sorted((*stated, *_named(problem)), key=_ease))


def _ease(wish: Wish) -> tuple[int, str, str]:
    return tuple(WishKind).index(wish.kind), wish.about, wish.track


def _stated(problem: Problem) -> Iterator[WishKind]:
    """The wishes that every problem has, and those which this one states."""
    wishes = problem.wishes
    yield from (
        WishKind.MOST_STOPS,
        WishKind.LONGEST_DAY,
        WishKind.HOURS,
        WishKind.WEEKDAYS,
        WishKind.DATES,
        WishKind.DAYS,
        WishKind.THEMES,
        WishKind.LANGUAGE,
        WishKind.FORMAT,
        WishKind.SIZE,
    )
    stated = {
        WishKind.LUNCH: wishes.lunch,
        WishKind.REST: wishes.rest,
        WishKind.MOST_SCREEN: wishes.most_screen,
        WishKind.LATEST_START: wishes.latest_start,
        WishKind.STARTS_FROM: wishes.starts_from,
        WishKind.ENDS_AT: wishes.ends_at,
    }
    yield from (kind for kind, value in stated.items() if value is not None)
    ruled_out = {
        WishKind.MUST_NOTS: wishes.must_nots,
        WishKind.NO_HOSTS: wishes.no_hosts,
        WishKind.NO_THEMES: wishes.no_themes,
    }
    yield from (kind for kind, keys in ruled_out.items() if keys)
    if unread(problem):
        yield WishKind.CALENDAR


def _named(problem: Problem) -> Iterator[Wish]:
    """The wishes that name a choice, a host or a theme."""
    wishes = problem.wishes
    yield from (Wish(WishKind.MUST, key) for key in wishes.musts)
    yield from (Wish(WishKind.MUST_HOST, host) for host in wishes.must_hosts)
    yield from (Wish(WishKind.MUST_THEME, theme) for theme in wishes.must_themes)
    for track in problem.party.tracks:
        yield from (Wish(WishKind.TRACK_MUST, key, track.key) for key in track.musts)
    if problem.party.tracks:
        yield from (Wish(WishKind.PLENARY, key) for key in wishes.plenary)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far a wish can be let go of: all there is to choose, and the dates it lies within."""

    choices: tuple[Choice, ...]
    earliest_on: date
    latest_on: date
    unread: frozenset[str]

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """The reach of a problem; the wished dates are always within it."""
        earliest_on, latest_on = _widest_dates(problem)
        return cls(
            choices=problem.choices,
            earliest_on=earliest_on,
            latest_on=latest_on,
            unread=unread(problem),
        )


def unread(problem: Problem) -> frozenset[str]:
    """Choices that are open, but whose calendar could not be read."""
    return frozenset(
        choice.key for choice in problem.choices if not choice.is_known and choice.opened
    )


def without(problem: Problem, wishes: Iterable[Wish]) -> Problem:
    """The problem with these wishes let go of altogether."""
    terms, reach = Terms.of(problem), Reach.of(problem)
    for wish in wishes:
        terms = let_go(terms, wish, reach=reach)
    return terms.applied_to(problem)


def let_go(terms: Terms, wish: Wish, *, reach: Reach) -> Terms:
    """The terms without one wish."""
    wishes = terms.wishes
    match wish.kind:
        case WishKind.LANGUAGE:
            return replace(terms, party=replace(terms.party, interpretation=True))
        case WishKind.SIZE:
            return terms.with_size(1)
        case WishKind.CALENDAR:
            return replace(terms, trusted=reach.unread)
        case WishKind.MUST:
            return terms.without_must(wish.about)
        case WishKind.MUST_HOST:
            return terms.without_must_host(wish.about, reach.choices)
        case WishKind.MUST_THEME:
            return terms.without_must_theme(wish.about)
        case WishKind.TRACK_MUST:
            return terms.without_track_must(wish.about, wish.track)
        case WishKind.THEMES:
            tracks = tuple(replace(track, themes=()) for track in terms.party.tracks)
            terms = replace(terms, party=replace(terms.party, tracks=tracks))
            return terms.wishing(replace(wishes, themes=()))
        case WishKind.DATES:
            dates = replace(wishes, earliest_on=reach.earliest_on, latest_on=reach.latest_on)
            return terms.wishing(dates)
    return terms.wishing(_loosened(wishes, wish))


def _loosened(wishes: Wishes, wish: Wish) -> Wishes:
    """The wishes without one of those that nothing but themselves decide."""
    match wish.kind:
        case WishKind.WEEKDAYS:
            return replace(wishes, weekdays=tuple(range(7)))
        case WishKind.HOURS:
            return replace(wishes, day_from=time(0), day_until=LATEST_TIME)
        case WishKind.LONGEST_DAY:
            return replace(wishes, longest_day=LONGEST_DAY)
        case WishKind.MOST_STOPS:
            return replace(wishes, most_stops=MOST_STOPS)
        case WishKind.DAYS:
            return replace(wishes, most_days=MOST_DAYS)
        case WishKind.FORMAT:
            return replace(wishes, also=tuple(form for form in Format if form is not wishes.format))
        case WishKind.PLENARY:
            return replace(
                wishes, plenary=tuple(key for key in wishes.plenary if key != wish.about)
            )
        case WishKind.MUST_NOTS | WishKind.NO_HOSTS | WishKind.NO_THEMES:
            return _allowing_all(wishes, wish.kind)
    return _unstated(wishes, wish.kind)


def _allowing_all(wishes: Wishes, kind: WishKind) -> Wishes:
    if kind is WishKind.MUST_NOTS:
        return replace(wishes, must_nots=())
    if kind is WishKind.NO_HOSTS:
        return replace(wishes, no_hosts=())
    return replace(wishes, no_themes=())


def _unstated(wishes: Wishes, kind: WishKind) -> Wishes:
    """The wishes without one that need not be stated."""
    match kind:
        case WishKind.LUNCH:
            return replace(wishes, lunch=None)
        case WishKind.REST:
            return replace(wishes, rest=None)
        case WishKind.MOST_SCREEN:
            return replace(wishes, most_screen=None)
        case WishKind.LATEST_START:
            return replace(wishes, latest_start=None)
        case WishKind.STARTS_FROM:
            return replace(wishes, starts_from=None)
        case _:
            return replace(wishes, ends_at=None)


def _widest_dates(problem: Problem) -> tuple[date, date]:
    """The dates within which anything is free, the wished ones included."""
    earliest_on, latest_on = problem.wishes.earliest_on, problem.wishes.latest_on
    spans = [span for choice in problem.choices for span in choice.free]
    spans += [span for choice in problem.choices for other in choice.others for span in other.free]
    spans += [span for choice in problem.choices if not choice.is_known for span in choice.opened]
    if not spans:
        return earliest_on, latest_on
    zone = ZoneInfo(problem.party.zone)
    latest_end = max(span.ends_at for span in spans).astimezone(zone).date()
    earliest_start = min(span.starts_at for span in spans).astimezone(zone).date()
    latest, earliest = max(latest_on, latest_end), min(earliest_on, earliest_start)
    longest = timedelta(days=LONGEST_HORIZON_DAYS)
    latest = min(latest, max(latest_on, earliest_on + longest))
    return max(earliest, latest - longest), latest
