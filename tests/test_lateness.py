"""Running late: later stops move as little as they must, and keep every limit of the day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import UTC
from visits.errors import InvalidValue
from visits.lateness import (
    CannotMeet,
    Delay,
    Hindrance,
    LateDay,
    Limits,
    Shift,
    TimedStop,
    is_on_its_day,
    run_late,
    share_guests,
)
from visits.place import Point
from visits.span import Span
from visits.travel import Locality, Road, leg_between

EIGHT = datetime(2027, 1, 12, 8, tzinfo=UTC)
WHOLE_DAY = Span.of(EIGHT - timedelta(hours=2), 14 * 60)
UMEA = Locality("Umeå", Point(63.8, 20.2))
SKELLEFTEA = Locality("Skellefteå", Point(64.7, 20.9))
ROADS = (Road("Umeå", "Skellefteå", 30, 40),)
STEP = 15


def at(clock: str) -> datetime:
    hour, minute = clock.split(":")
    return EIGHT.replace(hour=int(hour), minute=int(minute))


def span(starts: str, ends: str) -> Span:
    return Span(at(starts), at(ends))


def a_timed_stop(key: int, starts: str, ends: str, **changes: object) -> TimedStop:
    values = {"receivers": frozenset({key}), "opened": (WHOLE_DAY,), **changes}
    return TimedStop(key=key, span=span(starts, ends), **values)  # type: ignore[arg-type]


def late(
    stops: Sequence[TimedStop], minutes: int, *, now: str = "7:00", **limits: object
) -> LateDay:
    values = {"ends_at": at("18:00"), "roads": ROADS, **limits}
    delay = Delay(stops[0].key, minutes, at(now))
    return run_late(stops, delay=delay, limits=Limits(**values))  # type: ignore[arg-type]


def shift(key: int, before: tuple[str, str], after: tuple[str, str]) -> Shift:
    return Shift(key, span(*before), span(*after))


def test_slack_is_used_up_before_a_later_stop_moves() -> None:
    stops = [
        a_timed_stop(1, "8:00", "9:00"),
        a_timed_stop(2, "9:15", "10:00"),
        a_timed_stop(3, "10:30", "11:00"),
    ]

    assert late(stops, 30).shifts == (
        shift(1, ("8:00", "9:00"), ("8:30", "9:30")),
        shift(2, ("9:15", "10:00"), ("9:30", "10:15")),
    )


def test_a_stop_under_way_ends_later_and_begins_when_it_did() -> None:
    stops = [a_timed_stop(1, "8:00", "9:00"), a_timed_stop(2, "9:00", "10:00")]

    assert late(stops, 20, now="8:30").shifts == (
        shift(1, ("8:00", "9:00"), ("8:00", "9:20")),
        shift(2, ("9:00", "10:00"), ("9:20", "10:20")),
    )


def test_a_stop_under_way_runs_over_only_as_far_as_its_host_can() -> None:
    stop = a_timed_stop(1, "8:00", "9:00", busy=(span("9:10", "10:00"),))
    closing = a_timed_stop(1, "8:00", "9:00", opened=(span("8:00", "9:00"),))

    assert late([stop], 20, now="8:30").shifts == (shift(1, ("8:00", "9:00"), ("8:00", "9:10")),)
    assert late([closing], 20, now="8:30") == LateDay(
        unmet=(CannotMeet(1, Hindrance.CLOSED, at("9:00")),)
    )


@pytest.mark.parametrize(
    ("changes", "limits", "why", "when"),
    [
        ({"opened": (span("7:00", "10:15"),)}, {}, Hindrance.CLOSED, "10:15"),
        ({"busy": (span("10:10", "11:00"),)}, {}, Hindrance.BUSY, "10:10"),
        ({}, {"ends_at": at("10:15")}, Hindrance.DAY_ENDS, "10:15"),
    ],
)
def test_a_stop_without_room_is_said_to_be_impossible_and_why(
    changes: dict[str, object], limits: dict[str, object], why: Hindrance, when: str
) -> None:
    stops = [a_timed_stop(1, "8:00", "9:00"), a_timed_stop(2, "9:00", "10:00", **changes)]

    found = late(stops, 30, **limits)

    assert found.unmet == (CannotMeet(2, why, at(when)),)
    assert [one.key for one in found.shifts] == [1]


def test_a_stop_is_shortened_where_its_offer_allows_it() -> None:
    tight = {"opened": (span("7:00", "10:15"),), "least_minutes": 40}
    stops = [a_timed_stop(1, "8:00", "9:00"), a_timed_stop(2, "9:00", "10:00", **tight)]

    last = late(stops, 30).shifts[-1]

    assert last == shift(2, ("9:00", "10:00"), ("9:30", "10:15"))
    assert (last.later, last.cut) == (30, 15)


def test_what_cannot_be_met_holds_up_nobody_after_it() -> None:
    stops = [
        a_timed_stop(1, "8:00", "9:00"),
        a_timed_stop(2, "9:00", "10:00", opened=()),
        a_timed_stop(3, "10:00", "11:00"),
    ]

    found = late(stops, 30)

    assert [one.key for one in found.unmet] == [2]
    assert [one.key for one in found.shifts] == [1]


def test_receivers_keep_the_time_of_what_cannot_be_met() -> None:
    guide = {"receivers": frozenset({9})}
    stops = [
        a_timed_stop(1, "8:00", "9:00", least_minutes=30, **guide),
        a_timed_stop(2, "9:00", "10:00", opened=(), **guide),
    ]

    assert late(stops, 20) == LateDay(shifts=(shift(1, ("8:00", "9:00"), ("8:20", "9:00")),))


def test_lunch_and_rest_keep_their_minutes_and_lose_only_what_is_more() -> None:
    stops = [
        a_timed_stop(1, "10:00", "11:30"),
        a_timed_stop(2, "12:45", "13:45"),
        a_timed_stop(3, "14:05", "15:00"),
    ]

    found = late(stops, 60, lunch=span("11:30", "13:30"), lunch_minutes=45, rest_minutes=15)

    assert [(one.after.starts_at, one.later) for one in found.shifts] == [
        (at("11:00"), 60),
        (at("13:15"), 30),
        (at("14:30"), 25),
    ]


def test_the_way_home_belongs_to_the_day() -> None:
    stops = [
        a_timed_stop(1, "15:00", "16:00", place=UMEA),
        a_timed_stop(2, "16:00", "17:00", place=UMEA),
    ]

    found = late(stops, 45, home=SKELLEFTEA)

    assert found.unmet == (CannotMeet(2, Hindrance.DAY_ENDS, at("17:30")),)


@pytest.mark.parametrize(
    ("these", "those", "expected"),
    [
        ((), ("HR",), True),
        (("HR",), ("ICT",), False),
        (("HR", "ICT"), ("ICT",), True),
        (("HR 1/3",), ("HR 2/3",), False),
        (("HR 1/3",), ("HR 1/2",), True),
        (("HR 1/3",), ("HR",), True),
        (("HR 1/3",), ("ICT",), False),
        (("1/3",), ("ICT",), True),
        (("1/3",), ("2/3",), False),
        (("1/3",), ("ICT 2/3",), True),
    ],
)
def test_groups_share_guests_unless_they_are_known_to_be_others(
    these: tuple[str, ...], those: tuple[str, ...], expected: bool
) -> None:
    assert share_guests(these, those) is expected
    assert share_guests(those, these) is expected


def test_a_stop_is_reported_from_twelve_hours_before_it_until_its_end() -> None:
    stop = span("20:00", "21:00")

    found = [is_on_its_day(stop, now=at(clock)) for clock in ("7:59", "8:00", "20:59", "21:00")]

    assert found == [False, True, True, False]


@pytest.mark.parametrize("minutes", [0, -5, 181])
def test_a_delay_has_one_to_180_minutes(minutes: int) -> None:
    with pytest.raises(InvalidValue):
        Delay(1, minutes, EIGHT)


# A day of up to four stops on a grid of quarters, each after the one before it.
GROUPS = st.sampled_from([(), ("HR",), ("ICT",), ("HR", "ICT")])
PLACES = st.sampled_from([None, UMEA, SKELLEFTEA])


@st.composite
def days(draw: st.DrawFn) -> list[TimedStop]:
    stops: list[TimedStop] = []
    starts_at = EIGHT
    for key in range(1, draw(st.integers(2, 4)) + 1):
        starts_at += timedelta(minutes=STEP * draw(st.integers(0, 4)))
        length = STEP * draw(st.integers(1, 4))
        own = Span.of(starts_at, length)
        tail = STEP * draw(st.integers(0, 8))
        busy = Span.of(own.ends_at + timedelta(minutes=STEP * draw(st.integers(0, 6))), 30)
        stops.append(
            TimedStop(
                key=key,
                span=own,
                groups=draw(GROUPS),
                receivers=frozenset({draw(st.integers(1, 3))}),
                place=draw(PLACES),
                buffer_before=draw(st.sampled_from([0, 15])),
                buffer_after=draw(st.sampled_from([0, 15])),
                opened=(Span(own.starts_at, own.ends_at + timedelta(minutes=tail)),)
                if tail
                else (),
                busy=(busy,) if draw(st.booleans()) else (),
                least_minutes=draw(st.sampled_from([None, 15, 30])),
            )
        )
        starts_at = own.ends_at
    return stops


LATE = st.integers(1, 4).map(lambda steps: steps * STEP)
SHIFTING = settings(max_examples=150, deadline=None)


def the_end(stops: Sequence[TimedStop], extra: int) -> datetime:
    return max(stop.span.ends_at for stop in stops) + timedelta(minutes=extra)


def needed_between(one: TimedStop, other: TimedStop) -> int | None:
    """The minutes between two stops in this order, said anew; None where they share nobody."""
    needed = []
    if share_guests(one.groups, other.groups):
        needed.append(max(one.buffer_after, other.buffer_before))
        if one.place and other.place:
            leg = leg_between(one.place, other.place, roads=ROADS)
            assert leg is not None
            needed.append(leg.minutes)
    if one.receivers & other.receivers:
        needed.append(one.buffer_after + other.buffer_before)
    present = (other.span.starts_at - one.span.ends_at).total_seconds() / 60
    return min(max(needed), int(present)) if needed else None


def is_sound(stops: Sequence[TimedStop], after: dict[int, Span], ends_at: datetime) -> bool:
    """Whether these times keep every limit; what stays where it was is asked about others only."""
    for stop in stops:
        mine = after.get(stop.key)
        if mine is None:
            continue
        opened = [
            Span(stop.span.starts_at, max([stop.span.ends_at, *(o.ends_at for o in stop.opened)]))
        ]
        if mine != stop.span:
            if mine.starts_at < stop.span.starts_at or not opened[0].contains(mine):
                return False
            if any(mine.overlaps(one) for one in stop.busy):
                return False
            if mine.ends_at > max(ends_at, stop.span.ends_at):
                return False
        for other in stops[stops.index(stop) + 1 :]:
            theirs, minutes = after.get(other.key), needed_between(stop, other)
            if theirs is None or minutes is None:
                continue
            if theirs.starts_at < mine.ends_at + timedelta(minutes=minutes):
                return False
    return True


def times_after(stops: Sequence[TimedStop], found: LateDay) -> dict[int, Span]:
    unmet = {one.key for one in found.unmet}
    moved = {one.key: one.after for one in found.shifts}
    return {stop.key: moved.get(stop.key, stop.span) for stop in stops if stop.key not in unmet}


@given(days(), LATE, st.integers(0, 90))
@SHIFTING
def test_what_moves_keeps_roads_buffers_openings_and_the_day(
    stops: list[TimedStop], minutes: int, extra: int
) -> None:
    ends_at = the_end(stops, extra)

    found = late(stops, minutes, ends_at=ends_at)

    assert is_sound(stops, times_after(stops, found), ends_at)
    by_key = {stop.key: stop for stop in stops}
    for one in found.shifts:
        assert 0 <= one.later <= minutes
        assert one.after.minutes >= min(
            one.before.minutes, by_key[one.key].least_minutes or one.before.minutes
        )


@given(days(), LATE)
@SHIFTING
def test_stops_that_share_nobody_with_what_moves_are_untouched(
    stops: list[TimedStop], minutes: int
) -> None:
    found = late(stops, minutes)

    touched = {one.key for one in (*found.shifts, *found.unmet)}
    reached = {stops[0].key}
    for _ in stops:
        reached |= {
            other.key
            for one in stops
            for other in stops
            if one.key in reached and needed_between(one, other) is not None
        }
    assert touched <= reached


@given(days(), LATE, st.integers(0, 90))
@SHIFTING
def test_no_other_way_moves_less_or_meets_all_where_this_one_does_not(
    stops: list[TimedStop], minutes: int, extra: int
) -> None:
    plain = [TimedStop(**{**stop.__dict__, "least_minutes": None}) for stop in stops[:3]]
    ends_at = the_end(plain, extra)

    found = late(plain, minutes, ends_at=ends_at)

    best = least_total(plain, minutes, ends_at)
    if best is None:
        assert found.unmet
    else:
        assert found.unmet == ()
        assert sum(one.later for one in found.shifts) == best


def least_total(stops: Sequence[TimedStop], minutes: int, ends_at: datetime) -> int | None:
    """The least minutes of all shifts together that keep every limit, by trying all of them."""
    totals = []
    choices = [range(0, minutes + 1, STEP) for _ in stops[1:]]
    for rest in product(*choices):
        shifts = (minutes, *rest)
        after = {
            stop.key: Span.of(stop.span.starts_at + timedelta(minutes=by), stop.span.minutes)
            for stop, by in zip(stops, shifts, strict=True)
        }
        if is_sound(stops, after, ends_at):
            totals.append(sum(shifts))
    return min(totals, default=None)
