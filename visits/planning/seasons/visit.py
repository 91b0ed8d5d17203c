"""One waiting delegation while a season is searched: what it could get, and what it gets."""

from dataclasses import replace
from fractions import Fraction
from math import ceil

from visits.planning.choice import Choice, PlannedStop, Staffing
from visits.planning.plan import LeftOut, LeftOutKind, Outcome, Plan, Reason, ReasonKind
from visits.planning.problem import Problem
from visits.planning.season import Held, Limits, SeasonVisit
from visits.planning.seasons.agenda import Agenda, held_by
from visits.planning.solve import solve
from visits.span import Day, Span, intersection

ALONE_WORK = 20_000
COMPOSE_WORK = 2_000
MOST_REMEMBERED = 1_000
# What a point below the floor costs beside the point itself.
PENALTY = 4
# Other visits only ever take time away: what is left out for these reasons stays so.
FOR_GOOD = frozenset(
    {
        LeftOutKind.FORMAT,
        LeftOutKind.LANGUAGE,
        LeftOutKind.SIZE,
        LeftOutKind.AVOIDED,
        LeftOutKind.NO_THEME,
    }
)

# What is left of the choices, the stops to begin with, and the hosts to do without.
Asked = tuple[tuple[Choice, ...], tuple[PlannedStop, ...], tuple[str, ...]]


class Waiting:
    """A delegation of the season.

    `alone` is its best plan if no other delegation waited, and `ideal` the time of that plan.
    """

    def __init__(self, visit: SeasonVisit, limits: Limits, seed: int) -> None:
        self.key, self.weight = visit.key, visit.weight
        self.problem = visit.problem
        self.alone: Plan | None = None
        self.ideal: tuple[Held, ...] = ()
        self._narrow = visit.problem
        self._composed: dict[Asked, Plan] = {}
        self._floor = Fraction(limits.floor)
        self._seed = seed

    def compose_alone(self, agenda: Agenda) -> Plan:
        """The best plan beside what is held by visits that do not wait."""
        left = tuple(agenda.left_of(choice) for choice in self.problem.choices)
        asked = replace(self.problem, choices=left)
        return solve(asked, seed=self._seed, limit=ALONE_WORK)

    def meet_alone(self, alone: Plan) -> None:
        """Takes note of what it could get alone, and looks at less from now on."""
        self.alone = alone
        self.ideal = self.held(alone)
        self._narrow = narrowed(self.problem, alone)

    def compose(
        self,
        agenda: Agenda,
        *,
        current: tuple[PlannedStop, ...] = (),
        avoiding: tuple[str, ...] = (),
    ) -> Plan:
        """The best plan beside what all others have; what was asked before is remembered."""
        alone = self.alone
        assert alone is not None, "each is composed alone before it is composed among others"
        left = tuple(agenda.left_of(choice) for choice in self._narrow.choices)
        if not current and not avoiding and _does_fit(alone, left):
            return replace(alone, left_out=())
        asked = (left, current, avoiding)
        if asked not in self._composed:
            if len(self._composed) == MOST_REMEMBERED:
                self._composed.clear()
            self._composed[asked] = self._solved(left, current, avoiding)
        return self._composed[asked]

    def _solved(
        self,
        left: tuple[Choice, ...],
        current: tuple[PlannedStop, ...],
        avoiding: tuple[str, ...],
    ) -> Plan:
        avoided = (*self._narrow.avoided_hosts, *avoiding)
        asked = replace(self._narrow, choices=left, current=current, avoided_hosts=avoided)
        plan = solve(asked, seed=self._seed, limit=COMPOSE_WORK)
        return replace(plan, left_out=(), stops_kept=0, slots_kept=0, agreed_kept=0)

    def held(self, plan: Plan) -> tuple[Held, ...]:
        """The time a plan takes."""
        return held_by(self.key, problem=self.problem, plan=plan)

    def hosts(self, plan: Plan) -> frozenset[str]:
        """The hosts a plan takes time of."""
        return frozenset(held.host for held in self.held(plan))

    def value(self, plan: Plan) -> int:
        """What a plan is worth to the season: its score, less what it lacks to the floor."""
        return self.weight * (plan.score - PENALTY * max(0, self.least - plan.score))

    @property
    def least(self) -> int:
        """The score at the floor."""
        return ceil(self._floor * self.alone.score) if self.alone else 0

    def loss(self, plan: Plan) -> int:
        """How much less a plan scores than the best one alone."""
        return max(0, self.alone.score - plan.score) if self.alone else 0

    def answer(self, plan: Plan | None) -> Plan:
        """The plan as an answer to the delegation's own problem."""
        alone = self.alone
        if alone is None:
            return Plan(outcome=Outcome.NOT_FOUND)
        if plan is None or not plan.is_possible:
            is_impossible = not alone.is_possible
            outcome = alone.outcome if is_impossible else Outcome.NOT_FOUND
            return replace(alone, outcome=outcome, stops=(), score=0, track_scores=())
        return replace(
            plan,
            outcome=Outcome.PROVEN if plan.score == alone.bound else Outcome.FOUND,
            bound=alone.bound,
            reason=Reason(kind=ReasonKind.SEASON),
            left_out=_left_out(plan, alone),
            input_hash=alone.input_hash,
        )


