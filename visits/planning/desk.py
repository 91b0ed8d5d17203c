"""A programme under a coordinator's hands: what a sketch of it clashes with, costs and needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from visits.planning.by_hand.sketch import Line, Sketch
from visits.planning.by_hand.weigh import worth_of
from visits.planning.check import check
from visits.planning.choice import Choice, PlannedStop, Staffing
from visits.planning.clash import Clash, ClashKind
from visits.planning.effect import Effect, compared
from visits.planning.plan import Outcome, Plan
from visits.planning.problem import GRID_MINUTES, Problem
from visits.planning.solve import solve
from visits.planning.usable import format_for, language_for
from visits.span import Day, Span

LOOK_LIMIT = 5_000

# What somebody who knows the delegation may decide to do all the same. Everything else would
# take time that is not free, or bring people where they cannot be or cannot follow.
ONLY_WISHES = frozenset(
    {
        ClashKind.MUST_MISSING,
        ClashKind.MUST_HOST_MISSING,
        ClashKind.MUST_THEME_MISSING,
        ClashKind.QUARTER,
        ClashKind.DATE,
        ClashKind.WEEKDAY,
        ClashKind.HOURS,
        ClashKind.LATEST_START,
        ClashKind.RULED_OUT,
        ClashKind.AVOIDED_HOST,
        ClashKind.SAME_HOST,
        ClashKind.TWICE,
        ClashKind.PLENARY,
        ClashKind.BUFFER,
        ClashKind.ROAD_FROM_START,
        ClashKind.ROAD_TO_END,
        ClashKind.LONGEST_DAY,
        ClashKind.MOST_STOPS,
        ClashKind.MOST_SCREEN,
        ClashKind.MOST_DAYS,
        ClashKind.LUNCH,
        ClashKind.REST,
    }
)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A stop in force; `has_agreed` where its host has said yes to its time."""

    stop_id: int
    planned: PlannedStop
    is_pinned: bool = False
    has_agreed: bool = False


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a sketch would do, before it is saved.

    `stands` are the clashes of the programme in force. Hosts are named once: those who must
    answer for another time, those who are asked for the first time, and those who are no longer
    asked.
    """

    effect: Effect
    clashes: tuple[Clash, ...]
    stands: tuple[Clash, ...]
    asked_anew: tuple[str, ...] = ()
    asked_first: tuple[str, ...] = ()
    let_go: tuple[str, ...] = ()

    @property
    def barred(self) -> tuple[Clash, ...]:
        """The clashes that keep a sketch from being saved.

        Those in force already count only where time is taken; giving time back always helps.
        """
        revision = self.effect.revision
        takes_time = bool(revision.moves or revision.comes)
        return tuple(
            clash
            for clash in self.clashes
            if clash.kind not in ONLY_WISHES and (takes_time or clash not in self.stands)
        )

    @property
    def wishes_broken(self) -> tuple[Clash, ...]:
        """The wishes that a sketch breaks and the programme in force does not."""
        return tuple(
            clash
            for clash in self.clashes
            if clash.kind in ONLY_WISHES and clash not in self.stands
        )


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A version of a programme beside its problem; `proposed` are times hosts have offered."""

    problem: Problem
    version: int
    standing: tuple[Standing, ...]
    proposed: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)

    @property
    def current(self) -> tuple[PlannedStop, ...]:
        """The stops in force."""
        return tuple(one.planned for one in self.standing)

    def sketch(self) -> Sketch:
        """The programme as it stands."""
        return Sketch(self.version, tuple(_line(one) for one in self.standing))

    def choice(self, key: str) -> Choice | None:
        """The choice with this key, None where it cannot be had any more."""
        return next((one for one in self.problem.choices if one.key == key), None)

    def held(self, line: Line) -> Standing | None:
        """The stop in force that a line is about."""
        return next((one for one in self.standing if one.stop_id == line.stop_id), None)

    def rebased(self, sketch: Sketch) -> Sketch:
        """A sketch of an older version on today's: what is no longer there is left out of it,
        and what came meanwhile is in it as it stands."""
        known = {one.stop_id for one in self.standing}
        kept = [line for line in sketch.lines if line.stop_id in known or self._may_be_new(line)]
        drawn = {line.stop_id for line in kept}
        came = (_line(one) for one in self.standing if one.stop_id not in drawn)
        return Sketch(self.version, (*kept, *came))

    def _may_be_new(self, line: Line) -> bool:
        return not line.stop_id and self.choice(line.choice) is not None

    def stop_of(self, line: Line) -> PlannedStop | None:
        """The stop a line asks for, None where it is taken out or can no longer be had."""
        choice, held = self.choice(line.choice), self.held(line)
        if line.starts_at is None:
            return None
        if held is not None and line.starts_at == held.planned.span.starts_at:
            return held.planned
        if choice is None:
            return None
        return self._placed(choice, line, held)

    def _placed(self, choice: Choice, line: Line, held: Standing | None) -> PlannedStop:
        assert line.starts_at is not None, "a line that is taken out has no place"
        span = Span.of(line.starts_at, choice.minutes)
        staffing = _staffing(choice, span, contact=held.planned.contact if held else "")
        wishes, party = self.problem.wishes, self.problem.party
        wished = (format_for(choice, one) for one in (wishes.format, *wishes.also))
        return PlannedStop(
            span=span,
            choice=choice.key,
            contact=staffing.contact,
            company=staffing.company,
            language=language_for(choice, party) or choice.languages[0],
            format=next((one for one in wished if one), choice.formats[0]),
            tracks=line.tracks,
        )

    def stops_of(self, sketch: Sketch) -> tuple[PlannedStop, ...]:
        """All stops of a sketch in order of time."""
        stops = (self.stop_of(line) for line in sketch.lines)
        return tuple(sorted(stop for stop in stops if stop is not None))

    def clashes(self, stops: tuple[PlannedStop, ...]) -> tuple[Clash, ...]:
        """Every rule these stops break; those in force may stand off the grid."""
        return check(self.problem, Plan(outcome=Outcome.FOUND, stops=stops))

    def cost(self, sketch: Sketch) -> Cost:
        """What a sketch would do to the programme in force."""
        stops = self.stops_of(sketch)
        plan = Plan(outcome=Outcome.FOUND, stops=stops)
        effect = compared(self.problem, self.current, plan)
        host_of = {choice.key: choice.host for choice in self.problem.choices}
        before = {host_of.get(stop.choice, "") for stop in self.current}
        after = {host_of.get(stop.choice, "") for stop in stops}
        moved = {
            host_of[move.offer]
            for move in effect.revision.moves
            if move.after not in self.proposed.get(move.offer, ())
        }
        came = {host_of[one.offer] for one in effect.revision.comes}
        return Cost(
            effect=effect,
            clashes=self.clashes(stops),
            stands=self.clashes(self.current),
            asked_anew=tuple(sorted(moved | (came & before))),
            asked_first=tuple(sorted(came - before)),
            let_go=tuple(sorted(before - after)),
        )

    def met(self, stops: tuple[PlannedStop, ...]) -> int:
        """What stops are worth, in per cent of the best programme that could be had now."""
        return round(100 * worth_of(self.problem, stops) / self._best)

    @cached_property
    def _best(self) -> int:
        return max(1, solve(self.problem, limit=LOOK_LIMIT).score)

    def is_touched(self, line: Line) -> bool:
        """Whether a line asks for another time than is in force, or for a new stop."""
        held = self.held(line)
        return held is None or line.starts_at != held.planned.span.starts_at

    def starts_on(self, choice: Choice, day: Day) -> tuple[datetime, ...]:
        """When a choice could start on a day: on the quarters, and when its host proposed."""
        found = {
            starts_at
            for free in (choice.free, *(other.free for other in choice.others))
            for span in free
            for starts_at in _quarters(span, choice.minutes, within=day.span())
        }
        ahead = (span.starts_at for span in self.proposed.get(choice.key, ()))
        whole = day.span()
        found |= {at for at in ahead if whole.starts_at <= at < whole.ends_at}
        return tuple(sorted(found))


def _line(one: Standing) -> Line:
    return Line(
        choice=one.planned.choice,
        starts_at=one.planned.span.starts_at,
        stop_id=one.stop_id,
        is_pinned=one.is_pinned,
        tracks=one.planned.tracks,
    )


def _staffing(choice: Choice, span: Span, *, contact: str) -> Staffing:
    """Who would receive the stop: whoever does now, else the first who is free."""
    ways = sorted(choice.staffings, key=lambda way: way.contact != contact)
    free = (way for way in ways if any(one.contains(span) for one in way.free))
    return next(free, ways[0])


def _quarters(span: Span, minutes: int, *, within: Span) -> Iterator[datetime]:
    """Every start on the grid with so many minutes left in the span."""
    step = GRID_MINUTES * 60
    begins = max(span.starts_at, within.starts_at)
    at = begins + timedelta(seconds=-begins.timestamp() % step)
    while at < within.ends_at and at + timedelta(minutes=minutes) <= span.ends_at:
        yield at
        at += timedelta(minutes=GRID_MINUTES)
