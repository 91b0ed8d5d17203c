"""What a host needs before a visit, what the delegation has given, and what is still missing."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from visits.catalogue import Format, Offer
from visits.delegation import TURN, Delegation
from visits.errors import InvalidValue
from visits.itinerary import Stop
from visits.wording import Wording

LONGEST_AHEAD = 60
NO_WORDS = Wording()


class Photos(StrEnum):
    """Whether guests may take photos."""

    ALLOWED = "allowed"
    ASK_FIRST = "ask_first"
    NOT_ALLOWED = "not_allowed"


class Interpreter(StrEnum):
    """What a host says about an interpreter."""

    NOT_NEEDED = "not_needed"
    OFFERED = "offered"
    NEEDED = "needed"


class Interpreting(StrEnum):
    """What the delegation says about an interpreter."""

    NONE = "none"
    OURS = "ours"
    PLEASE = "please"


class Diet(StrEnum):
    """What some in the delegation eat or do not eat."""

    VEGETARIAN = "vegetarian"
    VEGAN = "vegan"
    NO_GLUTEN = "no_gluten"
    NO_LACTOSE = "no_lactose"
    NO_NUTS = "no_nuts"
    NO_SHELLFISH = "no_shellfish"
    NO_PORK = "no_pork"


class Access(StrEnum):
    """What some in the delegation need to get around and take part on site."""

    WHEELCHAIR = "wheelchair"
    NO_STAIRS = "no_stairs"
    SHORT_WALKS = "short_walks"
    HEARING = "hearing"
    SEEING = "seeing"
    COMPANION = "companion"


class Asked(StrEnum):
    """What a delegation is asked for, in the order in which it reads it."""

    SAFETY = "safety"
    NAMES = "names"
    DIETS = "diets"
    ACCESS = "access"
    INTERPRETER = "interpreter"
    MATERIAL = "material"
    CONNECTION = "connection"


# What is about people, and is erased when the last stop that needs it is over.
PERSONAL = frozenset({Asked.NAMES, Asked.DIETS, Asked.ACCESS})
# What each host asks for by itself; everything else is asked once for the whole visit.
BY_OFFER = frozenset({Asked.SAFETY, Asked.MATERIAL})
ON_SITE_ONLY = frozenset({Asked.SAFETY, Asked.NAMES, Asked.DIETS, Asked.ACCESS})
Key = tuple[Asked, int | None, str]
DAYS_AHEAD = {
    Asked.SAFETY: 1,
    Asked.DIETS: 5,
    Asked.ACCESS: 5,
    Asked.INTERPRETER: 14,
    Asked.CONNECTION: 1,
}


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What a host needs for visits to one offer.

    Safety rules are a text, an https address, or both. Names are needed so many days before, or
    not at all. `material` is what guests send beforehand, `material_days` before; `test_url` is
    where they try their connection.
    """

    safety: Wording = NO_WORDS
    safety_url: str = ""
    photos: Photos = Photos.ALLOWED
    photo_words: Wording = NO_WORDS
    names_days: int | None = None
    wants_diets: bool = False
    wants_access: bool = False
    test_url: str = ""
    interpreter: Interpreter = Interpreter.NOT_NEEDED
    material: Wording = NO_WORDS
    material_days: int = 7

    def __post_init__(self) -> None:
        for name in ("names_days", "material_days"):
            days = getattr(self, name)
            if days is not None and not 0 <= days <= LONGEST_AHEAD:
                raise InvalidValue(f"needs.{name}", f"0 to {LONGEST_AHEAD} days")

    def asks(self, of: Format) -> tuple[Asked, ...]:
        """What a stop of a format is asked for; who stays at home passes no gate."""
        wanted = {
            Asked.SAFETY: self.safety != NO_WORDS or bool(self.safety_url),
            Asked.NAMES: self.names_days is not None,
            Asked.DIETS: self.wants_diets,
            Asked.ACCESS: self.wants_access,
            Asked.INTERPRETER: self.interpreter is not Interpreter.NOT_NEEDED,
            Asked.MATERIAL: self.material != NO_WORDS,
            Asked.CONNECTION: bool(self.test_url) and of is not Format.ON_SITE,
        }
        is_online = of is Format.ONLINE
        return tuple(
            one for one in Asked if wanted[one] and not (is_online and one in ON_SITE_ONLY)
        )

    def days_ahead(self, asked: Asked) -> int:
        """How many days before the stop something is due."""
        if asked is Asked.NAMES:
            return self.names_days or 0
        return self.material_days if asked is Asked.MATERIAL else DAYS_AHEAD[asked]


