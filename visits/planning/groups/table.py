"""What groups' rows have to do with each other, and the best rows around what others hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from visits.planning.choice import PlannedStop
from visits.planning.groups.rows import ROWS_AT_FIRST, Rows, TrackRow, Value
from visits.planning.groups.slots import Slot, Slots, Taken
from visits.planning.problem import Problem, span_minutes
from visits.planning.worth import Worth

# Where each plenary choice is held; None where it is not.
Plenary = Mapping[str, Slot | None]
NOTHING: frozenset[Slot] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Held:
    """What stands already: some groups' rows, and the places of plenary choices."""

    rows: Mapping[int, TrackRow] = field(default_factory=dict)
    plenary: Plenary = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A row for each group that stand together."""

    rows: tuple[TrackRow, ...]
    plenary: tuple[tuple[str, Slot | None], ...]

    @property
    def value(self) -> Value:
        """Worth, then agreed, slots and stops kept, over all rows."""
        return total(self.rows)

    @property
    def worth(self) -> int:
        """The points of all rows."""
        return self.value[0]

    def without(self, freed: Iterable[int]) -> Held:
        """What stands when some groups' rows are let go of."""
        gone = set(freed)
        rows = {track: row for track, row in enumerate(self.rows) if track not in gone}
        return Held(rows=rows, plenary=dict(self.plenary))


def total(rows: Iterable[TrackRow]) -> Value:
    """The values of rows, summed."""
    values = [row.value for row in rows]
    worth, agreed, slots, stops = (sum(value[part] for value in values) for part in range(4))
    return worth, agreed, slots, stops


