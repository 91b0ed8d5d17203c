"""The rows of a programme: the stops that one group goes through, or the whole party."""

from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from visits.planning.choice import PlannedStop
from visits.planning.problem import Problem

Row = tuple[PlannedStop, ...]


def rows_of(problem: Problem, stops: Iterable[PlannedStop]) -> tuple[Row, ...]:
    """Each group's stops in order of time, in the order of the groups; one row without groups."""
    ordered = tuple(sorted(stops))
    if not problem.party.tracks:
        return (ordered,)
    return tuple(
        tuple(stop for stop in ordered if not stop.tracks or track.key in stop.tracks)
        for track in problem.party.tracks
    )


def days_of(problem: Problem, row: Row) -> Iterator[tuple[date, Row]]:
    """The days of a row in the party's zone, with the stops that begin on each."""
    zone = ZoneInfo(problem.party.zone)
    dates = [stop.span.starts_at.astimezone(zone).date() for stop in row]
    for on in sorted(set(dates)):
        yield on, tuple(stop for stop, day in zip(row, dates, strict=True) if day == on)
