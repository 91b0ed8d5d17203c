"""What a plan would do to the programme in force."""

from collections.abc import Iterable
from dataclasses import dataclass

from visits.planning.choice import PlannedStop
from visits.planning.plan import Plan
from visits.planning.problem import Problem
from visits.planning.rows import days_of, rows_of
from visits.revision import Appointment, Revision, difference


@dataclass(frozen=True, kw_only=True)
class Effect:
    """The plan that would follow, how it differs, and by how much the days change.

    `later` and `longer` are minutes by which the last stop ends later, and the longest day is
    longer; less than 0 where it is the other way round. Both are 0 where nothing is left.
    `hosts_asked` are the hosts that would have to answer anew, in order.
    """

    plan: Plan
    revision: Revision
    later: int = 0
    longer: int = 0
    hosts_asked: tuple[str, ...] = ()


def compared(problem: Problem, current: tuple[PlannedStop, ...], plan: Plan) -> Effect:
    """What a plan does to the programme in force."""
    revision = revision_between(current, plan.stops)
    if not current or not plan.stops:
        return Effect(plan=plan, revision=revision)
    host_of = {choice.key: choice.host for choice in problem.choices}
    asked = {move.offer for move in revision.moves} | {one.offer for one in revision.comes}
    last = max(stop.span.ends_at for stop in plan.stops)
    was_last = max(stop.span.ends_at for stop in current)
    return Effect(
        plan=plan,
        revision=revision,
        later=int((last - was_last).total_seconds() // 60),
        longer=longest_day(problem, plan.stops) - longest_day(problem, current),
        hosts_asked=tuple(dict.fromkeys(host_of[offer] for offer in sorted(asked))),
    )


def revision_between(before: Iterable[PlannedStop], after: Iterable[PlannedStop]) -> Revision:
    """What stays, moves, goes and comes."""
    return difference(_appointments(before), _appointments(after))


def _appointments(stops: Iterable[PlannedStop]) -> list[Appointment]:
    return [Appointment(stop.span, stop.choice, stop.tracks) for stop in stops]


def longest_day(problem: Problem, stops: Iterable[PlannedStop]) -> int:
    """Minutes from the first start to the last end of the longest day of any row."""
    lengths = [
        (max(stop.span.ends_at for stop in day) - day[0].span.starts_at).total_seconds() // 60
        for row in rows_of(problem, stops)
        for _, day in days_of(problem, row)
    ]
    return int(max(lengths, default=0))
