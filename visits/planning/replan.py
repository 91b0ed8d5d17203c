"""A new plan after hosts have answered, with as little moved as the worth allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from visits.planning.choice import Choice, PlannedStop
from visits.planning.plan import LeftOut, LeftOutKind, Plan, Reason, ReasonKind
from visits.planning.problem import Problem
from visits.planning.rows import days_of
from visits.planning.solve import WORK_LIMIT, solve
from visits.planning.wishes import MOST_DAYS
from visits.span import Span, days, gaps


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What hosts and coordinators have said, by the choices' keys.

    `pinned` stops stay exactly where they are. `confirmed` stops are kept before all others,
    where that costs no worth. `gone` choices cannot be had any more. `proposed` choices can be
    had only within the spans their host proposed. Nothing of a host happens in a span it has
    `closed`, or before it can be there.
    """

    pinned: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    proposed: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    closed: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


def replan(
    problem: Problem,
    *,
    current: tuple[PlannedStop, ...],
    answered: Answered,
    seed: int = 0,
    limit: int = WORK_LIMIT,
) -> Plan:
    """The best plan after the answers: musts, worth, confirmed kept, times kept, stops kept.

    The party has set its days aside: the plan is on the days of the current programme, and on
    others only where no programme at all fits on those. A must that is gone is no longer asked
    for, and is left out as gone. With fewer than the wished days in the current programme the
    wish stands; with more, the new plan may use as many. A changed party or a new wish is a
    changed `problem` with the same `current`.
    """
    left = narrowed(problem, current=current, answered=answered)
    plan = solve(on_days_of(left, current), seed=seed, limit=limit)
    if not plan.is_possible:
        plan = solve(left, seed=seed, limit=limit)
    gone = tuple(LeftOut(key, LeftOutKind.GONE) for key in sorted(answered.gone))
    others = (left for left in plan.left_out if left.choice not in answered.gone)
    return replace(
        plan,
        reason=Reason(kind=ReasonKind.KEEPS_MOST, amount=plan.slots_kept),
        left_out=tuple(sorted((*others, *gone))),
    )


def narrowed(problem: Problem, *, current: tuple[PlannedStop, ...], answered: Answered) -> Problem:
    """The problem that is left after the answers; what explains a plan that became impossible."""
    left = tuple(stop for stop in current if stop.choice not in answered.gone)
    pinned = tuple(stop for stop in left if stop.choice in answered.pinned)
    wishes = problem.wishes
    days = min(MOST_DAYS, max(wishes.days, _day_count(problem, left)))
    return replace(
        problem,
        wishes=replace(
            wishes,
            musts=tuple(key for key in wishes.musts if key not in answered.gone),
            days=days,
            most_days=max(days, wishes.most_days),
        ),
        choices=tuple(_left_of(choice, answered) for choice in problem.choices),
        fixed=(*problem.fixed, *(stop for stop in pinned if stop not in problem.fixed)),
        current=tuple(stop for stop in left if stop.choice not in answered.pinned),
        agreed=tuple(sorted(answered.confirmed - answered.pinned - answered.gone)),
    )


def on_days_of(problem: Problem, stops: tuple[PlannedStop, ...]) -> Problem:
    """The problem on those wished days only on which these stops are; as it is without any."""
    wished = problem.wishes
    dates = [
        on
        for on, _ in days_of(problem, stops)
        if wished.earliest_on <= on <= wished.latest_on and on.weekday() in wished.weekdays
    ]
    if not dates:
        return problem
    first, last = dates[0], dates[-1]
    between = [day.span() for day in days(first, last, problem.party.zone) if day.on not in dates]
    wishes = replace(wished, earliest_on=first, latest_on=last)
    if not between:
        return replace(problem, wishes=wishes)
    return replace(
        problem,
        wishes=wishes,
        choices=tuple(_without(choice, between) for choice in problem.choices),
    )


def _left_of(choice: Choice, answered: Answered) -> Choice:
    """The choice with the time it has left."""
    if choice.key in answered.gone:
        return replace(choice, free=(), opened=(), others=())
    if choice.key in answered.proposed:
        return replace(choice, free=answered.proposed[choice.key], others=())
    return _without(choice, answered.closed.get(choice.host, ()))


def _without(choice: Choice, closed: Sequence[Span]) -> Choice:
    """The choice with no time left in these spans."""
    if not closed:
        return choice
    return replace(
        choice,
        free=gaps(choice.free, closed),
        opened=gaps(choice.opened, closed),
        others=tuple(replace(other, free=gaps(other.free, closed)) for other in choice.others),
    )


def _day_count(problem: Problem, stops: tuple[PlannedStop, ...]) -> int:
    return sum(1 for _ in days_of(problem, stops))
