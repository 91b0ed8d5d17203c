"""The days a programme may use: for each, when every choice can start and what the day bears."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from visits.planning.choice import Choice
from visits.planning.problem import GRID_MINUTES, Problem, span_minutes
from visits.planning.wishes import Lunch
from visits.span import Day, Span, days, union

ALWAYS = 1 << 60


@dataclass(frozen=True, kw_only=True)
class DayFrame:
    """One day; all times are minutes since 1970, all tuples by choice.

    A stop that starts at `fed_from` or later leaves time for lunch before it, one that ends at
    `hungry_until` or earlier leaves time after it.
    """

    day: Day
    starts: tuple[tuple[int, ...], ...]
    current_starts: tuple[int | None, ...]
    minutes: tuple[int, ...]
    longest: int
    most_stops: int
    fed_from: int = 0
    hungry_until: int = ALWAYS

    def starts_of(self, index: int, pinned: int) -> tuple[int, ...]:
        """When the choice can start; a pinned one only at its current time."""
        starts = self.starts[index]
        if pinned >> index & 1:
            return tuple(start for start in starts if start == self.current_starts[index])
        return starts

    def lunch_limits(self, starts: Sequence[int], lunch_pause: int) -> list[int]:
        """By when the stop before must end so that lunch fits in front of each start."""
        return [
            min(start - lunch_pause, self.hungry_until) if start >= self.fed_from else 0
            for start in starts
        ]


def frames_of(problem: Problem, choices: Sequence[Choice]) -> tuple[DayFrame, ...]:
    """The wished days and the days of fixed stops on which anything can start, in order."""
    maker = _FrameMaker(problem, choices)
    frames = (maker.frame(on) for on in maker.dates())
    return tuple(frame for frame in frames if any(frame.starts))


class _FrameMaker:
    """Holds what all days of a problem share while their frames are made."""

    def __init__(self, problem: Problem, choices: Sequence[Choice]) -> None:
        self.wishes = problem.wishes
        self.zone = problem.party.zone
        self.fixed = {stop.choice: stop.span for stop in problem.fixed}
        current = {stop.choice: span_minutes(stop.span) for stop in problem.current}
        self.choices = choices
        self.minutes = tuple(
            self.fixed[choice.key].minutes if choice.key in self.fixed else choice.minutes
            for choice in choices
        )
        self.current_starts = tuple(
            current[choice.key][0]
            if choice.key in current
            and current[choice.key][1] - current[choice.key][0] == choice.minutes
            else None
            for choice in choices
        )
        self.free = [[span_minutes(span) for span in union(choice.free)] for choice in choices]
        self.free_ends = [[end for _, end in spans] for spans in self.free]

    def fixed_on(self, on: date) -> list[Span]:
        """The spans of the fixed stops that start on a date, in order."""
        zone = ZoneInfo(self.zone)
        return sorted(
            span for span in self.fixed.values() if span.starts_at.astimezone(zone).date() == on
        )

    def dates(self) -> list[date]:
        """The wished dates and those of fixed stops."""
        zone = ZoneInfo(self.zone)
        return sorted(
            {
                day.on
                for day in days(self.wishes.earliest_on, self.wishes.latest_on, self.zone)
                if day.on.weekday() in self.wishes.weekdays
            }
            | {span.starts_at.astimezone(zone).date() for span in self.fixed.values()}
        )

    def window(self, day: Day) -> tuple[int, int]:
        """The wished hours of a day; none at all on a day only fixed stops use."""
        wishes = self.wishes
        is_wished = (
            wishes.earliest_on <= day.on <= wishes.latest_on and day.on.weekday() in wishes.weekdays
        )
        span = day.between(wishes.day_from, wishes.day_until) if is_wished else None
        return span_minutes(span) if span is not None else (0, 0)

    def frame(self, on: date) -> DayFrame:
        """The frame of one day."""
        day = Day(on, self.zone)
        fixed = self.fixed_on(on)
        window = self.window(day)
        extent = Span(fixed[0].starts_at, max(s.ends_at for s in fixed)).minutes if fixed else 0
        fed_from, hungry_until = self._lunch(day, fixed)
        return DayFrame(
            day=day,
            starts=tuple(
                self._fixed_start(choice.key, fixed)
                if choice.key in self.fixed
                else self._starts(index, window)
                for index, choice in enumerate(self.choices)
            ),
            current_starts=self.current_starts,
            minutes=self.minutes,
            longest=max(self.wishes.longest_day, extent),
            most_stops=max(self.wishes.most_stops, len(fixed)),
            fed_from=fed_from,
            hungry_until=hungry_until,
        )

    def _fixed_start(self, key: str, fixed: list[Span]) -> tuple[int, ...]:
        span = self.fixed[key]
        return (span_minutes(span)[0],) if span in fixed else ()

    def _starts(self, index: int, window: tuple[int, int]) -> tuple[int, ...]:
        """When a choice can start on the grid within the window, and where it stands now."""
        opens, closes = window
        minutes = self.minutes[index]
        current = self.current_starts[index]
        starts: set[int] = set()
        spans = self.free[index]
        for begins, ends in spans[bisect_right(self.free_ends[index], opens) :]:
            if begins >= closes:
                break
            first, last = max(begins, opens), min(ends, closes) - minutes
            starts.update(range(-(-first // GRID_MINUTES) * GRID_MINUTES, last + 1, GRID_MINUTES))
            if current is not None and first <= current <= last:
                starts.add(current)
        return tuple(sorted(starts))

    def _lunch(self, day: Day, fixed: list[Span]) -> tuple[int, int]:
        """From when a start, and until when an end, leaves time for lunch."""
        lunch = self.wishes.lunch
        window = day.between(lunch.opens, lunch.closes) if lunch else None
        if lunch is None or window is None or not _leaves_lunch(fixed, window, lunch):
            return 0, ALWAYS
        opens, closes = span_minutes(window)
        return opens + lunch.minutes, closes - lunch.minutes


def _leaves_lunch(fixed: list[Span], window: Span, lunch: Lunch) -> bool:
    """Whether the fixed stops alone leave a long enough pause in the lunch window."""
    edge = window.starts_at
    pauses: list[float] = []
    for span in fixed:
        pauses.append((min(span.starts_at, window.ends_at) - edge).total_seconds())
        edge = max(edge, span.ends_at)
    pauses.append((window.ends_at - edge).total_seconds())
    return max(pauses) >= lunch.minutes * 60
