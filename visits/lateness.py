"""A day that runs late: what moves, what is shortened, and what can no longer be met.

A later stop moves only as far as it must, for the slack before it is used up first. What moves
keeps the roads, the buffers and the pauses, and never moves further than the delay itself.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from visits.delegation import TURN
from visits.errors import InvalidValue
from visits.span import Span, gaps, union
from visits.travel import USUAL_ROADS, Locality, Road, leg_between

TOLD_BEFORE = timedelta(hours=12)
MOST_MINUTES_LATE = 180


class Hindrance(StrEnum):
    """Why a stop can be no later."""

    CLOSED = "closed"
    BUSY = "busy"
    DAY_ENDS = "day_ends"


class CallOff(StrEnum):
    """Why a host calls a stop off on its day."""

    ILLNESS = "illness"
    EMERGENCY = "emergency"
    TECHNICAL = "technical"
    TOO_LATE = "too_late"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class TimedStop:
    """One stop of a day with its limits.

    `receivers` are those who give their time to it, `place` is None online. It may lie where it
    lies now, and where it is `opened` and nobody is `busy`, buffers kept clear. With
    `least_minutes` it can be shortened to that.
    """

    key: int
    span: Span
    groups: tuple[str, ...] = ()
    receivers: frozenset[int] = frozenset()
    place: Locality | None = None
    buffer_before: int = 0
    buffer_after: int = 0
    opened: tuple[Span, ...] = ()
    busy: tuple[Span, ...] = ()
    least_minutes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a delegation's day must keep to: its end, the way home, and its pauses.

    A pause that the programme has, at lunch in its window or to rest, keeps these minutes.
    """

    ends_at: datetime
    home: Locality | None = None
    roads: tuple[Road, ...] = USUAL_ROADS
    lunch: Span | None = None
    lunch_minutes: int = 0
    rest_minutes: int = 0


@dataclass(frozen=True)
class Delay:
    """One stop is so many minutes late, as said `at` an instant.

    What has not begun begins later; what has begun ends later.
    """

    key: int
    minutes: int
    at: datetime

    def __post_init__(self) -> None:
        if not 1 <= self.minutes <= MOST_MINUTES_LATE:
            raise InvalidValue("delay.minutes", f"1 to {MOST_MINUTES_LATE} minutes")


@dataclass(frozen=True)
class Shift:
    """A stop that changes its time."""

    key: int
    before: Span
    after: Span

    @property
    def later(self) -> int:
        """By how many minutes it begins later."""
        return round((self.after.starts_at - self.before.starts_at).total_seconds() / 60)

    @property
    def cut(self) -> int:
        """By how many minutes it is shortened."""
        return max(0, self.before.minutes - self.after.minutes)


@dataclass(frozen=True)
class CannotMeet:
    """A stop that can be no later, because of what begins or ends `at` an instant."""

    key: int
    why: Hindrance
    at: datetime


@dataclass(frozen=True)
class LateDay:
    """What a delay does to a day, in order of time; stops that are not named stay as they are."""

    shifts: tuple[Shift, ...] = ()
    unmet: tuple[CannotMeet, ...] = ()


def is_on_its_day(span: Span, *, now: datetime) -> bool:
    """Whether a stop can be reported late or called off: from 12 hours before it until its end."""
    return span.starts_at - TOLD_BEFORE <= now < span.ends_at


def run_late(stops: Sequence[TimedStop], *, delay: Delay, limits: Limits) -> LateDay:
    """What the delay of one stop does to all stops of that day.

    Whatever shares no people with a stop that moves, neither guests nor receivers, stays. A stop
    that cannot be met holds up nobody, though its receivers keep its time.
    """
    day = _Day(stops, delay, limits)
    unmet: dict[int, CannotMeet] = {}
    while True:
        placed, missed = day.placed(unmet)
        if missed is None:
            break
        unmet[missed.key] = missed
    return LateDay(
        shifts=tuple(
            Shift(stop.key, stop.span, placed[stop.key])
            for stop in day.stops
            if placed.get(stop.key, stop.span) != stop.span
        ),
        unmet=tuple(
            unmet[stop.key]
            for stop in day.stops
            if stop.key in unmet and not day.has_room_after_all(stop.key, placed)
        ),
    )


def share_guests(these: Sequence[str], those: Sequence[str]) -> bool:
    """Whether somebody goes to two stops for these groups; none are named where everyone comes."""
    if not these or not those:
        return True
    return any(_share(one, other) for one in these for other in those)


