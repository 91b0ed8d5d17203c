"""A8: after one decline, how many of the other slots stay, at what share of a fresh optimum.

Run with ``python -m benchmarks.planning.replanning``. Every stop of every programme is declined
once; ours re-plans, the other composes afresh on the same days, which the party has set aside.
Both are the product's own solver.

One stop less often makes another set of stops worth more: then no plan of that worth keeps all.
What can be kept at the worth of a fresh optimum is known where ours is proven, and a third row
says how much of that each side keeps. With ``--checked`` CP-SAT is asked about every decline too,
beginning at our plan, and must not find one that is better or keeps more.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import mean, median
from time import perf_counter

from benchmarks.compose import reference
from benchmarks.planning.instances import on_site, online
from benchmarks.planning.table import Row, shown
from visits.planning.choice import PlannedStop
from visits.planning.cpsat import solve_cpsat
from visits.planning.plan import Plan
from visits.planning.problem import Problem
from visits.planning.replan import Answered, narrowed, on_days_of, replan
from visits.planning.solve import solve

LEAST_SHARE = 0.999
# What CP-SAT may take for one decline, in steps of work and in seconds.
OTHER_LIMIT = 60_000
PATIENCE = 300.0


@dataclass(frozen=True)
class Decline:
    """One decline: what is left of the programme, the two new plans, and how long ours took."""

    others: tuple[PlannedStop, ...]
    ours: Plan
    fresh: Plan
    seconds: float

    @property
    def share(self) -> float:
        """Our score over that of the fresh plan."""
        return self.ours.score / self.fresh.score if self.fresh.score else 1.0


def problems() -> Iterator[Problem]:
    """The reference visit, bigger catalogues, and days online and on site."""
    yield from (reference(copies=copies) for copies in (1, 3, 29))
    yield from (online(40, 2), online(100, 2), online(400, 3), on_site(40, 3), on_site(100, 3))


def declines(problem: Problem) -> Iterator[Decline]:
    """Every stop of the best programme declined once."""
    current = solve(problem).stops
    for stop in current:
        answered = Answered(gone=frozenset({stop.choice}))
        started = perf_counter()
        ours = replan(problem, current=current, answered=answered)
        seconds = perf_counter() - started
        left = narrowed(problem, current=current, answered=answered)
        fresh = solve(on_days_of(replace(left, current=()), current))
        others = tuple(other for other in current if other != stop)
        yield Decline(others, ours, fresh, seconds)


def kept(plan: Plan, others: tuple[PlannedStop, ...]) -> float:
    """The share of the other stops that stand where they stood."""
    return len(set(others) & set(plan.stops)) / len(others) if others else 1.0


def kept_of_most(plan: Plan, decline: Decline) -> float:
    """The share of what can be kept, for a decline whose new plan is proven."""
    most = decline.ours.slots_kept
    return kept(plan, decline.others) * len(decline.others) / most if most else 1.0


def checked() -> str:
    """How often CP-SAT, beginning at our plan, proves that no plan is better or keeps more."""
    proven = every = 0
    for problem in problems():
        current = solve(problem).stops
        for stop in current:
            answered = Answered(gone=frozenset({stop.choice}))
            ours = replan(problem, current=current, answered=answered)
            left = on_days_of(narrowed(problem, current=current, answered=answered), current)
            other = solve_cpsat(left, hint=ours, limit=OTHER_LIMIT, patience=PATIENCE)
            every += 1
            proven += other.is_optimal
            if ours.is_optimal:
                assert _value(other) == _value(ours), (stop, ours, other)
    return f"No plan better than ours in {every} declines; CP-SAT proves it for {proven} of them."


def _value(plan: Plan) -> tuple[int, int, int, int]:
    return plan.score, plan.agreed_kept, plan.slots_kept, plan.stops_kept


def rows(mark: str = "A8") -> list[Row]:
    """How much is kept on average, and how often it is all, or proven to be the most there is."""
    every = [decline for problem in problems() for decline in declines(problem)]
    good = [decline for decline in every if decline.share >= LEAST_SHARE]
    ours = [kept(decline.ours, decline.others) for decline in every]
    fresh = [kept(decline.fresh, decline.others) for decline in every]
    known = [
        decline.ours.is_optimal or share == 1 for decline, share in zip(every, ours, strict=True)
    ]
    proven = [decline for decline in every if decline.ours.is_optimal]
    what = (
        f"other slots kept over {len(every)} declines, {len(good)} of them at {LEAST_SHARE} of a "
        f"fresh optimum; median {median(d.seconds for d in every) * 1000:.0f} ms"
    )
    return [
        Row(
            mark=mark,
            what=what,
            ours=mean(ours),
            other=mean(fresh),
            ratio=mean(ours) / mean(fresh),
            spread=f"{min(ours):.2f}-{max(ours):.2f}",
            goal=0.98,
            moonshot=1.0,
        ),
        Row(
            mark=mark,
            what="share of them where all is kept, or no plan of that worth keeps more (proven)",
            ours=mean(known),
            moonshot=1.0,
        ),
        Row(
            mark=mark,
            what=f"share of the slots that can be kept at that worth, {len(proven)} proven ones",
            ours=mean(kept_of_most(decline.ours, decline) for decline in proven),
            other=mean(kept_of_most(decline.fresh, decline) for decline in proven),
            goal=0.98,
            moonshot=1.0,
        ),
    ]


if __name__ == "__main__":
    print(checked() if "--checked" in sys.argv else shown(rows()))
