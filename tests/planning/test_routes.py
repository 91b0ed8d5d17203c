"""The search over routes: right, never worse, and always the same."""

from dataclasses import replace

import pytest

from app.jobs.compiled import build
from tests.planning.routes_cases import (
    best_by_trying,
    broken_rules,
    random_terrain,
    worth_of,
)
from visits.errors import InvalidValue
from visits.planning.routes import RouteSearch, Visit
from visits.planning.routing import routes_engine
from visits.planning.routing.compiled import compiled
from visits.planning.routing.terrain import Candidate, Route, Terrain, Window

HOME = 2


def two_stops(*, closes: int = 100) -> Terrain:
    """Two stops of ten minutes, ten from home and ten from each other."""
    return Terrain(
        candidates=(
            Candidate(windows=((Window(first=0, last=20),),), lasts=10, worth=3),
            Candidate(windows=((Window(first=50, last=60),),), lasts=10, worth=4),
        ),
        routes=(Route(opens=0, closes=closes, start=HOME, end=HOME),),
        travel=((0, 10, 10), (10, 0, 10), (10, 10, 0)),
    )


def test_search_visits_all_that_fits() -> None:
    search = RouteSearch(two_stops())

    search.improve(10)

    assert search.best == ((Visit(0, 10), Visit(1, 50)),)
    assert search.score == 7


def test_search_is_home_by_closing() -> None:
    search = RouteSearch(two_stops(closes=69))

    search.improve(10)

    assert (search.best, search.score) == (((Visit(0, 10),),), 3)


@pytest.mark.parametrize("first", range(0, 400, 50))
def test_search_agrees_with_trying_everything(first: int) -> None:
    terrains = [random_terrain(seed) for seed in range(first, first + 50)]

    found = []
    for terrain in terrains:
        search = RouteSearch(terrain, seed=1)
        search.improve(600)
        musts = sum(each.is_must for each in terrain.candidates)
        found.append((musts - len(search.missing), search.score))

    assert found == [best_by_trying(terrain) for terrain in terrains]


@pytest.mark.parametrize("seed", range(20))
def test_best_routes_break_no_rule_and_never_get_worse(seed: int) -> None:
    terrain = random_terrain(seed, candidates=25, routes=3)
    search = RouteSearch(terrain, seed=seed)
    before = (-len(terrain.candidates), 0)

    for _ in range(20):
        search.improve(25)
        stops = [visit.candidate for route in search.best for visit in route]
        assert broken_rules(terrain, search.best) == []
        assert search.score == worth_of(terrain, stops)
        assert (-len(search.missing), search.score) >= before
        before = (-len(search.missing), search.score)


def test_first_routes_are_there_before_any_step() -> None:
    search = RouteSearch(two_stops())

    assert (search.steps, search.score) == (0, 7)


def test_search_is_the_same_in_one_go_and_in_many() -> None:
    terrain = random_terrain(3, candidates=30, routes=3)
    whole, sliced = RouteSearch(terrain, seed=5), RouteSearch(terrain, seed=5)

    whole.improve(500)
    for steps in (1, 99, 250, 150):
        sliced.improve(steps)

    assert (whole.best, whole.score, whole.steps) == (sliced.best, sliced.score, sliced.steps)


@pytest.mark.parametrize("seed", range(10))
def test_compiled_search_is_the_same_as_plain(seed: int) -> None:
    if not build():
        pytest.skip("there is no C compiler here")
    twin = compiled("routes_engine")
    assert twin is not None
    terrain = random_terrain(seed, candidates=30, routes=3)
    plain = RouteSearch(terrain, seed=seed, engine=routes_engine.Engine)
    fast = RouteSearch(terrain, seed=seed, engine=twin.Engine)

    for search in (plain, fast):
        search.expect(300)
        search.improve(400)

    assert (plain.best, plain.score) == (fast.best, fast.score)


def test_no_two_stops_are_of_the_same_host() -> None:
    terrain = two_stops()
    shared = tuple(replace(each, host=4) for each in terrain.candidates)
    search = RouteSearch(replace(terrain, candidates=shared))

    search.improve(50)

    assert search.best == ((Visit(1, 50),),)


def test_must_comes_before_any_worth() -> None:
    terrain = two_stops(closes=69)
    musts = (terrain.candidates[0], replace(terrain.candidates[1], is_must=True))
    search = RouteSearch(replace(terrain, candidates=musts))

    search.improve(50)

    assert (search.missing, search.score) == (frozenset({1}), 3)


def test_candidate_that_adds_nothing_is_not_visited() -> None:
    terrain = two_stops()
    worthless = (terrain.candidates[0], replace(terrain.candidates[1], worth=0))
    search = RouteSearch(replace(terrain, candidates=worthless))

    search.improve(50)

    assert search.best == ((Visit(0, 10),),)


def test_search_without_candidates_or_routes_is_empty() -> None:
    nobody = Terrain(candidates=(), routes=(Route(opens=0, closes=9),), travel=())
    nowhere = Terrain(candidates=(Candidate(windows=(), worth=1),), routes=(), travel=((0,),))

    for terrain, best in ((nobody, ((),)), (nowhere, ())):
        search = RouteSearch(terrain)
        search.improve(10)
        assert (search.best, search.score) == (best, 0)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"travel": ((0, 1),)}, "travel"),
        ({"travel": ((0, -1, 0), (0, 0, 0), (0, 0, 0))}, "travel[0]"),
        ({"routes": (Route(opens=5, closes=4),)}, "routes[0]"),
        ({"routes": (Route(opens=0, closes=9, start=3),)}, "routes[0]"),
        ({"routes": ()}, "candidates[0].windows"),
        ({"theme_points": (-1,)}, "theme_points"),
    ],
)
def test_terrain_that_cannot_be_is_refused(change: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        replace(two_stops(), **change)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lasts": -1}, "candidates[0].lasts"),
        ({"worth": 1 << 40}, "candidates[0].worth"),
        ({"themes": (0,)}, "candidates[0].themes"),
        ({"windows": ((Window(first=9, last=8),),)}, "candidates[0].windows"),
        (
            {"windows": ((Window(first=5, last=8), Window(first=8, last=9)),)},
            "candidates[0].windows",
        ),
    ],
)
def test_candidate_that_cannot_be_is_refused(change: dict[str, object], field: str) -> None:
    terrain = two_stops()

    with pytest.raises(InvalidValue) as refused:
        replace(
            terrain, candidates=(replace(terrain.candidates[0], **change), *terrain.candidates[1:])
        )

    assert refused.value.field == field
