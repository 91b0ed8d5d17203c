"""The best programme of all groups, with a proof: splitting on what clashes.

Each group's best row by itself is a start: together they are worth at least as much as any
programme. Where two rows clash, one of them must give way: either the one group does without a
stretch of starts or the other does without those that clash with it. Each case is a problem of
the same kind, and the one that promises most is looked at first. So the first programme without
a clash is the best.

Source: G. Sharon, R. Stern, A. Felner, N. Sturtevant, 2015, Conflict-based search for optimal
multi-agent pathfinding.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import combinations, count

from visits.planning.groups.clashes import clashing_stretches, smallest_crowd
from visits.planning.groups.rows import TrackRow
from visits.planning.groups.slots import Slot
from visits.planning.groups.table import NOTHING, Held, Plenary, Programme, Table

# Every so many splits a case is also tried as it stands, for a programme.
DIVES = 6


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is closed to each group, which plenary choices are held, and the best rows then."""

    closed: tuple[frozenset[Slot], ...]
    required: frozenset[str]
    rows: tuple[TrackRow, ...] = ()

    @property
    def bound(self) -> int:
        """No programme of this case is worth more."""
        return sum(row.bound for row in self.rows)

    @property
    def worth(self) -> int:
        """What the rows would be worth if they could stand together."""
        return sum(row.value[0] for row in self.rows)

    def without(self, slots: Sequence[frozenset[Slot]]) -> "Case":
        """The case with more slots closed to each group."""
        closed = tuple(one | more for one, more in zip(self.closed, slots, strict=True))
        return replace(self, closed=closed)


