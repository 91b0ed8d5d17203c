"""A host says when it receives visits, and the composer keeps to it."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier, Event

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.actions.choices import Calendars, calendars_of, choice_of
from app.actions.openings import (
    AtDesk,
    ContactTimes,
    OfferTimes,
    keep_contact_times,
    keep_offer_times,
    mark_of,
)
from app.extensions import Database
from app.persistence import slots, tables
from app.persistence.catalogue import find_offer
from app.persistence.weeks import list_overfull, list_received
from app.world import World
from tests.actions.story import A_HOST
from tests.builders import a_contact, an_offer
from tests.host.desk_cast import LEAD, SLUG, changes_of, contact_of, offer_of
from tests.persistence.racing import wanted
from visits.availability import Busy, Closure, Hours, Opening, SpecialDay
from visits.catalogue import Contact, Offer
from visits.errors import NotAllowedNow, SlotTaken, Stale
from visits.itinerary import Itinerary, Stop
from visits.planning.choice import Choice
from visits.span import Span, intersection

MORNINGS = Hours(
    openings=(Opening(1, time(9), time(12)),),
    special_days=(SpecialDay(date(2027, 1, 13), time(10), time(11)),),
    closures=(Closure(date(2027, 2, 1), date(2027, 2, 5)),),
)
# Two offers of one host; either of two people receives the first.
EITHER, OTHER = "industrial-town-in-transition", "battery-factory"
HORIZON = Span(datetime(2027, 1, 3, 23, tzinfo=UTC), datetime(2027, 1, 31, 23, tzinfo=UTC))
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FIRST_WEEK = Span(datetime(2027, 1, 10, 23, tzinfo=UTC), datetime(2027, 1, 17, 23, tzinfo=UTC))


def at_desk(world: World, times: ContactTimes | OfferTimes) -> AtDesk:
    """The lead of a host, who has seen these times."""
    return AtDesk(contact_of(world, LEAD).id or 0, A_HOST, mark_of(times))


def test_times_of_a_contact_are_kept_and_noted(world: World) -> None:
    before = ContactTimes.of(contact_of(world, LEAD))
    after = ContactTimes(hours=MORNINGS, on_leave_until=date(2027, 1, 5), most_visits_week=2)

    keep_contact_times(world, after, at=at_desk(world, before), now=world.clock())

    assert ContactTimes.of(contact_of(world, LEAD)) == after
    (change,) = changes_of(world)
    assert change == (
        "times",
        "host",
        A_HOST.name,
        ("hours", "on_leave_until", "most_visits_week"),
    )


def test_times_of_an_offer_are_kept_and_noted(world: World) -> None:
    before = OfferTimes.of(offer_of(world))
    after = OfferTimes(
        hours=MORNINGS, buffer_before=20, buffer_after=0, notice_days=3, most_visits_week=1
    )

    keep_offer_times(world, after, slug=SLUG, at=at_desk(world, before), now=world.clock())

    assert OfferTimes.of(offer_of(world)) == after
    assert len(changes_of(world)) == 1


def test_times_that_somebody_has_changed_meanwhile_are_not_overwritten(world: World) -> None:
    before = ContactTimes.of(contact_of(world, LEAD))
    mine, theirs = (replace(before, most_visits_week=most) for most in (1, 2))
    keep_contact_times(world, theirs, at=at_desk(world, before), now=world.clock())

    with pytest.raises(Stale):
        keep_contact_times(world, mine, at=at_desk(world, before), now=world.clock())

    assert ContactTimes.of(contact_of(world, LEAD)) == theirs


def test_times_sent_twice_are_kept_once(world: World) -> None:
    before = ContactTimes.of(contact_of(world, LEAD))
    after = replace(before, most_visits_week=2)

    for _ in range(2):
        keep_contact_times(world, after, at=at_desk(world, before), now=world.clock())

    assert len(changes_of(world)) == 1


def test_offer_of_another_host_is_not_changed(world: World) -> None:
    before = OfferTimes.of(offer_of(world, EITHER))

    with pytest.raises(NotAllowedNow):
        keep_offer_times(
            world,
            replace(before, notice_days=1),
            slug=EITHER,
            at=at_desk(world, before),
            now=world.clock(),
        )


def plain(offer: Offer, **busy: list[Busy]) -> Choice:
    """The offer as the composer sees it, with nobody asked in any database."""
    by_contact = {int(key.removeprefix("of_")): spans for key, spans in busy.items()}
    return choice_of(offer, Calendars(horizon=HORIZON, now=NOW, busy=by_contact))


def days_of(spans: tuple[Span, ...]) -> list[int]:
    return [span.starts_at.day for span in spans]


def an_offer_of(*contacts: Contact, **changes: object) -> Offer:
    first, *others = contacts
    return an_offer(contact=first, others=others, **changes)


def test_hours_of_a_contact_narrow_those_of_the_offer() -> None:
    tuesdays = a_contact(id=1, openings=(Opening(1, time(14), time(20)),))

    found = plain(an_offer_of(tuesdays))

    assert days_of(found.free) == [5, 12, 19, 26]
    assert {(span.starts_at.hour, span.minutes) for span in found.free} == {(13, 120)}
    assert found.opened == found.free


def test_contact_on_leave_leaves_a_colleague_who_is_there() -> None:
    away = a_contact(id=1, on_leave_until=date(2027, 1, 15))
    there = a_contact(id=2, closures=(Closure(date(2027, 1, 18), date(2027, 3, 1)),))

    either = plain(an_offer_of(away, there))
    together = plain(an_offer_of(away, there, is_together=True))

    assert days_of(either.free) == [18, 19, 20, 21, 22, 25, 26, 27, 28, 29]
    assert days_of(either.others[0].free) == [4, 5, 7, 8, 11, 12, 13, 14, 15]
    assert (together.free, together.opened) == ((), ())


def received(world: World, slug: str, *, days_later: int = 0, by: int = 0) -> int:
    """Another delegation's stop on a Tuesday, some days later; the id of its programme."""
    with world.database.writing() as session:
        itinerary = wanted(session, minutes_later=days_later * 24 * 60, slug=slug)
        offer = itinerary.stops[0].offer
        itinerary.stops[0].contact = offer.contacts[by]
        session.add(itinerary)
        session.flush()
        return itinerary.id or 0


