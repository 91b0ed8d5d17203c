"""A change is proposed when a host cannot, shown once, and accepted only while it can be had."""

from datetime import time, timedelta

import pytest

from app.actions.answer import lapse_overdue
from app.actions.cancel import cancel_stop, cancel_visit
from app.actions.revise import accept_revision
from app.world import World
from tests.actions.story import (
    A_COORDINATOR,
    A_DELEGATION,
    NO,
    YES,
    answer,
    chosen,
    itinerary_of,
    mails_of,
    open_change,
    programme_ids,
    requests_of,
    told,
)
from tests.builders import an_inquiry, some_wishes
from tests.conftest import FakeClock
from visits.errors import SlotTaken, Stale
from visits.itinerary import ItineraryState
from visits.request import Answer, AnswerKind, RequestState
from visits.span import Span

KIP = "visits.kip@example.org"
NORTH = "coordinator.north@example.org"


def change_id(world: World, delegation_id: int) -> int:
    change = open_change(world, delegation_id)
    assert change is not None
    assert change.id is not None
    return change.id


def accept(world: World, delegation_id: int) -> None:
    revision_id = change_id(world, delegation_id)
    accept_revision(world, revision_id=revision_id, by=A_DELEGATION, now=world.clock())


def an_afternoon_visit(world: World) -> int:
    """A visit with room for its last stop to be moved to the hour after it."""
    return chosen(world, an_inquiry(wishes=some_wishes(day_until=time(15), longest_day=360)))


def test_an_answer_that_alters_nothing_leaves_the_shown_change_as_it_is(world: World) -> None:
    delegation_id = chosen(world)
    first, *others = requests_of(world, delegation_id)
    answer(world, first, NO)
    shown = change_id(world, delegation_id)

    for request in others:
        answer(world, request, YES)

    assert change_id(world, delegation_id) == shown
    sent = mails_of(world, delegation_id)
    assert (sent[("change_proposed", KIP)], sent[("change_proposed", NORTH)]) == (1, 1)
    accept(world, delegation_id)


def test_the_change_names_the_answer_that_came_last(world: World, clock: FakeClock) -> None:
    delegation_id = an_afternoon_visit(world)
    requests = requests_of(world, delegation_id)
    last = requests[-1]
    later = Span.of(last.stop.span.ends_at, last.stop.offer.minutes)
    answer(world, last, Answer(AnswerKind.PROPOSE, proposals=(later,)))
    clock.go_on(hours=1)

    answer(world, requests[0], NO)

    change = open_change(world, delegation_id)
    assert change is not None
    assert change.cause.value == "declined"


def test_hosts_that_stay_silent_together_are_told_of_once(world: World, clock: FakeClock) -> None:
    delegation_id = chosen(world)
    requests = requests_of(world, delegation_id)
    clock.now = max(request.answer_by for request in requests) + timedelta(days=3)

    lapsed = lapse_overdue(world, now=clock.now)

    assert lapsed == len(requests) > 1
    assert told(world, delegation_id).count("lapsed") == len(requests)
    assert mails_of(world, delegation_id)[("change_proposed", KIP)] == 1
    assert lapse_overdue(world, now=clock.now) == 0


def test_a_proposed_time_that_another_visit_holds_is_not_planned_with(world: World) -> None:
    first, second = an_afternoon_visit(world), an_afternoon_visit(world)
    held = {one.stop.contact.id: one.stop for one in requests_of(world, first)}
    request = next(one for one in requests_of(world, second) if one.stop.contact.id in held)
    taken = Answer(AnswerKind.PROPOSE, proposals=(held[request.stop.contact.id].span,))

    answer(world, request, taken)

    change = open_change(world, second)
    assert change is not None
    planned = {one.choice: one.span for one in change.plan.stops}
    assert planned.get(request.stop.offer.slug) != taken.proposals[0]
    accept(world, second)


