"""The ways to change a wish, each a ladder: from the smallest change to the largest.

A higher rung allows all that a lower one does. Efforts are compared across ladders: a quarter of
an hour asks 1, a must given up 15.
"""

from collections.abc import Iterable
from datetime import time, timedelta

from visits.catalogue import Format
from visits.planning.choice import Choice
from visits.planning.explaining.changes import Change, ChangeKind
from visits.planning.explaining.relax import (
    LATEST_TIME,
    LONGEST_DAY,
    MOST_STOPS,
    Reach,
    Wish,
    WishKind,
)
from visits.planning.problem import Problem
from visits.planning.wishes import MOST_DAYS

Ladder = tuple[Change, ...]

QUARTER = 15
# Of the choices, hosts or themes that were ruled out, so many are looked at one by one.
MOST_NAMED = 12
LONGEST_SIT = 720


def ladders_of(wish: Wish, *, problem: Problem, reach: Reach) -> tuple[Ladder, ...]:
    """Every way to change a wish; none for what cannot be changed further."""
    ladders = _ladders(wish, problem, reach)
    return tuple(ladder for ladder in ladders if ladder)


def _ladders(wish: Wish, problem: Problem, reach: Reach) -> Iterable[Ladder]:
    wishes = problem.wishes
    match wish.kind:
        case WishKind.DATES:
            return _date_ladders(problem, reach)
        case WishKind.HOURS:
            return _hour_ladders(problem)
        case WishKind.WEEKDAYS:
            others = [day for day in range(7) if day not in wishes.weekdays]
            return [(Change(ChangeKind.ADD_WEEKDAY, day, 6 + 2 * (day > 4)),) for day in others]
        case WishKind.LONGEST_DAY:
            lengths = range(wishes.longest_day + QUARTER, LONGEST_DAY + 1, QUARTER)
            return [_rungs(ChangeKind.LONGEST_DAY, lengths, each=1)]
        case WishKind.MOST_STOPS:
            numbers = range(wishes.most_stops + 1, MOST_STOPS + 1)
            return [_rungs(ChangeKind.MOST_STOPS, numbers, each=2)]
        case WishKind.DAYS:
            return [
                _rungs(ChangeKind.MOST_DAYS, range(wishes.most_days + 1, MOST_DAYS + 1), each=10)
            ]
        case WishKind.SIZE:
            return [_size_ladder(problem)]
        case WishKind.LANGUAGE:
            return _language_ladders(problem)
        case WishKind.FORMAT:
            taken = (wishes.format, *wishes.also)
            return [
                (Change(ChangeKind.FORMAT, form.value, 12),) for form in Format if form not in taken
            ]
        case WishKind.MUST_NOTS | WishKind.NO_HOSTS | WishKind.NO_THEMES | WishKind.CALENDAR:
            return _allowing_ladders(wish.kind, problem)
    return _pause_ladders(wish, problem) or [(_dropped(wish),)]


def _dropped(wish: Wish) -> Change:
    """The one way to change a wish that is only there or not."""
    match wish.kind:
        case WishKind.MUST:
            return Change(ChangeKind.DROP_MUST, wish.about, 15)
        case WishKind.MUST_HOST:
            return Change(ChangeKind.DROP_MUST_HOST, wish.about, 15)
        case WishKind.MUST_THEME:
            return Change(ChangeKind.DROP_MUST_THEME, wish.about, 14)
        case WishKind.TRACK_MUST:
            return Change(ChangeKind.DROP_TRACK_MUST, wish.about, 14, wish.track)
        case WishKind.PLENARY:
            return Change(ChangeKind.APART, wish.about, 9)
        case WishKind.STARTS_FROM:
            return Change(ChangeKind.START_ANYWHERE, True, 9)
        case WishKind.ENDS_AT:
            return Change(ChangeKind.END_ANYWHERE, True, 9)
        case _:
            return Change(ChangeKind.ANY_THEME, True, 12)


def _pause_ladders(wish: Wish, problem: Problem) -> list[Ladder]:
    """Less pause, more screen, later starts; none for other wishes."""
    wishes = problem.wishes
    if wish.kind is WishKind.LUNCH and wishes.lunch is not None:
        return [(Change(ChangeKind.NO_LUNCH, wishes.lunch.minutes, 8),)]
    if wish.kind is WishKind.REST and wishes.rest is not None:
        sits = range(wishes.rest.after + QUARTER, LONGEST_SIT + 1, QUARTER)
        no_rest = Change(ChangeKind.NO_REST, wishes.rest.minutes, 8)
        return [_rungs(ChangeKind.REST_AFTER, sits, each=1), (no_rest,)]
    if wish.kind is WishKind.MOST_SCREEN and wishes.most_screen is not None:
        minutes = range(wishes.most_screen + QUARTER, LONGEST_DAY + 1, QUARTER)
        return [_rungs(ChangeKind.MOST_SCREEN, minutes, each=1)]
    if wish.kind is WishKind.LATEST_START and wishes.latest_start is not None:
        walls = _quarters_after(wishes.latest_start)
        return [
            tuple(
                Change(ChangeKind.LATEST_START, wall, 1 + place) for place, wall in enumerate(walls)
            )
        ]
    return []


