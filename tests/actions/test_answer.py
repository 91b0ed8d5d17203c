"""Hosts answer; the programme follows, disturbed as little as can be."""

from collections import Counter
from datetime import time, timedelta

import pytest

import app.actions.answer as answering
from app.actions.answer import lapse_overdue
from app.actions.cancel import cancel_stop, cancel_visit
from app.actions.revise import accept_revision
from app.actions.transaction import Transaction
from app.plans import shown_revision
from app.world import World
from tests.actions.story import (
    A_COORDINATOR,
    A_DELEGATION,
    NO,
    YES,
    all_confirm,
    answer,
    chosen,
    itinerary_of,
    mails_of,
    open_change,
    requests_of,
    told,
)
from tests.builders import an_inquiry, some_wishes
from tests.conftest import FakeClock
from visits.errors import NotAllowedNow, Stale
from visits.itinerary import Itinerary, ItineraryState, StopState
from visits.request import Answer, AnswerKind, RequestState
from visits.span import Span

KIP = "visits.kip@example.org"


def accept(world: World, delegation_id: int) -> None:
    change = open_change(world, delegation_id)
    assert change is not None
    assert change.id is not None
    accept_revision(world, revision_id=change.id, by=A_DELEGATION, now=world.clock())


def test_when_all_confirm_the_programme_goes_out_with_one_invitation_each(world: World) -> None:
    delegation_id = chosen(world)

    all_confirm(world, delegation_id)

    itinerary = itinerary_of(world, delegation_id)
    assert itinerary.state is ItineraryState.PUBLISHED
    stops = itinerary.standing
    sent = mails_of(world, delegation_id)
    assert sent[("published", KIP)] == 1
    assert sent[("invitation", KIP)] == len(stops)
    assert all(sent[("invitation", stop.contact.email)] == 1 for stop in stops)


def test_the_same_answer_twice_is_a_no_op(world: World) -> None:
    delegation_id = chosen(world)
    request = requests_of(world, delegation_id)[0]

    took = [answer(world, request, YES), answer(world, request, YES)]

    assert took == [True, False]
    assert told(world, delegation_id).count("confirmed") == 1


def test_an_answer_can_be_changed_until_the_programme_is_out(world: World) -> None:
    delegation_id = chosen(world)
    request = requests_of(world, delegation_id)[0]
    answer(world, request, NO)
    assert open_change(world, delegation_id) is not None

    answer(world, request, YES)

    assert open_change(world, delegation_id) is None
    all_confirm(world, delegation_id)
    with pytest.raises(NotAllowedNow):
        answer(world, request, NO)


def test_a_decline_proposes_a_change_that_keeps_the_other_stops(world: World) -> None:
    delegation_id = chosen(world)
    requests = requests_of(world, delegation_id)
    answer(world, requests[0], YES)

    answer(world, requests[1], NO)

    change = open_change(world, delegation_id)
    assert change is not None
    shown = shown_revision(change, itinerary_of(world, delegation_id))
    stays = {one.offer for one in shown.stays}
    assert [one.offer for one in shown.goes] == [requests[1].stop.offer.slug]
    assert stays == {one.stop.offer.slug for one in requests if one is not requests[1]}
    assert shown.moves == ()
    sent = mails_of(world, delegation_id)
    assert sent[("change_proposed", KIP)] == 1
    assert sent[("change_proposed", "coordinator.north@example.org")] == 1


def test_an_accepted_change_asks_only_the_new_host(world: World) -> None:
    delegation_id = chosen(world)
    before = requests_of(world, delegation_id)
    answer(world, before[0], YES)
    answer(world, before[1], NO)

    accept(world, delegation_id)

    new = requests_of(world, delegation_id)[len(before) :]
    assert [one.state for one in new] == [RequestState.WAITING] * len(new)
    assert all(one.stop.offer.host.slug != before[1].stop.offer.host.slug for one in new)
    all_confirm(world, delegation_id)
    assert itinerary_of(world, delegation_id).state is ItineraryState.PUBLISHED


def test_a_proposed_time_that_fits_needs_no_second_question(world: World) -> None:
    until_three = some_wishes(day_until=time(15), longest_day=360)
    delegation_id = chosen(world, an_inquiry(wishes=until_three))
    requests = requests_of(world, delegation_id)
    for request in requests[:-1]:
        answer(world, request, YES)
    last = requests[-1]
    later = Span.of(last.stop.span.ends_at, last.stop.offer.minutes)

    answer(world, last, Answer(AnswerKind.PROPOSE, proposals=(later,)))
    change = open_change(world, delegation_id)
    assert change is not None
    moves = shown_revision(change, itinerary_of(world, delegation_id)).moves
    accept(world, delegation_id)

    assert [(one.offer, one.after) for one in moves] == [(last.stop.offer.slug, later)]
    itinerary = itinerary_of(world, delegation_id)
    assert itinerary.state is ItineraryState.PUBLISHED
    moved = itinerary.standing[-1]
    assert (moved.span, moved.sequence) == (later, last.stop.sequence + 1)
    asked_mails = {key: n for key, n in mails_of(world, delegation_id).items() if key[0] == "asked"}
    assert set(asked_mails.values()) == {1}


