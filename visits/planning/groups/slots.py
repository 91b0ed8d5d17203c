"""The slots that groups compete for: when each offer can be held, by whom, and what clashes.

A slot is one way to staff an offer and one start. Slots of different groups clash where somebody
serves both and the buffers between them do not fit. The same slot may be shared by groups that
the offer takes together and that share a language it is held in.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from visits.planning.choice import PlannedStop
from visits.planning.problem import GRID_MINUTES, Problem, span_minutes
from visits.planning.wishes import Wishes
from visits.span import Day, Span, union

# The number of a staffed offer, and the start in minutes since 1970.
Slot = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Staffed:
    """One way to hold an offer; `starts` by stretch of free time, in minutes since 1970."""

    choice: int
    staffing: int
    people: frozenset[str]
    languages: tuple[str, ...]
    starts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a stop takes of people's time, in minutes since 1970, without its buffers."""

    people: frozenset[str]
    begins: int
    ends: int
    before: int
    after: int


class Slots:
    """All slots on the days of a problem."""

    def __init__(self, problem: Problem, days: Sequence[date]) -> None:
        self.problem = problem
        self.choices = problem.choices
        self.tracks = problem.party.tracks
        self.number = {choice.key: index for index, choice in enumerate(self.choices)}
        self._windows = list(_windows(problem, days))
        self.staffed: list[Staffed] = []
        self.of_choice: list[list[int]] = []
        self._of_person: dict[str, list[int]] = defaultdict(list)
        currents = defaultdict(list)
        for stop in problem.current:
            currents[stop.choice].append(stop.span)
        for choice in range(len(self.choices)):
            self._add(choice, currents[self.choices[choice].key])
        self._closed: dict[Slot, frozenset[Slot]] = {}
        self._shared: dict[tuple[int, tuple[int, ...]], bool] = {}

    def _add(self, index: int, current: list[Span]) -> None:
        """Number the ways to staff one offer."""
        choice = self.choices[index]
        standing = [span_minutes(span)[0] for span in current if span.minutes == choice.minutes]
        numbers = []
        for place, staffing in enumerate(choice.staffings):
            people = frozenset((staffing.contact, *staffing.company))
            number = len(self.staffed)
            numbers.append(number)
            free = union(staffing.free) if choice.is_known else ()
            self.staffed.append(
                Staffed(
                    choice=index,
                    staffing=place,
                    people=people,
                    languages=staffing.languages or choice.languages,
                    starts=_starts(free, self._windows, choice.minutes, standing),
                )
            )
            for person in people:
                self._of_person[person].append(number)
        self.of_choice.append(numbers)

    def shape(self) -> object:
        """Equal for days with the same hours and the same slots at the same times of day."""
        return (
            tuple(closes - opens for opens, closes in self._windows),
            tuple(tuple(self._clock(stretch) for stretch in one.starts) for one in self.staffed),
        )

    def _clock(self, starts: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """Starts as days from the first one used, and minutes from when it opens."""
        opens = [opens for opens, _ in self._windows]
        days = [bisect_right(opens, start) - 1 for start in starts]
        return tuple((day, start - opens[day]) for day, start in zip(days, starts, strict=True))

    def all_of(self, choice: int) -> Iterator[Slot]:
        """Every slot of an offer."""
        for number in self.of_choice[choice]:
            for stretch in self.staffed[number].starts:
                for start in stretch:
                    yield number, start

    def slot_of(self, stop: PlannedStop) -> Slot:
        """The slot a planned stop stands in."""
        people, start = frozenset((stop.contact, *stop.company)), span_minutes(stop.span)[0]
        numbers = self.of_choice[self.number[stop.choice]]
        fitting = [number for number in numbers if self.staffed[number].people == people]
        for number in fitting:
            if any(start in stretch for stretch in self.staffed[number].starts):
                return number, start
        return (fitting or numbers)[0], start

    def taken_by(self, slot: Slot) -> Taken:
        """What a slot takes of people's time."""
        staffed = self.staffed[slot[0]]
        choice = self.choices[staffed.choice]
        return Taken(
            people=staffed.people,
            begins=slot[1],
            ends=slot[1] + choice.minutes,
            before=choice.buffer_before,
            after=choice.buffer_after,
        )

    def clashing(self, slot: Slot) -> frozenset[Slot]:
        """The slots that another group cannot have when one has this; itself among them."""
        known = self._closed.get(slot)
        if known is None:
            known = self._closed[slot] = frozenset(self.closed_by(self.taken_by(slot)))
        return known

    def closed_by(self, taken: Taken) -> Iterator[Slot]:
        """The slots that clash with what is taken."""
        numbers = {number for person in taken.people for number in self._of_person[person]}
        for number in sorted(numbers):
            choice = self.choices[self.staffed[number].choice]
            first = taken.begins - taken.before - choice.buffer_after - choice.minutes
            last = taken.ends + taken.after + choice.buffer_before
            for stretch in self.staffed[number].starts:
                for start in stretch:
                    if first < start < last:
                        yield number, start

    def can_share(self, slot: Slot, tracks: Iterable[int]) -> bool:
        """Whether the offer takes these groups together, in a language they share."""
        coming = tuple(sorted(tracks))
        key = (slot[0], coming)
        if key not in self._shared:
            choice = self.choices[self.staffed[slot[0]].choice]
            fits = self._size(coming) <= choice.most_people
            self._shared[key] = fits and self.language(slot, coming) is not None
        return self._shared[key]

    def _size(self, tracks: Sequence[int]) -> int:
        """How many come; with every group also those who are in none."""
        if len(tracks) == len(self.tracks):
            return self.problem.party.size
        return sum(self.tracks[track].size for track in tracks)

    def language(self, slot: Slot, tracks: Sequence[int]) -> str | None:
        """The first of the first group's languages that all who come share in this slot."""
        party = self.problem.party
        held = {_primary(tag): tag for tag in reversed(self.staffed[slot[0]].languages)}
        spoken = [self.tracks[track].languages or party.languages for track in tracks]
        for tag in spoken[0]:
            primary = _primary(tag)
            if primary in held and all(primary in map(_primary, tags) for tags in spoken[1:]):
                return held[primary]
        if not party.interpretation:
            return None
        return next(iter(self.staffed[slot[0]].languages), None)


def _primary(tag: str) -> str:
    return tag.split("-")[0].lower()


def _windows(problem: Problem, days: Sequence[date]) -> Iterator[tuple[int, int]]:
    """The wished hours of the days, in minutes since 1970."""
    for on in days:
        hours = hours_on(problem.wishes, on, problem.party.zone)
        if hours is not None:
            yield span_minutes(hours)


def hours_on(wishes: Wishes, on: date, zone: str) -> Span | None:
    """The wished hours of a day, None where it is not wished."""
    if not wishes.earliest_on <= on <= wishes.latest_on or on.weekday() not in wishes.weekdays:
        return None
    return Day(on, zone).between(wishes.day_from, wishes.day_until)


def _starts(
    free: Sequence[Span],
    windows: Sequence[tuple[int, int]],
    minutes: int,
    standing: Sequence[int],
) -> tuple[tuple[int, ...], ...]:
    """When a stop can start: on the grid and where it stands now, by stretch of free time."""
    found = []
    stretches = [span_minutes(span) for span in free]
    for opens, closes in windows:
        for begins, ends in stretches:
            first, last = max(begins, opens), min(ends, closes) - minutes
            starts = set(range(-(-first // GRID_MINUTES) * GRID_MINUTES, last + 1, GRID_MINUTES))
            starts.update(start for start in standing if first <= start <= last)
            if starts:
                found.append(tuple(sorted(starts)))
    return tuple(found)
