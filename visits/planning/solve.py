"""One plan for a problem: the best there is, with a proof where the work limit allows one."""

from visits.planning.plan import Plan
from visits.planning.problem import Problem
from visits.planning.row import PROOF_LIMIT, WORK_LIMIT, row_can_be_met, solve_row
from visits.planning.tracks import solve_tracks, tracks_can_be_met

__all__ = ["PROOF_LIMIT", "WORK_LIMIT", "can_be_met", "solve"]


def solve(problem: Problem, *, seed: int = 0, limit: int = WORK_LIMIT) -> Plan:
    """The plan with the most worth that keeps to every wish; musts and fixed stops are in it.

    Among plans of the same worth: the most agreed times kept, then the most times, then the most
    stops, then short and early days. The same problem, seed and limit give the same plan.
    `limit` counts steps of work; when it is reached, the best plan so far is the answer.
    An impossible problem gives a plan without stops.
    """
    if problem.party.tracks:
        return solve_tracks(problem, seed=seed, limit=limit)
    return solve_row(problem, seed=seed, limit=limit)


def can_be_met(problem: Problem, *, limit: int = PROOF_LIMIT) -> bool:
    """Whether any programme at all keeps to every wish; False also when the limit is reached."""
    if problem.party.tracks:
        return tracks_can_be_met(problem, limit=limit)
    return row_can_be_met(problem, limit=limit)
