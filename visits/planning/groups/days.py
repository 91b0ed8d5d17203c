"""On which days the groups come: the same ones for all, as few as their musts allow."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import combinations
from zoneinfo import ZoneInfo

from visits.planning.choice import Choice
from visits.planning.groups.prospect import Answer, Prospect
from visits.planning.groups.rows import ROWS_AT_FIRST, Rows, TrackRow, Work, WorkSpent
from visits.planning.groups.slots import Slots, hours_on
from visits.planning.groups.table import Table
from visits.planning.problem import Problem
from visits.span import Span, days, intersection

MOST_DAYS = 5
# What of the work goes into the groups' rows on any days, in hundredths.
ROUGH_SHARE = 45
# What of the work goes into a first look at sets of days, in hundredths.
LOOKING_SHARE = 60


class Composer:
    """Looks at more and more days until there is a programme."""

    def __init__(self, problem: Problem, *, work: Work, seed: int) -> None:
        self.problem = problem
        self.work = work
        self.seed = seed
        wishes, zone = problem.wishes, problem.party.zone
        self.fixed_on = {
            stop.span.starts_at.astimezone(ZoneInfo(zone)).date() for stop in problem.fixed
        }
        wished = [day.on for day in days(wishes.earliest_on, wishes.latest_on, zone)]
        self.dates = sorted({on for on in wished if hours_on(wishes, on, zone)} | self.fixed_on)

    def answer(self) -> Answer:
        """The best programme on the fewest days, from the wished number on, that hold the musts."""
        wishes = self.problem.wishes
        fewest = max(wishes.days, len(self.fixed_on))
        most = max(wishes.most_days, fewest) if self._has_musts() else fewest
        for number in range(fewest, most + 1):
            answer = self._on_some(number)
            if not answer.is_impossible or number >= len(self.dates):
                break
        return answer

    def _has_musts(self) -> bool:
        wishes, tracks = self.problem.wishes, self.problem.party.tracks
        musts = (wishes.musts, wishes.must_hosts, wishes.must_themes, self.problem.fixed)
        return any(musts) or any(track.musts for track in tracks)

    def _on_some(self, number: int) -> Answer:
        """The best programme on so many of the days."""
        if len(self.dates) <= number:
            prospect = self._prospect(tuple(self.dates))
            with suppress(WorkSpent):
                prospect.begin()
                prospect.go_on(self.work.limit)
            return prospect.answer()
        rough = Prospect(self._table(self.problem, tuple(self.dates), number), seed=self.seed)
        limit = self.work.limit
        self.work.limit = self.work.done + self.work.left * ROUGH_SHARE // 100
        with suppress(WorkSpent):
            # The best of many single days is found soon, and then tells much.
            rough.stand_alone(parts=1 + len(rough.table.tracks) if number == 1 else ROWS_AT_FIRST)
        self.work.limit = limit
        if rough.is_impossible:
            return rough.answer()
        prospects, is_all = self._prospects(number, rough)
        best = self._best_of(prospects, most=rough.bound)
        bounds = [prospect.bound for prospect in prospects]
        bound = min(rough.bound, max(bounds, default=0)) if is_all else rough.bound
        answer = (best or rough).answer()
        return replace(
            answer,
            bound=bound,
            is_impossible=is_all and all(prospect.is_impossible for prospect in prospects),
        )

    def _prospects(self, number: int, rough: Prospect) -> tuple[list[Prospect], bool]:
        """What sets of days promise, with a first programme on each; whether all were looked at.

        Days of the same shape have the same programmes, so one of them is enough, but for what is
        in force. To lay out the slots of some days counts as work, too.
        """
        prospects: list[Prospect] = []
        shapes: set[object] = set()
        until = self.work.done + self.work.left * LOOKING_SHARE // 100
        floor = -1
        for chosen in self._sets_of_days(number, rough.alone):
            self.work.done += len(self.problem.choices) // 2
            prospect = self._prospect(chosen)
            shape = prospect.table.slots.shape()
            if shape in shapes and not (self.problem.current or self.problem.fixed):
                continue
            shapes.add(shape)
            if self.work.done >= until or floor >= rough.bound:
                return prospects, floor >= rough.bound
            prospects.append(prospect)
            with suppress(WorkSpent):
                prospect.begin(floor=floor, most=rough.most)
            if prospect.best is not None:
                floor = max(floor, prospect.best.worth)
        return prospects, True

    def _best_of(self, prospects: Sequence[Prospect], *, most: int) -> Prospect | None:
        """The prospect with the best programme, after those that promise most have gone on."""
        best: Prospect | None = None
        ranked = sorted(prospects, key=lambda prospect: -prospect.bound)
        for prospect in ranked:
            best = _better(best, prospect)
        for prospect in ranked:
            if best is not None and best.worth >= min(most, prospect.bound):
                break
            prospect.floor = best.worth if best is not None else -1
            with suppress(WorkSpent):
                prospect.go_on(self.work.done + self.work.left // 2)
            best = _better(best, prospect)
        return best

    def _prospect(self, chosen: tuple[date, ...]) -> Prospect:
        table = self._table(on_days(self.problem, chosen), chosen, len(chosen))
        return Prospect(table, seed=self.seed)

    def _sets_of_days(self, number: int, alone: Sequence[TrackRow]) -> Iterator[tuple[date, ...]]:
        """Every set of so many days with those of fixed stops, those that groups like first."""
        zone = ZoneInfo(self.problem.party.zone)
        liked = Counter(
            stop.span.starts_at.astimezone(zone).date() for row in alone for stop in row.stops
        )
        others = [on for on in self.dates if on not in self.fixed_on]
        others.sort(key=lambda on: (-liked[on], on))
        for chosen in combinations(others, number - len(self.fixed_on)):
            yield tuple(sorted((*self.fixed_on, *chosen)))

    def _table(self, problem: Problem, chosen: tuple[date, ...], number: int) -> Table:
        wishes = replace(
            problem.wishes,
            days=min(MOST_DAYS, max(1, number)),
            most_days=min(MOST_DAYS, max(1, number)),
        )
        problem = replace(problem, wishes=wishes)
        slots = Slots(problem, chosen)
        return Table(problem, slots, Rows(problem, slots, work=self.work, seed=self.seed))


def _better(best: Prospect | None, prospect: Prospect) -> Prospect | None:
    """The one of two prospects with the better programme, the first where they are equal."""
    if prospect.best is None or (best and best.best and best.best.value >= prospect.best.value):
        return best
    return prospect


def on_days(problem: Problem, chosen: Sequence[date]) -> Problem:
    """The problem with free time on these days only."""
    wishes, zone = problem.wishes, problem.party.zone
    wished = [on for on in chosen if hours_on(wishes, on, zone)]
    if wished:
        dates = replace(wishes, earliest_on=min(wished), latest_on=max(wished))
        problem = replace(problem, wishes=dates)
        between = [day.on for day in days(min(wished), max(wished), zone)]
        if all(on in wished for on in between if hours_on(wishes, on, zone)):
            return problem
    hours = [span for on in wished if (span := hours_on(wishes, on, zone))]
    return replace(problem, choices=tuple(_within(choice, hours) for choice in problem.choices))


def _within(choice: Choice, hours: Sequence[Span]) -> Choice:
    """The choice with its free time cut to some hours."""
    others = tuple(replace(each, free=intersection(each.free, hours)) for each in choice.others)
    return replace(choice, free=intersection(choice.free, hours), others=others)
