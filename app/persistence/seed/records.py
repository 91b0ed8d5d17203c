"""The shapes of the catalogue's JSON files; what does not fit is refused with its place."""

from datetime import time
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from visits.availability import Opening
from visits.catalogue import Format, Link, LinkKind, Theme
from visits.language import Language
from visits.place import Point
from visits.wording import Wording

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Text = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Address = Annotated[str, Field(pattern=r"^https://")]
Email = Annotated[str, Field(pattern=r"^[a-z.-]+@[a-z.-]+$")]


def _openings(week: object) -> object:
    """From {"tue wed": ["09:00-12:00"]} to one Opening for each weekday and stretch."""
    if not isinstance(week, dict):
        raise ValueError("an object of weekdays and stretches of time")
    return tuple(
        _opening(weekday, stretch)
        for weekdays, stretches in week.items()
        for weekday in weekdays.split()
        for stretch in stretches
    )


def _opening(weekday: str, stretch: str) -> Opening:
    if weekday not in WEEKDAYS:
        raise ValueError(f"{weekday} is none of {', '.join(WEEKDAYS)}")
    opens, closes = (time.fromisoformat(wall) for wall in stretch.split("-"))
    return Opening(WEEKDAYS.index(weekday), opens, closes)


class Record(BaseModel):
    """A JSON object in which every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Texts(Record):
    """One text in every language."""

    en: Text
    sv: Text
    fi: Text

    @property
    def wording(self) -> Wording:
        """The text as the domain knows it."""
        return Wording(en=self.en, sv=self.sv, fi=self.fi)


class Slugged(Record):
    """Something the other files refer to by its slug."""

    slug: Slug


class Located(Slugged):
    """Something at a point with a zone."""

    town: Text
    lat: float
    lon: float
    zone: Text

    @property
    def point(self) -> Point:
        """Where it is."""
        return Point(self.lat, self.lon)


class NodeRecord(Located):
    """A regional office."""

    name: Texts
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class SiteRecord(Located):
    """Where something is shown."""

    host: Slug
    name: Text
    address: Text


class ContactRecord(Slugged):
    """Who answers, by role."""

    role: Texts
    email: Email
    language: Language


class HostRecord(Slugged):
    """An organisation and its contacts."""

    node: Slug
    name: Text
    town: Text
    about: Texts
    contacts: tuple[ContactRecord, ...]


class LinkRecord(Record):
    """Material that belongs to an offer."""

    kind: LinkKind
    url: Address
    title: Texts

    @property
    def link(self) -> Link:
        """The link as the domain knows it."""
        return Link(self.kind, self.url, self.title.wording)


class OfferRecord(Slugged):
    """What can be shown; `contact` and `others` are among the host's."""

    site: Slug
    contact: Slug
    title: Texts
    summary: Texts
    description: Texts
    themes: tuple[Theme, ...] = Field(min_length=1)
    formats: tuple[Format, ...] = Field(min_length=1)
    languages: tuple[Text, ...] = Field(min_length=1)
    minutes: int = Field(gt=0)
    least_minutes: int | None = Field(default=None, gt=0)
    most_people: int = Field(gt=0)
    notice_days: int = Field(ge=0)
    buffer_before: int = Field(default=10, ge=0)
    buffer_after: int = Field(default=10, ge=0)
    openings: Annotated[tuple[Opening, ...], BeforeValidator(_openings), Field(min_length=1)]
    links: tuple[LinkRecord, ...] = ()
    join_url: Address | None = None
    others: tuple[Slug, ...] = ()
    is_together: bool = False
    depth: int = Field(default=0, ge=0, le=9)
