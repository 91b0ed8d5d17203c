"""Until when a host may answer, and when it is reminded; counted in its own working days."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from visits.availability import Closure
from visits.span import Day

LAST_HOUR = time(16)
REMINDER_HOUR = time(9)
LEAST_BEFORE_STOP = timedelta(hours=12)


def answer_by(
    now: datetime, *, working_days: int, closures: Iterable[Closure], zone: str, before: datetime
) -> datetime:
    """Until when a host may answer: 16:00 in its zone after so many working days.

    Saturdays, Sundays and closures do not count. At the latest twelve hours before the stop,
    `before`, or halfway to it where that is later; so there is always time to answer.
    """
    closed = tuple(closures)
    on = now.astimezone(ZoneInfo(zone)).date()
    left = working_days
    while left > 0:
        on += timedelta(days=1)
        if is_working_day(on, closed):
            left -= 1
    latest = max(now + (before - now) / 2, before - LEAST_BEFORE_STOP)
    return min(Day(on, zone).at(LAST_HOUR), latest)


def reminders(
    asked_at: datetime, *, answer_by: datetime, closures: Iterable[Closure], zone: str
) -> tuple[datetime, ...]:
    """When a host that has not answered is reminded: half way, and the day before.

    Both are at 09:00 on a working day in its zone, between the day of the question and the day
    the answer is due. Where there is only one such day, there is one reminder.
    """
    closed = tuple(closures)
    on = asked_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    due_on = answer_by.astimezone(ZoneInfo(zone)).date()
    between = []
    while on < due_on:
        if is_working_day(on, closed):
            between.append(on)
        on += timedelta(days=1)
    if not between:
        return ()
    half_way = between[(len(between) - 1) // 2]
    return tuple(Day(one, zone).at(REMINDER_HOUR) for one in sorted({half_way, between[-1]}))


def is_working_day(on: date, closures: Iterable[Closure]) -> bool:
    """Whether people work: no Saturday, Sunday or closure."""
    return on.weekday() < 5 and not any(closure.covers(on) for closure in closures)
