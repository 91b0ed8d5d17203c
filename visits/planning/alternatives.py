"""Several programmes that a person sees as different, best fit first."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from visits.planning.choice import Choice
from visits.planning.effect import longest_day
from visits.planning.plan import Outcome, Plan, Reason, ReasonKind
from visits.planning.problem import Problem
from visits.planning.rows import days_of, rows_of
from visits.planning.solve import WORK_LIMIT, solve

# An alternative has at least this share of the best plan's worth.
LEAST_SHARE = 0.4
# How much less work all alternatives, and each of them, may take than the best plan.
LESS_FOR_ALL = 2
LESS_FOR_EACH = 4
SHORTER_BY_MINUTES = 45
CALMER_BY_MINUTES = 15
# A reason that counts something needs at least this much of it to be told.
LEAST_AMOUNT = {
    ReasonKind.FEWER_STOPS: 1,
    ReasonKind.SHORTER_DAY: SHORTER_BY_MINUTES,
    ReasonKind.CALMER: CALMER_BY_MINUTES,
    ReasonKind.OTHER_HOSTS: 1,
    ReasonKind.EARLIER: 1,
}


@dataclass(frozen=True)
class Looks:
    """What a person sees of a programme at a glance.

    `most_stops` and `longest` (minutes) are those of the fullest and of the longest day of any
    row, `pause` the shortest time between two stops of a day.
    """

    first_on: date
    last_on: date
    stops: int
    most_stops: int
    longest: int
    pause: int
    hosts: tuple[str, ...]


def alternatives(
    problem: Problem, *, seed: int = 0, limit: int = WORK_LIMIT, count: int = 3
) -> tuple[Plan, ...]:
    """Up to `count` clearly different plans, the best fit first, each with its reason.

    They differ in hosts, in day, in length, or in pace, and each is worth at least `LEAST_SHARE`
    of the first. Fewer are given where fewer exist, none where the problem is impossible. Only
    the first plan's outcome speaks of the whole problem. `limit` is for the first plan; the
    others are looked for with a quarter of it each, and half of it in all.
    """
    best = solve(problem, seed=seed, limit=limit)
    if not best.is_possible:
        return ()
    plans, seen = [best], [looks_of(problem, best)]
    left = limit // LESS_FOR_ALL
    for kind, varied in _variations(problem, best, seen[0]):
        if len(plans) >= count or left <= 0:
            break
        plan = solve(varied, seed=seed, limit=min(left, limit // LESS_FOR_EACH))
        left -= plan.work
        if plan.score < LEAST_SHARE * best.score or not plan.is_possible:
            continue
        looks = looks_of(problem, plan)
        reason = _reason(looks, seen[0], kind)
        is_new = all(_is_clearly_different(looks, other) for other in seen)
        if is_new and reason.amount >= LEAST_AMOUNT.get(kind, 0):
            plans.append(_answering(plan, best, reason))
            seen.append(looks)
    return tuple(plans[:count])


def looks_of(problem: Problem, plan: Plan) -> Looks:
    """What a person sees of a plan, which must have stops."""
    host_of = {choice.key: choice.host for choice in problem.choices}
    days = [each for row in rows_of(problem, plan.stops) for each in days_of(problem, row)]
    pauses = [
        int((other.span.starts_at - one.span.ends_at).total_seconds() // 60)
        for _, stops in days
        for one, other in pairwise(stops)
    ]
    return Looks(
        first_on=min(on for on, _ in days),
        last_on=max(on for on, _ in days),
        stops=len(plan.stops),
        most_stops=max(len(stops) for _, stops in days),
        longest=longest_day(problem, plan.stops),
        pause=min(pauses, default=0),
        hosts=tuple(dict.fromkeys(host_of[stop.choice] for stop in plan.stops)),
    )


def _variations(problem: Problem, best: Plan, looks: Looks) -> Iterator[tuple[ReasonKind, Problem]]:
    """Problems whose answers differ from the best plan, the most telling ones first."""
    wishes = problem.wishes
    if looks.most_stops > 1:
        fewer = replace(wishes, most_stops=looks.most_stops - 1)
        yield ReasonKind.FEWER_STOPS, replace(problem, wishes=fewer)
    hosts = _free_hosts(problem, looks)
    for avoided in sorted({len(hosts), (len(hosts) + 1) // 2}, reverse=True):
        if avoided:
            all_avoided = (*problem.avoided_hosts, *hosts[:avoided])
            yield ReasonKind.OTHER_HOSTS, replace(problem, avoided_hosts=all_avoided)
    if wishes.earliest_on < looks.first_on:
        earlier = replace(wishes, latest_on=looks.first_on - timedelta(days=1))
        yield ReasonKind.EARLIER, replace(problem, wishes=earlier)
    if looks.last_on < wishes.latest_on:
        later = replace(wishes, earliest_on=looks.last_on + timedelta(days=1))
        yield ReasonKind.OTHER_DAY, replace(problem, wishes=later)
    shorter = looks.longest - SHORTER_BY_MINUTES
    if shorter >= SHORTER_BY_MINUTES:
        shortened = replace(wishes, longest_day=shorter)
        yield ReasonKind.SHORTER_DAY, replace(problem, wishes=shortened)
    if len(best.stops) > 1:
        yield ReasonKind.CALMER, _calmer(problem, looks.pause + CALMER_BY_MINUTES)


def _calmer(problem: Problem, pause: int) -> Problem:
    """The problem with at least so long a pause between any two stops."""

    def with_pause(choice: Choice) -> Choice:
        return replace(choice, buffer_after=max(choice.buffer_after, min(pause, 240)))

    return replace(problem, choices=tuple(with_pause(choice) for choice in problem.choices))


def _is_clearly_different(looks: Looks, other: Looks) -> bool:
    """Whether a person sees two plans as different: day, stops, length, pace, or hosts."""
    if looks.first_on != other.first_on or looks.stops != other.stops:
        return True
    if abs(looks.longest - other.longest) >= SHORTER_BY_MINUTES:
        return True
    if abs(looks.pause - other.pause) >= CALMER_BY_MINUTES:
        return True
    return len(set(looks.hosts) - set(other.hosts)) * 3 >= len(looks.hosts)


def _reason(looks: Looks, best: Looks, kind: ReasonKind) -> Reason:
    """Why a plan is offered beside the best one, with how much it differs."""
    amounts = {
        ReasonKind.FEWER_STOPS: best.stops - looks.stops,
        ReasonKind.SHORTER_DAY: best.longest - looks.longest,
        ReasonKind.CALMER: looks.pause - best.pause,
        ReasonKind.OTHER_HOSTS: len(set(looks.hosts) - set(best.hosts)),
        ReasonKind.EARLIER: (best.first_on - looks.first_on).days,
    }
    return Reason(kind=kind, amount=amounts.get(kind, 0), on=looks.first_on)


def _answering(plan: Plan, best: Plan, reason: Reason) -> Plan:
    """The plan with its reason, as an answer to the problem itself and not to its variation."""
    return replace(
        plan,
        reason=reason,
        outcome=Outcome.FOUND,
        bound=best.bound,
        input_hash=best.input_hash,
    )


def _free_hosts(problem: Problem, looks: Looks) -> tuple[str, ...]:
    """The plan's hosts that no must and no fixed stop asks for, in the order of the programme."""
    asked = {
        *problem.wishes.musts,
        *(stop.choice for stop in problem.fixed),
        *(key for track in problem.party.tracks for key in track.musts),
    }
    host_of = {choice.key: choice.host for choice in problem.choices}
    kept = {*problem.wishes.must_hosts, *(host_of[key] for key in asked)}
    return tuple(host for host in looks.hosts if host not in kept)
