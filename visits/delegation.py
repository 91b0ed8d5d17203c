"""Who comes and what they wish: Delegation, Group, Wishes."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from visits.catalogue import Format, Node, Theme
from visits.errors import InvalidValue
from visits.language import Language

LARGEST_DELEGATION = 5000


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

    def __post_init__(self) -> None:
        if self.latest_on < self.earliest_on:
            raise InvalidValue("wishes.latest_on", "the latest date is before the earliest")
        if self.day_until <= self.day_from:
            raise InvalidValue("wishes.day_until", "the day ends before it starts")


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
