"""Who has what in the middle of a season's search, who lost by it, and to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from visits.planning.plan import Plan
from visits.planning.seasons.agenda import Agenda
from visits.planning.seasons.visit import Waiting

MOST_RIVALS = 2
# How often the worst-off is the one to be helped, and how often another who lost comes along.
WORST_OFF_FIRST = 0.2
ANOTHER_LOSER = 0.3


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The plans of all delegations, in their order, and the agenda that holds them."""

    waiting: Sequence[Waiting]
    agenda: Agenda
    plans: tuple[Plan, ...]

    @property
    def value(self) -> int:
        """What all plans together are worth to the season."""
        return sum(one.value(plan) for one, plan in zip(self.waiting, self.plans, strict=True))

    @property
    def losers(self) -> list[int]:
        """The places of those who get less than they could alone."""
        pairs = zip(self.waiting, self.plans, strict=True)
        return [place for place, (one, plan) in enumerate(pairs) if one.loss(plan)]

    def drawn(self, random: Random) -> list[int]:
        """Somebody who lost, first, and those who have what it would like to have."""
        losers = self.losers or list(range(len(self.waiting)))
        first = self._first(losers, random)
        rivals = self._rivals(first)
        drawn = random.sample(rivals, min(len(rivals), random.randint(1, MOST_RIVALS)))
        if random.random() < ANOTHER_LOSER:
            drawn.append(random.choice(losers))
        return list(dict.fromkeys((first, *drawn)))

    def wanted_hosts(self, place: int) -> frozenset[str]:
        """The hosts that others, who lost, would have alone."""
        return frozenset(
            held.host
            for other in self.losers
            if other != place
            for held in self.waiting[other].ideal
        )

    def _first(self, losers: list[int], random: Random) -> int:
        if random.random() < WORST_OFF_FIRST:
            return min(losers, key=lambda place: (self._share(place), place))
        weights = [1 + self.waiting[place].loss(self.plans[place]) for place in losers]
        return random.choices(losers, weights)[0]

    def _share(self, place: int) -> Fraction:
        alone = self.waiting[place].alone
        return Fraction(self.plans[place].score, max(1, alone.score if alone else 0))

    def _rivals(self, place: int) -> list[int]:
        """Who has what a delegation would have alone."""
        places = {waiting.key: number for number, waiting in enumerate(self.waiting)}
        own = self.waiting[place]
        keys = {rival for held in own.ideal for rival in self.agenda.rivals_of(held)}
        return sorted(places[key] for key in keys & places.keys() - {own.key})
