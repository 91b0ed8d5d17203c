"""Calling off: whoever had been told of something is told that it is off."""

import pytest

from app.actions.cancel import cancel_stop, cancel_visit
from app.actions.choose import choose
from app.world import World
from tests.actions.story import (
    A_COORDINATOR,
    NO,
    YES,
    answer,
    asked,
    chosen,
    itinerary_of,
    mails_of,
    open_change,
    programme_ids,
    requests_of,
)
from visits.errors import NotAllowedNow
from visits.itinerary import ItineraryState
from visits.request import RequestState

KIP = "visits.kip@example.org"


def test_a_delegation_hears_that_its_visit_was_cancelled_before_it_was_published(
    world: World,
) -> None:
    delegation_id = chosen(world)
    hosts = [one.stop.contact.email for one in requests_of(world, delegation_id)]

    for _ in range(2):
        cancel_visit(world, delegation_id=delegation_id, by=A_COORDINATOR, now=world.clock())

    sent = mails_of(world, delegation_id)
    assert {to: n for (kind, to), n in sent.items() if kind == "cancelled"} == {KIP: 1}
    assert {to: n for (kind, to), n in sent.items() if kind == "withdrawn"} == dict.fromkeys(
        hosts, 1
    )


def test_a_visit_without_a_programme_is_cancelled_for_good(world: World) -> None:
    delegation_id = asked(world)
    first = programme_ids(world, delegation_id)[0]

    cancel_visit(world, delegation_id=delegation_id, by=A_COORDINATOR, now=world.clock())

    assert mails_of(world, delegation_id)[("cancelled", KIP)] == 1
    with pytest.raises(NotAllowedNow):
        choose(world, delegation_id=delegation_id, programme_id=first, now=world.clock())


def test_a_host_that_declined_is_not_written_to_when_the_visit_is_cancelled(world: World) -> None:
    delegation_id = chosen(world)
    declined = requests_of(world, delegation_id)[0]
    answer(world, declined, NO)

    cancel_visit(world, delegation_id=delegation_id, by=A_COORDINATOR, now=world.clock())

    assert mails_of(world, delegation_id)[("withdrawn", declined.stop.contact.email)] == 0
    assert open_change(world, delegation_id) is None
    assert requests_of(world, delegation_id)[0].state is RequestState.DECLINED


def test_cancelling_the_only_stop_that_waits_publishes_the_others(world: World) -> None:
    delegation_id = chosen(world)
    waiting, *others = requests_of(world, delegation_id)
    for request in others:
        answer(world, request, YES)

    cancel_stop(
        world,
        stop_id=waiting.stop.id or 0,
        delegation_id=delegation_id,
        by=A_COORDINATOR,
        now=world.clock(),
    )

    sent = mails_of(world, delegation_id)
    assert itinerary_of(world, delegation_id).state is ItineraryState.PUBLISHED
    assert (sent[("cancelled", KIP)], sent[("published", KIP)]) == (1, 1)
    assert sent[("withdrawn", waiting.stop.contact.email)] == 1
    assert sent[("invitation", KIP)] == len(others)