class Splitting:
    """Splits cases until the best programme is known, or the work is spent.

    `bound` is honest at any time; `best` is the best programme so far. Only what is worth more
    than the floor is looked for.
    """

    def __init__(self, table: Table, *, best: Programme | None, most: int, floor: int = -1) -> None:
        self.table = table
        self.best = best
        self.bound = most
        self._least = floor
        # What cases may be worth that could not be answered to the end.
        self._unsure = -1
        self._turn = count()
        self._open: list[tuple[int, int, Case]] = []

    @property
    def is_impossible(self) -> bool:
        """Whether it is known that there is no programme at all."""
        return self.best is None and self.bound < 0

    def run(self) -> None:
        """Split to the end; WorkSpent may come before."""
        self.table.rows.asks_again = True
        self._add(Case(closed=self.table.closed, required=self.table.required))
        while self._open:
            self.bound = max(-self._open[0][0], self._floor, self._unsure)
            if self._floor >= self.bound:
                return
            split = self._split(self._open[0][2])
            heappop(self._open)
            for each in split:
                self._add(each)
        self.bound = max(self._floor, self._unsure)

    @property
    def _floor(self) -> int:
        return max(self._least, self.best.worth if self.best is not None else -1)

    def _add(self, case: Case) -> None:
        """Answer a case, and keep it where it could still hold something better."""
        rows: list[TrackRow] = []
        for track in self.table.tracks:
            row = self.table.best(track, case.closed[track], required=case.required)
            if not row.is_met and row.is_sure:
                return
            rows.append(row)
        case = replace(case, rows=tuple(rows))
        if case.bound > self._floor:
            heappush(self._open, (-case.bound, next(self._turn), case))

    def _split(self, case: Case) -> list[Case]:
        """The cases that a case falls into; none where it is settled."""
        if not all(row.is_met for row in case.rows):
            self._unsure = max(self._unsure, case.bound)
            return []
        case, places = self._agreed(case)
        if places is None:
            return self._plenary_split(case)
        case = self._apart(case, places)
        ways = self._ways_out(case.rows)
        if not ways:
            self._consider(Programme(rows=case.rows, plenary=tuple(sorted(places.items()))))
            if case.worth < case.bound:
                self._unsure = max(self._unsure, case.bound)
            return []
        if next(self._turn) % DIVES == 0:
            self._dive(case, places)
        return [case.without(closed) for closed in ways]

    def _consider(self, found: Programme | None) -> None:
        if found is not None and (self.best is None or found.value > self.best.value):
            self.best = found

    def _dive(self, case: Case, places: Plenary) -> None:
        """Try to come near to what a case promises: its groups one after another."""
        tracks = list(self.table.tracks)
        shift = next(self._turn) % len(tracks)
        order = tracks[shift:] + tracks[:shift]
        self._consider(self.table.settled(order, Held(plenary=places), closed=case.closed)[0])

    def _agreed(self, case: Case) -> tuple[Case, Plenary | None]:
        """The case with rows of the same worth that have the plenary stops at the same times.

        Where no such rows are found there are no places, and the case must be split.
        """
        places: dict[str, Slot | None] = {}
        for key in self.table.plenary:
            held = Counter(self.table.place(key, row) for row in case.rows)
            for place, _ in held.most_common():
                rows = self._with_places(case, {**places, key: place}) if len(held) > 1 else []
                if rows or len(held) == 1:
                    places[key] = place
                    case = replace(case, rows=tuple(rows) or case.rows)
                    break
            else:
                return case, None
        return case, places

    def _with_places(self, case: Case, places: Plenary) -> list[TrackRow]:
        """Rows worth the same with the plenary stops in these places; none where there are none."""
        rows: list[TrackRow] = []
        for track, known in enumerate(case.rows):
            row = self.table.row(track, Held(plenary=places), closed=case.closed[track])
            if not row.is_met or row.value[0] < known.value[0]:
                return []
            rows.append(replace(row, bound=known.bound))
        return rows

    def _apart(self, case: Case, places: Plenary) -> Case:
        """The case with rows of the same worth that clash less."""
        rows = [*case.rows]
        for track in self.table.tracks:
            if not self.table.in_way(track, rows[track], rows):
                continue
            others = {other: row for other, row in enumerate(rows) if other != track}
            held = Held(rows=others, plenary=places)
            row = self.table.row(track, held, closed=case.closed[track])
            if row.is_met and row.value[0] >= rows[track].value[0]:
                rows[track] = replace(row, bound=rows[track].bound)
        return replace(case, rows=tuple(rows))

    def _plenary_split(self, case: Case) -> list[Case]:
        """Two cases for a plenary choice not agreed upon: held or not, or early or late."""
        places: set[Slot | None] = set()
        for key in self.table.plenary:
            places = {self.table.place(key, row) for row in case.rows}
            if len(places) > 1:
                break
        every = frozenset(self.table.of_choice(key))
        groups = len(case.rows)
        if None in places and key not in case.required:
            return [
                replace(case, required=case.required | {key}),
                case.without([every] * groups),
            ]
        held = sorted((place for place in places if place is not None), key=_by_time)
        pivot = _by_time(held[(len(held) - 1) // 2])
        early = frozenset(slot for slot in every if _by_time(slot) <= pivot)
        return [case.without([part] * groups) for part in (every - early, early)]

    def _ways_out(self, rows: Sequence[TrackRow]) -> list[list[frozenset[Slot]]]:
        """What is closed to each group in each case of a clash; none where nothing clashes."""
        slots = self.table.slots
        coming: dict[Slot, list[int]] = {}
        for track, row in enumerate(rows):
            for slot in row.slots:
                if not self.table.is_plenary(slot):
                    coming.setdefault(slot, []).append(track)
        for slot, tracks in sorted(coming.items()):
            if not slots.can_share(slot, tracks):
                crowd = smallest_crowd(slots, slot, tracks)
                return [self._closing({track: frozenset((slot,))}) for track in crowd]
        for one, other in combinations(sorted(coming), 2):
            if other in slots.clashing(one):
                first, second = clashing_stretches(slots, one, other)
                ways = ({coming[one][0]: first}, {coming[other][0]: second})
                return [self._closing(way) for way in ways]
        return []

    def _closing(self, parts: Mapping[int, frozenset[Slot]]) -> list[frozenset[Slot]]:
        return [parts.get(track, NOTHING) for track in self.table.tracks]


def _by_time(slot: Slot) -> tuple[int, int]:
    return slot[1], slot[0]
