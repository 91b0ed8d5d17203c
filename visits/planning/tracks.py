"""Programmes for several groups at once: a row for each, around what they share.

`tracks_slots` knows what clashes, `tracks_rows` solves one group's row alone, `tracks_table` one
row around the others, `tracks_search` makes all of them better together, `tracks_proof` proves
that nothing is better, `tracks_days` chooses the days, and `tracks_stops` writes the rows as stops.
"""

from dataclasses import replace

from visits.catalogue import Theme
from visits.planning.plan import Outcome, Plan
from visits.planning.problem import Problem, fingerprint
from visits.planning.tracks_days import Composer
from visits.planning.tracks_prospect import Answer
from visits.planning.tracks_rows import Work
from visits.planning.tracks_stops import kept_of, left_out_of, stops_of, track_scores_of

WORK_LIMIT = 20_000
# One part in so many of the work is kept for bringing groups together at the end.
RESERVED = 16
NOTHING_WISHED = ((Theme.CLIMATE, 0.0),)


def solve_tracks(problem: Problem, *, seed: int = 0, limit: int = WORK_LIMIT) -> Plan:
    """The plan with the most worth over all groups' rows; every rule of a row holds for each.

    `limit` counts steps of work, those of all rows together. Where it comes first, the best
    programme so far is the answer, with a bound that is honest: what the groups could get if each
    came alone, or less.
    """
    reserve = limit // RESERVED
    work = Work(limit=limit - reserve, reserve=reserve)
    answer = Composer(problem, work=work, seed=seed).answer()
    if answer.programme is None and not answer.is_impossible:
        answer = _at_least(problem, answer, work=work, seed=seed)
    stops = stops_of(problem, answer.slots, answer.programme) if answer.programme else ()
    agreed, slots, kept = kept_of(problem, stops)
    return Plan(
        outcome=_outcome(answer, has_stops=bool(stops)),
        stops=stops,
        score=answer.programme.worth if answer.programme else 0,
        bound=answer.bound,
        track_scores=track_scores_of(problem, answer.programme) if answer.programme else (),
        left_out=left_out_of(answer.alone, stops),
        agreed_kept=agreed,
        slots_kept=slots,
        stops_kept=kept,
        work=work.done,
        seed=seed,
        limit=limit,
        input_hash=fingerprint(problem),
    )


def tracks_can_be_met(problem: Problem, *, limit: int = WORK_LIMIT) -> bool:
    """Whether any programme at all keeps to every wish; False also when the limit is reached.

    Where something must be seen, only what must be there is looked at, and nothing has any worth:
    so the first programme is as good as any.
    """
    asked = _only_asked(problem)
    return solve_tracks(asked or problem, limit=limit).is_possible


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


def _outcome(answer: Answer, *, has_stops: bool) -> Outcome:
    if not has_stops:
        is_empty = answer.programme is not None and answer.bound == 0
        is_impossible = answer.is_impossible or is_empty
        return Outcome.IMPOSSIBLE if is_impossible else Outcome.NOT_FOUND
    assert answer.programme is not None
    return Outcome.PROVEN if answer.programme.worth >= answer.bound else Outcome.FOUND