def limit(world: World, table: sa.Table, key: int | None, most: int = 1) -> None:
    with world.database.writing() as session:
        session.execute(sa.update(table).where(table.c.id == key).values(most_visits_week=most))


def choice_now(world: World, slug: str, *, except_itinerary: int | None = None) -> Choice:
    with world.database.reading() as session:
        offer = find_offer(session, slug)
        assert offer is not None
        calendars = calendars_of(
            session, [offer], horizon=HORIZON, now=NOW, except_itinerary=except_itinerary
        )
        return choice_of(offer, calendars)


def free_in(choice: Choice, week: Span) -> bool:
    every = [span for staffing in choice.staffings for span in staffing.free]
    return bool(intersection(every, [week]))


def test_week_of_a_host_that_is_full_has_no_free_time(world: World) -> None:
    limit(world, tables.host, offer_of(world, EITHER).host.id)
    own = received(world, OTHER)

    found = choice_now(world, EITHER)

    assert not free_in(found, FIRST_WEEK)
    assert free_in(found, Span(FIRST_WEEK.ends_at, HORIZON.ends_at))
    assert intersection(found.opened, [FIRST_WEEK])
    assert free_in(choice_now(world, EITHER, except_itinerary=own), FIRST_WEEK)


def test_week_of_one_contact_that_is_full_leaves_the_other(world: World) -> None:
    lead = offer_of(world, EITHER).contact
    limit(world, tables.contact, lead.id)
    received(world, EITHER)

    found = choice_now(world, EITHER)

    assert intersection(found.free, [FIRST_WEEK]) == ()
    assert intersection(found.others[0].free, [FIRST_WEEK])


