"""Many waiting delegations and the same hosts: a Season, and a SeasonPlan for all of them."""

from dataclasses import dataclass
from fractions import Fraction

from visits.planning.demands import demand, demand_distinct, demand_zone
from visits.planning.plan import Plan
from visits.planning.problem import Problem
from visits.span import Span

MOST_VISITS = 1000
MOST_HELD = 100_000
LONGEST_REST = 1440


@dataclass(frozen=True, kw_only=True)
class SeasonVisit:
    """One waiting delegation with its own problem; a visit of weight 2 counts as two."""

    key: str
    problem: Problem
    weight: int = 1

    def __post_init__(self) -> None:
        demand("visit.key", "a key is needed", holds=bool(self.key))
        demand("visit.weight", "1 to 100", holds=1 <= self.weight <= 100)
        has_fixed = bool(self.problem.fixed)
        demand("visit.problem.fixed", "what is fixed does not wait", holds=not has_fixed)


@dataclass(frozen=True, kw_only=True, order=True)
class Held:
    """One stretch of a contact's time that a visit has, with the minutes kept clear around it."""

    visit: str
    host: str
    contact: str
    span: Span
    before: int = 0
    after: int = 0


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What hosts can bear, and what no delegation should fall below.

    `most_a_week` is how many delegations a host receives in a week, Monday to Sunday in `zone`:
    a delegation that comes for two offers is one. A host that is not named receives any number.
    `rest` is minutes between two delegations of one contact, buffers included. `floor` is the
    share of what it could get alone that every delegation should have; a goal, not a promise.
    """

    zone: str
    most_a_week: tuple[tuple[str, int], ...] = ()
    rest: int = 0
    floor: float = 0.85

    def __post_init__(self) -> None:
        demand_zone("limits.zone", self.zone)
        demand_distinct("limits.most_a_week", [host for host, _ in self.most_a_week])
        for host, most in self.most_a_week:
            demand(f"limits.most_a_week.{host}", "0 to 1000 visits", holds=0 <= most <= 1000)
        demand("limits.rest", f"0 to {LONGEST_REST} minutes", holds=0 <= self.rest <= LONGEST_REST)
        demand("limits.floor", "a share of 0 to 1", holds=0 <= self.floor <= 1)


@dataclass(frozen=True, kw_only=True)
class Season:
    """All that is known when the visits of a season are planned together.

    The visits stand in the order in which they asked. Of what other visits have `held`, the
    problems' free time is clear already; here it counts for the weekly limits and the rest.
    """

    visits: tuple[SeasonVisit, ...]
    limits: Limits
    held: tuple[Held, ...] = ()

    def __post_init__(self) -> None:
        demand("visits", "at least one", holds=bool(self.visits))
        demand("visits", f"at most {MOST_VISITS}", holds=len(self.visits) <= MOST_VISITS)
        demand("held", f"at most {MOST_HELD}", holds=len(self.held) <= MOST_HELD)
        keys = [visit.key for visit in self.visits]
        demand_distinct("visits", keys)
        waiting = set(keys)
        demand("held", "a visit that waits", holds=all(h.visit not in waiting for h in self.held))


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """What one delegation gets; `alone` is its best plan if no other delegation waited."""

    key: str
    plan: Plan
    alone: Plan
    weight: int = 1

    @property
    def share(self) -> float:
        """The plan's score over what the delegation could get alone; 1 where that is nothing."""
        return float(self.exact_share)

    @property
    def exact_share(self) -> Fraction:
        """The same as a fraction, so that shares are compared alike on every machine."""
        return Fraction(self.plan.score, self.alone.score) if self.alone.score else Fraction(1)


@dataclass(frozen=True, kw_only=True)
class SeasonPlan:
    """A programme for every delegation, no two of which get into each other's way.

    `bound` is the sum of what each delegation could at most get alone: no season plan has a
    higher total. `spent` is how many programmes were composed to find this one.
    """

    assigned: tuple[Assigned, ...]
    seed: int = 0
    spent: int = 0

    @property
    def total(self) -> int:
        """The weighted sum of all scores."""
        return sum(one.weight * one.plan.score for one in self.assigned)

    @property
    def bound(self) -> int:
        """No plan for the season can have a higher total."""
        return sum(one.weight * one.alone.bound for one in self.assigned)

    @property
    def worst_off(self) -> float:
        """The least share any delegation has of what it could get alone."""
        return float(min(one.exact_share for one in self.assigned))

    def plan_of(self, key: str) -> Plan:
        """The plan of the delegation with this key; KeyError where there is none."""
        for one in self.assigned:
            if one.key == key:
                return one.plan
        raise KeyError(key)
