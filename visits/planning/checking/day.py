"""The rules for one day of a row: its length, the roads, lunch and rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from visits.catalogue import Format
from visits.planning.checking.programme import Programme
from visits.planning.choice import PlannedStop
from visits.planning.clash import ClashKind
from visits.span import Day, Span
from visits.travel import Locality, leg_between

Found = tuple[ClashKind, str]


@dataclass(frozen=True, kw_only=True)
class Gap:
    """The time before a stop, between two, or after the last one, with the road that lies in it.

    `road` is in minutes, None where no way is known.
    """

    starts_at: datetime
    ends_at: datetime
    road: int | None = 0

    @property
    def minutes(self) -> float:
        """How long it is; less than nothing where two stops overlap."""
        return _minutes(self.starts_at, self.ends_at)

    def holds_road(self) -> bool:
        """Whether there is time for the road, where there is one."""
        return self.road is not None and (self.road == 0 or self.minutes >= self.road)

    def left(self) -> float:
        """Minutes besides the road."""
        return self.minutes - (self.road or 0)


class DayOfRow:
    """The stops of one day that one group sees, in order, with the gaps around them.

    `gaps` has one before each stop and one after the last. The first begins, and the last is
    over, where the wishes' hours do.
    """

    def __init__(self, programme: Programme, on: date, stops: Sequence[PlannedStop]) -> None:
        self.programme = programme
        self.wishes = programme.wishes
        self.day = Day(on, programme.problem.party.zone)
        self.stops = tuple(stops)
        self.gaps = tuple(self._gaps())

    def _gaps(self) -> Iterator[Gap]:
        place = self.wishes.starts_from
        origin: tuple[PlannedStop, ...] = ()
        before: tuple[PlannedStop, ...] = ()
        since = self.day.at(self.wishes.day_from)
        for stop in self.stops:
            here = self._place(stop)
            road = self._road(place, here, (*origin, *before, stop))
            yield Gap(starts_at=since, ends_at=stop.span.starts_at, road=road)
            if here is not None:
                place, origin = here, (stop,)
            before, since = (stop,), stop.span.ends_at
        home = self.wishes.ends_at if origin else None
        road = self._road(place, home, (*origin, *before))
        yield Gap(starts_at=since, ends_at=self.day.at(self.wishes.day_until), road=road)

    def _place(self, stop: PlannedStop) -> Locality | None:
        """Where a stop is; what is taken online has no place."""
        if stop.format is Format.ONLINE:
            return None
        choice = self.programme.choices[stop.choice]
        return Locality(choice.town, choice.point)

    def _road(
        self, here: Locality | None, there: Locality | None, stops: tuple[PlannedStop, ...]
    ) -> int | None:
        """The road between two places; none where all stops concerned are fixed."""
        if here is None or there is None or self.programme.fixed.issuperset(stops):
            return 0
        leg = leg_between(here, there, roads=self.programme.problem.roads)
        return None if leg is None else leg.minutes

    def roads_too_long(self) -> Iterator[Found]:
        """The stops that cannot be reached in time, and the last one where home is too far."""
        start, *between, end = self.gaps
        if not start.holds_road():
            yield ClashKind.ROAD_FROM_START, self.stops[0].choice
        for gap, stop in zip(between, self.stops[1:], strict=True):
            if not gap.holds_road():
                yield ClashKind.ROAD, stop.choice
        if not end.holds_road():
            yield ClashKind.ROAD_TO_END, self.stops[-1].choice

    def minutes(self) -> float:
        """From the first start to the last end; 0 without stops."""
        if not self.stops:
            return 0
        return _minutes(self.stops[0].span.starts_at, max(one.span.ends_at for one in self.stops))

    def screen(self) -> int:
        """Minutes of stops taken online."""
        return sum(stop.span.minutes for stop in self.stops if stop.format is Format.ONLINE)

    def has_lunch(self) -> bool:
        """Whether a gap holds a long enough pause in the lunch window, the road not counted."""
        lunch = self.wishes.lunch
        window = lunch and self.day.between(lunch.opens, lunch.closes)
        if not lunch or not window or not self.stops:
            return True
        return any(
            _common(gap, window) >= lunch.minutes and gap.left() >= lunch.minutes
            for gap in self._gaps_for_lunch(window)
        )

    def _gaps_for_lunch(self, window: Span) -> Iterator[Gap]:
        """The gaps, the first and the last as long as the window makes them.

        Before it sets out and after it is back the party eats where it likes.
        """
        start, *between, end = self.gaps
        opens = min(start.starts_at, window.starts_at)
        yield Gap(starts_at=opens, ends_at=start.ends_at, road=start.road)
        yield from between
        closes = max(end.ends_at, window.ends_at)
        yield Gap(starts_at=end.starts_at, ends_at=closes, road=end.road)

    def sat_too_long(self) -> Iterator[Found]:
        """The stops before which a pause is overdue."""
        rest = self.wishes.rest
        if rest is None or not self.stops:
            return
        since = self.stops[0]
        for gap, stop in zip(self.gaps[1:-1], self.stops[1:], strict=True):
            if gap.left() >= rest.minutes:
                since = stop
            elif _minutes(since.span.starts_at, stop.span.ends_at) > rest.after:
                yield ClashKind.REST, stop.choice


def check_day(programme: Programme, on: date, stops: Sequence[PlannedStop]) -> Iterator[Found]:
    """Every rule that a day breaks; it may break what its fixed stops break by themselves."""
    wishes = programme.wishes
    day = DayOfRow(programme, on, stops)
    fixed = DayOfRow(programme, on, [stop for stop in stops if stop in programme.fixed])
    last = stops[-1].choice
    yield from day.roads_too_long()
    if day.minutes() > max(wishes.longest_day, fixed.minutes()):
        yield ClashKind.LONGEST_DAY, last
    if len(day.stops) > max(wishes.most_stops, len(fixed.stops)):
        yield ClashKind.MOST_STOPS, last
    if wishes.most_screen is not None and day.screen() > max(wishes.most_screen, fixed.screen()):
        yield ClashKind.MOST_SCREEN, last
    if fixed.has_lunch() and not day.has_lunch():
        yield ClashKind.LUNCH, last
    if not any(fixed.sat_too_long()):
        yield from day.sat_too_long()


def _common(gap: Gap, window: Span) -> float:
    """Minutes that are in both."""
    starts_at = max(gap.starts_at, window.starts_at)
    return _minutes(starts_at, min(gap.ends_at, window.ends_at))


def _minutes(starts_at: datetime, ends_at: datetime) -> float:
    return (ends_at - starts_at).total_seconds() / 60
