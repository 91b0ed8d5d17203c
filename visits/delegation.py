"""Who comes and what they wish: Delegation, Group, Wishes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from visits.catalogue import Format, Node, Theme
from visits.errors import InvalidValue
from visits.language import Language

LARGEST_DELEGATION = 5000
MOST_PARTS = 12
OTHERS = "*"
TURN = re.compile(r"(?:(.+) )?([0-9]{1,2})/([0-9]{1,2})")


class Need(StrEnum):
    """Help that some in the delegation need to take part."""

    INTERPRETATION = "interpretation"
    CAPTIONS = "captions"
    SIGN_LANGUAGE = "sign_language"
    STEP_FREE = "step_free"
    RECORDING = "recording"


@dataclass(frozen=True)
class Group:
    """A part of the delegation with its own themes."""

    name: str
    size: int
    themes: tuple[Theme, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 1:
            raise InvalidValue("group.size", "a group has at least one person")


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the delegation wants.

    `themes` carries a weight of 1 to 3 for each theme; `must_sees` are ids of offers;
    `weekdays` are 0 for Monday to 6; `day_from` and `day_until` are wall times in the
    delegation's zone; `longest_day` is minutes from the first stop's start to the last one's end.

    `hearts` are offers it would like to see, `no_thanks` offers it does not want. No stop starts
    after `latest_start`; at most `most_screen` minutes of a day are spent before a screen; nobody
    sits for more than `rest_after` minutes without a pause. On site the day begins in the town
    `starts_from` and ends in `ends_at`. With `groups_apart` each group may have its own programme.
    """

    themes: tuple[tuple[Theme, int], ...] = ()
    must_sees: tuple[int, ...] = ()
    earliest_on: date
    latest_on: date
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    day_from: time = time(8)
    day_until: time = time(16)
    format: Format = Format.ONLINE
    longest_day: int = 240
    needs: tuple[Need, ...] = ()
    message: str = ""
    hearts: tuple[int, ...] = ()
    no_thanks: tuple[int, ...] = ()
    latest_start: time | None = None
    most_screen: int | None = None
    rest_after: int | None = None
    starts_from: str = ""
    ends_at: str = ""
    groups_apart: bool = False

    def __post_init__(self) -> None:
        if self.latest_on < self.earliest_on:
            raise InvalidValue("wishes.latest_on", "the latest date is before the earliest")
        if self.day_until <= self.day_from:
            raise InvalidValue("wishes.day_until", "the day ends before it starts")
        if self.latest_start is not None and self.latest_start < self.day_from:
            raise InvalidValue("wishes.latest_start", "before the day starts")
        if set(self.no_thanks) & {*self.must_sees, *self.hearts}:
            raise InvalidValue("wishes.no_thanks", "asked for and ruled out at once")


@dataclass(eq=False, kw_only=True)
class Delegation:
    """The visiting organisation's party and what it wishes.

    `reference` is what people quote and never opens anything; `languages` are in order of
    preference; `node` is the regional office that follows the visit.
    """

    id: int | None = None
    node: Node
    reference: str
    organisation: str
    country: str
    contact_name: str
    contact_email: str
    zone: str
    languages: tuple[str, ...]
    language: Language
    size: int
    groups: tuple[Group, ...]
    wishes: Wishes
    asked_at: datetime

    def __post_init__(self) -> None:
        if not 1 <= self.size <= LARGEST_DELEGATION:
            raise InvalidValue("delegation.size", f"1 to {LARGEST_DELEGATION} people")

    @property
    def parts(self) -> tuple[Group, ...]:
        """The groups that may have programmes of their own, each by a name of its own.

        None at all where everybody goes together. Whoever is in no group belongs to the part
        OTHERS; where there are as many groups as a programme can have, to the largest one.
        """
        if not self.wishes.groups_apart or len(self.groups) < 2:
            return ()
        parts = _with_distinct_names(self.groups)
        left = self.size - sum(group.size for group in parts)
        if left <= 0:
            return parts
        if len(parts) < MOST_PARTS:
            return (*parts, Group(OTHERS, left))
        largest = max(parts, key=lambda part: part.size)
        grown = replace(largest, size=largest.size + left)
        return tuple(grown if part is largest else part for part in parts)

    def coming(self, names: Iterable[str]) -> tuple[Group, ...]:
        """The parts with these names; all groups where no name is given.

        Where people take turns, "HR 2/3" is the second of three parts of the group HR, and "2/3"
        that of the whole delegation.
        """
        by_name = {part.name: part for part in self.parts}
        coming = tuple(by_name.get(name) or self._turn(name) for name in names)
        return coming or self.groups

    def _turn(self, name: str) -> Group:
        found = TURN.fullmatch(name)
        if found is None:
            raise InvalidValue("group.name", f"there is no {name!r}")
        whole = next((part for part in self.parts if part.name == found[1]), None)
        size, number, count = whole.size if whole else self.size, int(found[2]), int(found[3])
        return Group(name, size // count + (number <= size % count), whole.themes if whole else ())


@dataclass(eq=False, kw_only=True)
class Delegate:
    """One person of a delegation, invited to the stops of their own part of it.

    `group` is the name of one of the delegation's parts; empty for whoever goes with everyone.
    """

    id: int | None = None
    delegation: Delegation
    group: str = ""
    name: str
    email: str
    language: Language
    zone: str
    added_at: datetime


def _with_distinct_names(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The groups; a name that comes again, or means everybody else, gets a number behind it."""
    named: dict[str, Group] = {}
    for group in groups:
        name, number = group.name, 2
        while name in named or name == OTHERS:
            name, number = f"{group.name} ({number})", number + 1
        named[name] = replace(group, name=name)
    return tuple(named.values())
