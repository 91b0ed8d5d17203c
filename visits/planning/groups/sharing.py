"""Bringing groups together where that costs nothing: fewer stops for the hosts, the same worth."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from visits.planning.choice import PlannedStop
from visits.planning.groups.rows import TrackRow, WorkSpent
from visits.planning.groups.slots import Slot
from visits.planning.groups.table import Programme, Table


def shared(table: Table, programme: Programme) -> Programme:
    """The programme with each group in turn drawn to stops that others have anyway.

    Where a programme is in force, what it holds goes first, and nothing is changed.
    """
    if table.problem.current:
        return programme
    with suppress(WorkSpent):
        for track in table.tracks:
            beside = tuple(_open_to(table, programme, track))
            row = table.drawn(track, programme, beside) if beside else programme.rows[track]
            if _is_closer(programme, track, row):
                rows = [*programme.rows]
                rows[track] = row
                programme = replace(programme, rows=tuple(rows))
    return programme


def _is_closer(programme: Programme, track: int, row: TrackRow) -> bool:
    """Whether a group's other row is worth the same with fewer stops in all."""
    own = programme.rows[track]
    is_as_good = row.is_met and row.value[0] == own.value[0]
    return is_as_good and (
        _stops_of_all(programme, track, row) < _stops_of_all(programme, track, own)
    )


def _open_to(table: Table, programme: Programme, track: int) -> Iterator[PlannedStop]:
    """The others' stops that a group could come to as well, one of each choice."""
    coming: dict[Slot, list[int]] = {}
    stops: dict[Slot, PlannedStop] = {}
    for other, row in enumerate(programme.rows):
        for stop in row.stops:
            slot = table.slots.slot_of(stop)
            if other != track and slot in row.slots and not table.is_plenary(slot):
                coming.setdefault(slot, []).append(other)
                stops[slot] = stop
    seen: set[str] = set()
    for slot, others in sorted(coming.items()):
        stop = stops[slot]
        if stop.choice not in seen and table.slots.can_share(slot, (*others, track)):
            seen.add(stop.choice)
            yield stop


def _stops_of_all(programme: Programme, track: int, row: TrackRow) -> int:
    """How many stops there are in all when a group has this row."""
    others = (each for other, each in enumerate(programme.rows) if other != track)
    return len({slot for each in (row, *others) for slot in each.slots})
