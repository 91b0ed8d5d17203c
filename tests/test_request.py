"""Asking a host: until when, what each state takes, and what an answer does to the stop."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import (
    NOW,
    a_contact,
    a_request,
    a_span,
    a_stop,
    an_itinerary,
)
from visits.errors import InvalidValue, NotAllowedNow
from visits.itinerary import ItineraryState, StopState
from visits.request import (
    MOST_PROPOSALS,
    Answer,
    AnsweredAlready,
    AnswerKind,
    Colleague,
    RequestState,
    Said,
    Via,
    VisitRequest,
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


def test_host_whose_times_are_not_taken_is_asked_for_the_first_again() -> None:
    request = a_request_in(COUNTERED)
    version, span = request.version, request.stop.span

    request.ask_again(answer_by=FAR_AWAY, now=LATER)

    assert (request.state, request.said, request.answered_at) == (WAITING, None, None)
    assert (request.asked_at, request.answer_by) == (LATER, FAR_AWAY)
    assert (request.version, request.stop.span) == (version + 1, span)


@pytest.mark.parametrize("state", [WAITING, CONFIRMED, DECLINED, WITHDRAWN, LAPSED])
def test_only_who_proposed_other_times_is_asked_again(state: RequestState) -> None:
    request = a_request_in(state)

    with pytest.raises(NotAllowedNow):
        request.ask_again(answer_by=FAR_AWAY, now=LATER)

    assert request.state is state


def test_nobody_is_asked_again_without_time_to_answer() -> None:
    request = a_request_in(COUNTERED)

    with pytest.raises(NotAllowedNow):
        request.ask_again(answer_by=LATER, now=LATER)

    assert request.state is COUNTERED


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


MAYBE = Answer(AnswerKind.MAYBE)
A_COLLEAGUE = a_contact(email="colleague@example.org")
HANDED = Answer(AnswerKind.HAND_ON, colleague=Colleague("colleague@example.org", "Colleague"))


def a_handed_request() -> VisitRequest:
    request = a_request()
    request.hand_on(HANDED, to=A_COLLEAGUE, now=NOW)
    return request


def test_maybe_leaves_the_question_open_and_takes_a_yes_back() -> None:
    request = a_request_in(CONFIRMED)

    took = [request.take(MAYBE, now=LATER), request.take(MAYBE, now=LATER)]

    assert took == [True, False]
    assert (request.state, request.is_maybe, request.said) == (WAITING, True, MAYBE)
    assert (request.stop.state, request.version) == (StopState.HELD, 3)
    assert request.is_overdue(now=request.answer_by)


def test_every_answer_says_who_gave_it_and_how() -> None:
    request = a_request()

    request.take(NO, now=LATER, said=Said("Reception", Via.MAIL))

    said = (request.answered_by, request.answered_via, request.answered_at)
    assert said == ("Reception", Via.MAIL, LATER)


def test_answer_to_an_older_version_is_refused_and_told_what_was_said_first() -> None:
    request = a_request()
    request.take(YES, now=NOW, said=Said("Reception", Via.LINK))

    with pytest.raises(AnsweredAlready) as refused:
        request.take(replace(NO, version=1), now=LATER)

    first = refused.value
    assert (first.said, first.by, first.via, first.at) == (YES, "Reception", Via.LINK, NOW)
    assert (request.state, request.version) == (CONFIRMED, 2)


def test_same_answer_to_an_older_version_is_no_conflict() -> None:
    request = a_request_in(CONFIRMED)

    assert request.take(replace(YES, version=1), now=LATER) is False


def test_answer_to_the_present_version_changes_the_one_before() -> None:
    request = a_request_in(CONFIRMED)

    assert request.take(replace(NO, version=2), now=LATER) is True


def test_handed_request_waits_for_the_colleague_and_its_contact_answers_still() -> None:
    request = a_handed_request()
    asked_first = request.stop.contact

    said = request.said
    request.take(NO, now=LATER)

    assert said == HANDED
    assert (request.state, request.handed_to, request.stop.contact) == (DECLINED, None, asked_first)


def test_colleague_that_says_yes_answers_for_the_stop_from_then_on() -> None:
    request = a_handed_request()
    request.stop.company = [A_COLLEAGUE]

    request.take_over(YES, now=LATER)

    assert (request.state, request.handed_to) == (CONFIRMED, None)
    assert (request.stop.contact, request.stop.company) == (A_COLLEAGUE, [])
    assert request.stop.state is StopState.CONFIRMED


def test_colleague_that_says_no_gives_the_question_back() -> None:
    request = a_handed_request()
    asked_first = request.stop.contact

    request.hand_back(NO, now=LATER)

    assert (request.state, request.handed_to, request.said) == (WAITING, None, None)
    assert (request.stop.contact, request.version) == (asked_first, 3)


def test_colleague_that_thinks_so_is_asked_still() -> None:
    request = a_handed_request()

    request.think_over(MAYBE, now=LATER)

    assert (request.handed_to, request.said) == (A_COLLEAGUE, MAYBE)


@pytest.mark.parametrize("verb", [VisitRequest.take_over, VisitRequest.hand_back])
def test_colleague_answers_only_what_is_handed_on(verb: Callable[..., object]) -> None:
    with pytest.raises(NotAllowedNow, match="not handed on"):
        verb(a_request(), YES, now=LATER)


def test_question_is_not_handed_to_whoever_is_asked_already() -> None:
    request = a_request()

    with pytest.raises(InvalidValue, match="already"):
        request.hand_on(HANDED, to=request.stop.contact, now=LATER)


def test_stop_that_is_asked_anew_takes_an_answer_though_the_programme_is_out() -> None:
    request = a_request()
    request.itinerary.state = ItineraryState.PUBLISHED

    assert request.take(YES, now=LATER) is True
    with pytest.raises(NotAllowedNow):
        request.take(NO, now=LATER)


def test_reminder_is_due_from_its_time_until_an_answer_or_the_end() -> None:
    request = a_request(next_reminder_at=LATER)
    before, after = LATER - timedelta(seconds=1), LATER + timedelta(days=1)

    due = [request.is_reminder_due(now=now) for now in (before, LATER, after, request.answer_by)]
    request.take(NO, now=LATER)

    assert due == [False, True, True, False]
    assert not request.is_reminder_due(now=after)
