"""What can be visited: Node, Host, Contact, Site and Offer."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from visits.availability import Closure, Hours, Opening, SpecialDay
from visits.language import Language
from visits.place import Point
from visits.wording import Wording


class Theme(StrEnum):
    """What a visit is about."""

    CLIMATE = "climate"
    ENERGY = "energy"
    INDUSTRY = "industry"
    CIRCULAR = "circular"
    MOBILITY = "mobility"
    DIGITALISATION = "digitalisation"
    URBAN_PLANNING = "urban_planning"
    PROPERTY = "property"
    SOCIAL = "social"
    TALENT = "talent"
    EQUALITY = "equality"
    SAFETY = "safety"


class Format(StrEnum):
    """How people take part."""

    ONLINE = "online"
    ON_SITE = "on_site"
    HYBRID = "hybrid"


class LinkKind(StrEnum):
    """What a link of an offer leads to."""

    FILM = "film"
    TOUR = "tour"
    REPORT = "report"
    PAGE = "page"


@dataclass(frozen=True)
class Link:
    """Material that belongs to an offer; `url` is https."""

    kind: LinkKind
    url: str
    title: Wording


@dataclass(eq=False, kw_only=True)
class Node:
    """A regional office that coordinates hosts; `closures` are the office's, July among them."""

    id: int | None = None
    slug: str
    name: Wording
    town: str
    point: Point
    zone: str
    country: str
    closures: tuple[Closure, ...] = ()


@dataclass(eq=False, kw_only=True)
class Host:
    """An organisation at a node that receives visits, so many delegations a week at most."""

    id: int | None = None
    node: Node
    slug: str
    name: str
    town: str
    about: Wording
    most_visits_week: int | None = None


@dataclass(eq=False, kw_only=True)
class Contact:
    """A person at a host who answers and presents, known by a role.

    `is_busy_known` is False while the contact's own calendar cannot be read: unknown is not free.
    The hours narrow those of what the contact receives; without any, a contact is there when the
    offer is open, though not through closures of its own and the last day of a leave.
    """

    id: int | None = None
    host: Host
    role: Wording
    email: str
    language: Language
    is_busy_known: bool = True
    openings: tuple[Opening, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()
    closures: tuple[Closure, ...] = ()
    on_leave_until: date | None = None
    most_visits_week: int | None = None

    @property
    def has_hours(self) -> bool:
        """Whether the contact is not simply there when the offer is open."""
        own = (self.openings, self.special_days, self.closures)
        return self.on_leave_until is not None or any(own)

    def is_on_leave(self, on: date) -> bool:
        """Whether the contact has not come back by a day."""
        return self.on_leave_until is not None and on <= self.on_leave_until

    @property
    def hours(self) -> Hours:
        """When the contact is there."""
        return Hours(self.openings, self.special_days, self.closures)


@dataclass(eq=False, kw_only=True)
class Site:
    """Where something is shown."""

    id: int | None = None
    host: Host
    slug: str
    name: str
    town: str
    address: str
    point: Point
    zone: str


@dataclass(eq=False, kw_only=True)
class Offer:
    """What a host can show at a site; minutes, days of notice, and people as whole numbers.

    On a day that runs late it can be shortened to `least_minutes`, where there are any.
    `others` can receive it too: with `contact` where it `is_together`, else in its place, the
    first of them that is free. `depth` is 0 for an overview and rises with detail.
    """

    id: int | None = None
    site: Site
    contact: Contact
    slug: str
    title: Wording
    summary: Wording
    description: Wording
    themes: tuple[Theme, ...]
    formats: tuple[Format, ...]
    languages: tuple[str, ...]
    minutes: int
    most_people: int
    notice_days: int
    buffer_before: int = 10
    buffer_after: int = 10
    openings: tuple[Opening, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()
    closures: tuple[Closure, ...] = ()
    most_visits_week: int | None = None
    links: tuple[Link, ...] = field(default=())
    join_url: str = ""
    others: list[Contact] = field(default_factory=list)
    is_together: bool = False
    depth: int = 0
    least_minutes: int | None = None

    @property
    def host(self) -> Host:
        """Who shows it."""
        return self.site.host

    @property
    def hours(self) -> Hours:
        """When it is open."""
        return Hours(self.openings, self.special_days, self.closures)

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """Everybody who can receive it, the lead first."""
        return (self.contact, *self.others)