def _rungs(kind: ChangeKind, values: range, *, each: int) -> Ladder:
    return tuple(Change(kind, value, each * (place + 1)) for place, value in enumerate(values))


def _date_ladders(problem: Problem, reach: Reach) -> list[Ladder]:
    """Later dates day by day, and earlier ones."""
    wishes = problem.wishes
    later = range(1, (reach.latest_on - wishes.latest_on).days + 1)
    sooner = range(1, (wishes.earliest_on - reach.earliest_on).days + 1)
    return [
        tuple(
            Change(ChangeKind.LATEST_ON, wishes.latest_on + timedelta(days=days), 2 + days)
            for days in later
        ),
        tuple(
            Change(ChangeKind.EARLIEST_ON, wishes.earliest_on - timedelta(days=days), 2 + days)
            for days in sooner
        ),
    ]


def _hour_ladders(problem: Problem) -> list[Ladder]:
    """Later evenings and earlier mornings, by quarters of an hour."""
    wishes = problem.wishes
    later = _quarters_after(wishes.day_until)
    since = _quarter(wishes.day_from)
    starts = range((since - 1) if wishes.day_from.minute % QUARTER == 0 else since, -1, -1)
    sooner = [_wall(quarter) for quarter in starts]
    return [
        tuple(Change(ChangeKind.DAY_UNTIL, wall, 1 + place) for place, wall in enumerate(later)),
        tuple(Change(ChangeKind.DAY_FROM, wall, 1 + place) for place, wall in enumerate(sooner)),
    ]


def _quarters_after(wall: time) -> list[time]:
    later = [_wall(quarter) for quarter in range(_quarter(wall) + 1, 96)]
    return [*later, LATEST_TIME] if wall < LATEST_TIME else later


def _quarter(wall: time) -> int:
    return wall.hour * 4 + wall.minute // QUARTER


def _wall(quarter: int) -> time:
    return time(quarter // 4, quarter % 4 * QUARTER)


def _size_ladder(problem: Problem) -> Ladder:
    """Fewer people, down to what the smallest offer takes of everyone, or of each group."""
    size = problem.party.size
    limits = {choice.most_people for choice in problem.choices}
    # The most people of whom a group's share is no more than an offer takes.
    shares = {
        ((limit + 1) * size - 1) // track.size for limit in limits for track in problem.party.tracks
    }
    sizes = sorted((each for each in limits | shares if each < size), reverse=True)
    return tuple(Change(ChangeKind.SIZE, each, 6 + size - each) for each in sizes)


def _language_ladders(problem: Problem) -> list[Ladder]:
    """Each language the offers are held in, and an interpreter."""
    held = {
        tag.split("-")[0]
        for choice in problem.choices
        for tags in (choice.languages, *(other.languages for other in choice.others))
        for tag in tags
    }
    spoken = {tag.split("-")[0].lower() for tag in problem.party.languages}
    ladders: list[Ladder] = [
        (Change(ChangeKind.ADD_LANGUAGE, tag, 8),)
        for tag in sorted(held)
        if tag.lower() not in spoken
    ]
    if not problem.party.interpretation:
        ladders.append((Change(ChangeKind.INTERPRETATION, True, 10),))
    return ladders


def _allowing_ladders(kind: WishKind, problem: Problem) -> list[Ladder]:
    """Each choice, host or theme that was ruled out, allowed; those that musts need first."""
    wishes = problem.wishes
    musts = [choice for choice in problem.choices if choice.key in wishes.musts]
    needed = {name for choice in musts for name in (choice.key, choice.host, *choice.themes)}
    change, names = {
        WishKind.MUST_NOTS: (ChangeKind.ALLOW_CHOICE, wishes.must_nots),
        WishKind.NO_HOSTS: (ChangeKind.ALLOW_HOST, wishes.no_hosts),
        WishKind.NO_THEMES: (ChangeKind.ALLOW_THEME, tuple(map(str, wishes.no_themes))),
        WishKind.CALENDAR: (ChangeKind.ASK_CALENDAR, _unread(problem.choices)),
    }[kind]
    ranked = sorted(names, key=lambda name: (name not in needed, name))
    return [(Change(change, name, 9),) for name in ranked[:MOST_NAMED]]


def _unread(choices: Iterable[Choice]) -> tuple[str, ...]:
    return tuple(choice.key for choice in choices if not choice.is_known and choice.opened)