def test_a_proposed_time_that_has_passed_is_not_accepted(world: World, clock: FakeClock) -> None:
    delegation_id = an_afternoon_visit(world)
    requests = requests_of(world, delegation_id)
    for request in requests[:-1]:
        answer(world, request, YES)
    last = requests[-1]
    later = Span.of(last.stop.span.ends_at, last.stop.offer.minutes)
    answer(world, last, Answer(AnswerKind.PROPOSE, proposals=(later,)))
    revision_id = change_id(world, delegation_id)
    clock.now = later.ends_at

    with pytest.raises(SlotTaken) as lost:
        accept_revision(world, revision_id=revision_id, by=A_DELEGATION, now=clock.now)

    assert lost.value.offer_ids == (last.stop.offer.id,)
    assert itinerary_of(world, delegation_id).state is ItineraryState.DRAFT
    fresh = open_change(world, delegation_id)
    assert fresh is not None
    assert later not in {one.span for one in fresh.plan.stops}


def test_a_new_stop_inside_its_notice_by_now_is_not_taken(world: World, clock: FakeClock) -> None:
    delegation_id = chosen(world)
    requests = requests_of(world, delegation_id)
    for request in requests[1:]:
        answer(world, request, YES)
    answer(world, requests[0], NO)
    change = open_change(world, delegation_id)
    assert change is not None
    assert change.id is not None
    standing = {stop.offer.slug for stop in itinerary_of(world, delegation_id).standing}
    new = [one for one in change.plan.stops if one.choice not in standing]
    assert new, "the catalogue has something to put in its place"
    clock.now = min(one.span.starts_at for one in new) - timedelta(hours=1)

    with pytest.raises(SlotTaken):
        accept_revision(world, revision_id=change.id, by=A_DELEGATION, now=clock.now)

    accept(world, delegation_id)
    assert itinerary_of(world, delegation_id).state is ItineraryState.PUBLISHED


def test_a_waiting_stop_stays_although_its_notice_has_begun(world: World, clock: FakeClock) -> None:
    delegation_id = chosen(world)
    first, second, *_ = requests_of(world, delegation_id)
    clock.now = first.answer_by - timedelta(hours=1)

    answer(world, first, NO)

    change = open_change(world, delegation_id)
    assert change is not None
    planned = {one.choice: one.span for one in change.plan.stops}
    assert planned[second.stop.offer.slug] == second.stop.span


def test_when_nothing_is_left_there_are_fresh_programmes_without_those_who_declined(
    world: World,
) -> None:
    delegation_id = chosen(world)
    old = programme_ids(world, delegation_id)
    while not itinerary_of(world, delegation_id).may_be_chosen_anew:
        for request in requests_of(world, delegation_id):
            if request.state is RequestState.WAITING:
                answer(world, request, NO)
        accept(world, delegation_id)

    fresh = programme_ids(world, delegation_id)

    assert not set(fresh) & set(old)
    assert fresh or "no_programme" in told(world, delegation_id)


def test_a_change_is_not_accepted_once_the_visit_is_cancelled(world: World) -> None:
    delegation_id = chosen(world)
    answer(world, requests_of(world, delegation_id)[0], NO)
    revision_id = change_id(world, delegation_id)
    cancel_visit(world, delegation_id=delegation_id, by=A_COORDINATOR, now=world.clock())

    with pytest.raises(Stale):
        accept_revision(world, revision_id=revision_id, by=A_DELEGATION, now=world.clock())

    assert open_change(world, delegation_id) is None


def test_a_change_is_made_anew_when_another_stop_is_cancelled_meanwhile(world: World) -> None:
    delegation_id = chosen(world)
    first, second, *_ = requests_of(world, delegation_id)
    answer(world, first, NO)
    old = change_id(world, delegation_id)

    cancel_stop(
        world,
        stop_id=second.stop.id or 0,
        delegation_id=delegation_id,
        by=A_COORDINATOR,
        now=world.clock(),
    )

    assert change_id(world, delegation_id) != old
    accept(world, delegation_id)
