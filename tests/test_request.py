"""Asking a host: until when, what each state takes, and what an answer does to the stop."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    HELSINKI,
    NOW,
    STOCKHOLM,
    a_request,
    a_span,
    a_stop,
    an_itinerary,
)
from visits.availability import Closure
from visits.errors import InvalidValue, NotAllowedNow
from visits.itinerary import ItineraryState, StopState
from visits.request import (
    MOST_PROPOSALS,
    Answer,
    AnswerKind,
    RequestState,
    VisitRequest,
    answer_by,
)

LATER = NOW + timedelta(hours=1)
FAR_AWAY = NOW + timedelta(days=200)
WAITING, CONFIRMED, DECLINED, COUNTERED, WITHDRAWN, LAPSED = RequestState
YES = Answer(AnswerKind.CONFIRM)
NO = Answer(AnswerKind.DECLINE, reason="We are rebuilding.")
OTHER_TIMES = Answer(AnswerKind.PROPOSE, proposals=(a_span(12), a_span(10)))
ANSWERS = {"yes": YES, "no": NO, "other times": OTHER_TIMES}
AFTER = {"yes": CONFIRMED, "no": DECLINED, "other times": COUNTERED}


def a_request_in(state: RequestState) -> VisitRequest:
    """A request that has come to a state by its own verbs."""
    request = a_request()
    steps = {
        WAITING: lambda: None,
        CONFIRMED: lambda: request.take(YES, now=NOW),
        DECLINED: lambda: request.take(NO, now=NOW),
        COUNTERED: lambda: request.take(OTHER_TIMES, now=NOW),
        WITHDRAWN: lambda: request.withdraw(now=NOW),
        LAPSED: lambda: request.lapse(now=NOW),
    }
    steps[state]()
    assert request.state is state
    return request


@pytest.mark.parametrize("words", ANSWERS)
@pytest.mark.parametrize("state", [WAITING, CONFIRMED, DECLINED, COUNTERED])
def test_open_request_takes_an_answer_once(state: RequestState, words: str) -> None:
    request = a_request_in(state)
    version = request.version

    first = request.take(ANSWERS[words], now=LATER)
    second = request.take(ANSWERS[words], now=LATER)

    assert (first, second) == (state is not AFTER[words], False)
    assert request.state is AFTER[words]
    assert request.version == version + first
    assert (request.stop.state is StopState.CONFIRMED) is (words == "yes")


@pytest.mark.parametrize("words", ANSWERS)
@pytest.mark.parametrize("state", [WITHDRAWN, LAPSED])
def test_ended_request_takes_no_answer(state: RequestState, words: str) -> None:
    request = a_request_in(state)

    with pytest.raises(NotAllowedNow, match=state.value):
        request.take(ANSWERS[words], now=LATER)

    assert (request.state, request.stop.state) == (state, StopState.HELD)


def test_answer_keeps_the_reason_and_the_proposals_in_order() -> None:
    request = a_request()

    request.take(OTHER_TIMES, now=LATER)

    assert request.proposals == (a_span(10), a_span(12))
    assert (request.reason, request.answered_at) == ("", LATER)


def test_same_proposals_in_another_order_are_the_same_answer() -> None:
    request = a_request_in(COUNTERED)
    reordered = Answer(AnswerKind.PROPOSE, proposals=(a_span(10), a_span(12), a_span(10)))

    assert request.take(reordered, now=LATER) is False


def test_another_reason_is_another_answer() -> None:
    request = a_request_in(DECLINED)

    assert request.take(Answer(AnswerKind.DECLINE, reason="Nobody is here."), now=LATER) is True
    assert request.reason == "Nobody is here."


@pytest.mark.parametrize("state", [ItineraryState.PUBLISHED, ItineraryState.CANCELLED])
def test_answer_is_not_changed_once_the_programme_is_out(state: ItineraryState) -> None:
    request = a_request_in(CONFIRMED)
    request.itinerary.state = state

    assert request.take(YES, now=LATER) is False
    with pytest.raises(NotAllowedNow):
        request.take(NO, now=LATER)


def test_answer_is_taken_until_the_last_instant() -> None:
    request = a_request()

    assert request.may_answer(now=request.answer_by - timedelta(microseconds=1))
    assert not request.may_answer(now=request.answer_by)


def test_late_yes_does_not_bring_a_dropped_stop_back() -> None:
    request = a_request_in(DECLINED)
    request.itinerary.drop_stop(request.stop, now=LATER)

    with pytest.raises(NotAllowedNow):
        request.take(YES, now=LATER)

    assert request.stop.state is StopState.DROPPED


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (WAITING, WITHDRAWN),
        (CONFIRMED, WITHDRAWN),
        (COUNTERED, WITHDRAWN),
        (DECLINED, DECLINED),
        (WITHDRAWN, WITHDRAWN),
        (LAPSED, LAPSED),
    ],
)
def test_withdrawn_request_keeps_a_no_that_was_said(
    state: RequestState, after: RequestState
) -> None:
    request = a_request_in(state)
    version = request.version

    request.withdraw(now=LATER)

    assert request.state is after
    assert request.version == version + (state is not after)


@pytest.mark.parametrize("state", [one for one in RequestState if one is not WAITING])
def test_only_a_waiting_request_lapses(state: RequestState) -> None:
    request = a_request_in(state)

    with pytest.raises(NotAllowedNow, match=state.value):
        request.lapse(now=LATER)

    assert request.state is state


def test_stop_at_a_time_the_host_proposed_is_confirmed() -> None:
    request = a_request_in(COUNTERED)
    request.itinerary.move_stop(request.stop, a_span(10), now=LATER)

    request.meet(now=LATER)

    assert (request.state, request.stop.state) == (CONFIRMED, StopState.CONFIRMED)


@pytest.mark.parametrize("state", [one for one in RequestState if one is not COUNTERED])
def test_only_a_proposed_time_can_be_met(state: RequestState) -> None:
    request = a_request_in(state)

    with pytest.raises(NotAllowedNow, match="did not propose"):
        request.meet(now=LATER)


def test_time_nobody_proposed_is_not_met() -> None:
    request = a_request_in(COUNTERED)
    request.itinerary.move_stop(request.stop, a_span(14), now=LATER)

    with pytest.raises(NotAllowedNow, match="did not propose"):
        request.meet(now=LATER)


@pytest.mark.parametrize("count", [0, MOST_PROPOSALS + 1])
def test_proposal_names_a_few_times(count: int) -> None:
    times = tuple(a_span(hour) for hour in range(8, 8 + count))

    with pytest.raises(InvalidValue, match=r"answer\.proposals"):
        Answer(AnswerKind.PROPOSE, proposals=times)


def test_request_belongs_to_one_stop_of_its_itinerary() -> None:
    first, second = a_stop(), a_stop(span=a_span(10))
    request = a_request(itinerary=an_itinerary(stops=[first, second]), stop=first)

    request.take(YES, now=LATER)

    assert [stop.state for stop in (first, second)] == [StopState.CONFIRMED, StopState.HELD]


INDEPENDENCE_DAY = Closure(date(2026, 12, 7), date(2026, 12, 7))
CHRISTMAS = Closure(date(2026, 12, 24), date(2026, 12, 26))


@pytest.mark.parametrize(
    ("asked_at", "working_days", "zone", "latest"),
    [
        # Monday and five working days are the next Monday, at 16:00 there.
        ("2026-11-23 09:00Z", 5, STOCKHOLM, "2026-11-30 15:00Z"),
        ("2026-11-23 09:00Z", 5, HELSINKI, "2026-11-30 14:00Z"),
        # A question late on Friday waits for Monday, whatever the hour.
        ("2026-11-27 22:00Z", 1, STOCKHOLM, "2026-11-30 15:00Z"),
        # It is Saturday in Helsinki already.
        ("2026-11-27 22:30Z", 1, HELSINKI, "2026-11-30 14:00Z"),
        # A holiday on Monday does not count.
        ("2026-12-04 09:00Z", 1, STOCKHOLM, "2026-12-08 15:00Z"),
        # Thursday and Friday are Christmas, then comes a weekend.
        ("2026-12-23 09:00Z", 1, STOCKHOLM, "2026-12-28 15:00Z"),
        # Summer time begins on the Sunday between.
        ("2027-03-26 09:00Z", 1, STOCKHOLM, "2027-03-29 14:00Z"),
    ],
)
def test_answer_is_due_in_the_afternoon_after_so_many_working_days(
    asked_at: str, working_days: int, zone: str, latest: str
) -> None:
    found = answer_by(
        datetime.fromisoformat(asked_at),
        working_days=working_days,
        closures=[INDEPENDENCE_DAY, CHRISTMAS],
        zone=zone,
        before=FAR_AWAY + timedelta(days=365),
    )

    assert found == datetime.fromisoformat(latest)


def test_answer_is_due_half_a_day_before_the_stop() -> None:
    stop_at = NOW + timedelta(days=3)

    found = answer_by(NOW, working_days=5, closures=[], zone=STOCKHOLM, before=stop_at)

    assert found == stop_at - timedelta(hours=12)


def test_answer_about_a_near_stop_is_due_halfway_to_it() -> None:
    found = answer_by(
        NOW, working_days=5, closures=[], zone=STOCKHOLM, before=NOW + timedelta(hours=10)
    )

    assert found == NOW + timedelta(hours=5)


@given(
    st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    st.integers(1, 30),
    st.timedeltas(timedelta(minutes=1), timedelta(days=60)),
    st.sampled_from([STOCKHOLM, HELSINKI]),
)
def test_there_is_always_time_to_answer_before_the_stop(
    now: datetime, working_days: int, ahead: timedelta, zone: str
) -> None:
    found = answer_by(
        now, working_days=working_days, closures=[CHRISTMAS], zone=zone, before=now + ahead
    )

    assert now < found < now + ahead
