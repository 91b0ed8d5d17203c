"""Kvarken's own invitations lie in hosts' calendars, and take nobody's time a second time."""

from dataclasses import replace
from functools import partial

import pytest

from app.actions.connections import connect
from app.feeds.fetching import Asked, Fetched
from app.feeds.reading import read_busy
from app.persistence.slots import list_busy
from app.world import World
from tests.actions.story import chosen, itinerary_of
from tests.conftest import FakeClock
from tests.own_calendars import FEED, HOST
from visits.availability import BusyKind
from visits.itinerary import Stop
from visits.span import Span

STAMP = "%Y%m%dT%H%M%SZ"


def a_file(stop: Stop, *, uid: str) -> bytes:
    """A calendar with one event at a stop's time."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//somebody//calendar//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20261101T000000Z",
        f"DTSTART:{stop.span.starts_at.strftime(STAMP)}",
        f"DTEND:{stop.span.ends_at.strftime(STAMP)}",
        "SUMMARY:Kokkola comes to see us",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize(("is_ours", "found"), [(True, []), (False, [BusyKind.CALENDAR])])
def test_only_what_is_not_ours_makes_a_host_busy(
    world: World, clock: FakeClock, *, is_ours: bool, found: list[BusyKind]
) -> None:
    itinerary = itinerary_of(world, chosen(world))
    stop = itinerary.standing[0]
    content = a_file(stop, uid=stop.uid if is_ours else "dentist@clinic.example.org")

    def fetch(asked: Asked) -> Fetched:
        return Fetched(asked.url, 200, {}, content)

    reader = replace(world, read_busy=partial(read_busy, fetch=fetch))
    connect(reader, FEED, contact_id=stop.contact.id or 0, by=HOST, now=clock.now)

    with world.database.reading() as session:
        busy = list_busy(
            session,
            between=Span(clock.now, stop.span.ends_at),
            except_itinerary=itinerary.id,
            now=clock.now,
        )
    assert [one.kind for one in busy.get(stop.contact.id or 0, [])] == found
