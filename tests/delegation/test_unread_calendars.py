"""A delegation reads since when a host's calendar was not read, where that keeps a visit away."""

from flask.testing import FlaskClient

from app.actions.calendar_reading import doubt_what_is_unread
from app.world import World
from tests.conftest import FakeClock
from tests.delegation.followed import a_followed_visit, text_of
from tests.own_calendars import a_connection, contact_id_of

UNREAD = "The host’s calendar was last read on Monday 23 November 2026, 11:00."


def test_left_out_offer_says_when_its_calendar_was_last_read(
    world: World, clock: FakeClock, client: FlaskClient
) -> None:
    a_connection(world, contact_id_of(world, "klockarbacken"))
    clock.go_on(hours=2)
    doubt_what_is_unread(world, now=clock.now)
    visit = a_followed_visit(world, clock, client)

    text = text_of(visit.get(f"/programmes/{visit.buttons()[0]}/left-out"))

    assert "the calendar could not be read" in text
    assert UNREAD in text
