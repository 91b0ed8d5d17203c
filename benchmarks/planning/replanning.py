"""A8: after one decline, how many of the other slots stay, at what share of a fresh optimum.

Run with ``python -m benchmarks.planning.replanning``. Every stop of every programme is declined
once; ours re-plans, the other composes afresh on the same days, which the party has set aside.
Both are the product's own solver.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import time
from statistics import mean, median
from time import perf_counter

from benchmarks.compose import reference
from benchmarks.planning.table import Row, shown
from visits.catalogue import Format
from visits.planning.choice import PlannedStop
from visits.planning.plan import Plan
from visits.planning.problem import Problem
from visits.planning.replan import Answered, narrowed, on_days_of, replan
from visits.planning.solve import solve

LEAST_SHARE = 0.999


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
    """The reference visit, bigger catalogues, a day on site, and three days on site."""
    yield reference()
    yield reference(copies=3)
    for copies in (1, 3):
        problem = reference(copies=copies)
        on_site = replace(problem.wishes, format=Format.ON_SITE, longest_day=480, day_from=time(8))
        yield replace(problem, wishes=replace(on_site, day_until=time(18)))
        yield replace(problem, wishes=replace(on_site, day_until=time(18), days=3, most_days=3))


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


def rows(mark: str = "A8") -> list[Row]:
    """The row of the mark: mean share of other slots kept, ours and composed afresh."""
    every = [decline for problem in problems() for decline in declines(problem)]
    good = [decline for decline in every if decline.share >= LEAST_SHARE]
    ours = [kept(decline.ours, decline.others) for decline in every]
    fresh = [kept(decline.fresh, decline.others) for decline in every]
    proven = sum(decline.ours.is_optimal for decline in every)
    what = (
        f"slots kept over {len(every)} declines, {len(good)} at {LEAST_SHARE} of a fresh optimum, "
        f"{proven} proven; median {median(d.seconds for d in every) * 1000:.0f} ms"
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
        )
    ]


if __name__ == "__main__":
    print(shown(rows()))
