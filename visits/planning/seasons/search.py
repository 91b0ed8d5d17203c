"""The season's search: take a few rival delegations out, compose them anew, keep what is better.

A large-neighbourhood search (Paul Shaw, 1998, "Using constraint programming and local search
methods to solve vehicle routing problems"). It can be cut into slices, stored between them, and
stopped at any time.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random

from visits.planning.choice import PlannedStop
from visits.planning.plan import Plan
from visits.planning.season import Assigned, Season, SeasonPlan
from visits.planning.seasons.agenda import Agenda
from visits.planning.seasons.standing import Standing
from visits.planning.seasons.visit import Waiting

SEASON_LIMIT = 1000
# How often a plan is composed again to leave others what they need more.
SPARING = 0.3

Stops = tuple[PlannedStop, ...]


@dataclass(frozen=True, kw_only=True)
class SeasonProgress:
    """How far a search has come, all that is needed to go on: plans in the order of the visits.

    `alone` holds what each could get without the others, as far as that was composed; `current`
    is where the search stands, `best` the best it has seen. `rounds` counts the changes tried,
    `spent` the programmes composed.
    """

    seed: int = 0
    alone: tuple[Plan, ...] = ()
    current: tuple[Plan, ...] = ()
    best: tuple[Plan, ...] = ()
    rounds: int = 0
    spent: int = 0


def plan_season(
    season: Season,
    *,
    seed: int = 0,
    limit: int = SEASON_LIMIT,
    on_progress: Callable[[SeasonPlan], None] | None = None,
    start: Mapping[str, Stops] | None = None,
) -> SeasonPlan:
    """Programmes for all delegations of a season: the best total, with a floor for the worst-off.

    First every delegation is composed alone, then all in the order in which they asked, then
    rivals are composed anew together until `limit` programmes were composed in all; the first
    two are always done. `start` are stops to begin with. The same season, seed, limit and start
    give the same plan.
    """
    search = SeasonSearch(season, SeasonProgress(seed=seed), start=start)
    while not search.is_over(limit):
        search.step(1)
        if on_progress is not None:
            on_progress(search.plan())
    return search.plan()


class SeasonSearch:
    """A search that goes on from the progress it is given."""

    def __init__(
        self,
        season: Season,
        progress: SeasonProgress | None = None,
        *,
        start: Mapping[str, Stops] | None = None,
    ) -> None:
        self.season = season
        self.progress = progress or SeasonProgress()
        self._start = start or {}
        self._agenda = Agenda(season.limits, season.held)
        self._all = [Waiting(visit, season.limits, self.progress.seed) for visit in season.visits]
        for waiting, plan in zip(self._all, self.progress.alone, strict=False):
            waiting.meet_alone(plan)
        for waiting, plan in zip(self._all, self.progress.current, strict=False):
            self._agenda.put(waiting.key, waiting.held(plan))

    def is_over(self, limit: int) -> bool:
        """Whether so many programmes were composed, or nobody can get more."""
        best = self.progress.best
        return bool(best) and (self.progress.spent >= limit or not self._standing(best).losers)

    def step(self, compositions: int) -> None:
        """Goes on until at least so many more programmes are composed, or nobody can get more."""
        until = self.progress.spent + compositions
        while self.progress.spent < until and not self.is_over(until):
            self._go_on()

    def plan(self) -> SeasonPlan:
        """The best plan so far; a delegation that was not composed yet has no programme."""
        plans = self.progress.best or self.progress.current
        return self.with_plans(
            {waiting.key: plan for waiting, plan in zip(self._all, plans, strict=False)}
        )

    def with_plans(self, plans: Mapping[str, Plan]) -> SeasonPlan:
        """The season plan of these plans, whoever found them, beside what each gets alone."""
        return SeasonPlan(
            assigned=tuple(_assigned(waiting, plans.get(waiting.key)) for waiting in self._all),
            seed=self.progress.seed,
            spent=self.progress.spent,
        )

    def _go_on(self) -> None:
        progress = self.progress
        if len(progress.alone) < len(self._all):
            waiting = self._all[len(progress.alone)]
            alone = waiting.compose_alone(self._agenda)
            waiting.meet_alone(alone)
            self.progress = replace(
                progress, alone=(*progress.alone, alone), spent=progress.spent + 1
            )
        elif len(progress.current) < len(self._all):
            waiting = self._all[len(progress.current)]
            plan = self._compose(waiting, current=self._start.get(waiting.key, ()))
            current = (*progress.current, plan)
            best = current if len(current) == len(self._all) else ()
            self.progress = replace(progress, current=current, best=best, spent=progress.spent + 1)
        else:
            self._try_round()

    def _compose(self, waiting: Waiting, *, current: Stops = ()) -> Plan:
        plan = waiting.compose(self._agenda, current=current)
        self._agenda.put(waiting.key, waiting.held(plan))
        return plan

    def _try_round(self) -> None:
        """Composes one who lost something, and some rivals, anew; keeps it where it is better."""
        progress = self.progress
        random = Random(f"{progress.seed} {progress.rounds}")  # noqa: S311 - not a secret
        before = self._standing(progress.current)
        places = before.drawn(random)
        for place in places:
            self._agenda.put(self._all[place].key, ())
        plans, spent = list(progress.current), len(places)
        for place in places:
            plan = self._compose(self._all[place])
            needed = before.wanted_hosts(place) & self._all[place].hosts(plan)
            if needed and random.random() < SPARING:
                plan = self._sparing(self._all[place], plan, tuple(sorted(needed)))
                spent += 1
            plans[place] = plan
        after = self._standing(tuple(plans))
        if after.value + self._patience() < before.value:
            self._take_back(places)
            after = before
        is_best = after.value > self._standing(progress.best).value
        self.progress = replace(
            progress,
            current=after.plans,
            best=after.plans if is_best else progress.best,
            rounds=progress.rounds + 1,
            spent=progress.spent + spent,
        )

    def _sparing(self, waiting: Waiting, plan: Plan, hosts: tuple[str, ...]) -> Plan:
        """A plan as good, without the hosts that others need more; else the same plan."""
        self._agenda.put(waiting.key, ())
        other = waiting.compose(self._agenda, avoiding=hosts)
        kept = other if other.score >= plan.score else plan
        self._agenda.put(waiting.key, waiting.held(kept))
        return kept

    def _take_back(self, places: list[int]) -> None:
        for place in places:
            waiting = self._all[place]
            self._agenda.put(waiting.key, waiting.held(self.progress.current[place]))

    def _patience(self) -> int:
        """How much worse a change may be and still be taken; less with every round."""
        bound = sum(waiting.weight * waiting.alone.bound for waiting in self._all if waiting.alone)
        return bound // (1000 + 10 * self.progress.rounds)

    def _standing(self, plans: tuple[Plan, ...]) -> Standing:
        return Standing(waiting=self._all, agenda=self._agenda, plans=plans)


def _assigned(waiting: Waiting, plan: Plan | None) -> Assigned:
    answer = waiting.answer(plan)
    alone = waiting.alone or answer
    if answer.score > alone.score:
        alone = answer
    return Assigned(key=waiting.key, plan=answer, alone=alone, weight=waiting.weight)