def _share(one: str, other: str) -> bool:
    """Whether two groups have people in common: turns of the same count have none."""
    if one == other:
        return True
    turns = [TURN.fullmatch(name) for name in (one, other)]
    wholes = [
        turn[1] or "" if turn else name for turn, name in zip(turns, (one, other), strict=True)
    ]
    if all(turns):
        is_same_count = len({_count(turn) for turn in turns}) == 1
        return "" in wholes if wholes[0] != wholes[1] else not is_same_count
    return wholes[0] == wholes[1] or "" in wholes


def _count(turn: re.Match[str] | None) -> str:
    return turn[3] if turn else ""


class _Day:
    """The stops of a day in order, and how far apart they must be."""

    def __init__(self, stops: Sequence[TimedStop], delay: Delay, limits: Limits) -> None:
        self.stops = sorted(stops, key=lambda stop: (stop.span, stop.key))
        self.delay = delay
        self.limits = limits
        self.apart = {(one.key, other.key): minutes for one, other, minutes in self._pairs()}

    def placed(self, unmet: dict[int, CannotMeet]) -> tuple[dict[int, Span], CannotMeet | None]:
        """Where each stop comes to lie, until one that is not among the unmet cannot be met."""
        placed: dict[int, Span] = {}
        for stop in self.stops:
            if stop.key in unmet:
                if self._has_begun(stop) or self._can_stay(stop, placed):
                    placed[stop.key] = stop.span
                continue
            found = self._place(stop, placed, unmet)
            if isinstance(found, CannotMeet):
                return placed, found
            placed[stop.key] = found
        return placed, None

    def _place(
        self, stop: TimedStop, placed: dict[int, Span], unmet: dict[int, CannotMeet]
    ) -> Span | CannotMeet:
        if self._has_begun(stop):
            return self._run_over(stop) if stop.key == self.delay.key else stop.span
        if self._can_stay(stop, placed):
            return stop.span
        earliest = self._earliest(stop, placed)
        busy = (*stop.busy, *self._kept_by_unmet(stop, unmet))
        return self._fit(stop, earliest, busy)

    def _earliest(self, stop: TimedStop, placed: dict[int, Span]) -> datetime:
        """When a stop can begin, as far as those before it say."""
        is_late = stop.key == self.delay.key
        earliest = stop.span.starts_at + self._late if is_late else stop.span.starts_at
        for key, span in placed.items():
            minutes = self.apart.get((key, stop.key))
            if minutes is not None:
                earliest = max(earliest, span.ends_at + timedelta(minutes=minutes))
        return earliest

    def _can_stay(self, stop: TimedStop, placed: dict[int, Span]) -> bool:
        return self._earliest(stop, placed) == stop.span.starts_at

    def has_room_after_all(self, key: int, placed: dict[int, Span]) -> bool:
        """Whether a stop that could not be met stays where it is, for others were shortened."""
        stop = next(one for one in self.stops if one.key == key)
        return key in placed and not self._has_begun(stop)

    @property
    def _late(self) -> timedelta:
        return timedelta(minutes=self.delay.minutes)

    def _has_begun(self, stop: TimedStop) -> bool:
        return stop.span.starts_at <= self.delay.at

    def _run_over(self, stop: TimedStop) -> Span | CannotMeet:
        """The late stop that is under way ends later, by as much as there is room for."""
        wanted = stop.span.ends_at + self._late
        walls = [(wanted, Hindrance.BUSY), (self._day_ends(stop), Hindrance.DAY_ENDS)]
        walls.append((_open_until(stop), Hindrance.CLOSED))
        ahead = [one.starts_at for one in stop.busy if one.ends_at > stop.span.ends_at]
        walls.extend((max(at, stop.span.ends_at), Hindrance.BUSY) for at in ahead)
        ends_at, why = min(walls, key=lambda wall: wall[0])
        if ends_at <= stop.span.ends_at:
            return CannotMeet(stop.key, why, stop.span.ends_at)
        return Span(stop.span.starts_at, ends_at)

    def _fit(self, stop: TimedStop, earliest: datetime, busy: Sequence[Span]) -> Span | CannotMeet:
        """The first place at full length, else the first at a length that will do."""
        latest = stop.span.starts_at + self._late
        free = gaps(_cut(_windows(stop), self._day_ends(stop)), busy)
        for least in dict.fromkeys((stop.span.minutes, stop.least_minutes or stop.span.minutes)):
            for window in free:
                starts_at = max(window.starts_at, earliest)
                room = int((window.ends_at - starts_at).total_seconds() // 60)
                if starts_at <= latest and room >= least:
                    return Span.of(starts_at, min(room, stop.span.minutes))
        return self._why_not(stop, earliest, busy)

    def _why_not(self, stop: TimedStop, earliest: datetime, busy: Sequence[Span]) -> CannotMeet:
        needed = Span.of(earliest, min(stop.least_minutes or stop.span.minutes, stop.span.minutes))
        day_ends = self._day_ends(stop)
        if needed.ends_at > day_ends:
            return CannotMeet(stop.key, Hindrance.DAY_ENDS, day_ends)
        in_the_way = [one.starts_at for one in busy if one.overlaps(needed)]
        if any(window.contains(needed) for window in _windows(stop)) and in_the_way:
            return CannotMeet(stop.key, Hindrance.BUSY, min(in_the_way))
        return CannotMeet(stop.key, Hindrance.CLOSED, _open_until(stop))

    def _day_ends(self, stop: TimedStop) -> datetime:
        """When a stop must be over, the way home included where it is the last on the way."""
        ends_at = self.limits.ends_at
        home = self.limits.home
        if stop.place is not None and home is not None and self._is_last(stop):
            ends_at -= timedelta(minutes=self._road(stop.place, home))
        return max(ends_at, stop.span.ends_at)

    def _is_last(self, stop: TimedStop) -> bool:
        return not any(
            one.span.starts_at > stop.span.starts_at
            and one.place is not None
            and share_guests(one.groups, stop.groups)
            for one in self.stops
        )

    def _kept_by_unmet(self, stop: TimedStop, unmet: dict[int, CannotMeet]) -> Iterator[Span]:
        """The time that the receivers keep for stops that cannot be met."""
        for other in self.stops:
            if other.key in unmet and other is not stop and other.receivers & stop.receivers:
                yield other.span.widened(
                    before=other.buffer_before + stop.buffer_after,
                    after=other.buffer_after + stop.buffer_before,
                )

    def _pairs(self) -> Iterator[tuple[TimedStop, TimedStop, int]]:
        """Every two stops that share people, the earlier first, and the minutes between them.

        What stands closer already may stay so.
        """
        for number, one in enumerate(self.stops):
            for other in self.stops[number + 1 :]:
                present = _minutes(one.span.ends_at, other.span.starts_at)
                needed = [*self._for_guests(one, other), *_for_receivers(one, other)]
                if present >= 0 and needed:
                    yield one, other, min(present, max(needed))

    def _for_guests(self, one: TimedStop, other: TimedStop) -> Iterator[int]:
        """The minutes that somebody needs who goes to both stops."""
        if not share_guests(one.groups, other.groups):
            return
        has_road = one.place is not None and other.place is not None
        road = self._road(one.place, other.place) if has_road else 0
        yield max(one.buffer_after, other.buffer_before)
        yield road
        if self._are_next(one, other):
            yield road + self._pause(one, other, road=road)

    def _pause(self, one: TimedStop, other: TimedStop, *, road: int) -> int:
        """The pause that lies between two stops and must not be lost."""
        left = _minutes(one.span.ends_at, other.span.starts_at) - road
        limits = self.limits
        if limits.lunch is not None and left >= limits.lunch_minutes > 0:
            eaten = Span(one.span.ends_at, other.span.starts_at).intersection(limits.lunch)
            if eaten is not None and eaten.minutes >= limits.lunch_minutes:
                return max(limits.lunch_minutes, limits.rest_minutes)
        return limits.rest_minutes if left >= limits.rest_minutes else 0

    def _are_next(self, one: TimedStop, other: TimedStop) -> bool:
        """Whether nothing lies between two stops for those who go to both."""
        return not any(
            one.span.ends_at <= stop.span.starts_at
            and stop.span.ends_at <= other.span.starts_at
            and share_guests(stop.groups, one.groups)
            and share_guests(stop.groups, other.groups)
            for stop in self.stops
        )

    def _road(self, here: Locality | None, there: Locality | None) -> int:
        """The minutes on the road; none where no way is known."""
        if here is None or there is None:
            return 0
        leg = leg_between(here, there, roads=self.limits.roads)
        return leg.minutes if leg is not None else 0


def _for_receivers(one: TimedStop, other: TimedStop) -> Iterator[int]:
    """The minutes that somebody needs who receives both stops."""
    if one.receivers & other.receivers:
        yield one.buffer_after + other.buffer_before


def _windows(stop: TimedStop) -> tuple[Span, ...]:
    """Where a stop may lie as far as its host is open; it may lie where it lies now."""
    return union((*stop.opened, stop.span))


def _open_until(stop: TimedStop) -> datetime:
    """When the host closes after the stop's present time."""
    return next(one.ends_at for one in _windows(stop) if one.contains(stop.span))


def _cut(spans: Iterable[Span], ends_at: datetime) -> Iterator[Span]:
    for span in spans:
        if span.starts_at < ends_at:
            yield Span(span.starts_at, min(span.ends_at, ends_at))


def _minutes(starts_at: datetime, ends_at: datetime) -> int:
    return int((ends_at - starts_at).total_seconds() // 60)
