"""Looking ahead by prices never promises less than there is."""

import pytest

from benchmarks.planning.instances import online
from tests.planning.cases import a_choice, a_problem
from visits.planning.one_row.board import Board
from visits.planning.one_row.days import Days
from visits.planning.one_row.promise import Dues, Promise, Special
from visits.planning.one_row.search import Search
from visits.planning.one_row.tuning import CLOSE, Tuning
from visits.planning.plan import Plan
from visits.planning.problem import Problem
from visits.planning.replan import Answered, narrowed, on_days_of, replan
from visits.planning.solve import solve
from visits.planning.usable import split_usable
from visits.planning.worth import Worth


def _value(plan: Plan) -> tuple[object, ...]:
    return plan.outcome, plan.score, plan.agreed_kept, plan.slots_kept, plan.stops_kept


# Here several stops show a theme that must be seen: its price must not become a fine.
@pytest.mark.parametrize(("seed", "gone"), [(13, 4), (18, 2), (19, 2)])
def test_prices_hide_no_better_programme(
    monkeypatch: pytest.MonkeyPatch, seed: int, gone: int
) -> None:
    problem = online(14, seed)
    current = solve(problem).stops
    answered = Answered(gone=frozenset({current[gone].choice}))

    plan = replan(problem, current=current, answered=answered)
    monkeypatch.setattr(Search, "_set_prices", lambda *_: None)
    plain = replan(problem, current=current, answered=answered)

    assert _value(plan) == _value(plain)


def test_tuned_prices_have_the_sign_that_keeps_their_bound_true() -> None:
    problem = online(20, 1)
    current = solve(problem).stops
    answered = Answered(gone=frozenset({current[2].choice}))
    left = on_days_of(narrowed(problem, current=current, answered=answered), current)
    board = _board(left)
    board.make_critical(board.special_hosts())

    prices = Tuning(Days(board, most_days=2)).run(0, care=CLOSE)

    assert prices is not None
    covers, musts = board.marks.covers, board.marks.needed & ~board.marks.covers
    assert all(price >= 0 for mark, price in prices.marks.items() if mark & covers)
    assert all(price <= 0 for mark, price in prices.marks.items() if not mark & (covers | musts))


def test_what_stands_earlier_cannot_be_hoped_for_at_its_time() -> None:
    worth = Worth(a_problem(a_choice("a")).wishes, ())
    specials = [Special(mark=1, extra=1, in_time=101), Special(mark=2, extra=1, in_time=101)]

    promise = Promise(worth, Dues(stops=(), covers=0), (), specials=specials)

    assert [promise.extras(0, 2, late) for late in (0, 1, 3)] == [202, 102, 2]
    assert promise.extras(1, 2, 0) == 101
    assert promise.extras(0, 1, 0) == 101


def _board(problem: Problem) -> Board:
    usable, _ = split_usable(problem)
    return Board(problem, usable, limit=10_000)
