"""An independent look at a plan: every rule a programme must keep, said anew.

Written from the rules in docs/planning.md alone; it shares no code with the search, so that each
can find the other's mistakes. In `checking/`: `stop` looks at single stops and `day` at a group's
day, both through `programme`; what is found is a `clash`.
"""

from collections.abc import Iterator
from itertools import combinations, groupby

from visits.planning.checking.day import check_day
from visits.planning.checking.programme import Programme, Row
from visits.planning.checking.stop import check_stop
from visits.planning.choice import Choice, PlannedStop
from visits.planning.clash import Clash, ClashKind
from visits.planning.plan import Plan
from visits.planning.problem import Problem

__all__ = ["Clash", "ClashKind", "check"]


def check(problem: Problem, plan: Plan) -> tuple[Clash, ...]:
    """Everything that is wrong with a plan, none for a sound one; a plan without stops is sound."""
    if not plan.stops:
        return ()
    unknown = tuple(_unknown(problem, plan.stops))
    if unknown:
        return tuple(sorted({*unknown}))
    programme = Programme(problem, plan.stops)
    clashes = {*_whole(programme), *_people(programme)}
    for stop in programme.stops:
        if stop not in programme.fixed:
            clashes.update(check_stop(programme, stop))
    for row in programme.rows:
        clashes.update(_row(programme, row))
    return tuple(sorted(clashes))


def _unknown(problem: Problem, stops: tuple[PlannedStop, ...]) -> Iterator[Clash]:
    """Stops of choices or for groups that the problem does not have."""
    choices = {choice.key for choice in problem.choices}
    tracks = {track.key for track in problem.party.tracks}
    for stop in stops:
        if stop.choice not in choices:
            yield Clash(ClashKind.UNKNOWN, stop.choice)
        if not tracks.issuperset(stop.tracks):
            yield Clash(ClashKind.UNKNOWN_GROUP, stop.choice)


def _whole(programme: Programme) -> Iterator[Clash]:
    """What concerns the programme as a whole."""
    for stop in programme.problem.fixed:
        if stop not in programme.stops:
            yield Clash(ClashKind.FIXED_MOVED, stop.choice)
    for key in programme.wishes.plenary:
        held = [stop for stop in programme.stops if stop.choice == key]
        if len(held) > 1 or not all(map(programme.is_for_all, held)):
            yield Clash(ClashKind.PLENARY, key)
    if len({programme.on(stop) for stop in programme.stops}) > _most_days(programme):
        yield Clash(ClashKind.MOST_DAYS)


def _most_days(programme: Programme) -> int:
    """As many days as are wished, more only where there is something it must hold."""
    wishes, tracks = programme.wishes, programme.problem.party.tracks
    fixed_days = {programme.on(stop) for stop in programme.fixed}
    musts = (wishes.musts, wishes.must_hosts, wishes.must_themes, *(one.musts for one in tracks))
    wished = wishes.most_days if fixed_days or any(musts) else wishes.days
    return max(wished, len(fixed_days))


def _people(programme: Programme) -> Iterator[Clash]:
    """A contact, and everyone in company, serves one stop at a time."""
    for one, other in combinations(programme.stops, 2):
        if not {one.contact, *one.company} & {other.contact, *other.company}:
            continue
        first, second = programme.choices[one.choice], programme.choices[other.choice]
        minutes = first.buffer_after + second.buffer_before
        if not _is_apart(programme, one, other, minutes=minutes):
            yield Clash(ClashKind.DOUBLE_BOOKED, other.choice)


def _is_apart(programme: Programme, one: PlannedStop, other: PlannedStop, *, minutes: int) -> bool:
    """Whether so much time is between two stops; two fixed ones may touch."""
    if one in programme.fixed and other in programme.fixed:
        minutes = 0
    between = other.span.starts_at - one.span.ends_at
    return between.total_seconds() >= minutes * 60


def _row(programme: Programme, row: Row) -> Iterator[Clash]:
    """What concerns the programme of one group."""
    for kind, key in (*_missing(programme, row), *_pairs(programme, row)):
        yield Clash(kind, key, row.track)
    for on, stops in groupby(row.stops, key=programme.on):
        for kind, key in check_day(programme, on, tuple(stops)):
            yield Clash(kind, key, row.track)


def _missing(programme: Programme, row: Row) -> Iterator[tuple[ClashKind, str]]:
    seen: list[Choice] = [programme.choices[stop.choice] for stop in row.stops]
    for key in row.musts.difference(choice.key for choice in seen):
        yield ClashKind.MUST_MISSING, key
    for host in set(programme.wishes.must_hosts).difference(choice.host for choice in seen):
        yield ClashKind.MUST_HOST_MISSING, host
    shown = {theme for choice in seen for theme in choice.themes}
    for theme in set(programme.wishes.must_themes) - shown:
        yield ClashKind.MUST_THEME_MISSING, theme


def _pairs(programme: Programme, row: Row) -> Iterator[tuple[ClashKind, str]]:
    """What concerns two stops of a row, next to each other or not."""
    asked = row.musts | {stop.choice for stop in programme.fixed.intersection(row.stops)}
    for one, other in combinations(row.stops, 2):
        first, second = programme.choices[one.choice], programme.choices[other.choice]
        if first is second:
            yield ClashKind.TWICE, other.choice
        elif first.host == second.host and not {first.key, second.key} <= asked:
            yield ClashKind.SAME_HOST, other.choice
        if one.span.overlaps(other.span):
            yield ClashKind.OVERLAP, other.choice
        elif programme.on(one) == programme.on(other):
            minutes = max(first.buffer_after, second.buffer_before)
            if not _is_apart(programme, one, other, minutes=minutes):
                yield ClashKind.BUFFER, other.choice
