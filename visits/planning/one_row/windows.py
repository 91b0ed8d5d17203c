"""The days a programme may use, and when each way of taking a choice can start on them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import gcd
from zoneinfo import ZoneInfo

from visits.planning.one_row.ways import Way
from visits.planning.problem import GRID_MINUTES, Problem, span_minutes
from visits.planning.wishes import Rest
from visits.span import Day, days


@dataclass(frozen=True, kw_only=True)
class LunchWindow:
    """When lunch is, as minutes of the day's own clock (see Window)."""

    minutes: int
    opens: int
    closes: int


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What a day bears; times are minutes of the day's own clock.

    The party is away from `opens` until `closes`. `lunch` and `rest` are None where nothing is
    asked, or where the day's fixed stops leave no room for them anyway.
    """

    opens: int
    closes: int
    longest: int
    most_stops: int
    most_screen: int
    lunch: LunchWindow | None
    rest: Rest | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Window:
    """One day. Its own clock counts minutes from `origin`, which is minutes since 1970.

    Bit b of `starts[way]` says that the way can start at b times `step` minutes. Days with equal
    `bounds` and equal starts have the same programmes.
    """

    day: Day
    origin: int
    step: int
    bounds: Bounds
    starts: dict[int, int] = field(default_factory=dict)

    @cached_property
    def shape(self) -> object:
        """Equal for days that have the same programmes."""
        return self.bounds, self.step, tuple(self.starts.items())


class WindowMaker:
    """Makes the windows of a problem's days."""

    def __init__(self, problem: Problem, ways: Sequence[Way]) -> None:
        self.problem = problem
        self.ways = ways
        self.fixed = [span_minutes(stop.span) for stop in problem.fixed]
        self.fixed_ways = [way for way in ways if way.fixed is not None]
        self.current = {stop.choice: span_minutes(stop.span)[0] for stop in problem.current}
        self.step = GRID_MINUTES
        for starts, _ in self.fixed:
            self.step = gcd(self.step, starts)
        for starts in self.current.values():
            self.step = gcd(self.step, starts)

    def windows(self) -> tuple[Window, ...]:
        """The wished days and the days of fixed stops on which anything can start, in order."""
        windows = [self._window(on) for on in self._dates()]
        opens = [window.origin + window.bounds.opens for window in windows]
        for number, way in enumerate(self.ways):
            if way.fixed is None:
                self._fill(number, way, windows, opens)
            else:
                self._fill_fixed(number, way.free[0][0], windows)
        return tuple(_apart_from_fixed(window, self.ways) for window in windows if window.starts)

    def _dates(self) -> list[date]:
        """The wished dates and those of fixed stops."""
        wishes, zone = self.problem.wishes, self.problem.party.zone
        wished = days(wishes.earliest_on, wishes.latest_on, zone)
        fixed = {
            stop.span.starts_at.astimezone(ZoneInfo(zone)).date() for stop in self.problem.fixed
        }
        return sorted({day.on for day in wished if day.on.weekday() in wishes.weekdays} | fixed)

    def _window(self, on: date) -> Window:
        """A day without its starts; on a day only fixed stops use there are no hours."""
        wishes = self.problem.wishes
        day = Day(on, self.problem.party.zone)
        midnight, last = span_minutes(day.span())
        fixed = sorted(span for span in self.fixed if midnight <= span[0] < last)
        is_wished = wishes.earliest_on <= on <= wishes.latest_on and on.weekday() in wishes.weekdays
        hours = day.between(wishes.day_from, wishes.day_until)
        opens, closes = span_minutes(hours) if hours and is_wished else (midnight, midnight)
        origin = min([opens, *(starts for starts, _ in fixed)]) // GRID_MINUTES * GRID_MINUTES
        moved = [(starts - origin, ends - origin) for starts, ends in fixed]
        bounds = self._bounds(day, moved, (opens - origin, closes - origin), origin)
        return Window(day=day, origin=origin, step=self.step, bounds=bounds)

    def _bounds(
        self, day: Day, fixed: list[tuple[int, int]], hours: tuple[int, int], origin: int
    ) -> Bounds:
        wishes = self.problem.wishes
        extent = max(end for _, end in fixed) - fixed[0][0] if fixed else 0
        rest, lunch = wishes.rest, None
        if rest is not None and not _rests(fixed, rest):
            rest = None
        window = wishes.lunch and day.between(wishes.lunch.opens, wishes.lunch.closes)
        if wishes.lunch and window:
            opens, closes = span_minutes(window)
            lunch = LunchWindow(
                minutes=wishes.lunch.minutes, opens=opens - origin, closes=closes - origin
            )
            lunch = lunch if _leaves_lunch(fixed, lunch) else None
        screen = sum(
            way.screen
            for way in self.fixed_ways
            if (way.free[0][0] - origin, way.free[0][1] - origin) in fixed
        )
        longest = max(wishes.longest_day, extent)
        return Bounds(
            opens=hours[0],
            closes=hours[1],
            longest=longest,
            most_stops=max(wishes.most_stops, len(fixed)),
            most_screen=longest if wishes.most_screen is None else max(wishes.most_screen, screen),
            lunch=lunch,
            rest=rest,
        )

    def _fill(self, number: int, way: Way, windows: list[Window], opens: list[int]) -> None:
        """Note on every day when the way can start: on the grid, and where it stands now."""
        current = self.current.get(way.choice.key)
        for begins, ends in way.free:
            place = max(0, bisect_right(opens, begins) - 1)
            for window in windows[place:]:
                if ends < window.origin + window.bounds.opens + way.minutes:
                    break
                first, last = self._range(window, begins, ends, way.minutes)
                if first > last:
                    continue
                mask = _grid(window, first, last)
                if current is not None and first <= current - window.origin <= last:
                    mask |= 1 << (current - window.origin) // window.step
                if mask:
                    window.starts[number] = window.starts.get(number, 0) | mask

    def _range(self, window: Window, begins: int, ends: int, minutes: int) -> tuple[int, int]:
        """The first and the last minute of the day's clock at which a stop can start."""
        bounds = window.bounds
        first = max(begins - window.origin, bounds.opens)
        last = min(ends - window.origin, bounds.closes) - minutes
        latest = self.problem.wishes.latest_start
        if latest is not None:
            last = min(last, int(window.day.at(latest).timestamp()) // 60 - window.origin)
        return first, last

    def _fill_fixed(self, number: int, starts: int, windows: list[Window]) -> None:
        for window in windows:
            midnight, last = span_minutes(window.day.span())
            if midnight <= starts < last:
                window.starts[number] = 1 << (starts - window.origin) // window.step


def _grid(window: Window, first: int, last: int) -> int:
    """The bits of every quarter of an hour from the first minute to the last."""
    place = -(-first // GRID_MINUTES)
    count = last // GRID_MINUTES - place + 1
    if count <= 0:
        return 0
    every = GRID_MINUTES // window.step
    bits = (1 << count) - 1 if every == 1 else sum(1 << every * each for each in range(count))
    return bits << place * every


def _leaves_lunch(fixed: list[tuple[int, int]], lunch: LunchWindow) -> bool:
    """Whether the fixed stops alone leave a long enough pause in the lunch window."""
    edge = lunch.opens
    for starts, ends in fixed:
        if min(starts, lunch.closes) - edge >= lunch.minutes:
            return True
        edge = max(edge, ends)
    return lunch.closes - edge >= lunch.minutes


def _rests(fixed: list[tuple[int, int]], rest: Rest) -> bool:
    """Whether the fixed stops alone have the pauses that are asked for."""
    since, before = 0, None
    for starts, ends in fixed:
        if before is None or starts - before >= rest.minutes:
            since = starts
        elif ends - since > rest.after:
            return False
        before = ends
    return True


def _apart_from_fixed(window: Window, ways: Sequence[Way]) -> Window:
    """The day without the starts that a fixed stop stands in the way of."""
    fixed = [number for number in window.starts if ways[number].fixed is not None]
    if not fixed:
        return window
    starts: dict[int, int] = {}
    for number, mask in window.starts.items():
        if number not in fixed:
            for blocked in _blocked(window, ways, number, fixed):
                mask &= ~blocked
        if mask:
            starts[number] = mask
    window.starts.clear()
    window.starts.update(starts)
    return window


def _blocked(
    window: Window, ways: Sequence[Way], number: int, fixed: Sequence[int]
) -> Iterator[int]:
    """The starts at which a way would come too close to each of the fixed ones."""
    way = ways[number]
    for other in fixed:
        stop = ways[other]
        starts = stop.free[0][0] - window.origin
        first = starts - way.minutes - pause_between(way, stop) + 1
        last = starts + stop.minutes + pause_between(stop, way) - 1
        low, high = max(0, -(-first // window.step)), last // window.step
        if high >= low:
            yield ((1 << (high - low + 1)) - 1) << low


def pause_between(one: Way, other: Way) -> int:
    """The least minutes between two stops: the longer buffer, or both where somebody serves both.

    Two fixed stops may stand as close as they were put.
    """
    if one.fixed is not None and other.fixed is not None:
        return 0
    after, before = one.choice.buffer_after, other.choice.buffer_before
    if not one.people.isdisjoint(other.people):
        return after + before
    return max(after, before)
