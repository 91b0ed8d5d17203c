"""When an offer can be received: weekly openings, closures, busy time and notice."""

from datetime import UTC, date, datetime, time

import pytest

from tests.builders import HELSINKI, STOCKHOLM, a_span
from visits.availability import (
    Busy,
    Closure,
    Opening,
    earliest_start,
    free_spans,
    open_spans,
)
from visits.errors import InvalidValue
from visits.span import Span

MONDAY, SUNDAY = date(2027, 1, 11), date(2027, 1, 17)
OFFICE_HOURS = tuple(Opening(weekday, time(8), time(16)) for weekday in range(5))


@pytest.mark.parametrize("weekday", [-1, 7])
def test_opening_refuses_a_day_that_no_week_has(weekday: int) -> None:
    with pytest.raises(InvalidValue, match=r"opening\.weekday"):
        Opening(weekday, time(8), time(16))


@pytest.mark.parametrize("closes", [time(8), time(7)])
def test_opening_refuses_to_close_before_it_opens(closes: time) -> None:
    with pytest.raises(InvalidValue, match=r"opening\.closes"):
        Opening(0, time(8), closes)


def test_closure_covers_both_its_ends() -> None:
    closure = Closure(date(2027, 7, 1), date(2027, 7, 31))

    covered = [
        closure.covers(on)
        for on in (date(2027, 6, 30), date(2027, 7, 1), date(2027, 7, 31), date(2027, 8, 1))
    ]

    assert covered == [False, True, True, False]


def test_closure_refuses_to_end_before_it_starts() -> None:
    with pytest.raises(InvalidValue, match=r"closure\.last_on"):
        Closure(date(2027, 7, 2), date(2027, 7, 1))


def test_open_spans_are_the_weekdays_in_the_sites_clock() -> None:
    spans = open_spans(OFFICE_HOURS, closures=(), first_on=MONDAY, last_on=SUNDAY, zone=STOCKHOLM)

    assert spans == tuple(
        Span(datetime(2027, 1, day, 7, tzinfo=UTC), datetime(2027, 1, day, 15, tzinfo=UTC))
        for day in range(11, 16)
    )


def test_open_spans_leave_closed_days_out() -> None:
    closures = [Closure(date(2027, 1, 12), date(2027, 1, 13)), Closure(MONDAY, MONDAY)]

    spans = open_spans(
        OFFICE_HOURS, closures=closures, first_on=MONDAY, last_on=SUNDAY, zone=HELSINKI
    )

    assert [span.starts_at.day for span in spans] == [14, 15]


def test_open_spans_of_one_day_are_joined_where_they_meet() -> None:
    openings = [Opening(0, time(8), time(12)), Opening(0, time(12), time(16))]

    spans = open_spans(openings, closures=(), first_on=MONDAY, last_on=MONDAY, zone=STOCKHOLM)

    assert spans == (a_span(7, 480, on=MONDAY),)


def test_open_spans_keep_the_wall_clock_when_summer_time_begins() -> None:
    sunday = Opening(6, time(9), time(10))

    spans = open_spans(
        [sunday],
        closures=(),
        first_on=date(2027, 3, 21),
        last_on=date(2027, 3, 28),
        zone=STOCKHOLM,
    )

    assert [span.starts_at.hour for span in spans] == [8, 7]


def test_open_spans_are_none_where_the_clocks_skip_the_opening() -> None:
    night = Opening(6, time(2), time(3))

    spans = open_spans(
        [night],
        closures=(),
        first_on=date(2027, 3, 28),
        last_on=date(2027, 3, 28),
        zone=STOCKHOLM,
    )

    assert spans == ()


def test_free_spans_leave_busy_time_and_the_past_out() -> None:
    opened = [a_span(8, 120), a_span(12, 240)]
    busy = [Busy(a_span(13, 60))]

    free = free_spans(opened, busy=busy, not_before=a_span(12, 30).ends_at)

    assert free == (Span(a_span(12, 30).ends_at, a_span(13).starts_at), a_span(14, 120))


def test_earliest_start_is_midnight_there_after_the_notice() -> None:
    late_evening = datetime(2027, 1, 11, 22, 30, tzinfo=UTC)

    starts = [
        earliest_start(late_evening, notice_days=7, zone=zone) for zone in (STOCKHOLM, HELSINKI)
    ]

    assert starts == [
        datetime(2027, 1, 17, 23, tzinfo=UTC),
        datetime(2027, 1, 18, 22, tzinfo=UTC),
    ]


def test_earliest_start_without_notice_is_now() -> None:
    now = datetime(2027, 1, 11, 9, 30, tzinfo=UTC)

    assert earliest_start(now, notice_days=0, zone=STOCKHOLM) == now
