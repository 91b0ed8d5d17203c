"""Placing the best programme: on which days, at which times, as stops."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from visits.planning.choice import Choice, PlannedStop
from visits.planning.one_row.board import Board, BudgetSpent
from visits.planning.one_row.expansion import Expansion, Goal
from visits.planning.one_row.growth import Growth
from visits.planning.one_row.kinds import Kind
from visits.planning.one_row.labels import Label, stops_of
from visits.planning.one_row.matching import Part
from visits.planning.one_row.promise import NEVER
from visits.planning.one_row.windows import Window
from visits.span import Span

LEAST_WORK = 500
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _AllStops(NamedTuple):
    """Hopes for every stop of a part."""

    needed: int

    @property
    def heeded(self) -> int:
        """Every stop is told apart from every other one."""
        return -1

    def most(self, counts: int, marks: int, stops: int, minutes: int) -> int:
        """Nothing is worth more than anything, but all stops must be there."""
        missing = self.needed & ~marks
        return counts if missing.bit_count() <= stops and minutes >= 0 else NEVER

    def extras(self, marks: int, stops: int, late: int) -> int:
        """No stop gives anything by itself."""
        return 0 * marks * stops * late


def placed(board: Board, parts: Sequence[Part]) -> tuple[PlannedStop, ...]:
    """The stops of a programme, each day as short and then as early as it can be.

    Where that costs nothing, of two stops on a theme the one of less depth comes first. Trying
    other days and times takes at most as much work again; then those found first stand.
    """
    board.limit = board.work + max(board.work, LEAST_WORK)
    stops: list[PlannedStop] = []
    taken = {part.window for part in parts}
    for part in parts:
        best = part
        with suppress(BudgetSpent):
            best = _shortest(board, part, taken)
        taken = taken - {part.window} | {best.window}
        stops.extend(_planned(board, best))
    return tuple(sorted(stops))


def _shortest(board: Board, part: Part, taken: set[int]) -> Part:
    """The part on the day on which it is shortest, the earliest such day."""
    window = board.windows[part.window]
    choices = [board.ways[way].choice for way, _ in part.stops]
    pinned = frozenset(
        board.ways[way].index
        for way, starts in part.stops
        if board.slots.get(board.ways[way].index) is not None
        and board.slots[board.ways[way].index][0] == starts + window.origin
        and board.slots[board.ways[way].index][1]
    )
    found: dict[object, tuple[tuple[int, ...], Part] | None] = {}
    best: tuple[tuple[int, ...], Part] | None = None
    for number in range(len(board.windows)):
        if number in taken and number != part.window:
            continue
        kinds = _kinds(board, number, choices, pinned)
        if kinds is None:
            continue
        shape = (board.windows[number].bounds, *(kind.starts for kind in kinds))
        if shape in found:
            continue
        found[shape] = _timed(board, number, kinds)
        timed = found[shape]
        if timed is not None and (best is None or timed[0][0] < best[0][0]):
            best = timed
    return part if best is None else best[1]


def _kinds(
    board: Board, number: int, choices: Sequence[Choice], pinned: frozenset[int]
) -> list[Kind] | None:
    """The stops of a part as kinds of a day, None where one of them cannot be had on it."""
    window = board.windows[number]
    kinds: list[Kind] = []
    for place, choice in enumerate(choices):
        found = list(_kinds_of(board, window, choice, pinned))
        if not found:
            return None
        bit = 1 << place
        deeper = sum(
            1 << other
            for other, rival in enumerate(choices)
            if rival.depth > choice.depth and not {*rival.themes}.isdisjoint(choice.themes)
        )
        for members, starts in found:
            kinds.append(
                Kind(
                    way=board.ways[members[0]],
                    members=members,
                    starts=starts,
                    takes=bit,
                    meets=bit,
                    shown=0,
                    bonus=0,
                    deeper=deeper,
                )
            )
    return kinds


def _kinds_of(
    board: Board, window: Window, choice: Choice, pinned: frozenset[int]
) -> Iterator[tuple[tuple[int, ...], int]]:
    """The ways of one choice with their starts, those together that need the same people."""
    alike: dict[frozenset[str], list[int]] = {}
    for number in board.ways_by_choice[choice.key]:
        if number in window.starts:
            alike.setdefault(board.ways[number].people, []).append(number)
    for members in alike.values():
        starts = 0
        for number in members:
            starts |= window.starts[number]
        index = board.ways[members[0]].index
        if index in pinned:
            place = (board.slots[index][0] - window.origin) // window.step
            starts = starts & 1 << place if place >= 0 else 0
        if starts:
            yield tuple(members), starts


def _timed(board: Board, number: int, kinds: list[Kind]) -> tuple[tuple[int, ...], Part] | None:
    """All the stops on one day, as short as can be, with how short; None where they do not fit."""
    needed = 0
    for kind in kinds:
        needed |= kind.takes
    window = board.windows[number]
    growth = Growth(board, window, kinds, needed=needed)
    growth.keep_first_starts()
    expansion = Expansion(growth, Goal(_AllStops(needed)))
    dawn = Label.at_dawn(number, board.passage.start)
    # So many that no order of the stops can cost more.
    labels = [dawn._replace(bonus=len(kinds) ** 2)]
    for _ in range(needed.bit_count()):
        labels = [more for label in labels for more in _grown(board, expansion, label)]
    whole = [label for label in labels if growth.is_whole(label)]
    if not whole:
        return None
    best = min(whole, key=_rank)
    stops = tuple((_member(board, window, stop), stop.starts) for stop in stops_of(best))
    return _rank(best), Part(number, stops)


def _grown(board: Board, expansion: Expansion, label: Label) -> list[Label]:
    """The labels with one stop more, of one that is not superfluous."""
    if label.kind is not None and not expansion.is_alive(label):
        return []
    board.spend()
    return expansion.grow(label, NEVER)


def _rank(label: Label) -> tuple[int, ...]:
    """Short days first, then early ones, then overviews before details."""
    return label.ends - label.began, label.began, -label.bonus


def _member(board: Board, window: Window, stop: Label) -> int:
    """Who receives the party: whoever does so in the programme in force, else the first free."""
    assert stop.kind is not None
    place = stop.starts // window.step
    able = [number for number in stop.kind.members if window.starts[number] >> place & 1]
    return min(able, key=lambda number: (not board.is_in_force(number), number))


def _planned(board: Board, part: Part) -> Iterator[PlannedStop]:
    """The stops of a day as the party takes part in them."""
    origin = board.windows[part.window].origin
    for number, starts in part.stops:
        way = board.ways[number]
        begins = EPOCH + timedelta(minutes=origin + starts)
        yield way.fixed or PlannedStop(
            span=Span(begins, begins + timedelta(minutes=way.minutes)),
            choice=way.choice.key,
            contact=way.contact,
            language=way.language,
            format=way.format,
            company=way.company,
        )
