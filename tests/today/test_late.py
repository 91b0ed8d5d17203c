"""Running late on the day: what is shown is what is done, and only those affected are told."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
import sqlalchemy as sa

from app.actions import late
from app.actions.calendars import tell_calendars
from app.actions.late import Look, Report, tell_late
from app.actions.transaction import transaction
from app.persistence import tables
from app.persistence.itineraries import find_itinerary
from app.persistence.outbox import list_mails
from app.world import World
from tests.actions.story import (
    A_HOST,
    chosen,
    itinerary_of,
    mails_of,
    told,
)
from tests.actions.test_apart import APART
from tests.calendars.readers import faults_in
from tests.conftest import FakeClock
from tests.today.the_day import (
    KIP,
    change_offer,
    look,
    new_mails,
    offices_of,
    on_its_day,
    run_late,
    starts,
    stops_of,
)
from visits.availability import Busy, Opening
from visits.catalogue import Contact
from visits.delegation import Delegate
from visits.errors import NotAllowedNow, SlotTaken, Stale
from visits.itinerary import ItineraryState, Stop, StopState
from visits.language import Language
from visits.lateness import CannotMeet, Hindrance
from visits.span import Span

GUESTS_READ = ("invitation", "late")
RACERS = 4
LONGEST_SECONDS = 30


def hosts_of(world: World, delegation_id: int) -> list[str]:
    return [stop.contact.email for stop in stops_of(world, delegation_id)]


@pytest.mark.both_databases
def test_a_delay_moves_the_programme_and_tells_everybody_it_moves_for(
    world: World, clock: FakeClock
) -> None:
    delegation_id = on_its_day(world, clock)
    before, mails = starts(world, delegation_id), mails_of(world, delegation_id)
    sequences = [stop.sequence for stop in stops_of(world, delegation_id)]
    hosts = hosts_of(world, delegation_id)

    run_late(world, delegation_id, minutes=20)

    moved = [
        int((after - was).total_seconds() // 60)
        for was, after in zip(before, starts(world, delegation_id), strict=True)
    ]
    assert moved == [20, 15, 10]
    assert new_mails(world, delegation_id, mails) == {
        ("late", KIP): 3,
        **{("late", host): 1 for host in hosts},
    }
    found = stops_of(world, delegation_id)
    assert [stop.sequence for stop in found] == [one + 1 for one in sequences]
    assert {stop.state for stop in found} == {StopState.CONFIRMED}
    assert itinerary_of(world, delegation_id).state is ItineraryState.PUBLISHED
    assert told(world, delegation_id)[-4:] == ["running_late", *["moved_today"] * 3]


def test_whoever_is_not_affected_hears_nothing(world: World, clock: FakeClock) -> None:
    delegation_id = on_its_day(world, clock)
    mails, host = mails_of(world, delegation_id), hosts_of(world, delegation_id)[0]

    run_late(world, delegation_id, minutes=5)

    assert new_mails(world, delegation_id, mails) == {("late", KIP): 1, ("late", host): 1}


def test_a_delay_of_a_later_stop_leaves_the_earlier_ones_alone(
    world: World, clock: FakeClock
) -> None:
    delegation_id = on_its_day(world, clock)
    before = starts(world, delegation_id)

    run_late(world, delegation_id, stop=2, minutes=30)

    assert starts(world, delegation_id) == [
        before[0],
        before[1],
        before[2] + timedelta(minutes=30),
    ]


def receivers_of(stop: Stop) -> list[Contact]:
    return [stop.contact, *stop.company]


def test_groups_that_are_not_concerned_go_on_as_planned(world: World, clock: FakeClock) -> None:
    delegation_id = on_its_day(world, clock, APART)
    before = stops_of(world, delegation_id)
    number = next(place for place, stop in enumerate(before) if stop.groups)
    clock.now = before[number].span.starts_at - timedelta(minutes=30)
    mails = mails_of(world, delegation_id)

    day = run_late(world, delegation_id, stop=number, minutes=10)

    touched = {one.key for one in (*day.shifts, *day.unmet)}
    spans = {stop.id: stop.span for stop in before if stop.id not in touched}
    after = {stop.id: stop.span for stop in stops_of(world, delegation_id)}
    assert spans.items() <= after.items()
    late = before[number]
    others = [one for one in before if one.id != late.id and one.span.overlaps(late.span)]
    assert {one.id for one in others} <= spans.keys()
    told_hosts = {reader for kind, reader in new_mails(world, delegation_id, mails)} - {KIP}
    assert told_hosts <= {
        *(one.email for stop in before if stop.id in touched for one in receivers_of(stop)),
        *offices_of(world, delegation_id),
    }


def test_participants_hear_of_it_before_all_bulk_mail(world: World, clock: FakeClock) -> None:
    delegation_id = on_its_day(world, clock)
    with transaction(world, now=clock()) as tx:
        itinerary = find_itinerary(tx.session, delegation_id)
        assert itinerary is not None
        guest = Delegate(
            delegation=itinerary.delegation,
            name="Guest",
            email="guest@example.org",
            language=Language.EN,
            zone=itinerary.delegation.zone,
            added_at=clock(),
        )
        tx.session.add(guest)
        tell_calendars(tx, itinerary)

    run_late(world, delegation_id, minutes=5)

    with world.database.reading() as session:
        mails = [one for one in list_mails(session, delegation_id) if one.kind in GUESTS_READ]
        found = [(one.kind, one.is_bulk) for one in mails if one.recipient == guest.email]
    assert sorted(found) == [*[("invitation", True)] * 3, ("late", False)]


def test_pressing_twice_is_pressing_once(world: World, clock: FakeClock) -> None:
    delegation_id = on_its_day(world, clock)
    seen = look(world, delegation_id)
    first = stops_of(world, delegation_id)[0].id or 0
    report = Report(delegation_id=delegation_id, stop_id=first, minutes=20, seen=seen.mark)
    tell_late(world, report, by=A_HOST, now=clock())
    after, mails = starts(world, delegation_id), mails_of(world, delegation_id)

    with pytest.raises(Stale):
        tell_late(world, report, by=A_HOST, now=clock())

    assert starts(world, delegation_id) == after
    assert mails_of(world, delegation_id) == mails


def test_what_cannot_be_met_stays_and_is_put_before_the_office(
    world: World, clock: FakeClock
) -> None:
    delegation_id = on_its_day(world, clock)
    last = stops_of(world, delegation_id)[2]
    change_offer(world, last.offer.slug, openings=())
    mails = mails_of(world, delegation_id)

    day = run_late(world, delegation_id, stop=2, minutes=10)

    assert day.unmet == (CannotMeet(last.id or 0, Hindrance.CLOSED, last.span.ends_at),)
    assert stops_of(world, delegation_id)[2].span == last.span
    assert new_mails(world, delegation_id, mails) == {
        ("too_late", reader): 1
        for reader in (KIP, last.contact.email, *offices_of(world, delegation_id))
    }
    assert told(world, delegation_id)[-2:] == ["running_late", "too_late"]


def test_a_stop_is_shortened_to_what_its_offer_allows(world: World, clock: FakeClock) -> None:
    delegation_id = on_its_day(world, clock)
    last = stops_of(world, delegation_id)[2]
    change_offer(world, last.offer.slug, openings=(), least_minutes=30)

    run_late(world, delegation_id, stop=2, minutes=10)

    after = stops_of(world, delegation_id)[2].span
    assert after == Span(last.span.starts_at + timedelta(minutes=10), last.span.ends_at)


def test_a_stop_under_way_that_cannot_run_over_concerns_nobody(
    world: World, clock: FakeClock
) -> None:
    delegation_id = on_its_day(world, clock)
    first = stops_of(world, delegation_id)[0]
    change_offer(world, first.offer.slug, openings=())
    clock.now = first.span.starts_at + timedelta(minutes=5)
    mails = mails_of(world, delegation_id)

    with pytest.raises(NotAllowedNow):
        run_late(world, delegation_id)

    assert mails_of(world, delegation_id) == mails


def test_a_stop_goes_on_no_longer_than_its_host_is_open(world: World, clock: FakeClock) -> None:
    delegation_id = on_its_day(world, clock)
    last = stops_of(world, delegation_id)[2]
    change_offer(
        world,
        last.offer.slug,
        openings=tuple(Opening(day, *_hours(last.span)) for day in range(7)),
    )

    assert look(world, delegation_id, stop=2, minutes=30).day.unmet == ()
    assert look(world, delegation_id, stop=2, minutes=31).day.unmet != ()


def _hours(span: Span) -> tuple[object, object]:
    """Open half an hour longer than a stop lasts, on Stockholm's winter clock."""
    opens, closes = span.starts_at, span.ends_at + timedelta(minutes=30)
    return tuple((at + timedelta(hours=1)).time() for at in (opens, closes))  # type: ignore[return-value]


