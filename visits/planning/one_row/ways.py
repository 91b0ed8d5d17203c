"""The ways in which the party can take the choices: staffed by whom, in which language, where."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from visits.catalogue import Format
from visits.planning.choice import Choice, PlannedStop
from visits.planning.problem import Problem, span_minutes
from visits.planning.usable import shared_language, staffings_of, taken_as
from visits.travel import Locality

# Stretches of minutes since 1970, sorted and apart.
Stretches = tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Way:
    """A choice as one staffing gives it to the party; `index` is the choice's place.

    `people` are those of its contact and company who could be needed by another stop of the row
    as well. A fixed way has one time, `free` is exactly that.
    """

    index: int
    choice: Choice
    contact: str
    company: tuple[str, ...]
    language: str
    format: Format
    minutes: int
    place: Locality | None
    people: frozenset[str]
    free: Stretches
    fixed: PlannedStop | None = None

    @property
    def screen(self) -> int:
        """Minutes before a screen."""
        return self.minutes if self.format is Format.ONLINE else 0


def ways_of(problem: Problem, choices: Sequence[Choice]) -> list[Way]:
    """Every way to take the choices, in their order; fixed ones only as they stand.

    Nothing else is had of the hosts that are visited anyway, for what is asked of them.
    """
    fixed = {stop.choice: stop for stop in problem.fixed}
    asked = {*problem.wishes.musts, *fixed}
    asked_hosts = {choice.host for choice in choices if choice.key in asked}
    busy = _needed_twice(choices, asked)
    languages: dict[tuple[str, ...], str | None] = {}
    ways: list[Way] = []
    for index, choice in enumerate(choices):
        if choice.key in fixed:
            ways.append(_fixed_way(index, choice, fixed[choice.key], busy))
            continue
        if choice.host in asked_hosts and choice.key not in asked:
            continue
        form = taken_as(choice, problem.wishes)
        for staffing in staffings_of(choice):
            if staffing.languages not in languages:
                shared = shared_language(staffing.languages, problem.party)
                languages[staffing.languages] = shared
            language = languages[staffing.languages]
            if form is None or language is None or not staffing.free:
                continue
            ways.append(
                Way(
                    index=index,
                    choice=choice,
                    contact=staffing.contact,
                    company=staffing.company,
                    language=language,
                    format=form,
                    minutes=choice.minutes,
                    place=_place(choice, form),
                    people=busy.intersection((staffing.contact, *staffing.company)),
                    free=_stretches(span_minutes(span) for span in staffing.free),
                )
            )
    return ways


def _fixed_way(index: int, choice: Choice, stop: PlannedStop, busy: frozenset[str]) -> Way:
    starts, ends = span_minutes(stop.span)
    return Way(
        index=index,
        choice=choice,
        contact=stop.contact,
        company=stop.company,
        language=stop.language,
        format=stop.format,
        minutes=ends - starts,
        place=_place(choice, stop.format),
        people=busy.intersection((stop.contact, *stop.company)),
        free=((starts, ends),),
        fixed=stop,
    )


def _place(choice: Choice, form: Format) -> Locality | None:
    """Where a stop is; what is taken online is nowhere."""
    return None if form is Format.ONLINE else Locality(choice.town, choice.point)


def _needed_twice(choices: Sequence[Choice], asked: set[str]) -> frozenset[str]:
    """The people who may be needed for two stops of a row.

    A host is visited once, so these are people of several hosts, or of several offers that are
    asked for.
    """
    needed: Counter[str] = Counter()
    for person, _ in {
        (person, choice.key if choice.key in asked else f"host {choice.host}")
        for choice in choices
        for staffing in staffings_of(choice)
        for person in (staffing.contact, *staffing.company)
    }:
        needed[person] += 1
    return frozenset(person for person, times in needed.items() if times > 1)


def _stretches(spans: Iterator[tuple[int, int]]) -> Stretches:
    """The stretches sorted, those that touch joined."""
    joined: list[tuple[int, int]] = []
    for begins, ends in sorted(spans):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((begins, ends))
    return tuple(joined)
