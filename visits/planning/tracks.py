"""Programmes for several groups at once: a row for each, around what they share.

In `groups/`: `slots` knows what clashes, `rows` solves one group's row alone, `table` one row
around the others, `search` makes all of them better together, `proof` proves that nothing is
better, `days` chooses the days, and `stops` writes the rows as stops.
"""

from collections.abc import Sequence
from dataclasses import replace

from visits.catalogue import Theme
from visits.planning.choice import PlannedStop
from visits.planning.groups.days import Composer
from visits.planning.groups.prospect import Answer
from visits.planning.groups.rows import Work
from visits.planning.groups.stops import kept_of, left_out_of, stops_of, track_scores_of
from visits.planning.plan import Outcome, Plan
from visits.planning.problem import Problem, fingerprint

WORK_LIMIT = 20_000
# One part in so many of the work is kept for bringing groups together at the end.
RESERVED = 16
NOTHING_WISHED = ((Theme.CLIMATE, 0.0),)


def solve_tracks(problem: Problem, *, seed: int = 0, limit: int = WORK_LIMIT) -> Plan:
    """The plan with the most worth over all groups' rows; every rule of a row holds for each.

    `limit` counts steps of work, those of all rows together. Where it comes first, the best
    programme so far is the answer, with a bound that is honest: what the groups could get if each
    came alone, or less. Where there is none yet, as much work again goes into what must be there.
    """
    answer, work = _answered(problem, seed=seed, limit=limit)
    stops = stops_of(problem, answer.slots, answer.programme) if answer.programme else ()
    if answer.programme is None and not answer.is_impossible:
        stops, more = _at_least(problem, seed=seed, limit=limit)
        work += more
    scores = track_scores_of(problem, stops) if stops else ()
    score = sum(points for _, points in scores)
    agreed, slots, kept = kept_of(problem, stops)
    return Plan(
        outcome=_outcome(answer, stops, score=score),
        stops=stops,
        score=score,
        bound=answer.bound,
        track_scores=scores,
        left_out=left_out_of(answer.alone, stops),
        agreed_kept=agreed,
        slots_kept=slots,
        stops_kept=kept,
        work=work,
        seed=seed,
        limit=limit,
        input_hash=fingerprint(problem),
    )


def _answered(problem: Problem, *, seed: int, limit: int) -> tuple[Answer, int]:
    """What is known with so much work, and what of it was done."""
    reserve = limit // RESERVED
    work = Work(limit=limit - reserve, reserve=reserve)
    return Composer(problem, work=work, seed=seed).answer(), work.done


def _at_least(problem: Problem, *, seed: int, limit: int) -> tuple[tuple[PlannedStop, ...], int]:
    """A programme with nothing but what must be there, and the work that went into it.

    So nobody is told that nothing was found where the musts alone can be met.
    """
    asked = _only_asked(problem)
    if asked is None:
        return (), 0
    answer, work = _answered(asked, seed=seed, limit=limit)
    return stops_of(asked, answer.slots, answer.programme) if answer.programme else (), work


def tracks_can_be_met(problem: Problem, *, limit: int = WORK_LIMIT) -> bool:
    """Whether any programme at all keeps to every wish; False also when the limit is reached.

    Where something must be seen, only what must be there is looked at, and nothing has any worth:
    so the first programme is as good as any. What WORK_LIMIT does not find, more seldom would.
    """
    asked = _only_asked(problem) or problem
    answer, _ = _answered(asked, seed=0, limit=min(limit, WORK_LIMIT))
    return answer.programme is not None and bool(stops_of(asked, answer.slots, answer.programme))


def _only_asked(problem: Problem) -> Problem | None:
    """The problem with nothing but what must be there, None where nothing must."""
    wishes, tracks = problem.wishes, problem.party.tracks
    keys = {*wishes.musts, *(key for track in tracks for key in track.musts)}
    keys.update(stop.choice for stop in problem.fixed)
    choices = tuple(
        choice
        for choice in problem.choices
        if choice.key in keys
        or choice.host in wishes.must_hosts
        or not set(wishes.must_themes).isdisjoint(choice.themes)
    )
    if not choices:
        return None
    return replace(
        problem,
        party=replace(problem.party, tracks=tuple(replace(one, themes=()) for one in tracks)),
        wishes=replace(wishes, themes=NOTHING_WISHED, wished=()),
        choices=choices,
        current=(),
        agreed=(),
    )


def _outcome(answer: Answer, stops: Sequence[PlannedStop], *, score: int) -> Outcome:
    if not stops:
        is_empty = answer.programme is not None and answer.bound == 0
        is_impossible = answer.is_impossible or is_empty
        return Outcome.IMPOSSIBLE if is_impossible else Outcome.NOT_FOUND
    return Outcome.PROVEN if score >= answer.bound else Outcome.FOUND
