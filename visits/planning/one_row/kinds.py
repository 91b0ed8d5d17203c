"""Ways of a day that are alike, taken together: so the search does not grow with the catalogue."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from visits.planning.one_row.board import Board
from visits.planning.one_row.ways import Way
from visits.planning.one_row.windows import Window
from visits.planning.worth import Counts


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """Ways of a day among which the search need not choose yet; `way` is one of them.

    Bit b of `starts` says that one of the members can start at b times the day's step. `bonus`
    is what the kind gives by itself, `slot_bonus` what it gives besides at the minute `slot`;
    every stop before it that takes a bit of `deeper` costs one.
    """

    way: Way
    members: tuple[int, ...]
    starts: int
    takes: int
    meets: int
    shown: Counts
    bonus: int
    slot: int = -1
    slot_bonus: int = 0
    deeper: int = 0


def kinds_of(board: Board, window: Window) -> list[Kind]:
    """The kinds of a day, what gives most first, without what only repeats a better one."""
    together: dict[object, list[int]] = {}
    for number in window.starts:
        way = board.ways[number]
        takes = board.takes[number]
        is_single = takes or way.index in board.slots
        likeness = (board.likeness[number], takes, way.index if is_single else -1)
        together.setdefault(likeness, []).append(number)
    kinds = [_kind(board, window, members) for members in together.values()]
    kinds.sort(key=lambda kind: _rank(board, kind))
    return list(_without_repeats(board, kinds))


def _kind(board: Board, window: Window, members: Sequence[int]) -> Kind:
    members = sorted(members, key=lambda number: board.order[number])
    way = board.ways[members[0]]
    starts = 0
    for number in members:
        starts |= window.starts[number]
    slot, slot_bonus = board.slots.get(way.index, (0, 0))
    place, is_odd = divmod(slot - window.origin, window.step)
    is_here = slot_bonus > 0 and not is_odd and place >= 0 and starts >> place & 1
    return Kind(
        way=way,
        members=tuple(members),
        starts=starts,
        takes=board.takes[members[0]],
        meets=board.meets[members[0]],
        shown=board.worth.shown[way.index],
        bonus=board.bonus[way.index],
        slot=slot - window.origin if is_here else -1,
        slot_bonus=slot_bonus if is_here else 0,
    )


def _rank(board: Board, kind: Kind) -> tuple[int, ...]:
    """Puts every kind behind those that are at least as good."""
    way = kind.way
    return (
        -board.worth.score(kind.shown),
        -kind.bonus,
        way.minutes,
        way.choice.buffer_before,
        way.choice.buffer_after,
        len(way.people),
        -kind.meets.bit_count(),
        kind.takes.bit_count(),
        kind.slot_bonus,
    )


def _without_repeats(board: Board, kinds: list[Kind]) -> Iterator[Kind]:
    """The kinds without the starts at which one before them does at least as much."""
    better: list[Kind] = []
    for kind in kinds:
        starts = kind.starts
        for other in better:
            if starts & other.starts and _is_at_least(other, kind, board):
                starts &= ~other.starts
        if starts:
            kind = kind if starts == kind.starts else replace(kind, starts=starts)
            yield kind
            if not kind.takes and kind.way.fixed is None:
                better.append(kind)


def _is_at_least(kind: Kind, other: Kind, board: Board) -> bool:
    """Whether a kind that can be had any time does all that another one does."""
    way, rival = kind.way, other.way
    return (
        not other.slot_bonus
        and not other.meets & ~other.takes & ~kind.meets
        and not other.takes & board.marks.needed
        and kind.bonus >= other.bonus
        and way.minutes <= rival.minutes
        and way.screen <= rival.screen
        and way.place == rival.place
        and way.choice.buffer_before <= rival.choice.buffer_before
        and way.choice.buffer_after <= rival.choice.buffer_after
        and way.people <= rival.people
        and board.worth.covers(kind.shown, other.shown)
    )
