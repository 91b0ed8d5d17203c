"""A delegation takes a programme: all its slots, or none."""

import pytest

from app.actions.cancel import cancel_visit
from app.actions.choose import choose
from app.world import World
from tests.actions.story import (
    A_DELEGATION,
    asked,
    chosen,
    itinerary_of,
    mails_of,
    programme_ids,
    requests_of,
    told,
)
from tests.conftest import FakeClock
from visits.errors import NotAllowedNow, SlotTaken, Stale
from visits.itinerary import StopState
from visits.request import RequestState


def test_choose_holds_every_slot_and_asks_every_host_once(world: World) -> None:
    delegation_id = chosen(world)

    stops = itinerary_of(world, delegation_id).standing
    asked_hosts = {("asked", stop.contact.email): 1 for stop in stops}
    assert {stop.state for stop in stops} == {StopState.HELD}
    assert [one.state for one in requests_of(world, delegation_id)] == [RequestState.WAITING] * len(
        stops
    )
    assert mails_of(world, delegation_id) == {
        ("received", "visits.kip@example.org"): 1,
        **asked_hosts,
    }


def test_choosing_the_same_twice_is_choosing_once(world: World) -> None:
    delegation_id = asked(world)
    first = programme_ids(world, delegation_id)[0]

    for _ in range(2):
        choose(world, delegation_id=delegation_id, programme_id=first, now=world.clock())

    assert told(world, delegation_id).count("chosen") == 1


def test_choosing_another_programme_afterwards_is_refused(world: World) -> None:
    delegation_id = asked(world)
    first, second = programme_ids(world, delegation_id)[:2]
    choose(world, delegation_id=delegation_id, programme_id=first, now=world.clock())

    with pytest.raises(NotAllowedNow):
        choose(world, delegation_id=delegation_id, programme_id=second, now=world.clock())


def test_the_slower_of_two_delegations_learns_what_was_taken_and_gets_fresh_programmes(
    world: World,
) -> None:
    fast, slow = asked(world), asked(world)
    wanted = programme_ids(world, slow)[0]
    winning = programme_ids(world, fast)[0]
    choose(world, delegation_id=fast, programme_id=winning, now=world.clock())

    with pytest.raises(SlotTaken) as taken:
        choose(world, delegation_id=slow, programme_id=wanted, now=world.clock())

    lost = {stop.offer.id for stop in itinerary_of(world, fast).standing}
    assert set(taken.value.offer_ids) == lost
    fresh = programme_ids(world, slow)
    assert wanted not in fresh
    choose(world, delegation_id=slow, programme_id=fresh[0], now=world.clock())
    assert itinerary_of(world, slow).standing


def test_a_slot_inside_its_notice_by_now_is_not_held(world: World, clock: FakeClock) -> None:
    delegation_id = asked(world)
    programme_id = programme_ids(world, delegation_id)[0]
    clock.go_on(days=60)

    with pytest.raises(SlotTaken):
        choose(world, delegation_id=delegation_id, programme_id=programme_id, now=clock.now)


def test_a_programme_of_somebody_else_cannot_be_chosen(world: World) -> None:
    mine, theirs = asked(world), asked(world)

    with pytest.raises(Stale):
        choose(
            world,
            delegation_id=mine,
            programme_id=programme_ids(world, theirs)[0],
            now=world.clock(),
        )


def test_cancelling_gives_every_slot_back(world: World) -> None:
    first = chosen(world)
    spans = [stop.span for stop in itinerary_of(world, first).standing]

    cancel_visit(world, delegation_id=first, by=A_DELEGATION, now=world.clock())

    second = chosen(world)
    assert [stop.span for stop in itinerary_of(world, second).standing] == spans
    kinds = {kind for kind, _ in mails_of(world, first)}
    assert kinds == {"received", "asked", "withdrawn", "cancelled"}
