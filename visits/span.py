"""Stretches of time: half-open, aware, compared as instants."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from visits.errors import InvalidValue


@dataclass(frozen=True, order=True)
class Span:
    """A half-open stretch of time, [starts_at, ends_at), kept in UTC."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise InvalidValue("span", "an instant needs a time zone")
        object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))
        object.__setattr__(self, "ends_at", self.ends_at.astimezone(UTC))
        if self.ends_at <= self.starts_at:
            raise InvalidValue("span", "the end must come after the start")

    @classmethod
    def of(cls, starts_at: datetime, minutes: int) -> "Span":
        """The Span of so many minutes from an instant."""
        # Adding to a local time would count on its clock, which skips or repeats an hour.
        return cls(starts_at, starts_at.astimezone(UTC) + timedelta(minutes=minutes))

    @property
    def minutes(self) -> int:
        """The length in whole minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def overlaps(self, other: "Span") -> bool:
        """Whether any instant is in both; Spans that only touch do not overlap."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def contains(self, other: "Span") -> bool:
        """Whether every instant of the other is in this one."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def widened(self, *, before: int = 0, after: int = 0) -> "Span":
        """The Span with so many minutes more on each side."""
        return Span(
            self.starts_at - timedelta(minutes=before), self.ends_at + timedelta(minutes=after)
        )

    def intersection(self, other: "Span") -> "Span | None":
        """What is in both, or None."""
        if not self.overlaps(other):
            return None
        return Span(max(self.starts_at, other.starts_at), min(self.ends_at, other.ends_at))


@dataclass(frozen=True, order=True)
class Day:
    """A calendar day in a zone; 23 or 25 hours long where the clocks change."""

    on: date
    zone: str

    def span(self) -> Span:
        """Midnight to midnight, as instants."""
        return Span(self.at(time(0)), Day(self.on + timedelta(days=1), self.zone).at(time(0)))

    def at(self, wall: time) -> datetime:
        """The instant a wall clock there shows `wall`, the first where it shows it twice.

        A time the clocks skip moves forward.
        """
        return datetime.combine(self.on, wall, tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def between(self, opens: time, closes: time) -> Span | None:
        """The Span between two wall times of the day, None where nothing is left of it."""
        starts_at, ends_at = self.at(opens), self.at(closes)
        return Span(starts_at, ends_at) if starts_at < ends_at else None


def days(first_on: date, last_on: date, zone: str) -> Iterator[Day]:
    """Every Day from the first to the last, both included."""
    for offset in range((last_on - first_on).days + 1):
        yield Day(first_on + timedelta(days=offset), zone)


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same instants as few, sorted, disjoint Spans; Spans that touch are joined."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.starts_at <= joined[-1].ends_at:
            joined[-1] = Span(joined[-1].starts_at, max(joined[-1].ends_at, span.ends_at))
        else:
            joined.append(span)
    return tuple(joined)


def intersection(these: Iterable[Span], those: Iterable[Span]) -> tuple[Span, ...]:
    """The instants that are in both, sorted and disjoint."""
    left, right = union(these), union(those)
    common: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        both = left[i].intersection(right[j])
        if both is not None:
            common.append(both)
        if left[i].ends_at <= right[j].ends_at:
            i += 1
        else:
            j += 1
    return tuple(common)


def gaps(within: Iterable[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of `within` when `taken` is cut out, sorted and disjoint."""
    left: list[Span] = []
    cuts = union(taken)
    for span in union(within):
        starts_at = span.starts_at
        for cut in cuts:
            if cut.ends_at <= starts_at or cut.starts_at >= span.ends_at:
                continue
            if cut.starts_at > starts_at:
                left.append(Span(starts_at, cut.starts_at))
            starts_at = cut.ends_at
            if starts_at >= span.ends_at:
                break
        if starts_at < span.ends_at:
            left.append(Span(starts_at, span.ends_at))
    return tuple(left)
