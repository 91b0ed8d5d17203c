"""What the composer is asked: a Problem of plain values, frozen, with `str` keys for ids."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from hashlib import sha256
from math import isfinite
from zoneinfo import ZoneInfo

from visits.catalogue import Format, Theme
from visits.errors import InvalidValue
from visits.place import Point
from visits.span import Span

GRID_MINUTES = 15
LARGEST_PARTY = 5000
LONGEST_HORIZON_DAYS = 400
MOST_CHOICES = 5000
MOST_MUSTS = 12
HEAVIEST_WEIGHT = 100


def _require(field: str, reason: str, *, holds: bool) -> None:
    """Raise InvalidValue for the field unless the rule holds."""
    if not holds:
        raise InvalidValue(field, reason)


def _require_distinct(field: str, keys: Collection[str]) -> None:
    _require(field, "an empty key", holds=all(keys))
    _require(field, "the same key twice", holds=len(set(keys)) == len(keys))


@dataclass(frozen=True, kw_only=True)
class Party:
    """Who comes; `languages` in order of preference.

    With `interpretation` any language will do: interpreters are arranged.
    """

    zone: str
    languages: tuple[str, ...]
    size: int
    interpretation: bool = False

    def __post_init__(self) -> None:
        _require(
            "party.size",
            f"1 to {LARGEST_PARTY} people",
            holds=1 <= self.size <= LARGEST_PARTY,
        )
        _require("party.languages", "at least one language", holds=bool(self.languages))
        _require_distinct("party.languages", self.languages)
        try:
            ZoneInfo(self.zone)
        except (OSError, ValueError, KeyError):
            raise InvalidValue("party.zone", "not a known time zone") from None


@dataclass(frozen=True, kw_only=True)
class Lunch:
    """A pause of so many minutes, somewhere between two wall times in the party's zone."""

    minutes: int = 45
    opens: time = time(11, 30)
    closes: time = time(13, 30)

    def __post_init__(self) -> None:
        _require("wishes.lunch.closes", "closes before it opens", holds=self.opens < self.closes)
        for name in ("opens", "closes"):
            _require(f"wishes.lunch.{name}", "whole minutes", holds=_is_whole(getattr(self, name)))
        window = _minutes(self.closes) - _minutes(self.opens)
        _require(
            "wishes.lunch.minutes",
            "at least 1 and no longer than its window",
            holds=1 <= self.minutes <= window,
        )


