"""A new plan after hosts have answered, with as little moved as the worth allows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from visits.planning.choice import Choice, PlannedStop
from visits.planning.plan import LeftOut, LeftOutKind, Plan, Reason, ReasonKind
from visits.planning.problem import Problem
from visits.planning.solve import WORK_LIMIT, solve
from visits.span import Span


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What hosts have said, by the choices' keys.

    `confirmed` stops stay exactly where they are. `gone` choices cannot be had any more.
    `proposed` choices can be had only within the spans their host proposed.
    """

    confirmed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    proposed: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


def replan(
    problem: Problem,
    *,
    current: tuple[PlannedStop, ...],
    answered: Answered,
    seed: int = 0,
    limit: int = WORK_LIMIT,
) -> Plan:
    """The best plan that keeps what is confirmed: musts, then worth, stops kept, times kept.

    A must that is gone is no longer asked for, and is left out as gone. With fewer than the
    wished days in the current programme the wish stands; with more, the new plan may use as many.
    """
    plan = solve(narrowed(problem, current=current, answered=answered), seed=seed, limit=limit)
    gone = tuple(LeftOut(key, LeftOutKind.GONE) for key in sorted(answered.gone))
    return replace(
        plan,
        reason=Reason(kind=ReasonKind.KEEPS_MOST, amount=plan.stops_kept),
        left_out=tuple(
            sorted((*(left for left in plan.left_out if left.choice not in answered.gone), *gone))
        ),
    )


def narrowed(problem: Problem, *, current: tuple[PlannedStop, ...], answered: Answered) -> Problem:
    """The problem that is left after the answers; what explains a plan that became impossible."""
    left = tuple(stop for stop in current if stop.choice not in answered.gone)
    wishes = problem.wishes
    days = min(5, max(wishes.days, _day_count(problem, left)))
    return replace(
        problem,
        wishes=replace(
            wishes,
            musts=tuple(key for key in wishes.musts if key not in answered.gone),
            days=days,
            most_days=max(days, wishes.most_days),
        ),
        choices=tuple(_left_of(choice, answered) for choice in problem.choices),
        fixed=tuple(stop for stop in left if stop.choice in answered.confirmed),
        current=tuple(stop for stop in left if stop.choice not in answered.confirmed),
    )


def _left_of(choice: Choice, answered: Answered) -> Choice:
    """The choice with the time it has left."""
    if choice.key in answered.gone:
        return replace(choice, free=(), opened=(), others=())
    if choice.key in answered.proposed:
        return replace(choice, free=answered.proposed[choice.key], others=())
    return choice


def _day_count(problem: Problem, stops: tuple[PlannedStop, ...]) -> int:
    zone = ZoneInfo(problem.party.zone)
    return len({stop.span.starts_at.astimezone(zone).date() for stop in stops})
