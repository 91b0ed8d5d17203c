"""The questions behind "why was this left out": could it stand alone, or beside all of the plan?"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from visits.planning.choice import Choice
from visits.planning.party import MOST_MUSTS, Party
from visits.planning.plan import Plan
from visits.planning.problem import Problem
from visits.planning.rows import days_of
from visits.span import Day, intersection


def alone(problem: Problem, key: str) -> Problem:
    """A problem that is met by programmes of nothing but this choice, for some of the party."""
    party = problem.party
    smallest = min((track.size for track in party.tracks), default=party.size)
    spoken = (tag for track in party.tracks for tag in track.languages)
    languages = tuple(dict.fromkeys((*party.languages, *spoken)))
    return replace(
        problem,
        party=replace(party, tracks=(), size=smallest, languages=languages),
        wishes=replace(problem.wishes, musts=(key,), must_hosts=(), must_themes=()),
        choices=(problem.choice(key),),
        fixed=(),
        current=(),
    )


def beside(problem: Problem, plan: Plan, key: str, *, track: str = "") -> Problem:
    """A problem that is met by programmes which hold the plan's stops and this choice.

    The plan's stops may move in time, each on its own day. With groups, or with more stops than
    there can be musts, they stay where they are; the choice is then for one group, `track`.
    """
    stays = bool(track) or len(plan.stops) >= MOST_MUSTS
    fixed = plan.stops if stays else problem.fixed
    held = {stop.choice for stop in fixed}
    moving = tuple(stop.choice for stop in plan.stops if stop.choice not in held)
    wishes = problem.wishes
    return replace(
        problem,
        party=_asking(problem.party, key, track),
        wishes=replace(
            wishes,
            musts=moving if track else (*moving, key),
            must_hosts=(),
            must_themes=(),
            most_days=max(wishes.days, sum(1 for _ in days_of(problem, plan.stops))),
        ),
        choices=tuple(_on_their_days(problem, plan, {key, *held}, moving)),
        fixed=fixed,
        current=(),
    )


def _on_their_days(
    problem: Problem, plan: Plan, whole: Iterable[str], moving: Iterable[str]
) -> Iterator[Choice]:
    """The choices that the question is about, the moving ones with the time of one day."""
    zone = ZoneInfo(problem.party.zone)
    dates = {stop.choice: stop.span.starts_at.astimezone(zone).date() for stop in plan.stops}
    for key in sorted({*whole, *moving}):
        choice = problem.choice(key)
        if key in whole:
            yield choice
            continue
        day = Day(dates[key], problem.party.zone).span()
        others = tuple(
            replace(other, free=intersection(other.free, (day,))) for other in choice.others
        )
        yield replace(choice, free=intersection(choice.free, (day,)), others=others)


def _asking(party: Party, key: str, track: str) -> Party:
    """The party with one must, of one group."""
    tracks = tuple(
        replace(each, musts=(key,) if each.key == track else ()) for each in party.tracks
    )
    return replace(party, tracks=tracks)


def without_stop(question: Problem, key: str) -> Problem:
    """The question with one stop of the plan less."""
    wishes = question.wishes
    return replace(
        question,
        wishes=replace(wishes, musts=tuple(must for must in wishes.musts if must != key)),
        fixed=tuple(stop for stop in question.fixed if stop.choice != key),
    )


def without_roads(question: Problem) -> Problem:
    """The question as if everything were in one place."""
    choices = tuple(replace(choice, town="", point=None) for choice in question.choices)
    wishes = replace(question.wishes, starts_from=None, ends_at=None)
    return replace(question, choices=choices, wishes=wishes)
