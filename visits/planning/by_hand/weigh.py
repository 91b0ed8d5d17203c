"""What stops put together by hand are worth, counted as the composer counts."""

from collections import Counter
from collections.abc import Iterable, Mapping

from visits.catalogue import Theme
from visits.planning.choice import PlannedStop
from visits.planning.problem import Problem
from visits.planning.rows import Row, rows_of
from visits.planning.worth import POINTS_PER_WEIGHT, RETURNS


def worth_of(problem: Problem, stops: Iterable[PlannedStop]) -> int:
    """The points of a programme, whether or not it could stand; with groups, the sum of rows."""
    tracks = problem.party.tracks
    usual = problem.wishes.themes
    themes = [dict(track.themes or usual) for track in tracks] or [dict(usual)]
    rows = zip(themes, rows_of(problem, stops), strict=True)
    return sum(_of_row(problem, row, weights=weights) for weights, row in rows)


def _of_row(problem: Problem, row: Row, *, weights: Mapping[Theme, float]) -> int:
    """One row: each further stop on a theme gives less than the one before it."""
    shown = {choice.key: choice.themes for choice in problem.choices}
    wished = dict(problem.wishes.wished)
    keys = {stop.choice for stop in row}
    counts = Counter(theme for key in keys for theme in shown.get(key, ()))
    of_themes = sum(
        _points(weight) * sum(RETURNS[: counts[theme]])
        for theme, weight in (weights or dict.fromkeys(Theme, 1.0)).items()
    )
    return of_themes + sum(_points(wished.get(key, 0)) * RETURNS[0] for key in keys)


def _points(weight: float) -> int:
    return round(weight * POINTS_PER_WEIGHT)
