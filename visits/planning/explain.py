"""Why nothing fits, and the least that would help: minimal conflicts, smallest corrections."""

from dataclasses import dataclass

from visits.planning.explaining.changes import Correction
from visits.planning.explaining.conflicts import find_conflicts
from visits.planning.explaining.corrections import corrections_for
from visits.planning.explaining.oracle import AskedEnough, Oracle
from visits.planning.explaining.relax import Reach, Wish, wishes_of
from visits.planning.explaining.terms import Terms
from visits.planning.problem import Problem

# Half of the questions go into conflicts, the other half into making corrections small.
QUESTIONS = 400


@dataclass(frozen=True)
class Explanation:
    """Why nothing fits.

    Each conflict is a smallest set of wishes that cannot be met together. Each correction is a
    smallest change, or several that are all needed; those that ask least come first. Both are
    empty where a programme exists; with no wishes in the only conflict, no wish is to blame.
    With `is_complete` there are no other conflicts, and no other wishes that could be changed
    instead.
    """

    conflicts: tuple[tuple[Wish, ...], ...] = ()
    corrections: tuple[Correction, ...] = ()
    is_complete: bool = True


def explain(problem: Problem, *, questions: int = QUESTIONS) -> Explanation:
    """Why no programme keeps to the wishes, and which smallest changes would allow one.

    `questions` bounds the work: so many changed problems are composed at most.
    """
    oracle = Oracle(problem, limit=questions // 2)
    if oracle.meets(Terms.of(problem)):
        return Explanation()
    reach = Reach.of(problem)
    found = find_conflicts(oracle, wishes_of(problem), reach=reach)
    oracle.limit = oracle.asked + questions // 2
    corrections: set[Correction] = set()
    is_complete = found.is_complete
    try:
        for escape in found.escapes:
            corrections.update(corrections_for(oracle, escape, reach=reach))
    except AskedEnough:
        is_complete = False
    return Explanation(
        conflicts=found.conflicts,
        corrections=tuple(sorted(corrections, key=lambda each: (each.effort, repr(each)))),
        is_complete=is_complete,
    )
