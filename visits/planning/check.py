"""An independent look at a plan: every rule a programme must keep, said anew.

Written from the rules alone; it shares no code with the search, so that each can find the
other's mistakes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from visits.catalogue import Format
from visits.planning.choice import Choice, PlannedStop
from visits.planning.plan import Plan
from visits.planning.problem import Problem
from visits.span import Day, Span, gaps
from visits.travel import Locality, leg_between


class ClashKind(StrEnum):
    """Which rule a programme breaks."""

    UNKNOWN = "unknown"
    MUST_MISSING = "must_missing"
    FIXED_MOVED = "fixed_moved"
    LENGTH = "length"
    CONTACT = "contact"
    NOT_FREE = "not_free"
    DATE = "date"
    WEEKDAY = "weekday"
    HOURS = "hours"
    LANGUAGE = "language"
    SIZE = "size"
    FORMAT = "format"
    AVOIDED_HOST = "avoided_host"
    SAME_HOST = "same_host"
    TWICE = "twice"
    OVERLAP = "overlap"
    BUFFER = "buffer"
    ROAD = "road"
    LONGEST_DAY = "longest_day"
    MOST_STOPS = "most_stops"
    MOST_DAYS = "most_days"
    LUNCH = "lunch"


@dataclass(frozen=True, order=True)
class Clash:
    """A rule that is broken, and by which choice where one can be named."""

    kind: ClashKind
    choice: str = ""


def check(problem: Problem, plan: Plan) -> tuple[Clash, ...]:
    """Everything that is wrong with a plan, none for a sound one; a plan without stops is sound."""
    if not plan.stops:
        return ()
    choices = {choice.key: choice for choice in problem.choices}
    unknown = [stop.choice for stop in plan.stops if stop.choice not in choices]
    if unknown:
        return tuple(Clash(ClashKind.UNKNOWN, key) for key in sorted(unknown))
    programme = _Programme(problem, plan, choices)
    clashes = {*programme.whole(), *programme.singles(), *programme.pairs(), *programme.days()}
    return tuple(sorted(clashes))


class _Programme:
    """A plan beside its problem, with the stops in order."""

    def __init__(self, problem: Problem, plan: Plan, choices: dict[str, Choice]) -> None:
        self.problem = problem
        self.stops = tuple(sorted(plan.stops))
        self.choices = choices
        self.fixed = {stop.choice: stop for stop in problem.fixed}
        self.zone = ZoneInfo(problem.party.zone)

    def whole(self) -> Iterator[Clash]:
        """What concerns the programme as a whole."""
        keys = [stop.choice for stop in self.stops]
        for key in self.problem.wishes.musts:
            if key not in keys:
                yield Clash(ClashKind.MUST_MISSING, key)
        for stop in self.problem.fixed:
            if stop not in self.stops:
                yield Clash(ClashKind.FIXED_MOVED, stop.choice)
        for key in set(keys):
            if keys.count(key) > 1:
                yield Clash(ClashKind.TWICE, key)
        fixed_days = {self._on(stop) for stop in self.problem.fixed}
        used_days = {self._on(stop) for stop in self.stops}
        if len(used_days) > max(self.problem.wishes.most_days, len(fixed_days)):
            yield Clash(ClashKind.MOST_DAYS)

    def singles(self) -> Iterator[Clash]:
        """What concerns one stop; fixed ones stand whatever the wishes say."""
        for stop in self.stops:
            if stop.choice not in self.fixed:
                yield from self._timing(stop, self.choices[stop.choice])
                yield from self._fitness(stop, self.choices[stop.choice])

    def _timing(self, stop: PlannedStop, choice: Choice) -> Iterator[Clash]:
        wishes = self.problem.wishes
        if stop.span.minutes != choice.minutes:
            yield Clash(ClashKind.LENGTH, stop.choice)
        if gaps((stop.span,), choice.free):
            yield Clash(ClashKind.NOT_FREE, stop.choice)
        on = self._on(stop)
        if not wishes.earliest_on <= on <= wishes.latest_on:
            yield Clash(ClashKind.DATE, stop.choice)
        if on.weekday() not in wishes.weekdays:
            yield Clash(ClashKind.WEEKDAY, stop.choice)
        hours = Day(on, self.problem.party.zone).between(wishes.day_from, wishes.day_until)
        if hours is None or not hours.contains(stop.span):
            yield Clash(ClashKind.HOURS, stop.choice)

    def _fitness(self, stop: PlannedStop, choice: Choice) -> Iterator[Clash]:
        party, wished = self.problem.party, self.problem.wishes.format
        spoken = {tag.split("-")[0].lower() for tag in party.languages}
        is_shared = stop.language.split("-")[0].lower() in spoken or party.interpretation
        if not is_shared or stop.language not in choice.languages:
            yield Clash(ClashKind.LANGUAGE, stop.choice)
        if party.size > choice.most_people:
            yield Clash(ClashKind.SIZE, stop.choice)
        is_offered = stop.format in choice.formats or Format.HYBRID in choice.formats
        if stop.format is not wished or not is_offered:
            yield Clash(ClashKind.FORMAT, stop.choice)
        if stop.contact != choice.contact:
            yield Clash(ClashKind.CONTACT, stop.choice)
        is_must = stop.choice in self.problem.wishes.musts
        if choice.host in self.problem.avoided_hosts and not is_must:
            yield Clash(ClashKind.AVOIDED_HOST, stop.choice)

    def pairs(self) -> Iterator[Clash]:
        """What concerns two stops, next to each other or not."""
        asked = {*self.problem.wishes.musts, *self.fixed}
        for one, other in combinations(self.stops, 2):
            first, second = self.choices[one.choice], self.choices[other.choice]
            if first.host == second.host and not {one.choice, other.choice} <= asked:
                yield Clash(ClashKind.SAME_HOST, other.choice)
            if one.span.overlaps(other.span):
                yield Clash(ClashKind.OVERLAP, other.choice)
            if one.choice in self.fixed and other.choice in self.fixed:
                continue
            if self._are_buffers_broken(one, other):
                yield Clash(ClashKind.BUFFER, other.choice)
        for one, other in pairwise(self.stops):
            is_fixed = one.choice in self.fixed and other.choice in self.fixed
            if not is_fixed and not self._is_reachable(one, other):
                yield Clash(ClashKind.ROAD, other.choice)

    def _are_buffers_broken(self, one: PlannedStop, other: PlannedStop) -> bool:
        """Whether a stop lies in another's buffer, or one contact's blocked time in itself."""
        blocked, next_blocked = self._blocked(one), self._blocked(other)
        if one.contact == other.contact:
            return blocked.overlaps(next_blocked)
        return blocked.overlaps(other.span) or next_blocked.overlaps(one.span)

    def _blocked(self, stop: PlannedStop) -> Span:
        choice = self.choices[stop.choice]
        return stop.span.widened(before=choice.buffer_before, after=choice.buffer_after)

    def _road(self, one: PlannedStop, other: PlannedStop) -> int | None:
        """Minutes of road between two stops of a day, None where there is no known way."""
        if self.problem.wishes.format is Format.ONLINE:
            return 0
        first, second = self.choices[one.choice], self.choices[other.choice]
        leg = leg_between(
            Locality(first.town, first.point),
            Locality(second.town, second.point),
            roads=self.problem.roads,
        )
        return None if leg is None else leg.minutes

    def _is_reachable(self, one: PlannedStop, other: PlannedStop) -> bool:
        if self._on(one) != self._on(other):
            return True
        road = self._road(one, other)
        return road is not None and _minutes_between(one, other) >= road

    def days(self) -> Iterator[Clash]:
        """What concerns all stops of one day."""
        wishes = self.problem.wishes
        for on in sorted({self._on(stop) for stop in self.stops}):
            stops = [stop for stop in self.stops if self._on(stop) == on]
            fixed = [stop for stop in stops if stop.choice in self.fixed]
            if _extent(stops) > max(wishes.longest_day, _extent(fixed)):
                yield Clash(ClashKind.LONGEST_DAY)
            if len(stops) > max(wishes.most_stops, len(fixed)):
                yield Clash(ClashKind.MOST_STOPS)
            if self._has_lunch(on, fixed) and not self._has_lunch(on, stops):
                yield Clash(ClashKind.LUNCH)

    def _has_lunch(self, on: date, stops: list[PlannedStop]) -> bool:
        """Whether a long enough pause is left in the lunch window, road time not counted."""
        lunch = self.problem.wishes.lunch
        window = lunch and Day(on, self.problem.party.zone).between(lunch.opens, lunch.closes)
        if not lunch or not window:
            return True
        for pause in gaps((window,), (stop.span for stop in stops)):
            if pause.minutes >= lunch.minutes and self._leaves_time(pause, stops, lunch.minutes):
                return True
        return False

    def _leaves_time(self, pause: Span, stops: list[PlannedStop], minutes: int) -> bool:
        """Whether the stops on both sides of a pause leave time for the road and for lunch."""
        before = [stop for stop in stops if stop.span.ends_at <= pause.starts_at]
        after = [stop for stop in stops if stop.span.starts_at >= pause.ends_at]
        if not before or not after:
            return True
        one, other = max(before, key=lambda stop: stop.span.ends_at), min(after)
        if one.choice in self.fixed and other.choice in self.fixed:
            return True
        return _minutes_between(one, other) >= (self._road(one, other) or 0) + minutes

    def _on(self, stop: PlannedStop) -> date:
        return stop.span.starts_at.astimezone(self.zone).date()


def _minutes_between(one: PlannedStop, other: PlannedStop) -> float:
    return (other.span.starts_at - one.span.ends_at).total_seconds() / 60


def _extent(stops: list[PlannedStop]) -> float:
    """Minutes from the first start to the last end, 0 where there are no stops."""
    if not stops:
        return 0
    ends_at = max(stop.span.ends_at for stop in stops)
    return (ends_at - min(stop.span.starts_at for stop in stops)).total_seconds() / 60
