"""The hold clock: until when a host may answer and when it is reminded, in its own working days."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import HELSINKI, NOW, STOCKHOLM
from visits.availability import Closure
from visits.hold_clock import answer_by, reminders

FAR_AWAY = NOW + timedelta(days=200)
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


@pytest.mark.parametrize(
    ("asked_at", "answer_by", "zone", "expected"),
    [
        # Monday to Monday: Tuesday to Friday lie between; Wednesday is half way.
        ("2026-11-23 09:00Z", "2026-11-30 15:00Z", STOCKHOLM, ["11-25 08:00", "11-27 08:00"]),
        ("2026-11-23 09:00Z", "2026-11-30 14:00Z", HELSINKI, ["11-25 07:00", "11-27 07:00"]),
        # Of Thursday and Friday at Christmas, and a weekend, only the Wednesday is worked on.
        ("2026-12-22 09:00Z", "2026-12-28 15:00Z", STOCKHOLM, ["12-23 08:00"]),
        # Due on a Sunday, because the stop is on Monday morning.
        ("2026-11-25 09:00Z", "2026-11-29 20:00Z", STOCKHOLM, ["11-26 08:00", "11-27 08:00"]),
        # Nothing lies between today and tomorrow.
        ("2026-11-23 09:00Z", "2026-11-24 15:00Z", STOCKHOLM, []),
        # It is Tuesday in Helsinki already, so Wednesday is the only day between.
        ("2026-11-23 22:30Z", "2026-11-26 14:00Z", HELSINKI, ["11-25 07:00"]),
    ],
)
def test_host_is_reminded_half_way_and_on_the_working_day_before(
    asked_at: str, answer_by: str, zone: str, expected: list[str]
) -> None:
    found = reminders(
        datetime.fromisoformat(asked_at),
        answer_by=datetime.fromisoformat(answer_by),
        closures=[CHRISTMAS],
        zone=zone,
    )

    assert [f"{at:%m-%d %H:%M}" for at in found] == expected
