"""Branch and bound over sets of choices: the best set that fits, and a proof that none is better.

The worth of a set does not depend on its times, so the search is over sets; the Timetable says
whether a set fits. Fewer stops always fit where more do, so a set that does not fit is never
grown. A node is cut when even the best stops still possible could not beat the plan in hand:
their gains now (a gain only shrinks as themes repeat), or the themes' best remaining returns.
"""

from collections.abc import Sequence
from hashlib import sha256
from itertools import combinations

from visits.planning.choice import Choice
from visits.planning.problem import Problem
from visits.planning.timetable import MOST_RESPLIT, Timetable, bits
from visits.planning.worth import Counts, Worth

# A value is worth first, then current stops kept, then slots kept.
WORTH_STEP = 10_000
KEPT_STEP = 100


class Search:
    """Finds the best set for at most `most_days` days that holds all of `base`."""

    def __init__(
        self,
        problem: Problem,
        timetable: Timetable,
        *,
        base: int,
        most_days: int,
        seed: int = 0,
    ) -> None:
        self.problem = problem
        self.timetable = timetable
        self.choices: Sequence[Choice] = timetable.choices
        self.worth = Worth(problem.wishes, self.choices)
        self.most_days = most_days
        current = {stop.choice for stop in problem.current}
        self.current = sum(
            1 << index for index, choice in enumerate(self.choices) if choice.key in current
        )
        self.order = _tie_order(self.choices, seed)
        self.base = base
        self.best_value = -1
        self.best_mask = 0
        self.best_pinned = 0
        self.most_value = self.worth.most * WORTH_STEP

    def run(self) -> None:
        """Search to the end; the best set so far stands in `best_mask` whenever it is stopped."""
        counts = self.worth.counts(bits(self.base))
        self.consider(self.base)
        self._grow(self.base, counts, self.candidates(self.base))
        self.most_value = self.best_value

    @property
    def bound(self) -> int:
        """No set that holds the base can be worth more, as far as is known."""
        return self.most_value // WORTH_STEP

    @property
    def score(self) -> int:
        """The worth of the best set so far."""
        return self.best_value // WORTH_STEP

    def candidates(self, mask: int) -> list[int]:
        """What may be added to a set: choices with time, of hosts that are not in it."""
        hosts = {self.choices[index].host for index in bits(mask)}
        return [
            index
            for index in self.order
            if self.choices[index].host not in hosts and self.timetable.has_time(index)
        ]

    def does_fit(self, mask: int) -> bool:
        """Whether the set fits on the days there are."""
        return self.timetable.arrange(mask, self.most_days) is not None

    def _grow(self, mask: int, counts: Counts, candidates: list[int]) -> None:
        """Try every set that adds some of the candidates to a set that fits."""
        value = self._value(mask, counts)
        stops = self._room(mask, candidates)
        gains = [(self.gain(counts, index), index) for index in candidates]
        ranked = [pair for pair in gains if pair[0] > 0]
        ranked.sort(key=lambda pair: -pair[0])
        most = self._most(counts, [index for _, index in ranked], stops)
        if mask == self.base:
            self.most_value = value + min(most, self._sum(ranked, stops))
        for place, (_, index) in enumerate(ranked):
            if self.best_value >= self.most_value:
                return
            if value + min(most, self._sum(ranked[place:], stops)) <= self.best_value:
                return
            grown = mask | 1 << index
            if not self.does_fit(grown):
                continue
            host = self.choices[index].host
            others = [other for _, other in ranked[place + 1 :] if self.choices[other].host != host]
            self.consider(grown)
            self._grow(grown, self.worth.counts(bits(grown)), others)

    def _value(self, mask: int, counts: Counts) -> int:
        """What a set is worth with as many slots kept as it has current stops: an upper bound."""
        kept = (mask & self.current).bit_count()
        return self.worth.score(counts) * WORTH_STEP + kept * (KEPT_STEP + 1)

    def gain(self, counts: Counts, index: int) -> int:
        """The value that a choice adds, with its slot where it is a current one."""
        is_current = self.current >> index & 1
        return self.worth.gain(counts, index) * WORTH_STEP + is_current * (KEPT_STEP + 1)

    def _sum(self, ranked: list[tuple[int, int]], stops: int) -> int:
        """The gains of the best stops, one for each host."""
        total = 0
        hosts: set[str] = set()
        for gain, index in ranked:
            if len(hosts) == stops:
                break
            host = self.choices[index].host
            if host not in hosts:
                hosts.add(host)
                total += gain
        return total

    def _most(self, counts: Counts, candidates: list[int], stops: int) -> int:
        """The themes' best remaining returns, were every candidate as broad as the broadest."""
        broadest = max((len(self.worth.themes[index]) for index in candidates), default=0)
        most = self.worth.most_gain(counts, stops=stops, themes_each=broadest)
        current = sum(1 for index in candidates if self.current >> index & 1)
        return most * WORTH_STEP + min(stops, current) * (KEPT_STEP + 1)

    def _room(self, mask: int, candidates: Sequence[int]) -> int:
        """How many more stops there can be, by the number and by the minutes of the days."""
        frames = self.timetable.frames
        most_stops = max((frame.most_stops for frame in frames), default=0) * self.most_days
        members = list(bits(mask))
        more = self.timetable.packing.most_more(members, candidates, self.most_days)
        return min(most_stops - len(members), more)

    def consider(self, mask: int) -> None:
        """Remember a set that fits where it is better than the one in hand."""
        hoped = self._value(mask, self.worth.counts(bits(mask)))
        if not mask or hoped <= self.best_value:
            return
        kept = (mask & self.current).bit_count()
        self.remember(hoped - kept, mask, 0)
        if kept:
            pinned = self._most_pinned(mask)
            self.remember(hoped - kept + pinned.bit_count(), mask, pinned)

    def remember(self, value: int, mask: int, pinned: int) -> None:
        """Keep a set that fits with these stops pinned where it is better."""
        if value > self.best_value:
            self.best_value, self.best_mask, self.best_pinned = value, mask, pinned

    def _most_pinned(self, mask: int) -> int:
        """The most current stops of a set that can all stand at their current time."""
        everything = mask & self.current
        kept = list(bits(everything))
        if self.timetable.arrange(mask, self.most_days, pinned=everything) is not None:
            return everything
        if mask.bit_count() > MOST_RESPLIT:
            return self.timetable.pin_within(mask, self.most_days, everything)
        for size in range(len(kept) - 1, 0, -1):
            for members in combinations(kept, size):
                pinned = sum(1 << index for index in members)
                if self.timetable.arrange(mask, self.most_days, pinned=pinned) is not None:
                    return pinned
        return 0


def _tie_order(choices: Sequence[Choice], seed: int) -> list[int]:
    """The order in which equals are tried: shorter ones first, then by key, shuffled by a seed."""

    def rank(index: int) -> tuple[int, str]:
        key = choices[index].key
        if seed:
            return choices[index].minutes, sha256(f"{seed}:{key}".encode()).hexdigest()
        return choices[index].minutes, key

    return sorted(range(len(choices)), key=rank)