def test_time_that_was_taken_since_the_page_was_shown_is_seen(
    world: World, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    delegation_id = on_its_day(world, clock)
    seen, first = look(world, delegation_id), stops_of(world, delegation_id)[0]
    taken = Busy(Span.of(first.span.ends_at, 60))
    monkeypatch.setattr(late, "list_busy", lambda *_, **__: {first.contact.id: [taken]})
    report = Report(delegation_id=delegation_id, stop_id=first.id or 0, minutes=20, seen=seen.mark)

    with pytest.raises(Stale):
        tell_late(world, report, by=A_HOST, now=clock())


@pytest.mark.both_databases
def test_time_that_is_taken_at_this_very_moment_is_not_held_twice(
    world: World, clock: FakeClock
) -> None:
    delegation_id = on_its_day(world, clock)
    first = stops_of(world, delegation_id)[0]
    seen = look(world, delegation_id)
    _take_unseen(world, first.contact.id or 0, Span.of(first.span.ends_at, 60))
    report = Report(delegation_id=delegation_id, stop_id=first.id or 0, minutes=20, seen=seen.mark)
    before = starts(world, delegation_id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(late, "list_busy", lambda *_, **__: {})
        with pytest.raises(SlotTaken):
            tell_late(world, report, by=A_HOST, now=clock())

    assert starts(world, delegation_id) == before


def _take_unseen(world: World, contact_id: int, span: Span) -> None:
    """Somebody else's stop gets time of the contact."""
    other = chosen(world)
    stop = stops_of(world, other)[0]
    with world.database.writing() as session:
        session.execute(
            sa.update(tables.stop)
            .where(tables.stop.c.id == stop.id)
            .values(
                contact_id=contact_id,
                starts_at=span.starts_at,
                ends_at=span.ends_at,
                blocked_from=span.starts_at + timedelta(minutes=10),
                blocked_until=span.ends_at,
            )
        )


@pytest.mark.parametrize("hours", [-12.01, 1])
def test_a_delay_is_told_on_the_day_only(world: World, clock: FakeClock, hours: float) -> None:
    delegation_id = on_its_day(world, clock)
    first = stops_of(world, delegation_id)[0]
    clock.now = first.span.starts_at + timedelta(hours=hours)

    with pytest.raises(NotAllowedNow):
        look(world, delegation_id)


def test_a_draft_does_not_run_late(world: World, clock: FakeClock) -> None:
    delegation_id = chosen(world)
    clock.now = stops_of(world, delegation_id)[0].span.starts_at

    with pytest.raises(NotAllowedNow):
        look(world, delegation_id)


def test_without_the_mark_pressing_twice_would_move_it_twice(
    world: World, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    delegation_id = on_its_day(world, clock)
    before, first = starts(world, delegation_id)[0], stops_of(world, delegation_id)[0].id or 0
    report = Report(delegation_id=delegation_id, stop_id=first, minutes=20, seen="any")
    whole = late.look_at_delay

    def unmarked(*args: Any, **options: Any) -> Look:
        return replace(whole(*args, **options), mark="any")

    monkeypatch.setattr(late, "look_at_delay", unmarked)
    for _ in range(2):
        tell_late(world, report, by=A_HOST, now=clock())

    assert starts(world, delegation_id)[0] == before + timedelta(minutes=40)


def test_every_calendar_of_a_late_day_is_read_by_strangers(world: World, clock: FakeClock) -> None:
    delegation_id = on_its_day(world, clock)
    run_late(world, delegation_id)

    with world.database.reading() as session:
        mails = [one for one in list_mails(session, delegation_id) if one.kind == "late"]
    calendars = [_calendar_of(one.body or b"") for one in mails]
    assert faults_in(calendars) == [[] for _ in mails]
    assert all(b"METHOD:REQUEST" in one and b"STATUS:CONFIRMED" in one for one in calendars)


def _calendar_of(body: bytes) -> bytes:
    mail = message_from_bytes(body, policy=default)
    part = next(one for one in mail.walk() if one.get_content_type() == "text/calendar")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


@pytest.mark.both_databases
def test_of_several_who_press_at_once_one_moves_the_day(world: World, clock: FakeClock) -> None:
    delegation_id = on_its_day(world, clock)
    before, first = starts(world, delegation_id)[0], stops_of(world, delegation_id)[0].id or 0
    seen = look(world, delegation_id).mark
    report = Report(delegation_id=delegation_id, stop_id=first, minutes=20, seen=seen)
    together = threading.Barrier(RACERS)

    def press(_number: int) -> bool:
        together.wait(LONGEST_SECONDS)
        try:
            tell_late(world, report, by=A_HOST, now=clock())
        except Stale:
            return False
        return True

    with ThreadPoolExecutor(RACERS) as pool:
        done = list(pool.map(press, range(RACERS)))

    assert sorted(done) == [False] * (RACERS - 1) + [True]
    assert starts(world, delegation_id)[0] == before + timedelta(minutes=20)
