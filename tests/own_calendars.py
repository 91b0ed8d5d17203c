"""Contacts' own calendars as tests have them: no network, and whatever the test says is in them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from app.actions.connections import connect
from app.actions.telling import Teller
from app.feeds.source import BusyTimes, NotRead, Source, SourceKind
from app.persistence.catalogue import find_offer
from app.persistence.connection_records import Connection
from app.persistence.connections import find_connection, list_connections
from app.persistence.records import Actor
from app.world import World
from visits.free_busy import WhyNotRead
from visits.span import Span

OFFER = "recycling-electronics"
FEED = Source(SourceKind.ICS, "https://calendar.example.org/secret-3b7/busy.ics")
SERVER = Source(SourceKind.CALDAV, "https://dav.example.org/", "lead", "an-app-password")
HOST = Teller(Actor.HOST, "Project lead")


@dataclass
class FakeCalendars:
    """What is in each calendar, by its address: taken times, or why it cannot be read."""

    content: dict[str, tuple[Span, ...] | WhyNotRead] = field(default_factory=dict)
    asked: list[Source] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def __call__(self, source: Source, *, between: Span, zone: str) -> BusyTimes:
        self.asked.append(source)
        self.meanwhile()
        found = self.content.get(source.url, ())
        if isinstance(found, WhyNotRead):
            raise NotRead(found)
        spans = tuple(span for span in found if span.overlaps(between))
        return BusyTimes(spans, events=len(found))

    def say(self, found: Iterable[Span] | WhyNotRead, source: Source = FEED) -> None:
        self.content[source.url] = found if isinstance(found, WhyNotRead) else tuple(found)


def contact_id_of(world: World, slug: str = OFFER) -> int:
    """The id of whoever receives an offer."""
    with world.database.reading() as session:
        offer = find_offer(session, slug)
        assert offer is not None
        return offer.contact.id or 0


def is_known(world: World, contact_id: int) -> bool:
    """Whether a contact's time is known."""
    with world.database.reading() as session:
        connection = list_connections(session, contact_id)
        return all(one.contact.is_busy_known for one in connection)


def only_connection(world: World, contact_id: int) -> Connection:
    """The one calendar a contact has connected."""
    with world.database.reading() as session:
        (found,) = list_connections(session, contact_id)
        return found


def connection_now(world: World, connection: Connection) -> Connection | None:
    """How a connection is now; None where it is gone."""
    with world.database.reading() as session:
        return find_connection(session, connection.id or 0)


def a_connection(world: World, contact_id: int) -> int:
    """The id of a calendar that a contact has connected just now, and that is free."""
    free = replace(world, read_busy=FakeCalendars())
    connect(free, FEED, contact_id=contact_id, by=HOST, now=world.clock())
    return only_connection(world, contact_id).id or 0
