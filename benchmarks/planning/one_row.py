"""A4, A5, A6: how long a proof takes for a party without groups, ours and CP-SAT's.

Run with ``python -m benchmarks.planning.one_row [A4|A5|A6]``. Both sides get the same problem in
the same process, in alternating order, and a second is counted from the problem to the proven
plan: for CP-SAT too the building of its model is in it, the loading of the library is not. It has
one thread, as ours has; seconds are those of one processor, so that other work does not count.

`visits/planning/second_engine/model.py` is the best formulation we know: time-indexed, with a
clique for every instant. It is asked twice: "as it comes", with its own settings (on site without
probing, with which it returns nothing for minutes), and "at its best", as
`visits/planning/second_engine/search.py` asks it: with all of the linear relaxation and without
probing, which is many times faster. The goals are set against CP-SAT as it comes. Where it has no
proof when its limit comes, the ratio is the least it can be. With those limits A4 takes a quarter
of an hour, and so does A6.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time

from ortools.sat.python import cp_model

from benchmarks.planning.instances import on_site, online
from benchmarks.planning.table import Row, shown
from visits.planning.check import check
from visits.planning.plan import Outcome
from visits.planning.problem import Problem
from visits.planning.second_engine.model import Model
from visits.planning.second_engine.search import ask
from visits.planning.solve import solve

SEEDS = range(1, 6)
OURS_LIMIT = 1_000_000
OTHER_LIMIT = 120_000
# In units of CP-SAT's deterministic time, about a second each.
LIMIT_AS_IT_COMES = 150.0


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What is asked of one mark; `offers` go with a seed into the making of a problem."""

    what: str
    make: Callable[[int, int], Problem]
    offers: int
    is_compared: bool
    goal: float
    moonshot: float
    has_probing: bool = True


MARKS = {
    "A4": Mark(
        what="online, 400 offers, two half days",
        make=online,
        offers=400,
        is_compared=True,
        goal=100,
        moonshot=1000,
    ),
    "A5": Mark(
        what="online, 4,000 offers, two half days",
        make=online,
        offers=4000,
        is_compared=False,
        goal=0.5,
        moonshot=0.02,
    ),
    "A6": Mark(
        what="on site, 100 offers, three towns, two days",
        make=on_site,
        offers=100,
        is_compared=True,
        goal=10,
        moonshot=100,
        has_probing=False,
    ),
}


@dataclass(frozen=True)
class Proof:
    """How long it took, whether it was one, and what was found."""

    seconds: float
    is_proven: bool
    score: int


def ours(problem: Problem) -> Proof:
    """A proof by the composer, its plan looked at by the checker."""
    started = process_time()
    plan = solve(problem, limit=OURS_LIMIT)
    seconds = process_time() - started
    assert not check(problem, plan)
    return Proof(seconds, plan.is_optimal, plan.score)


def as_it_comes(problem: Problem, asked: Mark) -> Proof:
    """A proof by CP-SAT with its own settings, but for one thread, a limit, and probing."""
    started = process_time()
    model = Model(problem, most_days=problem.wishes.days)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = LIMIT_AS_IT_COMES
    if not asked.has_probing:
        solver.parameters.cp_model_probing_level = 0
    status = solver.solve(model.model)
    seconds = process_time() - started
    is_found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    score = solver.value(model.score) if is_found else 0
    return Proof(seconds, status == cp_model.OPTIMAL, score)


def at_its_best(problem: Problem, _asked: Mark) -> Proof:
    """A proof by CP-SAT with the settings that suit it, without a hint."""
    started = process_time()
    answer = ask(problem, hint=(), seed=0, limit=OTHER_LIMIT)
    seconds = process_time() - started
    score = sum(score for _, score in answer.scores)
    return Proof(seconds, answer.outcome is Outcome.PROVEN, score)


Other = Callable[[Problem, Mark], Proof]
OTHERS: dict[str, Other] = {"as it comes": as_it_comes, "at its best": at_its_best}


def rows(mark: str) -> list[Row]:
    """The rows of one mark: the median time to a proof, and the median ratio to each other."""
    asked = MARKS[mark]
    if not asked.is_compared:
        mine = [_ours_of_three(asked.make(asked.offers, seed)) for seed in SEEDS]
        return [_row(mark, asked, [(one, None) for one in mine], name="")]
    return [
        _row(mark, asked, [_both(asked, seed, other) for seed in SEEDS], name=name)
        for name, other in OTHERS.items()
    ]


def _row(mark: str, asked: Mark, pairs: Sequence[tuple[Proof, Proof | None]], *, name: str) -> Row:
    mine = [one for one, _ in pairs]
    theirs = [one for _, one in pairs if one is not None]
    ratios = [b.seconds / a.seconds for a, b in pairs if b is not None]
    what = f"seconds to a proof, {asked.what}; {_count(mine)} proven"
    spread = ratios or [one.seconds for one in mine]
    return Row(
        mark=mark,
        what=f"{what}, by CP-SAT {name} {_count(theirs)}{_at_least(theirs)}" if theirs else what,
        ours=median(one.seconds for one in mine),
        other=median(one.seconds for one in theirs) if theirs else None,
        ratio=median(ratios) if ratios else None,
        spread=f"{min(spread):.3g}-{max(spread):.3g}",
        goal=asked.goal,
        moonshot=asked.moonshot,
    )


def _at_least(proofs: Sequence[Proof]) -> str:
    """What to say of a ratio to those that were stopped before their proof."""
    return "" if all(one.is_proven for one in proofs) else ": the ratio is at least that"


def _count(proofs: Sequence[Proof]) -> str:
    return f"{sum(one.is_proven for one in proofs)} of {len(proofs)}"


def _ours_of_three(problem: Problem) -> Proof:
    return sorted((ours(problem) for _ in range(3)), key=lambda proof: proof.seconds)[1]


def _both(asked: Mark, seed: int, other: Other) -> tuple[Proof, Proof]:
    """Ours and the other, in an order that alternates."""
    problem = asked.make(asked.offers, seed)
    if seed % 2:
        that, one = other(problem, asked), _ours_of_three(problem)
    else:
        one, that = _ours_of_three(problem), other(problem, asked)
    if one.is_proven and that.is_proven:
        assert one.score <= that.score, "two proofs of different scores"
    return one, that


if __name__ == "__main__":
    print(shown(row for mark in sys.argv[1:] or MARKS for row in rows(mark)))
