"""One row of stops for the whole party: the best there is, with a proof where the limit allows."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from visits.catalogue import Theme
from visits.planning.one_row.board import Board, BudgetSpent
from visits.planning.one_row.dense import thinned
from visits.planning.one_row.expansion import Expansion, Goal
from visits.planning.one_row.growth import Growth
from visits.planning.one_row.kinds import kinds_of
from visits.planning.one_row.labels import Label
from visits.planning.one_row.left_out import left_out
from visits.planning.one_row.placing import placed
from visits.planning.one_row.promise import AGREED_STEP, NEVER, SLOT_STEP, WORTH_STEP, Promise
from visits.planning.one_row.search import Search
from visits.planning.plan import Outcome, Plan
from visits.planning.problem import Problem, fingerprint
from visits.planning.usable import split_usable

WORK_LIMIT = 20_000
PROOF_LIMIT = 200_000
# Compiled these take a few hundredths of a second, plain a second or two.
ROUTE_STEPS = 3_000


def solve_row(
    problem: Problem, *, seed: int = 0, limit: int = WORK_LIMIT, by_routes: bool = True
) -> Plan:
    """The plan with the most worth that keeps to every wish; musts and fixed stops are in it.

    For a party without groups. An impossible problem gives a plan without stops. Without
    `by_routes` the limit holds for everything, as where rows are solved in great numbers.
    """
    usable, refused = split_usable(problem)
    board = Board(problem, usable, limit=limit, seed=seed)
    plan = _exact(board)
    if by_routes and plan.outcome is Outcome.FOUND:
        plan = _by_routes(board, plan)
    return replace(
        plan,
        seed=seed,
        limit=limit,
        input_hash=fingerprint(problem),
        left_out=tuple(sorted((*refused, *left_out(board, plan.stops)))),
    )


def _exact(board: Board) -> Plan:
    """What the exact search finds, proven where the limit allows."""
    outcome, search = _searched(board)
    bound = 0 if outcome is Outcome.IMPOSSIBLE else board.worth.most
    plan = Plan(outcome=outcome, bound=bound, work=board.work)
    if search is None:
        return plan
    score, kept = divmod(search.value, WORTH_STEP)
    return replace(
        plan,
        stops=placed(board, search.parts),
        score=score,
        bound=search.bound // WORTH_STEP,
        agreed_kept=kept // AGREED_STEP,
        slots_kept=kept % AGREED_STEP // SLOT_STEP,
        stops_kept=kept % SLOT_STEP,
        work=board.work,
    )


def _by_routes(board: Board, plan: Plan) -> Plan:
    """The better one of a plan without proof and what routes over its days lead to.

    That takes at most as much work again.
    """
    thin = thinned(board, plan.stops, steps=min(3 * board.limit, ROUTE_STEPS))
    if thin is None:
        return plan
    usable, _ = split_usable(thin)
    other = _exact(Board(thin, usable, limit=board.limit))
    work = plan.work + other.work
    if _value(other) <= _value(plan):
        return replace(plan, work=work)
    is_proven = other.score >= plan.bound and not board.problem.current
    outcome = Outcome.PROVEN if is_proven else Outcome.FOUND
    return replace(other, outcome=outcome, bound=plan.bound, work=work)


def _value(plan: Plan) -> tuple[int, int, int, int]:
    return plan.score, plan.agreed_kept, plan.slots_kept, plan.stops_kept


def _searched(board: Board) -> tuple[Outcome, Search | None]:
    """The search on the fewest days, from the wished number on, that hold all that is needed."""
    if not _has_all_dues(board):
        return Outcome.IMPOSSIBLE, None
    for days in range(board.problem.wishes.days, _most_days(board) + 1):
        try:
            search = Search(board, most_days=days)
            is_proven = search.run()
        except BudgetSpent:
            return Outcome.NOT_FOUND, None
        if search.parts:
            return Outcome.PROVEN if is_proven else Outcome.FOUND, search
        if not is_proven:
            return Outcome.NOT_FOUND, None
    return Outcome.IMPOSSIBLE, None


def _has_all_dues(board: Board) -> bool:
    """Whether everything that is needed has time on some day."""
    met = 0
    for window in board.windows:
        for number in window.starts:
            met |= board.meets[number]
    return bool(board.windows) and not board.marks.needed & ~met


def _most_days(board: Board) -> int:
    """How many days the programme may take; more than wished only where the musts need it."""
    wishes = board.problem.wishes
    if not board.marks.needed:
        return wishes.days
    zone = ZoneInfo(board.problem.party.zone)
    fixed_days = {stop.span.starts_at.astimezone(zone).date() for stop in board.problem.fixed}
    return max(wishes.most_days, len(fixed_days))


def row_can_be_met(problem: Problem, *, limit: int = PROOF_LIMIT) -> bool:
    """Whether any programme at all keeps to every wish; False also when the limit is reached."""
    wishes = problem.wishes
    asked = {*wishes.musts, *(stop.choice for stop in problem.fixed)}
    if not (asked or wishes.must_hosts or wishes.must_themes):
        return _has_beginning(problem, limit)
    concerned = tuple(
        choice
        for choice in problem.choices
        if choice.key in asked
        or choice.host in wishes.must_hosts
        or not {*choice.themes}.isdisjoint(wishes.must_themes)
    )
    if not concerned:
        return False
    # Where nothing is worth anything, any programme with all that is needed is the best.
    worthless = replace(wishes, themes=((Theme.CLIMATE, 0.0),), wished=())
    small = replace(problem, wishes=worthless, choices=concerned, current=(), agreed=())
    usable, _ = split_usable(small)
    board = Board(small, usable, limit=limit)
    if not _has_all_dues(board):
        return False
    search = Search(board, most_days=_most_days(board))
    search.run()
    return bool(search.parts)


def _has_beginning(problem: Problem, limit: int) -> bool:
    """Whether any choice is worth something and fits alone."""
    usable, _ = split_usable(problem)
    board = Board(problem, usable, limit=limit)
    promise = Promise(board.worth, board.marks.dues, (), loose=1)
    for number, window in enumerate(board.windows):
        kinds = [kind for kind in kinds_of(board, window) if kind.shown or kind.bonus]
        growth = Growth(board, window, kinds, needed=0)
        dawn = Label.at_dawn(number, board.passage.start)
        labels = Expansion(growth, Goal(promise)).grow(dawn, NEVER)
        if any(growth.is_whole(label) and label.value(board.worth) > 0 for label in labels):
            return True
    return False
