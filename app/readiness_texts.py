"""What a delegation has given its hosts, in words of the current language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.i18n import gettext
from app.labels import group_name, label
from app.persistence.readiness import list_given_of, list_needs
from visits.itinerary import Itinerary, ItineraryState, StopState
from visits.readiness import Access, Asked, Diet, Particulars, Task, missing, tasks_of


@dataclass(frozen=True)
class ShownGiven:
    """One thing that was given, with what it says, and since when it stands."""

    name: str
    lines: tuple[str, ...]
    given_at: datetime


@dataclass(frozen=True)
class ShownReadiness:
    """What a stop's host is to know: what was given, and what is missing and by when it is due."""

    given: tuple[ShownGiven, ...]
    missing: tuple[tuple[str, date], ...]

    def __bool__(self) -> bool:
        return bool(self.given or self.missing)


def ready_by_stop(
    session: Session, itineraries: Iterable[Itinerary], *, now: datetime
) -> dict[int, ShownReadiness]:
    """What the host of each agreed stop of a published programme is to know, by the stop's id."""
    out = [one for one in itineraries if one.state is ItineraryState.PUBLISHED]
    if not out:
        return {}
    needs = list_needs(session, [stop.offer for one in out for stop in one.standing])
    given = list_given_of(session, [one.delegation.id or 0 for one in out])
    found = {}
    for itinerary in out:
        of_visit = given.get(itinerary.delegation.id or 0, [])
        parts = [one.name for one in itinerary.delegation.parts]
        tasks = tasks_of(itinerary.standing, needs, of_visit, parts=parts, now=now)
        for stop in itinerary.standing:
            shown = shown_readiness(one for one in tasks if stop in one.stops)
            if shown and stop.state is StopState.CONFIRMED:
                found[stop.id or 0] = shown
    return found


def shown_readiness(tasks: Iterable[Task]) -> ShownReadiness:
    """The tasks of one stop as its host reads them."""
    of_stop = tuple(tasks)
    return ShownReadiness(
        given=tuple(_shown(one) for one in of_stop if one.is_done),
        missing=tuple((task_name(one), one.due_on) for one in missing(of_stop)),
    )


def task_name(task: Task) -> str:
    """What is asked for, and of which part of the delegation where it has any."""
    name = label(task.asked)
    return f"{name}: {group_name(task.part)}" if task.part else name


def counts_text(asked: Asked, particulars: Particulars) -> tuple[str, ...]:
    """People by kind, and own words; "nobody" where there is neither."""
    kind: type[Diet] | type[Access] = Diet if asked is Asked.DIETS else Access
    lines = [f"{count} × {label(kind(value))}" for value, count in particulars.counts]
    if particulars.words:
        lines.append(particulars.words)
    return tuple(lines) or (gettext("Nobody"),)


def _shown(task: Task) -> ShownGiven:
    assert task.given is not None, "what is done was given"
    assert task.given.particulars is not None
    return ShownGiven(
        task_name(task), _lines(task.asked, task.given.particulars), task.given.given_at
    )


def _lines(asked: Asked, particulars: Particulars) -> tuple[str, ...]:
    if asked is Asked.NAMES:
        return particulars.names
    if asked in (Asked.DIETS, Asked.ACCESS):
        return counts_text(asked, particulars)
    if particulars.interpreting is not None:
        return (label(particulars.interpreting),)
    sentences = {
        Asked.SAFETY: gettext("Accepted for everybody who comes."),
        Asked.MATERIAL: gettext("The delegation says it is sent."),
        Asked.CONNECTION: gettext("The delegation has tried it."),
    }
    return (sentences[asked],)
