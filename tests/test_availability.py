"""When an offer can be received: weekly openings, closures, busy time and notice."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.builders import HELSINKI, STOCKHOLM, a_span
from visits.availability import (
    Busy,
    BusyKind,
    Closure,
    ClosureKind,
    Hours,
    Opening,
    SpecialDay,
    attended_spans,
    earliest_start,
    free_spans,
    open_spans,
)
from visits.errors import InvalidValue
from visits.span import Day, Span

MONDAY, SUNDAY = date(2027, 1, 11), date(2027, 1, 17)
OFFICE_HOURS = Hours(tuple(Opening(weekday, time(8), time(16)) for weekday in range(5)))


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
    spans = open_spans(OFFICE_HOURS, first_on=MONDAY, last_on=SUNDAY, zone=STOCKHOLM)

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
    openings = (Opening(0, time(8), time(12)), Opening(0, time(12), time(16)))

    spans = open_spans(Hours(openings), first_on=MONDAY, last_on=MONDAY, zone=STOCKHOLM)

    assert spans == (a_span(7, 480, on=MONDAY),)


def test_open_spans_keep_the_wall_clock_when_summer_time_begins() -> None:
    sunday = Opening(6, time(9), time(10))

    spans = open_spans(
        Hours((sunday,)),
        first_on=date(2027, 3, 21),
        last_on=date(2027, 3, 28),
        zone=STOCKHOLM,
    )

    assert [span.starts_at.hour for span in spans] == [8, 7]


def test_open_spans_are_none_where_the_clocks_skip_the_opening() -> None:
    night = Opening(6, time(2), time(3))

    spans = open_spans(
        Hours((night,)),
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


SATURDAY = date(2027, 1, 16)
WEEK = {"first_on": MONDAY, "last_on": SUNDAY, "zone": STOCKHOLM}


def opened(hours: Hours, *, on: date, **more: Any) -> tuple[Span, ...]:
    return open_spans(hours, first_on=on, last_on=on, zone=STOCKHOLM, **more)


def test_special_day_has_other_hours_in_place_of_the_weeks() -> None:
    hours = replace(OFFICE_HOURS, special_days=(SpecialDay(MONDAY, time(10), time(12)),))

    assert opened(hours, on=MONDAY) == (a_span(9, 120, on=MONDAY),)
    assert opened(hours, on=date(2027, 1, 18)) == (a_span(7, 480, on=date(2027, 1, 18)),)


def test_extra_hours_stand_beside_the_weeks() -> None:
    evening = SpecialDay(MONDAY, time(18), time(19), is_extra=True)
    hours = replace(OFFICE_HOURS, special_days=(evening,))

    assert opened(hours, on=MONDAY) == (a_span(7, 480, on=MONDAY), a_span(17, 60, on=MONDAY))


@pytest.mark.parametrize("is_extra", [True, False])
def test_special_day_opens_a_day_without_weekly_hours(is_extra: bool) -> None:
    special = SpecialDay(SATURDAY, time(10), time(12), is_extra=is_extra)
    hours = replace(OFFICE_HOURS, special_days=(special,))

    assert opened(hours, on=SATURDAY) == (a_span(9, 120, on=SATURDAY),)


@pytest.mark.parametrize(
    ("kind", "is_open"),
    [(ClosureKind.HOLIDAY, True), (ClosureKind.OFFICE, False), (ClosureKind.OTHER, False)],
)
def test_special_day_is_open_through_a_public_holiday_only(
    kind: ClosureKind, is_open: bool
) -> None:
    hours = replace(OFFICE_HOURS, special_days=(SpecialDay(MONDAY, time(10), time(12)),))

    found = opened(hours, on=MONDAY, closures=[Closure(MONDAY, MONDAY, kind)])

    assert bool(found) is is_open


def test_special_day_refuses_to_close_before_it_opens() -> None:
    with pytest.raises(InvalidValue, match=r"special_day\.closes"):
        SpecialDay(MONDAY, time(12), time(12))


def test_own_closure_counts_beside_those_of_others() -> None:
    hours = replace(OFFICE_HOURS, closures=(Closure(MONDAY, date(2027, 1, 12)),))

    spans = open_spans(hours, closures=[Closure(date(2027, 1, 13), date(2027, 1, 14))], **WEEK)

    assert [span.starts_at.day for span in spans] == [15]


def test_contact_without_hours_is_there_all_day() -> None:
    assert attended_spans(Hours(), **WEEK) == (
        Span(Day(MONDAY, STOCKHOLM).span().starts_at, Day(SUNDAY, STOCKHOLM).span().ends_at),
    )


def test_contact_with_hours_is_there_in_them_and_on_no_other_day() -> None:
    mornings = Hours((Opening(1, time(8), time(12)), Opening(3, time(8), time(12))))

    spans = attended_spans(mornings, **WEEK)

    assert spans == (a_span(7, 240), a_span(7, 240, on=date(2027, 1, 14)))


def test_contact_without_weekly_hours_keeps_to_those_of_a_single_day() -> None:
    hours = Hours(special_days=(SpecialDay(MONDAY, time(10), time(12)),))

    spans = attended_spans(hours, first_on=MONDAY, last_on=date(2027, 1, 12), zone=STOCKHOLM)

    assert spans == (a_span(9, 120, on=MONDAY), Day(date(2027, 1, 12), STOCKHOLM).span())


def test_contact_is_away_through_the_last_day_of_a_leave_and_own_closures() -> None:
    hours = Hours(closures=(Closure(date(2027, 1, 15), SUNDAY),))

    spans = attended_spans(hours, **WEEK, leave_until=date(2027, 1, 13))

    assert spans == (Day(date(2027, 1, 14), STOCKHOLM).span(),)


def test_busy_time_is_that_of_a_visit_unless_it_says_so() -> None:
    assert Busy(a_span()).kind is BusyKind.VISIT


# The days on which the clocks change, in Europe and in New York, 2026 and 2027, and the day
# before and after each. Kathmandu and Tokyo never change theirs.
CHANGES = (
    date(2026, 3, 8),
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 11, 1),
    date(2027, 3, 14),
    date(2027, 3, 28),
    date(2027, 10, 31),
    date(2027, 11, 7),
)
ZONES = ("Europe/Stockholm", "Europe/Helsinki", "America/New_York", "Asia/Kathmandu", "Asia/Tokyo")
# Hours of a day at the change, from midnight to midnight.
LONG_OR_SHORT = {
    ("Europe/Stockholm", date(2026, 3, 29)): 23,
    ("Europe/Stockholm", date(2026, 10, 25)): 25,
    ("Europe/Stockholm", date(2027, 3, 28)): 23,
    ("Europe/Stockholm", date(2027, 10, 31)): 25,
    ("Europe/Helsinki", date(2026, 3, 29)): 23,
    ("Europe/Helsinki", date(2026, 10, 25)): 25,
    ("Europe/Helsinki", date(2027, 3, 28)): 23,
    ("Europe/Helsinki", date(2027, 10, 31)): 25,
    ("America/New_York", date(2026, 3, 8)): 23,
    ("America/New_York", date(2026, 11, 1)): 25,
    ("America/New_York", date(2027, 3, 14)): 23,
    ("America/New_York", date(2027, 11, 7)): 25,
}
DAILY = Hours(tuple(Opening(weekday, time(9), time(15)) for weekday in range(7)))
AROUND = [on + timedelta(days=by) for on in CHANGES for by in (-1, 0, 1)]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("on", AROUND)
def test_hours_keep_the_wall_clock_around_every_change(zone: str, on: date) -> None:
    (span,) = open_spans(DAILY, first_on=on, last_on=on, zone=zone)

    walls = [at.astimezone(ZoneInfo(zone)) for at in (span.starts_at, span.ends_at)]
    assert [(at.date(), at.time()) for at in walls] == [(on, time(9)), (on, time(15))]
    assert span.minutes == 360
    assert Day(on, zone).span().minutes == 60 * LONG_OR_SHORT.get((zone, on), 24)


@pytest.mark.parametrize(("zone", "on"), LONG_OR_SHORT)
def test_hour_that_does_not_exist_is_no_opening_and_one_that_comes_twice_is_long(
    zone: str, on: date
) -> None:
    is_short = LONG_OR_SHORT[zone, on] == 23
    change = {HELSINKI: 3, STOCKHOLM: 2}.get(zone, 2 if is_short else 1)
    hour = Hours((Opening(on.weekday(), time(change), time(change + 1)),))
    around = Hours((Opening(on.weekday(), time(0), time(change + 3)),))

    spans = open_spans(hour, first_on=on, last_on=on, zone=zone)
    (wide,) = open_spans(around, first_on=on, last_on=on, zone=zone)

    by = LONG_OR_SHORT[zone, on] - 24
    assert [span.minutes for span in spans] == ([] if by < 0 else [120])
    assert wide.minutes == (change + 3 + by) * 60


def test_time_that_is_skipped_moves_forward_and_one_that_comes_twice_is_the_first() -> None:
    skipped = Hours((Opening(6, time(2, 30), time(5)),))
    twice = Hours((Opening(6, time(2, 30), time(2, 45)),))

    (late,) = open_spans(
        skipped, first_on=date(2026, 3, 29), last_on=date(2026, 3, 29), zone=STOCKHOLM
    )
    (first,) = open_spans(
        twice, first_on=date(2026, 10, 25), last_on=date(2026, 10, 25), zone=STOCKHOLM
    )

    assert late.starts_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 on the new clock
    assert first == Span(
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    )
