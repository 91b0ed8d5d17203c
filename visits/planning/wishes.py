"""What the party wants: Wishes, with Lunch and Rest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time

from visits.catalogue import Format, Theme
from visits.planning.demands import demand, demand_distinct, demand_whole_minutes
from visits.planning.party import HEAVIEST_WEIGHT, MOST_MUSTS, demand_weights
from visits.travel import Locality

LONGEST_HORIZON_DAYS = 400
FIRST_YEAR, LAST_YEAR = 1970, 9000
MOST_KEYS = 5000
MOST_DAYS = 5


@dataclass(frozen=True, kw_only=True)
class Lunch:
    """A pause of so many minutes, somewhere between two wall times in the party's zone."""

    minutes: int = 45
    opens: time = time(11, 30)
    closes: time = time(13, 30)

    def __post_init__(self) -> None:
        demand("wishes.lunch.closes", "closes before it opens", holds=self.opens < self.closes)
        for name in ("opens", "closes"):
            demand_whole_minutes(f"wishes.lunch.{name}", getattr(self, name))
        window = _minutes(self.closes) - _minutes(self.opens)
        demand(
            "wishes.lunch.minutes",
            "at least 1 and no longer than its window",
            holds=1 <= self.minutes <= window,
        )


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute


@dataclass(frozen=True, kw_only=True)
class Rest:
    """Nobody sits longer than `after` minutes without a pause of at least `minutes`.

    Counted from the day's first start, or from the end of the last such pause, to the end of the
    last stop before the next one. A single stop that is longer than `after` stands by itself: a
    pause comes before it and after it.
    """

    minutes: int = 15
    after: int = 120

    def __post_init__(self) -> None:
        demand("wishes.rest.minutes", "5 to 120 minutes", holds=5 <= self.minutes <= 120)
        demand("wishes.rest.after", "30 to 720 minutes", holds=30 <= self.after <= 720)


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the party wants, as the composer sees it.

    `day_from` and `day_until` are wall times in the party's zone; no stop starts later than
    `latest_start`. `longest_day` is minutes from the first stop's start to the last one's end.
    `themes` weigh 0 or more; with none at all, every theme weighs the same. `most_stops` counts
    for one day, and so does `most_screen`: minutes of stops taken online. `days` is how many days
    the programme may take; up to `most_days` where the musts need it. `also` are other ways of
    taking part that will do where `format` cannot be had.

    `musts` are keys of choices; of `must_hosts` and `must_themes` one stop each is needed.
    `wished` weighs single choices as a theme of their own would. `plenary` choices, where they
    are visited, are visited by everyone together. `must_nots`, `no_hosts` and `no_themes` are
    never visited.

    On site each day begins at `starts_from` and is over at `ends_at`: the road from and to them
    lies within `day_from` and `day_until`.
    """

    earliest_on: date
    latest_on: date
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    day_from: time = time(8)
    day_until: time = time(16)
    latest_start: time | None = None
    format: Format = Format.ONLINE
    also: tuple[Format, ...] = ()
    longest_day: int = 240
    most_screen: int | None = None
    themes: tuple[tuple[Theme, float], ...] = ()
    wished: tuple[tuple[str, float], ...] = ()
    musts: tuple[str, ...] = ()
    must_hosts: tuple[str, ...] = ()
    must_themes: tuple[Theme, ...] = ()
    must_nots: tuple[str, ...] = ()
    no_hosts: tuple[str, ...] = ()
    no_themes: tuple[Theme, ...] = ()
    plenary: tuple[str, ...] = ()
    lunch: Lunch | None = Lunch()
    rest: Rest | None = None
    most_stops: int = 6
    days: int = 1
    most_days: int = 3
    starts_from: Locality | None = None
    ends_at: Locality | None = None

    def __post_init__(self) -> None:
        self._check_times()
        self._check_lengths()
        demand_weights("wishes.themes", self.themes)
        self._check_keys()
        demand_distinct("wishes.also", self.also)

    def _check_times(self) -> None:
        for name in ("earliest_on", "latest_on"):
            year = getattr(self, name).year
            known = FIRST_YEAR <= year <= LAST_YEAR
            demand(f"wishes.{name}", f"a year from {FIRST_YEAR} to {LAST_YEAR}", holds=known)
        horizon = (self.latest_on - self.earliest_on).days
        demand("wishes.latest_on", "before the earliest date", holds=horizon >= 0)
        demand(
            "wishes.latest_on",
            f"more than {LONGEST_HORIZON_DAYS} days after the earliest date",
            holds=horizon <= LONGEST_HORIZON_DAYS,
        )
        demand("wishes.weekdays", "at least one weekday", holds=bool(self.weekdays))
        demand(
            "wishes.weekdays",
            "0 for Monday to 6, each once",
            holds=all(0 <= day <= 6 for day in self.weekdays) and _are_distinct(self.weekdays),
        )
        demand(
            "wishes.day_until",
            "the day ends before it starts",
            holds=self.day_from < self.day_until,
        )
        demand_whole_minutes("wishes.day_from", self.day_from)
        demand_whole_minutes("wishes.day_until", self.day_until)
        if self.latest_start is not None:
            demand_whole_minutes("wishes.latest_start", self.latest_start)
            demand(
                "wishes.latest_start",
                "before the day starts",
                holds=self.latest_start >= self.day_from,
            )

    def _check_lengths(self) -> None:
        demand("wishes.longest_day", "15 to 1440 minutes", holds=15 <= self.longest_day <= 1440)
        demand(
            "wishes.most_screen",
            "15 to 1440 minutes",
            holds=self.most_screen is None or 15 <= self.most_screen <= 1440,
        )
        demand("wishes.most_stops", "1 to 12 stops", holds=1 <= self.most_stops <= 12)
        demand("wishes.days", f"1 to {MOST_DAYS} days", holds=1 <= self.days <= MOST_DAYS)
        demand(
            "wishes.most_days",
            f"at least `days`, at most {MOST_DAYS}",
            holds=self.days <= self.most_days <= MOST_DAYS,
        )

    def _check_keys(self) -> None:
        for name in ("musts", "must_hosts", "must_themes", "must_nots", "no_hosts", "no_themes"):
            keys: tuple[str, ...] = getattr(self, name)
            most = MOST_MUSTS if name.startswith("must_") or name == "musts" else MOST_KEYS
            most = MOST_KEYS if name == "must_nots" else most
            demand(f"wishes.{name}", f"at most {most}", holds=len(keys) <= most)
            demand_distinct(f"wishes.{name}", keys)
        demand_distinct("wishes.plenary", self.plenary)
        demand_distinct("wishes.wished", [key for key, _ in self.wished])
        for key, weight in self.wished:
            # NaN is not between anything.
            is_weight = 0 <= weight <= HEAVIEST_WEIGHT
            demand(f"wishes.wished.{key}", f"a weight of 0 to {HEAVIEST_WEIGHT}", holds=is_weight)
        for name, other in (
            ("must_nots", {*self.musts}),
            ("no_hosts", {*self.must_hosts}),
            ("no_themes", {*self.must_themes}),
        ):
            asked = other.intersection(getattr(self, name))
            demand(f"wishes.{name}", "asked for and ruled out at once", holds=not asked)


def _are_distinct(numbers: Collection[int]) -> bool:
    return len(set(numbers)) == len(numbers)
