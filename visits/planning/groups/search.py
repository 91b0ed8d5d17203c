"""Making the groups' rows better together: large-neighbourhood search.

Rows are let go of and solved again, exactly, around those that stay: one row, two rows, all rows
that are in the way of one group's ideal, or everything around another time for a plenary stop.
Source of the idea: P. Shaw, 1998, Using Constraint Programming and Local Search Methods to Solve
Vehicle Routing Problems.
"""

from collections.abc import Sequence
from random import Random

from visits.planning.groups.rows import TrackRow
from visits.planning.groups.slots import Slot
from visits.planning.groups.table import Held, Programme, Table
from visits.planning.groups.turns import beginnings

# So many moves without a better programme end the search.
MOST_IDLE_MOVES = 120
# After so many, the search goes on from another programme.
MOVES_BEFORE_KICK = 20
# How much worse a programme may be to be gone on from, at first, in points.
WARMTH = 400


class Improvement:
    """Holds the best programme so far, and the one that is changed."""

    def __init__(self, table: Table, alone: Sequence[TrackRow], *, seed: int) -> None:
        self.table = table
        self.alone = alone
        self.random = Random(seed)  # noqa: S311 - not a secret
        self.bound = sum(row.bound for row in alone)
        self.best: Programme | None = None
        self.now: Programme | None = None
        self._least = -1

    def is_done(self) -> bool:
        """Whether nothing can be worth more, and there is nothing to keep."""
        return (
            self.best is not None
            and self.best.worth >= self.bound
            and not self.table.problem.current
        )

    def begin(self, *, least: int = -1) -> None:
        """The groups one after another, each of them first once; who found no room comes first.

        What is worth no more than `least` is not looked at.
        """
        self._least = least
        tracks = list(self.table.tracks)
        starts = [(tracks[1:], held) for held in beginnings(self.table)]
        starts += [(tracks[first:] + tracks[:first], Held()) for first in tracks]
        starts += [(tracks, self._without_plenary())]
        for order, held in starts:
            for _ in tracks:
                found, stuck = self.table.settled(order, held, floor=self._floor(0))
                if found is not None:
                    self.consider(found, warmth=0)
                if found is not None or self.best is not None or self._least >= 0:
                    break
                order = [stuck, *(track for track in order if track != stuck)]
            if self.is_done():
                return

    def _without_plenary(self) -> Held:
        """Nothing that everyone must see together, where it need not be."""
        optional = set(self.table.plenary) - self.table.required
        return Held(plenary=dict.fromkeys(sorted(optional)))

    def run(self, until: int) -> None:
        """Move until nothing has become better for long, or so much work is done."""
        work = self.table.rows.work
        idle, first = 0, work.done
        while self.now is not None and idle < MOST_IDLE_MOVES and work.done < until:
            if self.is_done():
                return
            if idle % MOVES_BEFORE_KICK == MOVES_BEFORE_KICK - 1:
                self._kick(self.now)
            left = (until - work.done) / max(1, until - first)
            found = self._moved(self.now, floor=self._floor(WARMTH * left))
            is_better = found is not None and self.consider(found, warmth=WARMTH * left)
            idle = 0 if is_better else idle + 1

    def consider(self, found: Programme, *, warmth: float) -> bool:
        """Go on from a programme that is not much worse; True where it is the best so far."""
        if self.best is None or found.value > self.best.value:
            self.best = self.now = found
            return True
        lost = self.now.worth - found.worth if self.now is not None else 0
        if lost <= warmth * self.random.random():
            self.now = found
        return False

    def _kick(self, now: Programme) -> None:
        """Go on from a programme that is quite another, whatever it is worth."""
        found = self._with_other_place(now, floor=-1) if now.plenary else None
        if found is None:
            order = self.random.sample(self.table.tracks, len(self.table.tracks))
            found, _ = self.table.settled(order, Held())
        if found is not None and not self.consider(found, warmth=0):
            self.now = found

    def _floor(self, warmth: float) -> float:
        """What need not be looked at: it is worth too little to go on from.

        A programme worth the same is looked at where it could keep more of what is in force.
        """
        if self.now is None or self.best is None:
            return self._least
        same = 1 if warmth or self.table.problem.current else 0
        return min(self.best.worth, self.now.worth) - warmth - same

    def _moved(self, now: Programme, *, floor: float) -> Programme | None:
        """One move from a programme."""
        draw = self.random.random()
        if now.plenary and draw < 0.15:
            return self._with_other_place(now, floor=floor)
        if draw < 0.5:
            return self._with_ideal(now, floor=floor)
        count = 2 if draw < 0.85 else 3
        freed = self.random.sample(self.table.tracks, min(count, len(self.table.tracks)))
        return self._solved_again(now, freed, floor=floor)

    def _solved_again(
        self, now: Programme, freed: Sequence[int], *, floor: float
    ) -> Programme | None:
        """Some rows let go of and solved again around the others."""
        return self.table.settled(freed, now.without(freed), floor=floor)[0]

    def _with_ideal(self, now: Programme, *, floor: float) -> Programme | None:
        """One group gets its best row; those in its way are solved again around it."""
        tracks = list(self.table.tracks)
        lacks = [self.alone[track].bound - now.rows[track].value[0] for track in tracks]
        track = self.random.choices(tracks, [lack + 1 for lack in lacks])[0]
        ideal = self.table.row(track, Held(plenary=dict(now.plenary)))
        if not ideal.is_met:
            return None
        in_way = self.table.in_way(track, ideal, now.rows)
        self.random.shuffle(in_way)
        left = now.without(in_way)
        held = Held(rows={**left.rows, track: ideal}, plenary=left.plenary)
        return self.table.settled(in_way, held, floor=floor)[0]

    def _with_other_place(self, now: Programme, *, floor: float) -> Programme | None:
        """A plenary choice held at another time, or no longer, or held at all."""
        places = dict(now.plenary)
        key = self.random.choice(sorted(places))
        options: list[Slot | None] = [
            slot for slot in self.table.of_choice(key) if slot not in self.table.closed[0]
        ]
        if key not in self.table.required:
            options.append(None)
        options = [slot for slot in options if slot != places[key]]
        if not options:
            return None
        places[key] = self.random.choice(options)
        order = self.random.sample(self.table.tracks, len(self.table.tracks))
        return self.table.settled(order, Held(plenary=places), floor=floor)[0]
