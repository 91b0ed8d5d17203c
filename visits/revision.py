"""What differs between two versions of an itinerary."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from visits.span import Span


class RevisionCause(StrEnum):
    """Why a programme has to change."""

    DECLINED = "declined"
    COUNTERED = "countered"
    LAPSED = "lapsed"


class RevisionState(StrEnum):
    """What has become of a proposed change."""

    OPEN = "open"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, order=True)
class Appointment:
    """One offer, by its slug, at one time: all that a difference looks at."""

    span: Span
    offer: str


@dataclass(frozen=True)
class Move:
    """One offer that changes its time."""

    offer: str
    before: Span
    after: Span


@dataclass(frozen=True)
class Revision:
    """What stays, moves, goes and comes, each in order of time."""

    stays: tuple[Appointment, ...] = ()
    moves: tuple[Move, ...] = ()
    goes: tuple[Appointment, ...] = ()
    comes: tuple[Appointment, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether both versions are the same."""
        return not (self.moves or self.goes or self.comes)


def difference(before: Iterable[Appointment], after: Iterable[Appointment]) -> Revision:
    """What must be told to get from one version to the other; an offer occurs once in each."""
    old = {one.offer: one for one in sorted(before)}
    new = {one.offer: one for one in sorted(after)}
    return Revision(
        stays=tuple(one for one in new.values() if old.get(one.offer) == one),
        moves=tuple(
            Move(one.offer, old[one.offer].span, one.span)
            for one in new.values()
            if one.offer in old and old[one.offer] != one
        ),
        goes=tuple(one for one in old.values() if one.offer not in new),
        comes=tuple(one for one in new.values() if one.offer not in old),
    )