def hold(session: Session, slug: str, *, days_later: int, by_invitation: bool = False) -> None:
    itinerary = wanted(session, minutes_later=days_later * 24 * 60, slug=slug)
    session.add(itinerary)
    slots.hold(session, itinerary.stops, by_invitation=by_invitation)


@pytest.mark.parametrize("table", [tables.host, tables.offer])
def test_hold_refuses_one_visit_too_many(world: World, table: sa.Table) -> None:
    offer = offer_of(world, EITHER)
    limit(world, table, offer.host.id if table is tables.host else offer.id)
    received(world, EITHER)

    with pytest.raises(SlotTaken) as refused, world.database.writing() as session:
        hold(session, EITHER, days_later=1)
    with world.database.writing() as session:
        hold(session, EITHER, days_later=7)

    assert refused.value.offer_ids == (offer.id,)


def test_hold_by_invitation_may_be_one_too_many(world: World) -> None:
    """A host that proposes a time in its full week has decided that itself."""
    limit(world, tables.host, offer_of(world, EITHER).host.id)
    received(world, EITHER)

    with world.database.writing() as session:
        hold(session, EITHER, days_later=1, by_invitation=True)


def move(world: World, itinerary_id: int, by: timedelta) -> None:
    with world.database.writing() as session:
        query = sa.select(Stop).where(tables.stop.c.itinerary_id == itinerary_id)
        (stop,) = session.scalars(query)
        with session.no_autoflush:
            stop.move(Span.of(stop.span.starts_at + by, 60), now=NOW)
        slots.hold(session, [stop])


def test_stop_moves_within_a_week_that_has_become_too_full(world: World) -> None:
    first = received(world, EITHER)
    received(world, EITHER, days_later=1)
    limit(world, tables.host, offer_of(world, EITHER).host.id)

    move(world, first, timedelta(hours=2))
    move(world, first, timedelta(days=7))
    with pytest.raises(SlotTaken):
        move(world, first, timedelta(days=-7))


RIVALS = 6


def race(world: World, claim: Callable[[Database, int], None]) -> int:
    """How many of several visits a host got in one week that bears only one."""
    limit(world, tables.host, offer_of(world, EITHER).host.id)
    together = Barrier(RIVALS)

    def run(number: int) -> None:
        together.wait(20)
        with suppress(SlotTaken):
            claim(world.database, number)

    with ThreadPoolExecutor(RIVALS) as pool:
        list(pool.map(run, range(RIVALS)))
    with world.database.reading() as session:
        return len({row.visit for row in list_received(session, between=FIRST_WEEK)})


def a_rival(session: Session, number: int) -> Itinerary:
    """One of several visits: each on a day of its own, every other one with the other contact."""
    itinerary = wanted(session, minutes_later=number * 12 * 60, slug=EITHER)
    itinerary.stops[0].contact = itinerary.stops[0].offer.contacts[number % 2]
    return itinerary


def claim_held(database: Database, number: int) -> None:
    """What the product does."""
    with database.writing() as session:
        itinerary = a_rival(session, number)
        session.add(itinerary)
        slots.hold(session, itinerary.stops)


def claim_looked_at(database: Database, number: int) -> None:
    """What a product does that looks whether the week is full, thinks a little, and writes."""
    with database.reading() as session:
        is_full = bool(list_received(session, between=FIRST_WEEK))
    Event().wait(0.1)
    if is_full:
        return
    with database.writing() as session:
        session.add(a_rival(session, number))


def test_host_gets_no_visit_too_many_however_many_reach_for_its_week(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each thinks a little after counting, as without the host's lock others would count too."""

    def counted_slowly(session: Session, stops: Sequence[Stop]) -> list[Stop]:
        found = list_overfull(session, stops)
        Event().wait(0.2)
        return found

    monkeypatch.setattr(slots, "list_overfull", counted_slowly)

    assert race(world, claim_held) == 1


def test_host_gets_too_many_visits_without_the_guard(world: World) -> None:
    """The failing twin: a week that is only looked at is filled by everybody at once."""
    assert race(world, claim_looked_at) > 1
