"""The programme: what each of its states allows."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.builders import NOW, a_span, a_stop, an_itinerary, an_offer
from visits.errors import NotAllowedNow
from visits.itinerary import Itinerary, ItineraryState, StopState, blocked_span

LATER = NOW + timedelta(hours=1)
DRAFT, PUBLISHED, CANCELLED = ItineraryState
ELSEWHEN = a_span(10)

VERBS: dict[str, Callable[[Itinerary], object]] = {
    "add_stop": lambda one: one.add_stop(a_stop(span=ELSEWHEN)),
    "move_stop": lambda one: one.move_stop(one.stops[0], ELSEWHEN, now=LATER),
    "drop_stop": lambda one: one.drop_stop(one.stops[0], now=LATER),
    "publish": lambda one: one.publish(now=LATER),
    "cancel": lambda one: one.cancel(now=LATER),
}
ALLOWED = {
    DRAFT: {"add_stop", "move_stop", "drop_stop", "publish", "cancel"},
    PUBLISHED: {"add_stop", "move_stop", "drop_stop", "cancel"},
    CANCELLED: set[str](),
}


def an_agreed_itinerary(state: ItineraryState = DRAFT) -> Itinerary:
    return an_itinerary(state=state, stops=[a_stop(state=StopState.CONFIRMED)])


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", ItineraryState)
def test_itinerary_allows_each_verb_in_its_states_only(state: ItineraryState, verb: str) -> None:
    itinerary = an_agreed_itinerary(state)

    if verb in ALLOWED[state]:
        VERBS[verb](itinerary)
        assert itinerary.version == 2
    else:
        with pytest.raises(NotAllowedNow, match=state.value):
            VERBS[verb](itinerary)
        assert (itinerary.version, itinerary.state) == (1, state)


def test_standing_stops_are_in_order_of_time_without_dropped_ones() -> None:
    late, early, gone = (
        a_stop(span=a_span(11)),
        a_stop(span=a_span(9)),
        a_stop(span=a_span(10), state=StopState.DROPPED),
    )
    itinerary = an_itinerary(stops=[late, gone, early])

    assert itinerary.standing == (early, late)


def test_moved_stop_takes_its_buffers_with_it_and_tells_calendars() -> None:
    stop = a_stop(offer=an_offer(buffer_before=5, buffer_after=15))
    uid = stop.uid

    stop.move(ELSEWHEN, now=LATER)

    assert (stop.span, stop.blocked) == (ELSEWHEN, ELSEWHEN.widened(before=5, after=15))
    assert (stop.uid, stop.sequence, stop.changed_at) == (uid, 1, LATER)


def test_a_stop_raises_its_sequence_when_its_host_says_yes_and_takes_it_back() -> None:
    stop = a_stop()

    stop.confirm(now=LATER)
    stop.confirm(now=LATER)
    confirmed = stop.state, stop.sequence
    stop.hold_again(now=LATER)
    stop.hold_again(now=LATER)

    assert confirmed == (StopState.CONFIRMED, 1)
    assert (stop.state, stop.sequence, stop.changed_at) == (StopState.HELD, 2, LATER)


def test_a_stop_takes_over_a_higher_sequence_and_no_lower_one() -> None:
    stop = a_stop(sequence=3)

    stop.raise_to(2, now=LATER)
    before = stop.sequence, stop.changed_at
    stop.raise_to(5, now=LATER)

    assert before == (3, NOW)
    assert (stop.sequence, stop.changed_at) == (5, LATER)


def test_dropped_stop_gives_its_slot_back_and_tells_calendars() -> None:
    stop = a_stop()

    stop.drop(now=LATER)

    assert not stop.stands
    assert (stop.state, stop.sequence, stop.changed_at) == (StopState.DROPPED, 1, LATER)


def test_blocked_span_has_the_offers_buffers_around_it() -> None:
    offer = an_offer(buffer_before=0, buffer_after=10)

    assert blocked_span(offer, a_span(9)) == a_span(9, 70)


@pytest.mark.parametrize(
    ("states", "is_agreed"),
    [
        ([], False),
        ([StopState.DROPPED], False),
        ([StopState.HELD], False),
        ([StopState.CONFIRMED, StopState.HELD], False),
        ([StopState.CONFIRMED, StopState.DROPPED], True),
        ([StopState.CONFIRMED], True),
    ],
)
def test_itinerary_is_published_only_when_every_standing_stop_is_confirmed(
    states: list[StopState], *, is_agreed: bool
) -> None:
    itinerary = an_itinerary(stops=[a_stop(state=state) for state in states])

    assert itinerary.is_agreed is is_agreed
    if is_agreed:
        itinerary.publish(now=LATER)
        assert (itinerary.state, itinerary.published_at) == (PUBLISHED, LATER)
    else:
        with pytest.raises(NotAllowedNow, match="waits for its host"):
            itinerary.publish(now=LATER)


def test_cancel_gives_every_standing_stop_back_once() -> None:
    standing, gone = a_stop(), a_stop(state=StopState.DROPPED, sequence=1)
    itinerary = an_itinerary(stops=[standing, gone])

    dropped = itinerary.cancel(now=LATER)

    assert dropped == (standing,)
    assert [(stop.state, stop.sequence) for stop in itinerary.stops] == [
        (StopState.DROPPED, 1),
        (StopState.DROPPED, 1),
    ]
    assert (itinerary.state, itinerary.cancelled_at) == (CANCELLED, LATER)


@pytest.mark.parametrize(
    ("state", "stop_state", "may"),
    [
        (DRAFT, StopState.DROPPED, True),
        (DRAFT, StopState.HELD, False),
        (PUBLISHED, StopState.DROPPED, False),
        (CANCELLED, StopState.DROPPED, False),
    ],
)
def test_itinerary_is_chosen_anew_only_as_a_draft_with_nothing_left(
    state: ItineraryState, stop_state: StopState, *, may: bool
) -> None:
    itinerary = an_itinerary(state=state, stops=[a_stop(state=stop_state)])

    assert itinerary.may_be_chosen_anew is may
