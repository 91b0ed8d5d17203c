"""An anytime search for the routes that are worth most: a team orienteering problem with windows.

Give it a Terrain, let it improve for as many steps as there is time for, and read the best routes
at any moment. The same terrain, seed, number of steps and expectations give the same routes, on
any machine, compiled or not, however the steps are cut into calls.

    search = RouteSearch(terrain, seed=1)
    search.expect(10_000)
    search.improve(10_000)
    search.best, search.score, search.missing
"""

from collections.abc import Iterator
from dataclasses import dataclass

from visits.planning.routing import routes_engine
from visits.planning.routing.compiled import compiled
from visits.planning.routing.routes_ground import Ground, Manner
from visits.planning.routing.terrain import Terrain


@dataclass(frozen=True, order=True)
class Visit:
    """A stop of a route: which candidate, and when it starts at the earliest."""

    candidate: int
    starts: int


class RouteSearch:
    """The search over one terrain, which can be asked for more again and again."""

    def __init__(
        self,
        terrain: Terrain,
        *,
        seed: int = 0,
        manner: Manner | None = None,
        engine: type[routes_engine.Engine] | None = None,
    ) -> None:
        manner = manner or Manner()
        self.terrain = terrain
        self._ground = Ground(terrain, manner)
        self._engine = (engine or fastest_engine())(self._ground, manner, seed)

    def expect(self, steps: int) -> None:
        """Says how many steps there will be in all: the search settles down over so many.

        Without this, and when they are over, it begins anew from its best routes every 20,000
        steps.
        """
        self._engine.cooling = max(1, steps)

    def improve(self, steps: int) -> None:
        """Takes so many steps more."""
        if self.terrain.candidates and self.terrain.routes:
            self._engine.run(steps)

    @property
    def steps(self) -> int:
        """How many steps have been taken."""
        return self._engine.tick

    @property
    def best(self) -> tuple[tuple[Visit, ...], ...]:
        """The best routes so far, each with its stops in order."""
        return tuple(tuple(self._visits(route)) for route in range(self._ground.m))

    def _visits(self, route: int) -> Iterator[Visit]:
        rows, first = self._engine.best, route * self._ground.room
        for at in range(first + 1, first + 1 + rows.length[route]):
            yield Visit(rows.stops[at], rows.early[at])

    @property
    def missing(self) -> frozenset[int]:
        """The musts that the best routes do not have."""
        there = {visit.candidate for route in self.best for visit in route}
        return frozenset(self._ground.musts) - there

    @property
    def score(self) -> int:
        """What the best routes are worth, themes included."""
        met = len(self._ground.musts) - len(self.missing)
        return self._engine.best.worth - self._ground.bonus * met


def fastest_engine() -> type[routes_engine.Engine]:
    """The compiled engine, or the plain one where there is none."""
    engine: type[routes_engine.Engine] = (compiled("routes_engine") or routes_engine).Engine
    return engine
