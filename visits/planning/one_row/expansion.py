"""Growing the labels of one day, stop by stop; what another label does as well is dropped."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from visits.planning.one_row.growth import Growth, Hope
from visits.planning.one_row.kinds import Kind
from visits.planning.one_row.labels import LONG_AGO, Label, covers
from visits.planning.one_row.passage import Step
from visits.planning.one_row.prices import Outlook
from visits.planning.one_row.promise import NEVER, WORTH_STEP
from visits.planning.one_row.room import Left
from visits.planning.worth import Counts

FOREVER = 1 << 60
# End, first start of the day, whether lunch is behind, and tail.
When = tuple[int, int, bool, int]


class Goal(NamedTuple):
    """What is looked for on a day: `left` is the room on other days after it.

    The marks `elsewhere` can be met on those, and by the prices of the `outlook` they can give
    as much as `later`. What has the marks `late` stands on days that are out of reach, and each
    of `standing`, with its mark, at that minute of this one: later it cannot be kept at its time.
    With `is_choosing`, hosts are chosen as it goes, so that none is visited twice: quick, but no
    proof.
    """

    hope: Hope
    left: Left = Left(0, 0)
    elsewhere: int = 0
    is_choosing: bool = False
    outlook: Outlook | None = None
    later: int = 0
    late: int = 0
    standing: tuple[tuple[int, int], ...] = ()


class Expansion:
    """The labels of one day that are still worth growing."""

    def __init__(self, growth: Growth, goal: Goal) -> None:
        self.growth = growth
        self.goal = goal
        self._kept: dict[tuple[int, int, int], list[Label]] = {}
        self._hopes: dict[tuple[int, int, When, int], int] = {}
        self._best: dict[tuple[int, int, int, int, int], list[tuple[int, int, int]]] = {}
        bounds = growth.window.bounds
        self._is_simple = bounds.rest is None
        self._grown: dict[tuple[int, int], list[Label]] = {}
        self._behind: dict[tuple[Counts, Counts, int], int] = {}
        self._unit = growth.board.worth.unit
        self._needed = growth.needed

    def is_alive(self, label: Label) -> bool:
        """Whether no other label has made this one superfluous since it was grown."""
        kept = self._kept[(label.counts, label.marks & self._needed, label.tail)]
        return any(other is label for other in kept)

    def is_outdone(self, label: Label) -> bool:
        """Whether a label that was grown before leads to as much, whatever both are given."""
        if label.kind is None:
            return False
        growth = self.growth
        minutes = growth.room.after(label.ends, label.began, is_fed=label.is_fed)
        stops = max(0, minutes) // growth.room.shortest
        if growth.counts_stops:
            stops = min(stops, growth.window.bounds.most_stops - label.stops)
        stops += self.goal.left.stops
        grown = self._grown.setdefault((label.marks & self._needed, label.tail), [])
        for other in grown:
            if covers(other, label):
                key = (other.counts, label.counts, stops)
                behind = self._behind.get(key)
                if behind is None:
                    behind = self._behind[key] = growth.board.worth.most_behind(*key)
                if behind <= 0:
                    return True
        grown.append(label)
        return False

    def grow(self, label: Label, floor: int) -> list[Label]:
        """The labels with one stop more, by every kind, that can be worth more than the floor."""
        growth = self.growth
        longest, is_first = growth.window.bounds.longest, label.kind is None
        grown: list[Label] = []
        if growth.counts_stops and label.stops == growth.window.bounds.most_stops:
            return grown
        steps = growth.steps(label.tail)
        for number in self._promising(label, floor):
            kind, step = growth.kinds[number], steps[number]
            if step is None:
                continue
            more = self._counted(number, label.counts)
            for starts in self._starts(label, number, step):
                ends = starts + kind.way.minutes
                began = min(starts, growth.latest_began) if is_first else label.began
                if ends - began > longest:
                    break
                is_fed = label.is_fed or self._eats(label, step, starts)
                hope = self._hope(label, kind, (more, floor), (ends, began, is_fed, step.tail))
                if hope > floor:
                    after = self._after(label, step, kind, (starts, began, is_fed, more, hope))
                    if after is not None and self._keep(after):
                        grown.append(after)
        return grown

    def _promising(self, label: Label, floor: int) -> Sequence[int]:
        """The kinds that can lead to more than the floor if they follow at once."""
        growth = self.growth
        everything = range(len(growth.kinds))
        if label.kind is None:
            return [each for each in everything if not label.marks & growth.kinds[each].takes]
        minutes = growth.room.after(label.ends, label.began, is_fed=label.is_fed)
        late = self._late(label.ends)
        key = (label.counts, label.marks & self.goal.hope.heeded, minutes, label.stops, late)
        best = self._best.get(key)
        if best is None:
            best = self._best[key] = [
                (self._at_best(label, number, minutes), number, growth.kinds[number].takes)
                for number in everything
            ]
            best.sort(reverse=True)
        least, marks = floor - label.bonus, label.marks
        return [number for most, number, takes in best if most > least and not marks & takes]

    def _at_best(self, label: Label, number: int, minutes: int) -> int:
        """What the label's counts can become by a kind that follows at once, at most."""
        growth, left = self.growth, self.goal.left
        kind, cycle = growth.kinds[number], growth.room.sorts[number].minutes
        minutes = max(0, minutes - cycle)
        most = minutes // growth.room.shortest
        if growth.counts_stops:
            most = min(most, growth.window.bounds.most_stops - label.stops - 1)
        most += left.stops
        counts, marks = self._counted(number, label.counts), label.marks | kind.meets
        hope = self.goal.hope.most(counts, marks, most, minutes + left.minutes)
        if hope == NEVER:
            return NEVER
        extras = self.goal.hope.extras(marks, most, self._late(label.ends))
        return hope + extras + kind.bonus + kind.slot_bonus

    def _late(self, ends: int) -> int:
        """The marks of what stands before that minute, and cannot be kept at its time any more."""
        late = self.goal.late
        for starts, mark in self.goal.standing:
            if starts < ends:
                late |= mark
        return late

    def _counted(self, number: int, counts: Counts) -> Counts:
        """The counts with a stop of a kind more."""
        growth = self.growth
        more = growth.more[number].get(counts)
        if more is None:
            more = growth.board.worth.with_one(counts, growth.kinds[number].shown)
            growth.more[number][counts] = more
        return more

    def _starts(self, label: Label, number: int, step: Step) -> Sequence[int]:
        """The minutes at which a kind is worth starting after a label: the first, as a rule.

        Later ones are where the day begins, where lunch or a rest fits in between, and where the
        kind stands now.
        """
        growth, kind = self.growth, self.growth.kinds[number]
        starts, bounds = growth.starts[number], growth.window.bounds
        if label.kind is None:
            return starts[bisect_left(starts, bounds.opens + step.road) if step.road else 0 :]
        ready = label.ends + step.gap
        place = bisect_left(starts, ready)
        if place == len(starts):
            return ()
        if bounds.rest is not None:
            return starts[place:]
        if label.is_fed and kind.slot < ready:
            return starts[place : place + 1]
        worth_while = {starts[place]}
        if not label.is_fed and bounds.lunch is not None:
            minutes = bounds.lunch.minutes
            fed = max(label.ends + step.road, label.ends, bounds.lunch.opens) + minutes
            place = bisect_left(starts, max(ready, fed))
            worth_while.update(starts[place : place + 1])
        if kind.slot >= ready:
            worth_while.add(kind.slot)
        return sorted(worth_while)

    def _hope(self, label: Label, kind: Kind, aim: tuple[Counts, int], when: When) -> int:
        """The most that can become of a label with one stop more; loosely up to the floor."""
        counts, floor = aim
        marks = label.marks | kind.meets
        bonus = label.bonus + kind.bonus + kind.slot_bonus
        key = (counts, marks, when, label.stops)
        hope = self._hopes.get(key)
        if hope is None:
            hope = self._hopes[key] = self._most(key, floor - bonus)
        return hope if hope == NEVER else hope + bonus

    def _most(self, state: tuple[Counts, int, When, int], floor: int) -> int:
        """The most worth that can become of a day as far as this; any up to the floor will do."""
        counts, marks, (ends, began, is_fed, tail), stops = state
        growth, goal = self.growth, self.goal
        if growth.lost(ends) & ~marks & ~goal.elsewhere:
            return NEVER
        minutes = max(0, growth.room.after(ends, began, is_fed=is_fed))
        most = minutes // growth.room.shortest
        if growth.counts_stops:
            most = min(most, growth.window.bounds.most_stops - stops - 1)
        most += goal.left.stops
        extras = goal.hope.extras(marks, most, self._late(ends))
        priced = FOREVER
        if goal.outlook is not None:
            gives = goal.outlook.after_tail(tail, ends, is_fed=is_fed)
            if gives < 0:
                return NEVER
            gives += goal.later + goal.outlook.prices.above(counts, marks, most)
            worth = gives // self._unit * self._unit
            priced = max(0, worth * WORTH_STEP + extras)
            if priced <= floor:
                return priced
        hope = goal.hope.most(counts, marks, most, minutes + goal.left.minutes)
        return hope if hope == NEVER else min(priced, hope + extras)

    def _after(
        self, label: Label, step: Step, kind: Kind, found: tuple[int, int, bool, int, int]
    ) -> Label | None:
        """The label with one stop more, None where something forbids it."""
        starts, began, is_fed, counts, hope = found
        growth, ends = self.growth, starts + kind.way.minutes
        screen = label.screen + kind.way.screen if growth.counts_screen else 0
        since = LONG_AGO if self._is_simple else self._sitting(label, step, starts, ends)
        if screen > growth.window.bounds.most_screen or since is None:
            return None
        way, hosts = -1, label.hosts
        if self.goal.is_choosing:
            way = growth.board.free_way(kind.members, growth.window, starts, hosts)
            if way < 0:
                return None
            hosts |= growth.board.host_bits[way]
        bonus = label.bonus + kind.bonus + (kind.slot_bonus if starts == kind.slot else 0)
        if kind.deeper:
            bonus -= (label.marks & kind.deeper).bit_count()
        return Label(
            ends,
            began,
            since,
            is_fed,
            screen,
            label.stops + 1 if growth.counts_stops else 0,
            bonus,
            counts,
            label.marks | kind.meets,
            step.tail,
            hosts,
            hope,
            starts,
            kind,
            way,
            label.window,
            label,
        )

    def _sitting(self, label: Label, step: Step, starts: int, ends: int) -> int | None:
        """When the present sitting began, None where it becomes too long."""
        rest = self.growth.window.bounds.rest
        assert rest is not None
        if label.kind is None or starts - label.ends - step.road >= rest.minutes:
            return starts
        return label.since if ends - label.since <= rest.after else None

    def _eats(self, label: Label, step: Step, starts: int) -> bool:
        """Whether lunch fits before a start, besides the road."""
        lunch, opens = self.growth.window.bounds.lunch, self.growth.window.bounds.opens
        if lunch is None:
            return True
        since = min(opens, lunch.opens) if label.kind is None else label.ends
        within = min(starts, lunch.closes) - max(since, lunch.opens)
        return within >= lunch.minutes and starts - since >= step.road + lunch.minutes

    def _keep(self, label: Label) -> bool:
        """Note a label unless another one does as well; it makes others superfluous in turn."""
        key = (label.counts, label.marks & self._needed, label.tail)
        kept = self._kept.get(key)
        if kept is None:
            self._kept[key] = [label]
            return True
        for other in kept:
            if covers(other, label):
                return False
        kept[:] = [other for other in kept if not covers(label, other)]
        kept.append(label)
        return True
