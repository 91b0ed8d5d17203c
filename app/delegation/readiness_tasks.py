"""What the hosts of a visit need from the delegation, as its pages show it."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.access import now, reading
from app.labels import label
from app.persistence.readiness import list_given, list_needs
from visits.catalogue import Format, Offer
from visits.delegation import Delegation
from visits.itinerary import Itinerary, Stop
from visits.readiness import (
    Asked,
    Interpreter,
    Needs,
    Photos,
    Task,
    is_over,
    missing,
    needs_of,
    tasks_of,
)


@dataclass(frozen=True)
class ShownTask:
    """One line of the list: what is asked for, for whom, and how it stands."""

    asked: Asked
    tasks: tuple[Task, ...]

    @property
    def name(self) -> str:
        """What it is called."""
        return label(self.asked)

    @property
    def is_done(self) -> bool:
        """Whether all of it was given."""
        return all(one.is_done for one in self.tasks)

    @property
    def hosts(self) -> list[str]:
        """Who needs it, in the order of the programme."""
        stops = (stop for task in self.tasks for stop in task.stops)
        return list(dict.fromkeys(stop.offer.host.name for stop in stops))


@dataclass(frozen=True)
class Getting:
    """What a visit is asked for, with the needs that stand behind it."""

    delegation: Delegation
    stops: tuple[Stop, ...]
    needs: Mapping[int | None, Needs]
    tasks: tuple[Task, ...]

    @property
    def shown(self) -> list[ShownTask]:
        """Every kind of thing, also what nobody asks for."""
        of_kind = {one: tuple(t for t in self.tasks if t.asked is one) for one in Asked}
        return [ShownTask(asked, tasks) for asked, tasks in of_kind.items()]

    @property
    def first_missing(self) -> Task | None:
        """What is due first of all that is missing."""
        return next(iter(missing(self.tasks)), None)

    @property
    def photo_rules(self) -> list[tuple[Offer, Needs]]:
        """Where photos are not simply allowed, or something is said of them."""
        coming = {one.offer.id: one.offer for one in self.stops}
        rules = [(one, needs_of(one, self.needs)) for one in coming.values()]
        return [
            (offer, needs)
            for offer, needs in rules
            if needs.photos is not Photos.ALLOWED or any(vars(needs.photo_words).values())
        ]

    def needs_for(self, offer: Offer) -> Needs:
        """What an offer of the visit needs."""
        return needs_of(offer, self.needs)

    def interpreters(self, task: Task) -> list[tuple[Stop, Interpreter]]:
        """What each host says about an interpreter."""
        return [(stop, self.needs_for(stop.offer).interpreter) for stop in task.stops]

    @property
    def to_do(self) -> int:
        """How many kinds of things are missing."""
        return sum(not one.is_done for one in self.shown)

    def test_url(self, offer: Offer, of: Format) -> str:
        """Where to try the connection for a stop; empty where nobody joins online."""
        return "" if of is Format.ON_SITE else self.needs_for(offer).test_url

    def test_urls(self, task: Task) -> list[tuple[Stop, str]]:
        """Where to try the connection for each stop, each address once."""
        found = {self.needs_for(stop.offer).test_url: stop for stop in reversed(task.stops)}
        return [(stop, url) for url, stop in reversed(found.items())]


def getting_ready(itinerary: Itinerary) -> Getting:
    """What the hosts of a programme need, and what was given."""
    stops = tuple(stop for stop in itinerary.standing if not is_over(stop, now=now()))
    needs = list_needs(reading(), [one.offer for one in stops])
    given = list_given(reading(), itinerary.delegation.id or 0)
    parts = [one.name for one in itinerary.delegation.parts]
    tasks = tasks_of(stops, needs, given, parts=parts, now=now())
    return Getting(itinerary.delegation, stops, needs, tasks)
