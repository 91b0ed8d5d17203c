"""What is asked for one group: its row as a problem of its own, with closed slots taken out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from visits.planning.choice import Choice, PlannedStop, Staffing
from visits.planning.groups.slots import Slot, Staffed
from visits.planning.problem import Problem
from visits.span import Span

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def row_problem(problem: Problem, track: int) -> Problem:
    """What one group asks for itself, without the others.

    Musts that are ruled out for everybody are never free, for nothing lifts a must-not. Of the
    size only what is too small for it matters: groups that fit into the same offers ask the same.
    """
    group = problem.party.tracks[track]
    wishes, party = problem.wishes, problem.party
    musts = tuple(dict.fromkeys((*wishes.musts, *group.musts)))
    asked = {*wishes.musts, *(key for one in party.tracks for key in one.musts)}
    refused = asked.intersection(wishes.must_nots)
    rooms = {choice.most_people for choice in problem.choices}
    size = 1 + max((room for room in rooms if room < group.size), default=0)
    return replace(
        problem,
        party=replace(party, tracks=(), size=size, languages=group.languages or party.languages),
        wishes=replace(
            wishes,
            themes=group.themes or wishes.themes,
            musts=musts,
            must_nots=tuple(key for key in wishes.must_nots if key not in refused),
            plenary=(),
        ),
        choices=tuple(
            replace(choice, free=(), others=()) if choice.key in refused else choice
            for choice in problem.choices
        ),
        fixed=_of_group(problem.fixed, group.key),
        current=_of_group(problem.current, group.key),
    )


def _of_group(stops: Iterable[PlannedStop], group: str) -> tuple[PlannedStop, ...]:
    """The stops a group comes to, as stops of its own."""
    return tuple(
        replace(stop, tracks=()) for stop in stops if not stop.tracks or group in stop.tracks
    )


def gives_something(problem: Problem, choice: Choice) -> bool:
    """Whether a choice can be worth anything by itself."""
    weights, wished = dict(problem.wishes.themes), dict(problem.wishes.wished)
    of_themes = [weights.get(theme, 0 if weights else 1) for theme in choice.themes]
    return any(of_themes) or wished.get(choice.key, 0) > 0


def opened(
    choice: Choice, staffed: Sequence[tuple[int, Staffed]], closed: frozenset[Slot]
) -> Choice:
    """A choice that can start in its open slots only.

    Stretches of time that touch would be joined again, so they are told apart as staffings.
    """
    found: list[Staffing] = []
    # A choice that is ruled out has lost its other staffings.
    for (number, each), staffing in zip(staffed, choice.staffings, strict=False):
        layers: list[list[Span]] = []
        for run in _runs(each, choice.minutes, number=number, closed=closed):
            layer = next((spans for spans in layers if spans[-1].ends_at < run.starts_at), None)
            if layer is None:
                layers.append([run])
            else:
                layer.append(run)
        languages = staffing.languages or choice.languages
        found.extend(replace(staffing, languages=languages, free=tuple(spans)) for spans in layers)
    if not found:
        return replace(choice, free=(), others=())
    own, *others = found
    return replace(
        choice,
        contact=own.contact,
        company=own.company,
        languages=own.languages,
        free=own.free,
        others=tuple(others),
    )


def _runs(
    staffed: Staffed, minutes: int, *, number: int, closed: frozenset[Slot]
) -> Iterator[Span]:
    """The stretches in which a staffed offer can still lie, from one closed start to the next."""
    for stretch in staffed.starts:
        run: list[int] = []
        for start in (*stretch, None):
            if start is not None and (number, start) not in closed:
                run.append(start)
            elif run:
                yield Span(_instant(run[0]), _instant(run[-1] + minutes))
                run = []


def _instant(minutes: int) -> datetime:
    return EPOCH + timedelta(minutes=minutes)
