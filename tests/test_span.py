"""Stretches of time: instants, days with a changed clock, and the algebra of Spans."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import HELSINKI, STOCKHOLM
from visits.errors import InvalidValue
from visits.span import Day, Span, days, gaps, intersection, union

ORIGIN = datetime(2027, 1, 12, tzinfo=UTC)
CLOCKS_FORWARD, CLOCKS_BACK = date(2027, 3, 28), date(2027, 10, 31)


def at(minute: int) -> datetime:
    return ORIGIN + timedelta(minutes=minute)


def a_piece(starts: int, ends: int) -> Span:
    """A Span between two minutes after the origin."""
    return Span(at(starts), at(ends))


SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(
        lambda pair: a_piece(pair[0], pair[0] + pair[1])
    ),
    max_size=8,
)


def minutes_in(spans: tuple[Span, ...] | list[Span]) -> set[int]:
    """Every minute that lies in any of the Spans: the slow, certain way to compare them."""
    return {m for m in range(100) for span in spans if span.contains(a_piece(m, m + 1))}


def is_tidy(spans: tuple[Span, ...]) -> bool:
    """Whether Spans are sorted and neither overlap nor touch."""
    return all(one.ends_at < two.starts_at for one, two in pairwise(spans))


def test_span_refuses_naive_instants() -> None:
    naive = datetime(2027, 1, 12, 9)  # noqa: DTZ001 - what must be refused

    with pytest.raises(InvalidValue, match="time zone"):
        Span(naive, at(60))
    with pytest.raises(InvalidValue, match="time zone"):
        Span.of(naive, 60)


@pytest.mark.parametrize("ends", [0, -1])
def test_span_refuses_an_end_that_is_not_after_the_start(ends: int) -> None:
    with pytest.raises(InvalidValue, match="after the start"):
        a_piece(0, ends)


def test_span_is_the_same_in_every_zone() -> None:
    in_stockholm = Span.of(datetime(2027, 1, 12, 9, tzinfo=ZoneInfo(STOCKHOLM)), 60)
    in_helsinki = Span.of(datetime(2027, 1, 12, 10, tzinfo=ZoneInfo(HELSINKI)), 60)

    assert in_stockholm == in_helsinki
    assert hash(in_stockholm) == hash(in_helsinki)
    assert in_stockholm.starts_at.tzinfo is UTC


@pytest.mark.parametrize("hour", range(5))
@pytest.mark.parametrize("on", [CLOCKS_FORWARD, CLOCKS_BACK])
def test_span_of_minutes_counts_real_minutes_while_clocks_change(on: date, hour: int) -> None:
    starts_at = datetime(on.year, on.month, on.day, hour, tzinfo=ZoneInfo(STOCKHOLM))

    span = Span.of(starts_at, 120)

    assert span.minutes == 120


def test_spans_that_touch_do_not_overlap() -> None:
    assert not a_piece(0, 10).overlaps(a_piece(10, 20))
    assert a_piece(0, 10).intersection(a_piece(10, 20)) is None
    assert a_piece(0, 11).intersection(a_piece(10, 20)) == a_piece(10, 11)


def test_span_contains_itself_and_what_lies_within() -> None:
    assert a_piece(0, 10).contains(a_piece(0, 10))
    assert a_piece(0, 10).contains(a_piece(1, 10))
    assert not a_piece(0, 10).contains(a_piece(1, 11))


def test_widened_adds_minutes_on_each_side() -> None:
    assert a_piece(30, 40).widened(before=10, after=5) == a_piece(20, 45)


@pytest.mark.parametrize("zone", [STOCKHOLM, HELSINKI])
@pytest.mark.parametrize(
    ("on", "hours"), [(CLOCKS_FORWARD, 23), (date(2027, 3, 29), 24), (CLOCKS_BACK, 25)]
)
def test_day_is_as_long_as_its_clock_says(zone: str, on: date, hours: int) -> None:
    assert Day(on, zone).span().minutes == hours * 60


def test_days_follow_on_each_other_without_a_gap() -> None:
    week = [day.span() for day in days(date(2027, 3, 25), date(2027, 3, 31), HELSINKI)]

    assert len(week) == 7
    assert union(week) == (Span(week[0].starts_at, week[-1].ends_at),)


def test_days_backwards_are_none() -> None:
    assert list(days(date(2027, 3, 2), date(2027, 3, 1), STOCKHOLM)) == []


@pytest.mark.parametrize(
    ("zone", "wall", "utc_hour"), [(STOCKHOLM, time(2, 30), 1), (HELSINKI, time(3, 30), 1)]
)
def test_skipped_time_moves_past_the_skipped_hour(zone: str, wall: time, utc_hour: int) -> None:
    instant = Day(CLOCKS_FORWARD, zone).at(wall)

    shown = instant.astimezone(ZoneInfo(zone))
    assert instant == datetime(2027, 3, 28, utc_hour, 30, tzinfo=UTC)
    assert shown.hour == wall.hour + 1


@pytest.mark.parametrize(("zone", "wall"), [(STOCKHOLM, time(2, 30)), (HELSINKI, time(3, 30))])
def test_doubled_time_is_the_first_of_the_two(zone: str, wall: time) -> None:
    instant = Day(CLOCKS_BACK, zone).at(wall)

    assert instant == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_between_is_none_where_the_clocks_skip_all_of_it() -> None:
    day = Day(CLOCKS_FORWARD, STOCKHOLM)

    assert day.between(time(2), time(3)) is None
    assert day.between(time(2, 30), time(3)) is None
    assert day.between(time(1), time(3)) == Span.of(day.at(time(1)), 60)


def test_between_holds_the_doubled_hour_twice() -> None:
    night = Day(CLOCKS_BACK, STOCKHOLM).between(time(1), time(4))

    assert night is not None
    assert night.minutes == 240


def test_union_joins_spans_that_touch() -> None:
    assert union([a_piece(10, 20), a_piece(0, 10), a_piece(30, 40)]) == (
        a_piece(0, 20),
        a_piece(30, 40),
    )


def test_gaps_cut_the_middle_out() -> None:
    left = gaps([a_piece(0, 60)], [a_piece(10, 20), a_piece(50, 70)])

    assert left == (a_piece(0, 10), a_piece(20, 50))


@given(SPANS)
def test_union_has_the_same_instants_tidily(spans: list[Span]) -> None:
    joined = union(spans)

    assert minutes_in(joined) == minutes_in(spans)
    assert is_tidy(joined)
    assert union(joined) == joined


@given(SPANS, SPANS)
def test_intersection_has_what_is_in_both(these: list[Span], those: list[Span]) -> None:
    common = intersection(these, those)

    assert minutes_in(common) == minutes_in(these) & minutes_in(those)
    assert is_tidy(common)
    assert common == intersection(those, these)


@given(SPANS, SPANS)
def test_gaps_have_what_is_not_taken(within: list[Span], taken: list[Span]) -> None:
    left = gaps(within, taken)

    assert minutes_in(left) == minutes_in(within) - minutes_in(taken)
    assert is_tidy(left)
    assert union([*left, *intersection(within, taken)]) == union(within)