def _does_fit(plan: Plan, choices: tuple[Choice, ...]) -> bool:
    """Whether every stop of a plan lies in what is left; so does a plan without stops."""
    by_key = {choice.key: choice for choice in choices}
    return all(_has_time(by_key[stop.choice], stop) for stop in plan.stops)


def _has_time(choice: Choice, stop: PlannedStop) -> bool:
    staffings: tuple[Choice | Staffing, ...] = (choice, *choice.others)
    return any(
        free.contains(stop.span)
        for staffed in staffings
        if (staffed.contact, staffed.company) == (stop.contact, stop.company)
        for free in staffed.free
    )


def narrowed(problem: Problem, alone: Plan) -> Problem:
    """The problem without what the delegation cannot use anyway, and without times too far off."""
    gone = {left.choice for left in alone.left_out if left.kind in FOR_GOOD} - _named(problem)
    window = wished_span(problem)
    usable = (choice for choice in problem.choices if choice.key not in gone)
    choices = tuple(replace(within(choice, window), opened=()) for choice in usable)
    return replace(problem, choices=choices) if choices else problem


def wished_span(problem: Problem) -> Span:
    """From the first wished day to the last one's end."""
    wishes, zone = problem.wishes, problem.party.zone
    first, last = Day(wishes.earliest_on, zone).span(), Day(wishes.latest_on, zone).span()
    return Span(first.starts_at, last.ends_at)


def within(choice: Choice, window: Span) -> Choice:
    """The choice with the time it has within a window, its other staffings likewise."""
    others = tuple(replace(one, free=intersection(one.free, (window,))) for one in choice.others)
    return replace(choice, free=intersection(choice.free, (window,)), others=others)


def _named(problem: Problem) -> set[str]:
    """The keys of choices that the problem speaks of."""
    wishes = problem.wishes
    of_tracks = (key for track in problem.party.tracks for key in track.musts)
    of_stops = (stop.choice for stop in problem.current)
    hosts, themes = set(wishes.must_hosts), set(wishes.must_themes)
    asked = (
        choice.key
        for choice in problem.choices
        if choice.host in hosts or themes.intersection(choice.themes)
    )
    return {*wishes.musts, *wishes.plenary, *of_tracks, *of_stops, *asked}


def _left_out(plan: Plan, alone: Plan) -> tuple[LeftOut, ...]:
    """What is left out alone stays out; what others got instead had no time left."""
    planned = {stop.choice for stop in plan.stops}
    before = [left for left in alone.left_out if left.choice not in planned]
    lost = {stop.choice for stop in alone.stops} - planned
    return tuple(sorted((*before, *(LeftOut(key, LeftOutKind.NO_TIME) for key in lost))))
