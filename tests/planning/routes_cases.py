"""Small terrains for the search over routes, and two ways to judge an answer without it."""

from collections.abc import Iterator, Sequence
from itertools import permutations
from random import Random

from visits.planning.routes import Visit
from visits.planning.routing.terrain import Candidate, Route, Terrain, Window
from visits.planning.worth import RETURNS

DAY = 100


def random_terrain(seed: int, *, candidates: int = 5, routes: int = 2) -> Terrain:
    """Some places around a start, with windows, hosts, musts and themes as the seed has it."""
    random = Random(seed)
    places = [(random.randrange(40), random.randrange(40)) for _ in range(candidates + 1)]
    one_way = random.choice((0, 0, 3))
    return Terrain(
        candidates=tuple(random_candidate(random, routes) for _ in range(candidates)),
        routes=tuple(random_route(random, candidates) for _ in range(routes)),
        travel=tuple(
            tuple(abs(a - c) + abs(b - d) + one_way * (c > a) for c, d in places) for a, b in places
        ),
        theme_points=(3, 5) if seed % 2 else (0, 0),
    )


def random_candidate(random: Random, routes: int) -> Candidate:
    return Candidate(
        windows=tuple(random_windows(random) for _ in range(routes)),
        lasts=random.randrange(12),
        worth=random.randrange(1, 40),
        host=random.choice((None, None, 0, 7)),
        is_must=random.random() < 0.15,
        themes=tuple(sorted(random.sample((0, 1), random.randrange(3)))),
    )


def random_windows(random: Random) -> tuple[Window, ...]:
    """None, one or two windows."""
    count = random.choice((0, 1, 1, 2))
    ends = sorted(random.sample(range(DAY), 2 * count))
    return tuple(Window(first=ends[i], last=ends[i + 1]) for i in range(0, len(ends), 2))


def random_route(random: Random, home: int) -> Route:
    return Route(
        opens=random.randrange(10),
        closes=random.randrange(DAY // 2, DAY + 20),
        start=random.choice((None, home)),
        end=random.choice((None, home)),
        most_stops=random.choice((None, None, 2)),
    )


def starts_of(terrain: Terrain, number: int, order: Sequence[int]) -> list[int] | None:
    """The earliest start of each stop of a route, or None where it cannot be gone."""
    route = terrain.routes[number]
    if route.most_stops is not None and len(order) > route.most_stops:
        return None
    now, here, starts = route.opens, route.start, []
    for stop in order:
        now += terrain.travel[here][stop] if here is not None else 0
        windows = terrain.candidates[stop].windows[number]
        start = min((max(now, one.first) for one in windows if now <= one.last), default=None)
        if start is None:
            return None
        starts.append(start)
        now, here = start + terrain.candidates[stop].lasts, stop
    if here is not None and route.end is not None:
        now += terrain.travel[here][route.end]
    return starts if now <= route.closes else None


def worth_of(terrain: Terrain, stops: Sequence[int]) -> int:
    """What some stops are worth together."""
    shown = [theme for stop in stops for theme in terrain.candidates[stop].themes]
    return sum(terrain.candidates[stop].worth for stop in stops) + sum(
        points * sum(RETURNS[: shown.count(theme)])
        for theme, points in enumerate(terrain.theme_points)
    )


def is_allowed(terrain: Terrain, stops: Sequence[int]) -> bool:
    """Whether each is there once, and each host once."""
    hosts = [terrain.candidates[stop].host for stop in stops]
    named = [host for host in hosts if host is not None]
    return len(set(stops)) == len(stops) and len(set(named)) == len(named)


def broken_rules(terrain: Terrain, routes: Sequence[Sequence[Visit]]) -> list[str]:
    """Every rule that some routes break, worked out from the terrain alone."""
    broken = []
    if not is_allowed(terrain, [visit.candidate for route in routes for visit in route]):
        broken.append("a candidate or a host is visited twice")
    for number, route in enumerate(routes):
        if starts_of(terrain, number, [visit.candidate for visit in route]) != [
            visit.starts for visit in route
        ]:
            broken.append(f"route {number} cannot be gone like this")
    return broken


def best_by_trying(terrain: Terrain) -> tuple[int, int]:
    """The most musts, and with them the most worth, of all there is to try on two routes."""
    feasible = [list(feasible_orders(terrain, number)) for number in range(2)]
    return max(
        (sum(terrain.candidates[stop].is_must for stop in stops), worth_of(terrain, stops))
        for one in feasible[0]
        for other in feasible[1]
        if is_allowed(terrain, stops := (*one, *other))
    )


def feasible_orders(terrain: Terrain, number: int) -> Iterator[tuple[int, ...]]:
    """One order for each set of stops that a route can have."""
    found = set()
    for count in range(len(terrain.candidates) + 1):
        for order in permutations(range(len(terrain.candidates)), count):
            if frozenset(order) not in found and starts_of(terrain, number, order) is not None:
                found.add(frozenset(order))
                yield order
