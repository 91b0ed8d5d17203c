"""Giving each stop of a programme a host of its own."""

from collections.abc import Sequence
from typing import NamedTuple

from visits.planning.one_row.board import Board
from visits.planning.one_row.labels import Label, stops_of
from visits.planning.one_row.windows import Window


class Part(NamedTuple):
    """One day of a programme, as the ways taken and their starts by the day's own clock."""

    window: int
    stops: tuple[tuple[int, int], ...]


class Matched(NamedTuple):
    """The parts with every host visited once; or the hosts of which there are too few."""

    parts: tuple[Part, ...]
    scarce: frozenset[str]


def matched(board: Board, label: Label) -> Matched:
    """Choose among the members of a programme's kinds, each the first that will do.

    A maximum matching by augmenting paths: Kuhn (1955), The Hungarian Method for the Assignment
    Problem. Where there is none, the hosts that the search for it came upon are too few.
    """
    stops = stops_of(label)
    offered = [_by_host(board, board.windows[stop.window], stop) for stop in stops]
    taken: dict[str, int] = {}
    scarce: set[str] = set()
    for place in range(len(stops)):
        seen: set[str] = set()
        if not _seat(place, offered, taken, seen):
            scarce |= seen
    if scarce:
        return Matched((), frozenset(scarce))
    host_of = {place: host for host, place in taken.items()}
    ways = [offered[place][host_of[place]] for place in range(len(stops))]
    parts = (
        Part(
            window,
            tuple(
                (way, stop.starts)
                for way, stop in zip(ways, stops, strict=True)
                if stop.window == window
            ),
        )
        for window in sorted({stop.window for stop in stops})
    )
    return Matched(tuple(parts), frozenset())


def _by_host(board: Board, window: Window, stop: Label) -> dict[str, int]:
    """For each host that can give a stop, the way it does."""
    assert stop.kind is not None
    place = stop.starts // window.step
    able = [way for way in stop.kind.members if window.starts[way] >> place & 1]
    ways: dict[str, int] = {}
    for way in able:
        choice = board.ways[way].choice
        # What is asked for is asked for by itself, whoever else its host receives.
        host = f"choice {choice.key}" if choice.key in board.marks.asked else choice.host
        ways.setdefault(host, way)
    return ways


def _seat(
    place: int, offered: Sequence[dict[str, int]], taken: dict[str, int], seen: set[str]
) -> bool:
    """Give a stop a host, moving others to another of theirs where that is needed."""
    for host in offered[place]:
        if host not in seen:
            seen.add(host)
            if host not in taken or _seat(taken[host], offered, taken, seen):
                taken[host] = place
                return True
    return False
