"""A host must cancel on the day: told at once, and what could take its place is found."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from app.actions.called_off import (
    CallingOff,
    Replacing,
    ask_instead,
    call_off_today,
    find_replacement,
)
from app.persistence.itineraries import find_itinerary
from app.persistence.outbox import list_mails
from app.persistence.timeline import list_entries
from app.world import World
from tests.actions.story import A_COORDINATOR, A_HOST, itinerary_of, mails_of, told
from tests.conftest import FakeClock
from tests.today.the_day import (
    KIP,
    change_offer,
    new_mails,
    offices_of,
    on_its_day,
    stops_of,
)
from visits.catalogue import Format
from visits.errors import NotAllowedNow, Stale
from visits.itinerary import ItineraryState, Stop, StopState
from visits.lateness import CallOff


def call_off(world: World, delegation_id: int, stop: Stop) -> None:
    wanted = CallingOff(
        delegation_id=delegation_id,
        stop_id=stop.id or 0,
        why=CallOff.ILLNESS,
        reason="Our guide is ill",
    )
    call_off_today(world, wanted, by=A_HOST, now=world.clock())


def suggested(world: World, delegation_id: int, stop_id: int | None) -> str | None:
    """The offer that could take a stop's place, by its slug."""
    with world.database.reading() as session:
        itinerary = find_itinerary(session, delegation_id)
        assert itinerary is not None
        stop = next(one for one in itinerary.stops if one.id == stop_id)
        found = find_replacement(session, itinerary, stop, now=world.clock())
        return found.offer.slug if found else None


@pytest.mark.both_databases
def test_a_stop_is_called_off_at_once_and_those_it_concerns_are_told(
    world: World, clock: FakeClock
) -> None:
    delegation_id = on_its_day(world, clock)
    first, *others = stops_of(world, delegation_id)
    mails = mails_of(world, delegation_id)

    call_off(world, delegation_id, first)

    assert [stop.id for stop in stops_of(world, delegation_id)] == [one.id for one in others]
    assert new_mails(world, delegation_id, mails) == {
        ("stop_called_off", reader): 1
        for reader in (KIP, first.contact.email, *offices_of(world, delegation_id))
    }
    assert itinerary_of(world, delegation_id).state is ItineraryState.PUBLISHED
    with world.database.reading() as session:
        entry = next(
            one for one in list_entries(session, delegation_id) if one.what == "stop_cancelled"
        )
    assert (entry.detail["call_off"], entry.detail["reason"]) == ("illness", "Our guide is ill")


def test_the_mail_says_why_and_takes_the_stop_out_of_the_calendar(
    world: World, clock: FakeClock
) -> None:
    delegation_id = on_its_day(world, clock)

    call_off(world, delegation_id, stops_of(world, delegation_id)[0])

    with world.database.reading() as session:
        mails = list_mails(session, delegation_id)
        bodies = {one.recipient: one.body for one in mails if one.kind == "stop_called_off"}
    mail = message_from_bytes(bodies[KIP] or b"", policy=default)
    parts = {one.get_content_type(): one for one in mail.walk()}
    assert parts["text/calendar"].get_param("method") == "CANCEL"
    assert "Our guide is ill" in parts["text/plain"].get_content()
    assert "/today" in parts["text/plain"].get_content()


@pytest.mark.both_databases
def test_the_office_can_ask_for_a_visit_online_on_the_same_theme(
    world: World, clock: FakeClock
) -> None:
    delegation_id = on_its_day(world, clock)
    gone = stops_of(world, delegation_id)[1]
    call_off(world, delegation_id, gone)
    slug = suggested(world, delegation_id, gone.id)
    assert slug is not None
    wanted = Replacing(delegation_id=delegation_id, stop_id=gone.id or 0, slug=slug)

    ask_instead(world, wanted, by=A_COORDINATOR, now=clock())

    new = next(one for one in stops_of(world, delegation_id) if one.offer.slug == slug)
    assert (new.state, new.format) == (StopState.HELD, Format.ONLINE)
    assert gone.span.contains(new.span)
    assert set(new.offer.themes) & set(gone.offer.themes)
    assert "replacement_found" in told(world, delegation_id)
    assert mails_of(world, delegation_id)[("asked", new.contact.email)] == 1
    with pytest.raises(Stale):
        ask_instead(world, wanted, by=A_COORDINATOR, now=clock())


def test_what_is_not_open_or_not_in_time_replaces_nothing(world: World, clock: FakeClock) -> None:
    delegation_id = on_its_day(world, clock)
    gone = stops_of(world, delegation_id)[1]
    call_off(world, delegation_id, gone)
    slug = suggested(world, delegation_id, gone.id)
    assert slug is not None

    change_offer(world, slug, openings=())

    assert suggested(world, delegation_id, gone.id) != slug
    clock.now = gone.span.starts_at
    assert suggested(world, delegation_id, gone.id) is None


def test_the_only_stop_takes_the_whole_visit_with_it(world: World, clock: FakeClock) -> None:
    delegation_id = on_its_day(world, clock)
    for stop in stops_of(world, delegation_id):
        call_off(world, delegation_id, stop)

    assert itinerary_of(world, delegation_id).state is ItineraryState.CANCELLED
    assert told(world, delegation_id)[-2:] == ["stop_cancelled", "cancelled"]


@pytest.mark.parametrize("hours", [-13, 2])
def test_a_stop_is_called_off_on_its_day_only(world: World, clock: FakeClock, hours: int) -> None:
    delegation_id = on_its_day(world, clock)
    first = stops_of(world, delegation_id)[0]
    clock.now = first.span.starts_at + timedelta(hours=hours)

    with pytest.raises(NotAllowedNow):
        call_off(world, delegation_id, first)
