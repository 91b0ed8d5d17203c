"""What a search over routes needs to know, in whole numbers and nothing else.

Times are whole numbers of any one unit (minutes, tenths of a minute). Candidates are numbered
from 0 as they stand in `candidates`; `travel` may have further rows for places where routes begin
or end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from visits.errors import InvalidValue

LATEST = 1 << 28
MOST_WORTH = 1 << 32


@dataclass(frozen=True, kw_only=True)
class Window:
    """When a visit may start; both ends are included."""

    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What a route may stop at, at most once in all routes.

    `windows` holds those of each route; none means that it is not to be had on that route.
    """

    windows: tuple[tuple[Window, ...], ...]
    lasts: int = 0
    worth: int = 0
    host: int | None = None
    is_must: bool = False
    themes: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Route:
    """A day of a party, or of one of its groups: one row of stops.

    It leaves `start` when it opens and is at `end` when it closes; both are rows of the travel
    table, and either can be left out.
    """

    opens: int
    closes: int
    start: int | None = None
    end: int | None = None
    most_stops: int | None = None


@dataclass(frozen=True, kw_only=True)
class Terrain:
    """Candidates, routes, and the time from each place to each other, pauses included.

    At most one candidate of a host is visited. A theme gives its points times `RETURNS` of
    `visits.planning.worth`, stop by stop, beside each candidate's own worth.
    """

    candidates: tuple[Candidate, ...]
    routes: tuple[Route, ...]
    travel: tuple[tuple[int, ...], ...]
    theme_points: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        places = len(self.travel)
        if places < len(self.candidates) or any(len(row) != places for row in self.travel):
            raise InvalidValue("travel", "a row and a column for each place are needed")
        for field, values, most in self._numbers():
            if any(not 0 <= value <= most for value in values):
                raise InvalidValue(field, f"whole numbers from 0 to {most} are needed")
        for number, candidate in enumerate(self.candidates):
            if len(candidate.windows) != len(self.routes):
                raise InvalidValue(f"candidates[{number}].windows", "one row a route is needed")
            for windows in candidate.windows:
                _refuse_disorder(f"candidates[{number}].windows", windows)

    def _numbers(self) -> Iterator[tuple[str, Sequence[int], int]]:
        """Each field's numbers, and the most that each of them can be."""
        for number, row in enumerate(self.travel):
            yield f"travel[{number}]", row, LATEST
        yield "theme_points", self.theme_points, MOST_WORTH
        for number, candidate in enumerate(self.candidates):
            path = f"candidates[{number}]"
            yield f"{path}.lasts", (candidate.lasts,), LATEST
            yield f"{path}.worth", (candidate.worth,), MOST_WORTH
            yield f"{path}.themes", candidate.themes, len(self.theme_points) - 1
            for windows in candidate.windows:
                ends = [each for window in windows for each in (window.first, window.last)]
                yield f"{path}.windows", ends, LATEST
        for number, route in enumerate(self.routes):
            path = f"routes[{number}]"
            yield path, (route.opens, route.closes), LATEST
            yield f"{path}.most_stops", (route.most_stops or 0,), LATEST
            if route.opens > route.closes:
                raise InvalidValue(path, "it closes before it opens")
            places = [place for place in (route.start, route.end) if place is not None]
            yield path, places, len(self.travel) - 1


def _refuse_disorder(field: str, windows: tuple[Window, ...]) -> None:
    """Windows stand in order and apart."""
    ends = [each for window in windows for each in (window.first, window.last)]
    apart = all(one.last < other.first for one, other in pairwise(windows))
    if ends != sorted(ends) or not apart:
        raise InvalidValue(field, "windows stand in order and apart")
