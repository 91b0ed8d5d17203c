"""An independent look at routes over a terrain, and the baselines' way to say what they found."""

from collections.abc import Sequence

from visits.planning.routing.terrain import Terrain

Orders = Sequence[Sequence[int]]


def judged(terrain: Terrain, orders: Orders) -> int:
    """What some routes are worth; refuses any that could not be gone.

    For terrains without themes, hosts and musts. Only the terrain is looked at: each candidate
    once, each visit begun in a window, the end reached by closing.
    """
    visited = [candidate for order in orders for candidate in order]
    if len(set(visited)) != len(visited):
        raise ValueError("a candidate is visited twice")
    for number, order in enumerate(orders):
        route = terrain.routes[number]
        now, here = route.opens, route.start
        for candidate in order:
            now += 0 if here is None else terrain.travel[here][candidate]
            windows = terrain.candidates[candidate].windows[number]
            starts = [max(now, window.first) for window in windows if now <= window.last]
            if not starts:
                raise ValueError(f"route {number} comes too late to {candidate}")
            now, here = min(starts) + terrain.candidates[candidate].lasts, candidate
        if here is not None and route.end is not None:
            now += terrain.travel[here][route.end]
        if now > route.closes:
            raise ValueError(f"route {number} ends too late")
    return sum(terrain.candidates[candidate].worth for candidate in visited)
