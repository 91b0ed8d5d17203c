"""What CP-SAT chooses among: every way and time to take a choice, with the groups that may come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from visits.catalogue import Format
from visits.planning.checking.programme import Programme, Row
from visits.planning.choice import Choice, PlannedStop, Staffing
from visits.planning.problem import GRID_MINUTES, Problem, span_minutes
from visits.span import Span, days, union
from visits.travel import Locality, leg_between

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, eq=False)
class Slot:
    """One way to take a choice at one time; `begins` and `ends` are minutes since 1970.

    `tracks` are those that may come, the same words as in the rows: "" for a whole party.
    """

    choice: Choice
    staffing: Staffing
    format: Format
    on: date
    span: Span
    tracks: tuple[str, ...]
    is_fixed: bool = False

    @cached_property
    def begins(self) -> int:
        """When it starts."""
        return span_minutes(self.span)[0]

    @cached_property
    def ends(self) -> int:
        """When it ends."""
        return span_minutes(self.span)[1]

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone who is needed."""
        return (self.staffing.contact, *self.staffing.company)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it can be held in."""
        return self.staffing.languages or self.choice.languages

    @property
    def place(self) -> Locality | None:
        """Where it is; nowhere when it is taken online."""
        if self.format is Format.ONLINE:
            return None
        return Locality(self.choice.town, self.choice.point)


def primary(tag: str) -> str:
    """The language of a tag, without its region."""
    return tag.split("-")[0].lower()


def slots_of(problem: Problem) -> tuple[Slot, ...]:
    """Every slot that breaks no rule by itself, and the fixed stops first."""
    programme = Programme(problem, problem.fixed)
    windows = _windows(problem)
    found = [_fixed(programme, stop) for stop in problem.fixed]
    # Where a day begins or ends with a fixed stop, no road to or from it is asked for.
    days_with_fixed = {slot.on for slot in found}
    for choice in problem.choices:
        form = _format(problem, choice)
        if form is None or not choice.is_known or _is_ruled_out(problem, choice):
            continue
        for staffing in choice.staffings:
            tracks = tuple(
                row.track for row in programme.rows if _may_come(problem, row, choice, staffing)
            )
            if not tracks:
                continue
            for on, span in _times(problem, choice, staffing, windows):
                slot = Slot(
                    choice=choice, staffing=staffing, format=form, on=on, span=span, tracks=tracks
                )
                if on in days_with_fixed or _is_in_reach(problem, slot, windows[on]):
                    found.append(slot)
    return tuple(found)


def _fixed(programme: Programme, stop: PlannedStop) -> Slot:
    choice = programme.choices[stop.choice]
    return Slot(
        choice=choice,
        staffing=Staffing(
            contact=stop.contact, company=stop.company, languages=(stop.language,), free=()
        ),
        format=stop.format,
        on=programme.on(stop),
        span=stop.span,
        tracks=tuple(row.track for row in programme.rows if stop in row.stops),
        is_fixed=True,
    )


def _format(problem: Problem, choice: Choice) -> Format | None:
    wishes = problem.wishes
    for form in (wishes.format, *wishes.also):
        if form in choice.formats or Format.HYBRID in choice.formats:
            return form
    return None


def _is_ruled_out(problem: Problem, choice: Choice) -> bool:
    wishes = problem.wishes
    return choice.key in wishes.must_nots or bool({*choice.themes} & {*wishes.no_themes})


def _may_come(problem: Problem, row: Row, choice: Choice, staffing: Staffing) -> bool:
    """Whether a group could come to a choice at all, alone."""
    party, refused = problem.party, (*problem.wishes.no_hosts, *problem.avoided_hosts)
    if choice.host in refused and choice.key not in row.musts:
        return False
    if any(stop.choice == choice.key for stop in row.stops):
        return False
    track = next((one for one in party.tracks if one.key == row.track), None)
    if choice.most_people < (track.size if track else party.size):
        return False
    held = staffing.languages or choice.languages
    if party.interpretation:
        return bool(held)
    spoken = track.languages if track and track.languages else party.languages
    return bool({primary(tag) for tag in held} & {primary(tag) for tag in spoken})


def _windows(problem: Problem) -> dict[date, Span]:
    """The hours of every day that is wished."""
    wishes = problem.wishes
    hours = (
        (day.on, day.between(wishes.day_from, wishes.day_until))
        for day in days(wishes.earliest_on, wishes.latest_on, problem.party.zone)
        if day.on.weekday() in wishes.weekdays
    )
    return {on: span for on, span in hours if span is not None}


def _times(
    problem: Problem, choice: Choice, staffing: Staffing, windows: dict[date, Span]
) -> Iterator[tuple[date, Span]]:
    """The spans of the right length in free time: on the quarters, and where a stop stands."""
    standing = {one.span.starts_at for one in problem.current if one.choice == choice.key}
    stretches = union(staffing.free)
    for on, window in windows.items():
        for free in stretches:
            both = window.intersection(free)
            if both is None:
                continue
            begins, ends = span_minutes(both)
            first = -(-begins // GRID_MINUTES) * GRID_MINUTES
            instants = {
                EPOCH + timedelta(minutes=minute)
                for minute in range(first, ends - choice.minutes + 1, GRID_MINUTES)
            }
            for starts_at in sorted(instants | standing):
                span = Span.of(starts_at, choice.minutes)
                if both.contains(span) and _is_early(problem, span):
                    yield on, span


def _is_early(problem: Problem, span: Span) -> bool:
    latest = problem.wishes.latest_start
    return (
        latest is None or span.starts_at.astimezone(ZoneInfo(problem.party.zone)).time() <= latest
    )


def road_between(problem: Problem, here: Locality, there: Locality) -> int | None:
    """Minutes of road, None where no way is known."""
    leg = leg_between(here, there, roads=problem.roads)
    return None if leg is None else leg.minutes


def _is_in_reach(problem: Problem, slot: Slot, window: Span) -> bool:
    """Whether the roads from where the day begins and to where it ends can be driven."""
    wishes, place = problem.wishes, slot.place
    if place is None:
        return True
    first, last = span_minutes(window)
    for where, minutes in (
        (wishes.starts_from, slot.begins - first),
        (wishes.ends_at, last - slot.ends),
    ):
        road = 0 if where is None else road_between(problem, where, place)
        if road is None or road > minutes:
            return False
    return True
