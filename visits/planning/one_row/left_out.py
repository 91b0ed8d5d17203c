"""Why choices that could be used are not in a plan, as far as that is plain to see."""

from collections.abc import Iterable
from dataclasses import replace

from visits.planning.choice import PlannedStop
from visits.planning.one_row.board import Board
from visits.planning.one_row.ways import ways_of
from visits.planning.one_row.windows import WindowMaker
from visits.planning.plan import LeftOut, LeftOutKind


def left_out(board: Board, stops: Iterable[PlannedStop]) -> list[LeftOut]:
    """The usable choices that are not among the stops, each with the plainest reason."""
    planned = {stop.choice for stop in stops}
    hosts = {choice.host for choice in board.choices if choice.key in planned}
    timely = {board.ways[number].index for window in board.windows for number in window.starts}
    had = {way.index for way in board.ways}
    opened = _opened(board, timely)
    reasons: list[LeftOut] = []
    for index, choice in enumerate(board.choices):
        if choice.key in planned:
            continue
        kind = LeftOutKind.NO_ROOM
        if choice.host in hosts and index not in had and choice.free:
            kind = LeftOutKind.SAME_HOST
        elif index not in timely and choice.opened:
            kind = LeftOutKind.BUSY if choice.key in opened else LeftOutKind.CLOSED
        elif index not in timely:
            kind = LeftOutKind.NO_TIME
        elif not board.worth.shown[index] and not board.worth.extras[index]:
            kind = LeftOutKind.NO_THEME
        elif choice.host in hosts:
            kind = LeftOutKind.SAME_HOST
        reasons.append(LeftOut(choice.key, kind))
    return reasons


def _opened(board: Board, timely: set[int]) -> frozenset[str]:
    """The choices without time that would have some if nobody were busy."""
    choices = [
        replace(choice, free=choice.opened, others=())
        for index, choice in enumerate(board.choices)
        if index not in timely and choice.opened
    ]
    if not choices:
        return frozenset()
    ways = ways_of(board.problem, choices)
    windows = WindowMaker(board.problem, ways).windows()
    return frozenset(ways[number].choice.key for window in windows for number in window.starts)