def _is_whole(wall: time) -> bool:
    return not wall.second and not wall.microsecond


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the party wants, as the composer sees it.

    `day_from` and `day_until` are wall times in the party's zone. `longest_day` is minutes from
    the first stop's start to the last one's end. `themes` weigh 0 or more; with none at all,
    every theme weighs the same. `musts` are keys of choices. `most_stops` counts for one day.
    `days` is how many days the programme may take; up to `most_days` where the musts need it.
    """

    earliest_on: date
    latest_on: date
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    day_from: time = time(8)
    day_until: time = time(16)
    format: Format = Format.ONLINE
    longest_day: int = 240
    themes: tuple[tuple[Theme, float], ...] = ()
    musts: tuple[str, ...] = ()
    lunch: Lunch | None = Lunch()
    most_stops: int = 6
    days: int = 1
    most_days: int = 3

    def __post_init__(self) -> None:
        self._check_times()
        self._check_themes()
        _require_distinct("wishes.musts", self.musts)
        _require("wishes.musts", f"at most {MOST_MUSTS}", holds=len(self.musts) <= MOST_MUSTS)
        _require("wishes.most_stops", "1 to 12 stops", holds=1 <= self.most_stops <= 12)
        _require("wishes.days", "1 to 5 days", holds=1 <= self.days <= 5)
        _require(
            "wishes.most_days",
            "at least `days`, at most 5",
            holds=self.days <= self.most_days <= 5,
        )

    def _check_times(self) -> None:
        horizon = (self.latest_on - self.earliest_on).days
        _require("wishes.latest_on", "before the earliest date", holds=horizon >= 0)
        _require(
            "wishes.latest_on",
            f"more than {LONGEST_HORIZON_DAYS} days after the earliest date",
            holds=horizon <= LONGEST_HORIZON_DAYS,
        )
        _require("wishes.weekdays", "at least one weekday", holds=bool(self.weekdays))
        _require(
            "wishes.weekdays",
            "0 for Monday to 6, each once",
            holds=all(0 <= day <= 6 for day in self.weekdays)
            and len(set(self.weekdays)) == len(self.weekdays),
        )
        _require(
            "wishes.day_until",
            "the day ends before it starts",
            holds=self.day_from < self.day_until,
        )
        for name in ("day_from", "day_until"):
            _require(f"wishes.{name}", "whole minutes", holds=_is_whole(getattr(self, name)))
        _require("wishes.longest_day", "15 to 1440 minutes", holds=15 <= self.longest_day <= 1440)

    def _check_themes(self) -> None:
        _require_distinct("wishes.themes", [theme for theme, _ in self.themes])
        for theme, weight in self.themes:
            _require(
                f"wishes.themes.{theme}",
                f"a weight of 0 to {HEAVIEST_WEIGHT}",
                holds=isfinite(weight) and 0 <= weight <= HEAVIEST_WEIGHT,
            )


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One offer as the composer sees it.

    `free` are the instants in which the stop itself may lie. They are computed outside: openings
    and working hours, less closures, too short notice, and the contact's busy time with this
    choice's buffers around it; also beyond the wishes, so that corrections can be found.
    """

    key: str
    host: str
    contact: str
    town: str
    point: Point | None = None
    minutes: int
    buffer_before: int = 10
    buffer_after: int = 10
    themes: tuple[Theme, ...]
    formats: tuple[Format, ...]
    languages: tuple[str, ...]
    most_people: int
    free: tuple[Span, ...]

    def __post_init__(self) -> None:
        _require("choice.key", "a key is needed", holds=bool(self.key))
        _require("choice.host", "a host is needed", holds=bool(self.host))
        _require("choice.contact", "a contact is needed", holds=bool(self.contact))
        _require("choice.minutes", "5 to 720 minutes", holds=5 <= self.minutes <= 720)
        for name in ("buffer_before", "buffer_after"):
            _require(f"choice.{name}", "0 to 240 minutes", holds=0 <= getattr(self, name) <= 240)
        _require("choice.most_people", "at least 1", holds=self.most_people >= 1)
        _require_distinct("choice.themes", self.themes)


@dataclass(frozen=True, kw_only=True, order=True)
class PlannedStop:
    """One choice at one time; `format` is how the party takes part in it."""

    span: Span
    choice: str
    contact: str
    language: str
    format: Format


@dataclass(frozen=True, kw_only=True)
class Problem:
    """All that is known when a programme is composed.

    `fixed` stops stand exactly where they are, whatever the wishes say. `current` stops are kept
    where they cost no worth. `avoided_hosts` are not visited unless a must asks for them.
    """

    party: Party
    wishes: Wishes
    choices: tuple[Choice, ...]
    fixed: tuple[PlannedStop, ...] = ()
    current: tuple[PlannedStop, ...] = ()
    avoided_hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        keys = [choice.key for choice in self.choices]
        _require("choices", f"at most {MOST_CHOICES}", holds=len(keys) <= MOST_CHOICES)
        _require_distinct("choices", keys)
        known = set(keys)
        for must in self.wishes.musts:
            _require("wishes.musts", f"no choice has the key {must!r}", holds=must in known)
        for name, stops in (("fixed", self.fixed), ("current", self.current)):
            stop_keys = [stop.choice for stop in stops]
            _require_distinct(name, stop_keys)
            for key in stop_keys:
                _require(name, f"no choice has the key {key!r}", holds=key in known)

    def choice(self, key: str) -> Choice:
        """The choice with this key; KeyError where there is none."""
        for choice in self.choices:
            if choice.key == key:
                return choice
        raise KeyError(key)


def fingerprint(problem: Problem) -> str:
    """A hash of everything in the problem, to be stored with its plan."""
    hashed = sha256(repr((problem.party, problem.wishes, problem.avoided_hosts)).encode())
    for stop in (*problem.fixed, *problem.current):
        hashed.update(repr(stop).encode())
    for choice in problem.choices:
        plain = {**choice.__dict__, "free": [span_minutes(span) for span in choice.free]}
        hashed.update(repr(plain).encode())
    return hashed.hexdigest()


def span_minutes(span: Span) -> tuple[int, int]:
    """The span as whole minutes since 1970, seconds rounded inwards."""
    starts, ends = span.starts_at.timestamp(), span.ends_at.timestamp()
    return -int(-starts // 60), int(ends // 60)
