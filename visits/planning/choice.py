"""What can be chosen: a Choice, and the stop it becomes."""

from dataclasses import dataclass, field

from visits.catalogue import Format, Theme
from visits.place import Point
from visits.planning.demands import demand, demand_distinct
from visits.span import Span


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """Another way to staff an offer: who answers, who comes along, and when they are free.

    `languages` stand in place of the choice's where there are any.
    """

    contact: str
    company: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    free: tuple[Span, ...]

    def __post_init__(self) -> None:
        demand("staffing.contact", "a contact is needed", holds=bool(self.contact))
        demand_distinct("staffing.company", (self.contact, *self.company))


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One offer as the composer sees it.

    `contact` receives the party, together with everyone in `company`; each of `others` is another
    way to staff it, and any one will do. `free` are the instants in which the stop itself may
    lie. They are computed outside: openings and working hours, less closures, too short notice,
    and the busy time of all who are needed, with this choice's buffers around it; also beyond the
    wishes, so that corrections can be found. `opened` is the same before busy time was taken
    out; empty where nobody asked. Where `is_known` is false, a calendar could not be read:
    unknown is not free, so there is no time at all.

    `depth` is 0 for an overview and rises with detail: on a theme, overviews come first where
    that costs nothing.
    """

    key: str
    host: str
    contact: str
    company: tuple[str, ...] = ()
    others: tuple[Staffing, ...] = ()
    town: str
    point: Point | None = None
    minutes: int
    buffer_before: int = 10
    buffer_after: int = 10
    themes: tuple[Theme, ...]
    formats: tuple[Format, ...]
    languages: tuple[str, ...]
    most_people: int
    depth: int = 0
    free: tuple[Span, ...]
    opened: tuple[Span, ...] = field(default=())
    is_known: bool = True

    def __post_init__(self) -> None:
        demand("choice.key", "a key is needed", holds=bool(self.key))
        demand("choice.host", "a host is needed", holds=bool(self.host))
        demand("choice.contact", "a contact is needed", holds=bool(self.contact))
        demand_distinct("choice.company", (self.contact, *self.company))
        demand("choice.minutes", "5 to 720 minutes", holds=5 <= self.minutes <= 720)
        for name in ("buffer_before", "buffer_after"):
            demand(f"choice.{name}", "0 to 240 minutes", holds=0 <= getattr(self, name) <= 240)
        demand("choice.most_people", "at least 1", holds=self.most_people >= 1)
        demand("choice.depth", "0 to 9", holds=0 <= self.depth <= 9)
        demand_distinct("choice.themes", self.themes)

    @property
    def staffings(self) -> tuple[Staffing, ...]:
        """Every way to staff it, its own contact first."""
        own = Staffing(contact=self.contact, company=self.company, free=self.free)
        return (own, *self.others)


@dataclass(frozen=True, kw_only=True, order=True)
class PlannedStop:
    """One choice at one time; `format` is how the party takes part in it.

    `company` is taken beside the contact. `tracks` are the groups that come, in the party's
    order; none means everyone.
    """

    span: Span
    choice: str
    contact: str
    language: str
    format: Format
    company: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
