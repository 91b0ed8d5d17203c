"""Programmes side by side on one time line: bars over the hours of a day, in two clocks.

All places are per cent of the line's width, so that a page can draw them at any size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.formatting import clock_name, format_clock, format_day
from app.showing import ShownStop

MOST_TICKS = 9
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Bar:
    """One stop on a line, with the number it has in its programme."""

    number: int
    left: float
    width: float

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return round(self.left + self.width / 2, 2)


@dataclass(frozen=True)
class Line:
    """What one group does on one day; `group` is empty where everybody goes together."""

    day: str
    group: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Tick:
    """A time on an axis."""

    at: float
    clock: str


@dataclass(frozen=True)
class Axis:
    """The clock of one zone along the line."""

    zone: str
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class TimeLine:
    """Axes for the reader and, where they show other times, the hosts; lines by programme."""

    axes: tuple[Axis, ...]
    programmes: tuple[tuple[Line, ...], ...]


def time_line(
    programmes: Sequence[Sequence[ShownStop]], *, zone: str, groups: Sequence[str] = ()
) -> TimeLine | None:
    """The programmes on the hours they take between them; None where there is no stop at all."""
    stops = [stop for programme in programmes for stop in programme]
    if not stops:
        return None
    first = min(_minute(stop.span.starts_at, zone) for stop in stops)
    last = max(_minute(stop.span.starts_at, zone) + stop.minutes for stop in stops)
    opens, closes = first // 60 * 60, -(-last // 60) * 60
    frame = _Frame(zone, opens, closes)
    hosts = {stop.offer.site.zone for stop in stops}
    return TimeLine(
        axes=tuple(frame.axes(stops[0].span.starts_at, hosts)),
        programmes=tuple(tuple(frame.lines(programme, groups)) for programme in programmes),
    )


def _minute(at: datetime, zone: str) -> int:
    """Minutes since midnight on the clock of a zone."""
    wall = at.astimezone(ZoneInfo(zone))
    return wall.hour * 60 + wall.minute


@dataclass(frozen=True)
class _Frame:
    """The hours on show: minutes since midnight in the reader's zone."""

    zone: str
    opens: int
    closes: int

    def _place(self, minute: int) -> float:
        return round((minute - self.opens) * 100 / (self.closes - self.opens), 2)

    def lines(self, stops: Sequence[ShownStop], groups: Sequence[str]) -> Iterable[Line]:
        """One line for each day and each group that has something on that day."""
        days: dict[str, list[ShownStop]] = {}
        for stop in stops:
            days.setdefault(format_day(stop.span.starts_at, zone=self.zone), []).append(stop)
        for day, of_day in days.items():
            for group in groups or ("",):
                comes = [stop for stop in of_day if not stop.groups or group in stop.groups]
                yield Line(day, group, tuple(self._bar(stop) for stop in comes))

    def _bar(self, stop: ShownStop) -> Bar:
        starts = _minute(stop.span.starts_at, self.zone)
        ends = min(starts + stop.minutes, self.closes)
        left = self._place(starts)
        return Bar(stop.number, left, round(self._place(ends) - left, 2))

    def axes(self, at: datetime, hosts: set[str]) -> Iterable[Axis]:
        """The reader's axis, and one for each host clock that differs from it that day."""
        yield self._axis(self.zone, at)
        shown = {_offset(at, self.zone)}
        for host in sorted(hosts):
            if _offset(at, host) not in shown:
                shown.add(_offset(at, host))
                yield self._axis(host, at)

    def _axis(self, zone: str, at: datetime) -> Axis:
        """The whole hours of the reader's clock, as a zone's clocks show them that day."""
        hours = (self.closes - self.opens) // 60
        step = -(-hours // MOST_TICKS) * 60
        shift = (_offset(at, zone) - _offset(at, self.zone)).total_seconds() // 60
        return Axis(
            clock_name(zone),
            tuple(
                Tick(self._place(minute), _clock(minute + int(shift)))
                for minute in range(self.opens, self.closes + 1, step)
            ),
        )


def _offset(at: datetime, zone: str) -> timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def _clock(minute: int) -> str:
    midnight = datetime(2000, 1, 1, tzinfo=UTC)
    return format_clock((midnight + timedelta(minutes=minute % MINUTES_A_DAY)).time())
