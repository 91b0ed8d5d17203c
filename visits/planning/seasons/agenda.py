"""Who has which contact when, and what that leaves of a delegation's choices."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from visits.planning.choice import Choice, Staffing
from visits.planning.plan import Plan
from visits.planning.problem import Problem
from visits.planning.season import Held, Limits
from visits.span import Day, Span, gaps


def held_by(visit: str, *, problem: Problem, plan: Plan) -> tuple[Held, ...]:
    """The time that a plan takes of contacts and of everyone in company."""
    choices = {choice.key: choice for choice in problem.choices}
    return tuple(
        Held(
            visit=visit,
            host=choices[stop.choice].host,
            contact=person,
            span=stop.span,
            before=choices[stop.choice].buffer_before,
            after=choices[stop.choice].buffer_after,
        )
        for stop in plan.stops
        for person in (stop.contact, *stop.company)
    )


def monday_of(span: Span, zone: str) -> date:
    """The Monday of the week in which a span begins."""
    on = span.starts_at.astimezone(ZoneInfo(zone)).date()
    return on - timedelta(days=on.weekday())


def kept_clear(held: Held, *, choice: Choice, rest: int) -> Span:
    """Where a stop of the choice may not lie, so that both buffers and the rest fit between."""
    return held.span.widened(
        before=max(held.before + choice.buffer_after, rest),
        after=max(held.after + choice.buffer_before, rest),
    )


@lru_cache(maxsize=1024)
def week_span(monday: date, zone: str) -> Span:
    """Seven days from a Monday on."""
    after = monday + timedelta(days=7)
    return Span(Day(monday, zone).span().starts_at, Day(after, zone).span().starts_at)


class Agenda:
    """The time that visits have of contacts, changed one visit at a time."""

    def __init__(self, limits: Limits, held: Iterable[Held]) -> None:
        self.limits = limits
        self._most = dict(limits.most_a_week)
        self._of_visit: dict[str, tuple[Held, ...]] = {}
        self._of_contact: dict[str, list[Held]] = {}
        # How many stretches each visit has of a host, week by week.
        self._weeks: dict[str, dict[date, dict[str, int]]] = {}
        for one in held:
            self._enter(one)

    def put(self, visit: str, held: tuple[Held, ...]) -> None:
        """Gives a visit this time, in place of what it had."""
        for one in self._of_visit.pop(visit, ()):
            self._strike(one)
        self._of_visit[visit] = held
        for one in held:
            self._enter(one)

    def rivals_of(self, held: Held) -> Iterator[str]:
        """The visits that have this contact in the way, or one of the host's places in the week."""
        near = held.span.widened(before=self._apart(held), after=self._apart(held))
        for one in self._of_contact.get(held.contact, ()):
            if one.span.overlaps(near):
                yield one.visit
        if held.host in self._most:
            yield from self._in_week(held)

    def left_of(self, choice: Choice) -> Choice:
        """The choice with the time that nobody has, its other staffings likewise."""
        full = self._full_weeks(choice.host)
        free = self._left(choice, choice, full)
        others = tuple(replace(one, free=self._left(choice, one, full)) for one in choice.others)
        if free == choice.free and others == choice.others:
            return choice
        return replace(choice, free=free, others=others)

    def _left(
        self, choice: Choice, staffed: Choice | Staffing, full: tuple[Span, ...]
    ) -> tuple[Span, ...]:
        if self._most.get(choice.host) == 0:
            return ()
        taken = (
            kept_clear(one, choice=choice, rest=self.limits.rest)
            for person in (staffed.contact, *staffed.company)
            for one in self._of_contact.get(person, ())
        )
        cuts = (*taken, *full)
        return gaps(staffed.free, cuts) if cuts else staffed.free

    def _full_weeks(self, host: str) -> tuple[Span, ...]:
        """The weeks in which the host receives as many delegations as it can bear."""
        most = self._most.get(host)
        if most is None:
            return ()
        return tuple(
            week_span(monday, self.limits.zone)
            for monday, visits in self._weeks.get(host, {}).items()
            if len(visits) >= most
        )

    def _apart(self, held: Held) -> int:
        return max(held.before + held.after, self.limits.rest)

    def _in_week(self, held: Held) -> dict[str, int]:
        monday = monday_of(held.span, self.limits.zone)
        return self._weeks.setdefault(held.host, {}).setdefault(monday, {})

    def _enter(self, held: Held) -> None:
        self._of_contact.setdefault(held.contact, []).append(held)
        visits = self._in_week(held)
        visits[held.visit] = visits.get(held.visit, 0) + 1

    def _strike(self, held: Held) -> None:
        self._of_contact[held.contact].remove(held)
        visits = self._in_week(held)
        visits[held.visit] -= 1
        if not visits[held.visit]:
            del visits[held.visit]
