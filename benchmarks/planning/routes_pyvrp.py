"""PyVRP on a terrain: a prize-collecting routing problem whose prizes outweigh every way.

Wouda, Lan and Kool 2024, PyVRP: a high-performance VRP solver package. For terrains whose routes
have a start and an end, and that have no themes, hosts or musts.
"""

from pyvrp import Model, Solution
from pyvrp.stop import MaxRuntime

from benchmarks.planning.routes_judge import judged
from visits.planning.routing.terrain import Candidate, Terrain

# A prize of one counts as much as so many of the longest ways: ways only tell ties apart.
PRIZE_OVER_WAY = 10


def pyvrp_score(terrain: Terrain, *, seconds: float, seed: int) -> int:
    """The worth of the routes that PyVRP finds in so many seconds, checked."""
    asked = _Asked(terrain)
    best = asked.model.solve(MaxRuntime(seconds), seed=seed, display=False).best
    return judged(terrain, asked.orders(best)) if best.is_feasible() else 0


class _Asked:
    """The model, and which candidate each of its clients is.

    Where all routes are alike and all windows single, a candidate is one client. Else it is a
    group of clients, one for each window on each route, and at most one of them is visited. The
    times of the routes then follow each other, so that each client fits one route only.
    """

    def __init__(self, terrain: Terrain) -> None:
        self.terrain = terrain
        self.model = Model()
        self.candidates: list[int] = []
        travel = terrain.travel
        self.places = [self.model.add_location(number, 0) for number in range(len(travel))]
        self.scale = PRIZE_OVER_WAY * max(max(row) for row in travel)
        self.is_plain = self._is_plain()
        self.later = 0 if self.is_plain else 2 * max(route.closes for route in terrain.routes)
        self._add_routes()
        for number, candidate in enumerate(terrain.candidates):
            self._add_clients(number, candidate)
        for here, row in zip(self.places, travel, strict=True):
            for there, way in zip(self.places, row, strict=True):
                if here is not there:
                    self.model.add_edge(here, there, distance=way, duration=way)

    def _is_plain(self) -> bool:
        first, *others = self.terrain.routes
        return all(route == first for route in others) and all(
            len(each.windows[0]) <= 1 and len(set(each.windows)) == 1
            for each in self.terrain.candidates
        )

    def _add_routes(self) -> None:
        depots = {}
        for number, route in enumerate(self.terrain.routes):
            assert route.start is not None
            assert route.start == route.end
            if route.start not in depots:
                depots[route.start] = self.model.add_depot(self.places[route.start])
            self.model.add_vehicle_type(
                1,
                start_depot=depots[route.start],
                end_depot=depots[route.start],
                tw_early=route.opens + number * self.later,
                tw_late=route.closes + number * self.later,
                name=str(number),
            )

    def _add_clients(self, number: int, candidate: Candidate) -> None:
        if not any(candidate.windows):
            return
        group = None if self.is_plain else self.model.add_client_group(required=False)
        rows = candidate.windows[:1] if self.is_plain else candidate.windows
        for route, windows in enumerate(rows):
            for window in windows:
                self.candidates.append(number)
                self.model.add_client(
                    self.places[number],
                    service_duration=candidate.lasts,
                    tw_early=window.first + route * self.later,
                    tw_late=window.last + route * self.later,
                    prize=candidate.worth * self.scale,
                    required=False,
                    group=group,
                )

    def orders(self, best: Solution) -> list[list[int]]:
        """The stops of each route, in order."""
        orders: list[list[int]] = [[] for _ in self.terrain.routes]
        for route in best.routes():
            orders[route.vehicle_type()] += [
                self.candidates[stop.idx] for stop in route.schedule() if stop.is_client()
            ]
        return orders
