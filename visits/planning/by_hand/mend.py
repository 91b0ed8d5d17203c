"""Mending a sketch: the nearest programme that clashes with nothing."""

from dataclasses import replace

from visits.planning.by_hand.sketch import Line, Sketch
from visits.planning.choice import PlannedStop
from visits.planning.desk import ONLY_WISHES, Desk
from visits.planning.party import MOST_MUSTS
from visits.planning.plan import Plan
from visits.planning.problem import Problem
from visits.planning.replan import Answered, replan
from visits.planning.rows import days_of
from visits.planning.wishes import MOST_DAYS


def mended(desk: Desk, sketch: Sketch) -> Sketch | None:
    """The sketch without clashes, with as little of it changed as may be; None where none is.

    What is pinned never moves. What was changed by hand stays, first among the same stops and
    then among any; only after that it may move too. Where a pin itself breaks a wish, that
    much is left.
    """
    there = {stop.choice for stop in desk.stops_of(sketch)}
    if not there or any(desk.choice(key) is None for key in there):
        return None
    pinned = frozenset(line.choice for line in sketch.lines if line.is_pinned)
    touched = frozenset(line.choice for line in sketch.lines if desk.is_touched(line))
    same = _narrowed_to(desk, sketch)
    found: list[Sketch] = []
    for kept in (pinned | touched, pinned):
        for problem in (same, desk.problem):
            plan = _replanned(desk, problem, sketch, kept=kept)
            if plan.is_possible:
                found.append(_drawn(sketch, plan.stops))
                if not desk.clashes(desk.stops_of(found[-1])):
                    return found[-1]
    sound = (one for one in found if not _takes_what_is_not_free(desk, one))
    return next(sound, None)


def _narrowed_to(desk: Desk, sketch: Sketch) -> Problem:
    """The problem of the sketch's own stops, all of them, on no more days than it has."""
    stops = desk.stops_of(sketch)
    keys = {stop.choice for stop in stops}
    party, wishes = desk.problem.party, desk.problem.wishes
    tracks = (
        replace(track, musts=tuple(key for key in track.musts if key in keys))
        for track in party.tracks
    )
    days = min(MOST_DAYS, max(wishes.days, sum(1 for _ in days_of(desk.problem, stops))))
    return replace(
        desk.problem,
        party=replace(party, tracks=tuple(tracks)),
        choices=tuple(choice for choice in desk.problem.choices if choice.key in keys),
        wishes=replace(
            wishes,
            musts=tuple(sorted(keys)[:MOST_MUSTS]),
            must_nots=(),
            plenary=(),
            wished=(),
            days=days,
            most_days=days,
        ),
        current=(),
    )


def _takes_what_is_not_free(desk: Desk, sketch: Sketch) -> bool:
    clashes = desk.clashes(desk.stops_of(sketch))
    return any(clash.kind not in ONLY_WISHES for clash in clashes)


def _replanned(desk: Desk, problem: Problem, sketch: Sketch, *, kept: frozenset[str]) -> Plan:
    agreed = {one.planned.choice for one in desk.standing if one.has_agreed}
    stops = desk.stops_of(sketch)
    there = {stop.choice for stop in stops}
    known = {choice.key for choice in problem.choices}
    gone = {line.choice for line in sketch.lines if line.starts_at is None} - there
    answered = Answered(
        pinned=kept & there, confirmed=frozenset(agreed & there), gone=frozenset(gone & known)
    )
    return replan(problem, current=stops, answered=answered)


def _drawn(sketch: Sketch, stops: tuple[PlannedStop, ...]) -> Sketch:
    """The sketch with these stops: lines of the same choice and groups keep their place."""
    left = list(sketch.lines)
    lines: list[Line] = []
    for stop in sorted(stops):
        alike = [line for line in left if line.choice == stop.choice]
        alike.sort(key=lambda line: line.tracks != stop.tracks)
        new = Line(choice=stop.choice, starts_at=None, tracks=stop.tracks)
        line = alike[0] if alike else new
        if alike:
            left.remove(line)
        lines.append(replace(line, starts_at=stop.span.starts_at, tracks=stop.tracks))
    lines += [replace(one, starts_at=None, is_pinned=False) for one in left if one.stop_id]
    return replace(sketch, lines=tuple(lines))
