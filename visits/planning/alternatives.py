"""Several programmes that a person sees as different, best fit first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from visits.planning.plan import Outcome, Plan, Reason, ReasonKind
from visits.planning.problem import Problem
from visits.planning.solve import WORK_LIMIT, solve

# An alternative has at least this share of the best plan's worth.
LEAST_SHARE = 0.4
SHORTER_BY_MINUTES = 45
# A reason that counts something needs at least this much of it to be told.
LEAST_AMOUNT = {
    ReasonKind.FEWER_STOPS: 1,
    ReasonKind.SHORTER_DAY: SHORTER_BY_MINUTES,
    ReasonKind.OTHER_HOSTS: 1,
    ReasonKind.EARLIER: 1,
}


def alternatives(
    problem: Problem, *, seed: int = 0, limit: int = WORK_LIMIT, count: int = 3
) -> tuple[Plan, ...]:
    """Up to `count` clearly different plans, the best fit first, each with its reason.

    They differ in hosts, in day, or in length. Fewer are given where fewer exist, none where the
    problem is impossible. Only the first plan's outcome speaks of the whole problem.
    """
    best = solve(problem, seed=seed, limit=limit)
    if not best.is_possible:
        return ()
    plans = [best]
    for kind, varied in _variations(problem, best):
        if len(plans) >= count:
            break
        plan = solve(varied, seed=seed, limit=limit)
        if plan.score < LEAST_SHARE * best.score or not plan.is_possible:
            continue
        reason = _reason(problem, plan, best, kind)
        is_new = all(_is_clearly_different(problem, plan, other) for other in plans)
        if is_new and reason.amount >= LEAST_AMOUNT.get(kind, 0):
            plans.append(_answering(plan, best, reason))
    return tuple(plans[:count])


def _variations(problem: Problem, best: Plan) -> Iterator[tuple[ReasonKind, Problem]]:
    """Problems whose answers differ from the best plan, the most telling ones first."""
    wishes = problem.wishes
    hosts = _free_hosts(problem, best)
    most = max(_stops_by_day(problem, best).values())
    if most > 1:
        yield (
            ReasonKind.FEWER_STOPS,
            replace(problem, wishes=replace(wishes, most_stops=most - 1)),
        )
    for avoided in sorted({len(hosts), (len(hosts) + 1) // 2}, reverse=True):
        if avoided:
            yield ReasonKind.OTHER_HOSTS, _avoiding(problem, hosts[:avoided])
    first, last = _first_day(problem, best), _last_day(problem, best)
    if wishes.earliest_on < first:
        earlier = replace(wishes, latest_on=first - timedelta(days=1))
        yield ReasonKind.EARLIER, replace(problem, wishes=earlier)
    if last < wishes.latest_on:
        later = replace(wishes, earliest_on=last + timedelta(days=1))
        yield ReasonKind.OTHER_DAY, replace(problem, wishes=later)
    shorter = _longest_day(problem, best) - SHORTER_BY_MINUTES
    if shorter >= SHORTER_BY_MINUTES:
        yield (
            ReasonKind.SHORTER_DAY,
            replace(problem, wishes=replace(wishes, longest_day=shorter)),
        )


def _avoiding(problem: Problem, hosts: tuple[str, ...]) -> Problem:
    return replace(problem, avoided_hosts=(*problem.avoided_hosts, *hosts))


def _is_clearly_different(problem: Problem, plan: Plan, other: Plan) -> bool:
    """Whether a person sees two plans as different: day, number of stops, length, or hosts."""
    if _first_day(problem, plan) != _first_day(problem, other):
        return True
    if len(plan.stops) != len(other.stops):
        return True
    lengths = _longest_day(problem, plan), _longest_day(problem, other)
    if abs(lengths[0] - lengths[1]) >= SHORTER_BY_MINUTES:
        return True
    hosts = _hosts(problem, plan)
    return len(hosts - _hosts(problem, other)) * 3 >= len(hosts)


def _reason(problem: Problem, plan: Plan, best: Plan, kind: ReasonKind) -> Reason:
    """Why a plan is offered beside the best one, with how much it differs."""
    first = _first_day(problem, plan)
    amounts = {
        ReasonKind.FEWER_STOPS: len(best.stops) - len(plan.stops),
        ReasonKind.SHORTER_DAY: _longest_day(problem, best) - _longest_day(problem, plan),
        ReasonKind.OTHER_HOSTS: len(_hosts(problem, plan) - _hosts(problem, best)),
        ReasonKind.EARLIER: (_first_day(problem, best) - first).days,
    }
    return Reason(kind=kind, amount=amounts.get(kind, 0), on=first)


def _answering(plan: Plan, best: Plan, reason: Reason) -> Plan:
    """The plan with its reason, as an answer to the problem itself and not to its variation."""
    return replace(
        plan,
        reason=reason,
        outcome=Outcome.FOUND,
        bound=best.bound,
        input_hash=best.input_hash,
    )


def _hosts(problem: Problem, plan: Plan) -> frozenset[str]:
    planned = {stop.choice for stop in plan.stops}
    return frozenset(choice.host for choice in problem.choices if choice.key in planned)


def _free_hosts(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """The plan's hosts that no must and no fixed stop asks for, in the order of the programme."""
    asked = {*problem.wishes.musts, *(stop.choice for stop in problem.fixed)}
    host_of = {choice.key: choice.host for choice in problem.choices}
    bound_hosts = {host_of[key] for key in asked}
    hosts = (host_of[stop.choice] for stop in plan.stops)
    return tuple(dict.fromkeys(host for host in hosts if host not in bound_hosts))


def _days(problem: Problem, plan: Plan) -> list[date]:
    zone = ZoneInfo(problem.party.zone)
    return [stop.span.starts_at.astimezone(zone).date() for stop in plan.stops]


def _first_day(problem: Problem, plan: Plan) -> date:
    return min(_days(problem, plan))


def _last_day(problem: Problem, plan: Plan) -> date:
    return max(_days(problem, plan))


def _stops_by_day(problem: Problem, plan: Plan) -> dict[date, int]:
    days = _days(problem, plan)
    return {day: days.count(day) for day in days}


def _longest_day(problem: Problem, plan: Plan) -> int:
    """Minutes from the first start to the last end of the plan's longest day."""
    longest = 0
    days = _days(problem, plan)
    for day in set(days):
        spans = [stop.span for on, stop in zip(days, plan.stops, strict=True) if on == day]
        length = max(span.ends_at for span in spans) - min(span.starts_at for span in spans)
        longest = max(longest, int(length.total_seconds() // 60))
    return longest