def test_a_change_that_is_no_longer_current_is_refused(world: World) -> None:
    delegation_id = chosen(world)
    requests = requests_of(world, delegation_id)
    answer(world, requests[0], NO)
    old = open_change(world, delegation_id)
    assert old is not None
    assert old.id is not None
    answer(world, requests[0], YES)

    with pytest.raises(Stale):
        accept_revision(world, revision_id=old.id, by=A_DELEGATION, now=world.clock())


def test_accepting_twice_is_accepting_once(world: World) -> None:
    delegation_id = chosen(world)
    answer(world, requests_of(world, delegation_id)[0], NO)
    change = open_change(world, delegation_id)
    assert change is not None
    assert change.id is not None

    for _ in range(2):
        accept_revision(world, revision_id=change.id, by=A_DELEGATION, now=world.clock())

    assert told(world, delegation_id).count("change_accepted") == 1


def test_when_every_host_declines_the_delegation_may_choose_anew(world: World) -> None:
    delegation_id = chosen(world)
    for request in requests_of(world, delegation_id):
        answer(world, request, NO)
    change = open_change(world, delegation_id)

    assert change is not None
    accept(world, delegation_id)
    itinerary = itinerary_of(world, delegation_id)
    assert itinerary.may_be_chosen_anew or itinerary.standing


def test_a_request_nobody_answers_lapses_and_its_stop_is_replaced(
    world: World, clock: FakeClock
) -> None:
    delegation_id = chosen(world)
    requests = requests_of(world, delegation_id)
    for request in requests[1:]:
        answer(world, request, YES)
    clock.now = requests[0].answer_by

    lapsed = lapse_overdue(world, now=clock.now)

    assert lapsed == 1
    assert requests_of(world, delegation_id)[0].state is RequestState.LAPSED
    assert open_change(world, delegation_id) is not None
    assert lapse_overdue(world, now=clock.now + timedelta(hours=1)) == 0
    with pytest.raises(NotAllowedNow):
        answer(world, requests[0], YES)


def test_cancelling_a_published_stop_takes_it_out_of_two_calendars(world: World) -> None:
    delegation_id = chosen(world)
    all_confirm(world, delegation_id)
    stop = itinerary_of(world, delegation_id).standing[0]
    assert stop.id is not None

    cancel_stop(
        world, stop_id=stop.id, delegation_id=delegation_id, by=A_COORDINATOR, now=world.clock()
    )

    after = itinerary_of(world, delegation_id)
    gone = next(one for one in after.stops if one.id == stop.id)
    assert (gone.state, gone.sequence, gone.uid) == (
        StopState.DROPPED,
        stop.sequence + 1,
        stop.uid,
    )
    assert after.state is ItineraryState.PUBLISHED
    cancelled = Counter(
        {to: n for (kind, to), n in mails_of(world, delegation_id).items() if kind == "cancelled"}
    )
    assert cancelled == {KIP: 1, stop.contact.email: 1}


def test_cancelling_a_published_visit_takes_every_stop_out_of_the_calendars(world: World) -> None:
    delegation_id = chosen(world)
    all_confirm(world, delegation_id)
    stops = itinerary_of(world, delegation_id).standing

    for _ in range(2):
        cancel_visit(world, delegation_id=delegation_id, by=A_DELEGATION, now=world.clock())

    sent = mails_of(world, delegation_id)
    assert itinerary_of(world, delegation_id).state is ItineraryState.CANCELLED
    assert sent[("cancelled", KIP)] == len(stops)
    assert all(sent[("cancelled", stop.contact.email)] == 1 for stop in stops)


def test_a_visit_that_cannot_be_settled_does_not_keep_the_others_waiting(
    world: World, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, other = chosen(world), chosen(world)
    clock.now = max(one.answer_by for one in requests_of(world, other))
    honest = answering.settle

    def settle(tx: Transaction, itinerary: Itinerary) -> None:
        if itinerary.delegation.id == stuck:
            raise NotAllowedNow("something nobody thought of")
        honest(tx, itinerary)

    monkeypatch.setattr(answering, "settle", settle)

    lapse_overdue(world, now=clock.now)

    states = [requests_of(world, one)[0].state for one in (stuck, other)]
    assert states == [RequestState.WAITING, RequestState.LAPSED]
