"""Dense programmes: which choices are worth asking the exact search about, found by routes.

Where the exact search is not done within its limit, `RouteSearch` looks for the best routes over
the days in hand. It knows windows, roads, hosts, musts and themes, and nothing of lunch, rests or
screens. So its routes are not taken as they are: the exact search makes a programme of the offers
they visit, and of those of the programme in hand.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from visits.planning.choice import PlannedStop
from visits.planning.one_row.board import Board
from visits.planning.one_row.ways import Way
from visits.planning.one_row.windows import Window, pause_between
from visits.planning.problem import Problem
from visits.planning.routes import RouteSearch
from visits.planning.routing.terrain import Candidate, Route, Terrain
from visits.planning.routing.terrain import Window as Opening
from visits.planning.worth import BITS, Worth
from visits.span import Day

# Longer than any day, in whatever unit.
OUT_OF_REACH = 1 << 20


def thinned(board: Board, stops: Sequence[PlannedStop], *, steps: int) -> Problem | None:
    """The problem with the offers of the best routes and of the stops only.

    None where the routes visit nothing that the stops do not.
    """
    windows = _days_of(board, stops)
    if not windows:
        return None
    search = RouteSearch(_terrain(board, windows, stops), seed=0)
    search.expect(steps)
    search.improve(steps)
    found = {board.ways[visit.candidate].choice.key for route in search.best for visit in route}
    planned = {stop.choice for stop in stops}
    if found <= planned:
        return None
    problem = board.problem
    needed = {*problem.wishes.musts, *(stop.choice for stop in (*problem.fixed, *problem.current))}
    kept = found | planned | needed
    return replace(
        problem, choices=tuple(choice for choice in problem.choices if choice.key in kept)
    )


def _days_of(board: Board, stops: Sequence[PlannedStop]) -> list[Window]:
    """The windows of the days on which the stops are."""
    zone = ZoneInfo(board.problem.party.zone)
    dates = {stop.span.starts_at.astimezone(zone).date() for stop in stops}
    return [window for window in board.windows if window.day.on in dates]


def _terrain(board: Board, windows: Sequence[Window], stops: Sequence[PlannedStop]) -> Terrain:
    """The days as routes and the ways as candidates; times are steps of each day's own clock."""
    step = windows[0].step
    asked, hosts = board.marks.asked, dict[str, int]()
    candidates = tuple(
        Candidate(
            windows=tuple(tuple(_openings(window, number)) for window in windows),
            lasts=-(-way.minutes // step),
            worth=board.worth.extras[way.index],
            host=None if way.choice.key in asked else hosts.setdefault(way.choice.host, len(hosts)),
            is_must=way.choice.key in asked,
            themes=tuple(_themes(board.worth, way.index)),
        )
        for number, way in enumerate(board.ways)
    )
    return Terrain(
        candidates=candidates,
        routes=tuple(_route(window, stops) for window in windows),
        travel=tuple(
            tuple(_travel(board, one, other, step) for other in board.ways) for one in board.ways
        ),
        theme_points=tuple(board.worth.points),
    )


def _themes(worth: Worth, index: int) -> Iterator[int]:
    """The places of the wished themes that a choice shows."""
    for place in range(len(worth.points)):
        if worth.shown[index] >> BITS * place & 1:
            yield place


def _openings(window: Window, way: int) -> Iterator[Opening]:
    """The starts of a way as stretches; one bit stands for one step."""
    bits, first = window.starts.get(way, 0), 0
    while bits:
        gap = (bits & -bits).bit_length() - 1
        bits >>= gap
        length = (~bits & (bits + 1)).bit_length() - 1
        yield Opening(first=first + gap, last=first + gap + length - 1)
        bits >>= length
        first += gap + length


def _route(window: Window, stops: Sequence[PlannedStop]) -> Route:
    """A day from its first stop now, as long as it may be."""
    bounds, step = window.bounds, window.step
    begins = min(
        (int(stop.span.starts_at.timestamp()) // 60 - window.origin) // step
        for stop in stops
        if _is_on(stop, window.day)
    )
    ends = min(begins + bounds.longest // step, bounds.closes // step)
    return Route(opens=begins, closes=max(begins, ends), most_stops=bounds.most_stops)


def _is_on(stop: PlannedStop, day: Day) -> bool:
    return day.span().contains(stop.span) or day.span().overlaps(stop.span)


def _travel(board: Board, one: Way, other: Way, step: int) -> int:
    """Steps from the end of the one's last step to the first at which the other can start."""
    road: int | None = 0
    if one.place is not None and other.place is not None:
        road = board.passage.road(one.place, other.place)
    if road is None:
        return OUT_OF_REACH
    gap = max(road, pause_between(one, other))
    return -(-(one.minutes + gap) // step) + one.minutes // -step
