"""What becomes of an offer's open time: free, or why not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from visits.span import Span, gaps, intersection, union

QUARTER = timedelta(minutes=15)


class WhyNotFree(StrEnum):
    """Why a time is not free; where several reasons hold, the first of them is told."""

    OUTSIDE_HOURS = "outside_hours"
    OFFICE_CLOSED = "office_closed"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    ON_LEAVE = "on_leave"
    TOO_SOON = "too_soon"
    WEEK_FULL = "week_full"
    CALENDAR_UNKNOWN = "calendar_unknown"
    TAKEN = "taken"
    BUSY = "busy"
    BUFFER = "buffer"
    TOO_SHORT = "too_short"


@dataclass(frozen=True, order=True)
class Stretch:
    """A stretch of time that is free, or is not for one reason; None where it is free."""

    span: Span
    why: WhyNotFree | None = None


@dataclass(frozen=True)
class Layer:
    """The time that one reason takes."""

    why: WhyNotFree
    spans: tuple[Span, ...]


def stretches(
    within: Iterable[Span], layers: Iterable[Layer], *, minutes: int
) -> tuple[Stretch, ...]:
    """The time within, layer after layer taken out; what is left is free where a visit has room.

    A visit takes so many `minutes`. The layers come in the order of their reasons.
    """
    left = union(within)
    found: list[Stretch] = []
    for layer in sorted(layers, key=lambda one: RANK[one.why]):
        found += [Stretch(span, layer.why) for span in intersection(left, layer.spans)]
        left = gaps(left, layer.spans)
    for span in left:
        found.append(Stretch(span, None if has_room(span, minutes) else WhyNotFree.TOO_SHORT))
    return tuple(sorted(found, key=lambda one: one.span))


def has_room(span: Span, minutes: int) -> bool:
    """Whether a visit of so many minutes fits, begun on a quarter of an hour as all visits are."""
    late = timedelta(seconds=-span.starts_at.timestamp() % QUARTER.total_seconds())
    return span.starts_at + late + timedelta(minutes=minutes) <= span.ends_at


def best_of(crews: Sequence[Iterable[Stretch]]) -> tuple[Stretch, ...]:
    """The same time where any of several crews will do: free where one is.

    Where none is, the reason is that of the crew that comes nearest to being free.
    """
    every = [stretch for crew in crews for stretch in crew]
    left = union(stretch.span for stretch in every)
    found: list[Stretch] = []
    for why in (None, *reversed(WhyNotFree)):
        spans = [stretch.span for stretch in every if stretch.why is why]
        found += [Stretch(span, why) for span in intersection(left, spans)]
        left = gaps(left, spans)
    return tuple(sorted(found, key=lambda one: one.span))


RANK = {why: rank for rank, why in enumerate(WhyNotFree)}
