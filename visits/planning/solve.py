"""One plan for a problem: the best there is, with a proof where the work limit allows one."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from zoneinfo import ZoneInfo

from visits.planning.choice import Choice, PlannedStop
from visits.planning.placing import placed
from visits.planning.plan import LeftOut, LeftOutKind, Outcome, Plan
from visits.planning.polish import polish, start_from_current
from visits.planning.problem import Problem, fingerprint
from visits.planning.search import KEPT_STEP, WORTH_STEP, Search
from visits.planning.timetable import BudgetSpent, Timetable, bits
from visits.planning.usable import split_usable
from visits.planning.worth import Worth

WORK_LIMIT = 20_000
PROOF_LIMIT = 200_000


def solve(problem: Problem, *, seed: int = 0, limit: int = WORK_LIMIT) -> Plan:
    """The plan with the most worth that keeps to every wish; musts and fixed stops are in it.

    Among plans of the same worth: the most current stops kept, then the most of their times,
    then the shortest day, the earliest day. The same problem, seed and limit give the same plan.
    `limit` counts steps of work; when it is reached, the best plan so far is the answer.
    An impossible problem gives a plan without stops.
    """
    usable, left_out = split_usable(problem)
    timetable = Timetable(problem, usable, limit=limit)
    base = _base(problem, usable)
    outcome, search = _searched(problem, timetable, base, seed)
    plan = Plan(
        outcome=outcome,
        bound=0 if outcome is Outcome.IMPOSSIBLE else Worth(problem.wishes, usable).most,
        work=timetable.work,
        seed=seed,
        limit=limit,
        input_hash=fingerprint(problem),
    )
    if search is None:
        return replace(
            plan, left_out=tuple(sorted((*left_out, *_left_out(problem, timetable, ()))))
        )
    stops = placed(search)
    rest = search.best_value % WORTH_STEP
    return replace(
        plan,
        stops=stops,
        score=search.score,
        bound=search.bound,
        stops_kept=rest // KEPT_STEP,
        slots_kept=rest % KEPT_STEP,
        left_out=tuple(sorted((*left_out, *_left_out(problem, timetable, stops)))),
    )


def can_be_met(problem: Problem, *, limit: int = PROOF_LIMIT) -> bool:
    """Whether any programme at all keeps to every wish; False also when the limit is reached."""
    usable, _ = split_usable(problem)
    base = _base(problem, usable)
    if base is None:
        return False
    asked = [usable[index] for index in bits(base)]
    timetable = Timetable(problem, asked or usable, limit=limit)
    try:
        if asked:
            return timetable.arrange((1 << len(asked)) - 1, _most_days(problem)) is not None
        return _has_beginning(problem, timetable)
    except BudgetSpent:
        return False


def _searched(
    problem: Problem, timetable: Timetable, base: int | None, seed: int
) -> tuple[Outcome, Search | None]:
    """The search on the fewest days, from the wished number on, that hold the base."""
    if base is None or not timetable.frames:
        return Outcome.IMPOSSIBLE, None
    try:
        for most_days in range(problem.wishes.days, _most_days(problem) + 1):
            if timetable.arrange(base, most_days) is not None:
                search = Search(problem, timetable, base=base, most_days=most_days, seed=seed)
                return _run(search), search if search.best_mask else None
    except BudgetSpent:
        return Outcome.NOT_FOUND, None
    return Outcome.IMPOSSIBLE, None


def _run(search: Search) -> Outcome:
    """Search for a proof with half of the work that is left, then polish with the other half."""
    timetable, limit = search.timetable, search.timetable.limit
    timetable.limit = timetable.work + (limit - timetable.work) // 2
    try:
        if search.current:
            start_from_current(search)
        search.run()
    except BudgetSpent:
        timetable.limit = limit
        with suppress(BudgetSpent):
            polish(search)
        if not search.best_mask:
            return Outcome.NOT_FOUND
        return Outcome.PROVEN if search.score == search.bound else Outcome.FOUND
    return Outcome.PROVEN if search.best_mask else Outcome.IMPOSSIBLE


def _base(problem: Problem, usable: Sequence[Choice]) -> int | None:
    """The musts and the fixed stops, None where one of them cannot be used."""
    wanted = {*problem.wishes.musts, *(stop.choice for stop in problem.fixed)}
    base = sum(1 << index for index, choice in enumerate(usable) if choice.key in wanted)
    return base if base.bit_count() == len(wanted) else None


def _most_days(problem: Problem) -> int:
    """How many days the programme may take where its musts or fixed stops need it."""
    zone = ZoneInfo(problem.party.zone)
    fixed_days = {stop.span.starts_at.astimezone(zone).date() for stop in problem.fixed}
    return max(problem.wishes.most_days, len(fixed_days))


def _has_beginning(problem: Problem, timetable: Timetable) -> bool:
    """Whether any choice is worth something and fits alone."""
    worth = Worth(problem.wishes, timetable.choices)
    current = {stop.choice for stop in problem.current}
    nothing = worth.counts(())
    return any(
        (worth.gain(nothing, index) or choice.key in current)
        and timetable.arrange(1 << index, 1) is not None
        for index, choice in enumerate(timetable.choices)
    )


def _left_out(
    problem: Problem, timetable: Timetable, stops: tuple[PlannedStop, ...]
) -> list[LeftOut]:
    """Why usable choices are not among the stops."""
    worth = Worth(problem.wishes, timetable.choices)
    nothing = worth.counts(())
    planned = {stop.choice for stop in stops}
    hosts = {choice.host for choice in timetable.choices if choice.key in planned}
    left_out: list[LeftOut] = []
    for index, choice in enumerate(timetable.choices):
        if choice.key in planned:
            continue
        kind = LeftOutKind.NO_ROOM
        if not timetable.has_time(index):
            kind = LeftOutKind.NO_TIME
        elif not worth.gain(nothing, index):
            kind = LeftOutKind.NO_THEME
        elif choice.host in hosts:
            kind = LeftOutKind.SAME_HOST
        left_out.append(LeftOut(choice.key, kind))
    return left_out
