"""Which sets of choices fit on a day together, and when: exact on the 15-minute grid.

A set is a bit mask over the choices. For a set and the choice shown last, a Profile holds every
sensible (end, start of the day) pair: ends rise, and a later end is only worth having with a
later start. Profiles of a set grow from those of its subsets, so each is computed once. Sets of
a handful of stops are all that a day can hold.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, compress

from visits.planning.choice import Choice
from visits.planning.frame import DayFrame, frames_of
from visits.planning.packing import Packing
from visits.planning.pauses import Pauses
from visits.planning.problem import Problem
from visits.planning.shapes import Shape, Shapes

# (end, start of the day's first stop, choice, the label before), in minutes since 1970.
Label = tuple[int, int, int, "Label | None"]
# By the choice shown last: labels still without a lunch pause, labels with one.
Profile = dict[int, tuple[list[Label], list[Label]]]
Arrangement = tuple[tuple[int, int], ...]
# Larger sets with pinned stops are only grown from smaller ones, not split anew: that is where
# current times are counted, which no proof rests on.
MOST_RESPLIT = 8


class BudgetSpent(Exception):
    """The work limit is reached; raised inside the composer only."""


def bits(mask: int) -> Iterator[int]:
    """The choices in a set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Timetable:
    """Answers which sets fit where; `work` counts the steps and stops at `limit`."""

    def __init__(self, problem: Problem, choices: Sequence[Choice], *, limit: int) -> None:
        self.limit = limit
        self.work = 0
        self.choices = choices
        self.pauses = Pauses(problem, choices)
        self.frames = frames_of(problem, choices)
        self.packing = Packing(problem, self.frames, self.pauses)
        self.shapes = Shapes(problem, choices, self.frames)
        self._fitting: dict[Shape, bool] = {}
        self._profiles: dict[tuple[int, int, int], Profile] = {}
        self._arranged: dict[tuple[int, int, int, int], Arrangement | None] = {}
        self._days_of = [
            [day for day, frame in enumerate(self.frames) if frame.starts[index]]
            for index in range(len(choices))
        ]

    def has_time(self, index: int) -> bool:
        """Whether a choice fits on any day by itself."""
        return bool(self._days_of[index])

    def arrange(
        self, mask: int, most_days: int, *, pinned: int = 0, taken: int = 0
    ) -> Arrangement | None:
        """The set spread over at most so many days, as (day, part) pairs, or None.

        `pinned` choices stand at their current time; days in `taken` are not used.
        """
        if not mask:
            return ()
        self._spend()
        key = (mask, most_days, pinned & mask, taken)
        if key not in self._arranged:
            self._arranged[key] = self._arrange(mask, most_days, pinned=pinned, taken=taken)
        return self._arranged[key]

    def _arrange(self, mask: int, most_days: int, *, pinned: int, taken: int) -> Arrangement | None:
        for day in self._common_days(mask, taken):
            if self.fits(day, mask, pinned):
                return ((day, mask),)
        if most_days == 1 or (taken and self.arrange(mask, most_days, pinned=pinned) is None):
            return None
        if not taken:
            inserted = self._inserted(mask, most_days, pinned)
            if inserted is not None:
                return inserted
        if pinned & mask and mask.bit_count() > MOST_RESPLIT:
            return None
        for part in self._parts(mask):
            if self.arrange(mask ^ part, most_days - 1, pinned=pinned, taken=taken) is None:
                continue
            for day in self._common_days(part, taken):
                if not self.fits(day, part, pinned):
                    continue
                others = self.arrange(
                    mask ^ part, most_days - 1, pinned=pinned, taken=taken | 1 << day
                )
                if others is not None:
                    return tuple(sorted(((day, part), *others)))
        return None

    def _inserted(self, mask: int, most_days: int, pinned: int) -> Arrangement | None:
        """A known arrangement of all but one choice, with that choice put in somewhere."""
        for index in bits(mask):
            bit = 1 << index
            known = self._arranged.get((mask ^ bit, most_days, pinned & (mask ^ bit), 0))
            if known is None:
                continue
            parts = dict(known)
            for day in self._days_of[index]:
                part = parts.get(day, 0)
                if (part or len(parts) < most_days) and self.fits(day, part | bit, pinned):
                    return tuple(sorted({**parts, day: part | bit}.items()))
        return None

    def pin_within(self, mask: int, most_days: int, wanted: int) -> int:
        """The most of the wanted stops that can be pinned with every stop left on its day."""
        arrangement = self.arrange(mask, most_days)
        assert arrangement is not None
        pinned = 0
        for day, part in arrangement:
            stops = list(bits(part & wanted))
            choices = (
                sum(1 << index for index in members)
                for size in range(len(stops), -1, -1)
                for members in combinations(stops, size)
            )
            pinned |= next(pins for pins in choices if self.fits(day, part, pins))
        self._arranged[(mask, most_days, pinned, 0)] = arrangement
        return pinned

    @staticmethod
    def _parts(mask: int) -> Iterator[int]:
        """Every proper part of a set that holds its lowest choice, bigger numbers first."""
        low = mask & -mask
        rest = mask ^ low
        part = (rest - 1) & rest
        while True:
            yield part | low
            if not part:
                return
            part = (part - 1) & rest

    def _common_days(self, mask: int, taken: int) -> list[int]:
        members = [self._days_of[index] for index in bits(mask)]
        fewest = min(members, key=len)
        rest = [set(days) for days in members if days is not fewest]
        return [day for day in fewest if not taken >> day & 1 and all(day in days for days in rest)]

    def fits(self, day: int, mask: int, pinned: int = 0) -> bool:
        """Whether the whole set fits on the day."""
        self._spend()
        if mask.bit_count() > self.frames[day].most_stops:
            return False
        if self.packing.packed(list(bits(mask))) > self.packing.room[day]:
            return False
        if pinned & mask:
            return self._has_labels(day, mask, pinned)
        shape = self.shapes.of(day, bits(mask))
        if shape not in self._fitting:
            self._fitting[shape] = self._has_labels(day, mask, pinned)
        return self._fitting[shape]

    def _has_labels(self, day: int, mask: int, pinned: int) -> bool:
        profile = self._profile(day, mask, pinned)
        return any(hungry or fed for hungry, fed in profile.values())

    def shortest(self, day: int, mask: int, pinned: int = 0) -> Label:
        """The end of the shortest, then earliest way to have a set that fits on the day."""
        labels = [
            label
            for hungry, fed in self._profile(day, mask, pinned).values()
            for label in (*hungry, *fed)
        ]
        return min(labels, key=lambda label: (label[0] - label[1], label[1]))

    def _profile(self, day: int, mask: int, pinned: int) -> Profile:
        key = (day, mask, pinned & mask)
        profile = self._profiles.get(key)
        if profile is None:
            if mask & (mask - 1):
                profile = self._grown(day, mask, pinned)
            else:
                profile = self._single(self.frames[day], mask.bit_length() - 1, pinned)
            self._profiles[key] = profile
        return profile

    def _single(self, frame: DayFrame, index: int, pinned: int) -> Profile:
        """The profile of one choice alone."""
        minutes = frame.minutes[index]
        hungry: list[Label] = []
        fed: list[Label] = []
        for start in frame.starts_of(index, pinned):
            if minutes > frame.longest:
                break
            label: Label = (start + minutes, start, index, None)
            if start >= frame.fed_from:
                fed.append(label)
            elif start + minutes <= frame.hungry_until:
                hungry.append(label)
        return {index: (hungry, fed)}

    def _grown(self, day: int, mask: int, pinned: int) -> Profile:
        """The profile of a set from the profiles of the sets with one choice less."""
        frame = self.frames[day]
        profile: Profile = {}
        for last in bits(mask):
            starts = frame.starts_of(last, pinned)
            hungry: list[Label | None] = [None] * len(starts)
            fed: list[Label | None] = [None] * len(starts)
            for before, (hungry_before, fed_before) in self._profile(
                day, mask ^ (1 << last), pinned
            ).items():
                pause, lunch_pause = self.pauses.between(before, last)
                self._spend()
                limits = [start - pause for start in starts]
                _append(fed, fed_before, limits)
                if hungry_before:
                    _append(hungry, hungry_before, limits)
                    _append(fed, hungry_before, frame.lunch_limits(starts, lunch_pause))
            ends = [start + frame.minutes[last] for start in starts]
            in_time = [end <= frame.hungry_until for end in ends]
            profile[last] = (
                _kept(compress(hungry, in_time), ends, last, frame.longest),
                _kept(fed, ends, last, frame.longest),
            )
        return profile

    def _spend(self) -> None:
        self.work += 1
        if self.work > self.limit:
            raise BudgetSpent


def _append(best: list[Label | None], labels: list[Label], limits: list[int]) -> None:
    """For each start, the label that ends by its limit and began last, where it is better."""
    reached = 0
    for place, limit in enumerate(limits):
        while reached < len(labels) and labels[reached][0] <= limit:
            reached += 1
        if reached:
            label, known = labels[reached - 1], best[place]
            if known is None or label[1] > known[1]:
                best[place] = label


def _kept(best: Iterable[Label | None], ends: list[int], last: int, longest: int) -> list[Label]:
    """The new labels that are worth having: ends rise, and so do the starts of the day."""
    kept: list[Label] = []
    for end, before in zip(ends, best, strict=False):
        if before is None or end - before[1] > longest:
            continue
        if not kept or before[1] > kept[-1][1]:
            kept.append((end, before[1], last, before))
    return kept