def usual_needs(offer: Offer) -> Needs:
    """What an offer needs until its host has said so, by how people can take part."""
    if set(offer.formats) == {Format.ONLINE}:
        return Needs()
    return Needs(photos=Photos.ASK_FIRST, wants_access=True)


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What a delegation has given of one thing; `mark` says what of the host's it answers.

    `counts` are people by kind, a Diet's or an Access's value; none at all means nobody.
    """

    names: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    words: str = ""
    interpreting: Interpreting | None = None
    mark: str = ""


@dataclass(eq=False, kw_only=True)
class Given:
    """That a delegation has given something, to all its hosts or for one offer.

    `part` is the part of the delegation it is about, where its groups go apart. Nothing but when
    is left of it once it is erased.
    """

    id: int | None = None
    delegation: Delegation
    asked: Asked
    offer: Offer | None = None
    part: str = ""
    particulars: Particulars | None
    given_at: datetime
    erased_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing that a delegation is asked for, once however many stops need it.

    `offer` is there for what one host asks by itself, `part` for what is asked of one part of the
    delegation; `mark` changes when what the host says changes.
    """

    asked: Asked
    offer: Offer | None
    part: str = ""
    stops: tuple[Stop, ...]
    due_on: date
    mark: str = ""
    given: Given | None = None

    @property
    def key(self) -> Key:
        """What tells it from the other tasks of the visit."""
        return self.asked, self.offer.id if self.offer else None, self.part

    @property
    def is_done(self) -> bool:
        """Whether the delegation has given it, as it is asked for now."""
        particulars = self.given.particulars if self.given else None
        return particulars is not None and particulars.mark == self.mark


def tasks_of(
    stops: Iterable[Stop],
    needs: Mapping[int | None, Needs],
    given: Sequence[Given] = (),
    *,
    parts: Sequence[str] = (),
    now: datetime,
) -> tuple[Task, ...]:
    """All that a delegation is asked for by the hosts of its stops, but for those that are over.

    What is about people is asked of each of its `parts` by itself, where it has any: a host is to
    know of those who come to it.
    """
    needing: dict[Key, list[Stop]] = {}
    for stop in stops:
        if stop.stands and not is_over(stop, now=now):
            for asked in needs_of(stop.offer, needs).asks(stop.format):
                offer_id = stop.offer.id if asked in BY_OFFER else None
                for part in _parts(stop, parts) if asked in PERSONAL else ("",):
                    needing.setdefault((asked, offer_id, part), []).append(stop)
    by_key = {(one.asked, one.offer.id if one.offer else None, one.part): one for one in given}
    tasks = (_task(key, found, needs, by_key.get(key)) for key, found in needing.items())
    order = list(Asked)
    return tuple(sorted(tasks, key=lambda one: (order.index(one.asked), one.stops[0].span)))


def needs_of(offer: Offer, needs: Mapping[int | None, Needs]) -> Needs:
    """What an offer needs, be it only what is usual."""
    return needs.get(offer.id) or usual_needs(offer)


def missing(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """The tasks that are not done, what is due first before the others."""
    return tuple(sorted((one for one in tasks if not one.is_done), key=lambda one: one.due_on))


def is_over(stop: Stop, *, now: datetime) -> bool:
    """Whether the day of a stop is over at its site."""
    zone = ZoneInfo(stop.offer.site.zone)
    return now.astimezone(zone).date() > stop.span.ends_at.astimezone(zone).date()


def given_to(stop: Stop, tasks: Iterable[Task]) -> tuple[Task, ...]:
    """What was given that the host of a stop needs; nobody else's."""
    return tuple(one for one in tasks if stop in one.stops and one.is_done)


def no_longer_needed(given: Iterable[Given], tasks: Iterable[Task]) -> tuple[Given, ...]:
    """What is about people and no stop needs any more."""
    asked = {(one.asked, one.part) for one in tasks}
    return tuple(
        one
        for one in given
        if one.asked in PERSONAL
        and one.particulars is not None
        and (one.asked, one.part) not in asked
    )


def _parts(stop: Stop, parts: Sequence[str]) -> tuple[str, ...]:
    """The parts of the delegation from which people come to a stop; "" where it has none."""
    if not parts or not stop.groups:
        return tuple(parts) or ("",)
    wholes = {_whole(name, parts) for name in stop.groups}
    return tuple(parts) if "" in wholes else tuple(one for one in parts if one in wholes)


def _whole(name: str, parts: Sequence[str]) -> str:
    """The part that a turn is taken from; "" where it is from everybody."""
    turn = TURN.fullmatch(name)
    whole = name if turn is None or name in parts else turn[1]
    return whole if whole in parts else ""


def _task(
    key: Key,
    stops: Sequence[Stop],
    needs: Mapping[int | None, Needs],
    given: Given | None,
) -> Task:
    asked, offer_id, part = key
    in_order = tuple(sorted(stops, key=lambda one: one.span))
    of_stop = {id(one): needs_of(one.offer, needs) for one in in_order}
    return Task(
        asked=asked,
        offer=in_order[0].offer if offer_id is not None else None,
        part=part,
        stops=in_order,
        due_on=min(_day(one) - _days(of_stop[id(one)].days_ahead(asked)) for one in in_order),
        mark=_mark(asked, [of_stop[id(one)] for one in in_order]),
        given=given,
    )


def _day(stop: Stop) -> date:
    return stop.span.starts_at.astimezone(ZoneInfo(stop.offer.site.zone)).date()


def _days(count: int) -> timedelta:
    return timedelta(days=count)


SAYS: dict[Asked, Callable[[Needs], object]] = {
    Asked.SAFETY: lambda needs: (needs.safety, needs.safety_url),
    Asked.MATERIAL: lambda needs: needs.material,
    Asked.CONNECTION: lambda needs: needs.test_url,
}


def _mark(asked: Asked, needs: Iterable[Needs]) -> str:
    """Another one whenever the host's own words change: rules accepted are those that were read."""
    if asked not in SAYS:
        return ""
    said = sorted({repr(SAYS[asked](one)) for one in needs})
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]