class Table:
    """Composes rows around each other; knows which slots each group can never have."""

    def __init__(self, problem: Problem, slots: Slots, rows: Rows) -> None:
        self.problem = problem
        self.slots = slots
        self.rows = rows
        self.tracks = range(len(slots.tracks))
        self.musts = {*problem.wishes.musts, *(key for one in slots.tracks for key in one.musts)}
        self.fixed = {stop.choice for stop in problem.fixed}
        self.plenary = tuple(
            key for key in problem.wishes.plenary if key in slots.number and key not in self.fixed
        )
        self._plenary_numbers = {slots.number[key] for key in self.plenary}
        self.required = frozenset(key for key in self.plenary if key in self.musts)
        self.closed = tuple(self._never(track) for track in self.tracks)
        # The most that each group's row can be worth, once that is known.
        self.most = [0] * len(self.tracks)
        self._same_host = {key: self._others_of_host(key) for key in self.plenary}

    def _never(self, track: int) -> frozenset[Slot]:
        """What a group cannot have: what fixed stops of others take, and what is not for all."""
        slots, group = self.slots, self.slots.tracks[track].key
        closed: set[Slot] = set()
        for stop in self.problem.fixed:
            if stop.tracks and group not in stop.tracks:
                closed.update(slots.closed_by(self._taken_by_fixed(stop)))
                if stop.choice in self.problem.wishes.plenary:
                    closed.update(self.of_choice(stop.choice))
        everyone = tuple(self.tracks)
        for key in self.plenary:
            is_out = key not in self.musts and self._is_barred(key)
            for slot in self.of_choice(key):
                if is_out or not slots.can_share(slot, everyone):
                    closed.add(slot)
        return frozenset(closed)

    def _others_of_host(self, key: str) -> frozenset[Slot]:
        """The slots of the other choices of a choice's host."""
        choices, own = self.slots.choices, self.slots.number[key]
        return frozenset(
            slot
            for index, choice in enumerate(choices)
            if index != own and choice.host == choices[own].host
            for slot in self.slots.all_of(index)
        )

    def _taken_by_fixed(self, stop: PlannedStop) -> Taken:
        choice = self.slots.choices[self.slots.number[stop.choice]]
        begins, ends = span_minutes(stop.span)
        return Taken(
            people=frozenset((stop.contact, *stop.company)),
            begins=begins,
            ends=ends,
            before=choice.buffer_before,
            after=choice.buffer_after,
        )

    def _is_barred(self, key: str) -> bool:
        """Whether only a must would open the choice, or its host is visited for other musts."""
        problem = self.problem
        host = self.slots.choices[self.slots.number[key]].host
        barred = {*problem.avoided_hosts, *problem.wishes.no_hosts}
        asked = {*self.musts, *self.fixed} - {key}
        visited = {choice.host for choice in self.slots.choices if choice.key in asked}
        return host in barred or host in visited

    @property
    def utmost(self) -> int:
        """What all groups could have if there were stops for every wish, and time for them."""
        return sum(Worth(each.wishes, each.choices).most for each in self.rows.problems)

    def begin(self, *, parts: int = ROWS_AT_FIRST) -> list[TrackRow]:
        """Each group's best row as if it came alone; each may take such a part of the work."""
        kept = frozenset(self.plenary)
        alone = self.rows.begin(self.closed, self.required, kept, parts=parts)
        self.most = [row.bound for row in alone]
        return alone

    def around(self, track: int, held: Mapping[int, TrackRow]) -> frozenset[Slot]:
        """What a group cannot have beside the rows that others hold."""
        coming: dict[Slot, list[int]] = {}
        for other, row in held.items():
            if other != track:
                for slot in row.slots:
                    coming.setdefault(slot, []).append(other)
        closed: set[Slot] = set()
        shared: list[Slot] = []
        for slot, others in coming.items():
            if self.is_plenary(slot):
                continue
            closed |= self.slots.clashing(slot)
            if self.slots.can_share(slot, (*others, track)):
                shared.append(slot)
        return frozenset(closed.difference(shared)) if shared else frozenset(closed)

    def in_way(self, track: int, row: TrackRow, rows: Sequence[TrackRow]) -> list[int]:
        """The groups whose rows cannot stand beside a row of this group."""
        others = [other for other in self.tracks if other != track]
        found: set[int] = set()
        for slot in row.slots:
            if self.is_plenary(slot):
                continue
            beside = [other for other in others if slot in rows[other].slots]
            if not self.slots.can_share(slot, (*beside, track)):
                found.update(beside)
            clashing = self.slots.clashing(slot) - {slot}
            found.update(other for other in others if not clashing.isdisjoint(rows[other].slots))
        return sorted(found)

    def is_plenary(self, slot: Slot) -> bool:
        """Whether the slot is one of a plenary choice, which needs no sharing."""
        return self.slots.staffed[slot[0]].choice in self._plenary_numbers

    def row(self, track: int, held: Held, *, closed: frozenset[Slot] = NOTHING) -> TrackRow:
        """The best row of a group beside what stands."""
        shut, required = self.beside(track, held)
        return self.best(track, shut | closed, required=required)

    def beside(self, track: int, held: Held) -> tuple[frozenset[Slot], frozenset[str]]:
        """What is closed to a group, and what it must have, beside what stands."""
        shut = {*self.closed[track], *self.around(track, held.rows)}
        for key, place in held.plenary.items():
            shut.update(slot for slot in self.of_choice(key) if slot != place)
        seen = {key for key, place in held.plenary.items() if place is not None}
        return frozenset(shut), self.required | seen

    def drawn(self, track: int, programme: Programme, stops: tuple[PlannedStop, ...]) -> TrackRow:
        """The best row of a group that, among equals, has the most of some others' stops."""
        shut, required = self.beside(track, programme.without((track,)))
        return self.rows.drawn(track, shut | self._beside_required(required), required, stops)

    def best(self, track: int, closed: frozenset[Slot], *, required: frozenset[str]) -> TrackRow:
        """The best row with what is required; of a host seen with everyone nothing else."""
        return self.rows.best(track, closed | self._beside_required(required), required=required)

    def _beside_required(self, required: frozenset[str]) -> frozenset[Slot]:
        """What else the hosts offer of which everyone sees what no must asks for."""
        return NOTHING.union(*(self._same_host[key] for key in required - self.required))

    def of_choice(self, key: str) -> Iterator[Slot]:
        """Every slot of a choice."""
        return self.slots.all_of(self.slots.number[key])

    def settled(
        self,
        order: Sequence[int],
        held: Held,
        *,
        closed: Sequence[frozenset[Slot]] | None = None,
        floor: float = -1,
    ) -> tuple[Programme | None, int]:
        """The rows of some groups, one after another, beside what stands.

        What the first of them shows of the plenary choices holds for the others. Where a group
        finds no row there is no programme, and its number says which group it was. There is none
        either where it could not be worth more than the floor.
        """
        rows, places = dict(held.rows), dict(held.plenary)
        hope = sum(row.value[0] for row in rows.values()) + sum(self.most[each] for each in order)
        for track in order:
            shut = closed[track] if closed else NOTHING
            row = self.row(track, Held(rows=rows, plenary=places), closed=shut)
            hope += row.value[0] - self.most[track]
            if not row.is_met or hope <= floor:
                return None, track
            rows[track] = row
            for key in self.plenary:
                places.setdefault(key, self.place(key, row))
        ordered = tuple(rows[track] for track in self.tracks)
        return Programme(rows=ordered, plenary=tuple(sorted(places.items()))), -1

    def place(self, key: str, row: TrackRow) -> Slot | None:
        """Where a row has a choice, None where it has not."""
        number = self.slots.number[key]
        return next(
            (slot for slot in row.slots if self.slots.staffed[slot[0]].choice == number), None
        )
