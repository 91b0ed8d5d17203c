"""What differs between two versions of an itinerary."""

from collections.abc import Iterable, Iterator
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
    """One offer, by its slug, at one time, for some groups or for everyone (none are named)."""

    span: Span
    offer: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """One offer that changes its time, or who comes; `groups` are those who come afterwards."""

    offer: str
    before: Span
    after: Span
    groups: tuple[str, ...] = ()


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
    """What must be told to get from one version to the other.

    Where an offer occurs several times, for groups in turn, those of the same groups belong
    together, and then those that are left in order of time.
    """
    old, new = sorted(set(before)), sorted(set(after))
    stays = [one for one in new if one in old]
    goes = [one for one in old if one not in new]
    comes = [one for one in new if one not in old]
    moves = [*_paired(goes, comes, is_same_group=True), *_paired(goes, comes, is_same_group=False)]
    return Revision(
        stays=tuple(stays),
        moves=tuple(sorted(moves, key=lambda move: (move.after, move.offer, move.groups))),
        goes=tuple(goes),
        comes=tuple(comes),
    )


def _paired(
    goes: list[Appointment], comes: list[Appointment], *, is_same_group: bool
) -> Iterator[Move]:
    """Takes what moved out of both lists."""
    for one in tuple(goes):
        for other in comes:
            if one.offer == other.offer and (one.groups == other.groups or not is_same_group):
                goes.remove(one)
                comes.remove(other)
                yield Move(one.offer, one.span, other.span, other.groups)
                break
