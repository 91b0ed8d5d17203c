"""Placing the best set: on which days, at which times, as stops."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from sys import maxsize

from visits.planning.choice import Choice, PlannedStop
from visits.planning.problem import Problem
from visits.planning.search import Search
from visits.planning.timetable import BudgetSpent, Label
from visits.planning.usable import format_for, language_for
from visits.span import Span

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def placed(search: Search) -> tuple[PlannedStop, ...]:
    """The stops of a search's best set, each day as short and then as early as it can be.

    Trying other days takes at most as much work again; then the days found first stand.
    """
    problem, timetable = search.problem, search.timetable
    fixed = {stop.choice: stop for stop in problem.fixed}
    timetable.limit += timetable.work
    arrangement = timetable.arrange(search.best_mask, search.most_days, pinned=search.best_pinned)
    assert arrangement is not None
    stops: list[PlannedStop] = []
    taken = {day for day, _ in arrangement}
    for day, part in arrangement:
        best = _best_day(search, part, first=day, taken=taken - {day})
        taken = taken - {day} | {best}
        for index, span in _times(search, best, part):
            choice = timetable.choices[index]
            stops.append(fixed.get(choice.key) or _planned(problem, choice, span))
    return tuple(sorted(stops))


def _best_day(search: Search, part: int, *, first: int, taken: set[int]) -> int:
    """The day on which a part of the programme is shortest, of those there was work to try."""
    timetable, pinned = search.timetable, search.best_pinned
    lengths: dict[int, int] = {}
    with suppress(BudgetSpent):
        for day in range(len(timetable.frames)):
            if day not in taken and timetable.fits(day, part, pinned):
                label = timetable.shortest(day, part, pinned)
                lengths[day] = label[0] - label[1]
    return min(lengths or (first,), key=lambda day: (lengths.get(day, 0), day))


def _times(search: Search, day: int, part: int) -> Iterator[tuple[int, Span]]:
    """The choices of a day with their times, the last one first."""
    timetable = search.timetable
    limit, timetable.limit = timetable.limit, maxsize
    label: Label | None = timetable.shortest(day, part, search.best_pinned)
    timetable.limit = limit
    while label is not None:
        ends, _, index, before = label
        starts = ends - timetable.frames[day].minutes[index]
        yield index, Span(EPOCH + timedelta(minutes=starts), EPOCH + timedelta(minutes=ends))
        label = before


def _planned(problem: Problem, choice: Choice, span: Span) -> PlannedStop:
    """The stop as the party takes part in it."""
    language = language_for(choice, problem.party)
    taken_as = format_for(choice, problem.wishes.format)
    assert language is not None
    assert taken_as is not None
    return PlannedStop(
        span=span,
        choice=choice.key,
        contact=choice.contact,
        language=language,
        format=taken_as,
    )
