from datetime import date, time

from app.i18n import use_language
from app.public.week import coming_closures
from app.weekly import WeeklyHours, weekly_hours
from tests.builders import a_host, a_node, an_offer
from visits.availability import Closure, ClosureKind, Opening
from visits.language import Language

MORNING, AFTERNOON = (time(8, 30), time(12)), (time(13), time(16))
WEEK = [
    Opening(3, *AFTERNOON),
    Opening(1, *AFTERNOON),
    Opening(1, *MORNING),
    Opening(3, *MORNING),
    Opening(4, *MORNING),
]


def test_weekly_hours_put_days_with_the_same_hours_together():
    with use_language(Language.EN):
        hours = weekly_hours(WEEK)

    assert hours == (
        WeeklyHours("Tuesday and Thursday", "08:30–12:00 and 13:00–16:00"),
        WeeklyHours("Friday", "08:30–12:00"),
    )


def test_weekly_hours_are_written_as_finnish_readers_write_them():
    with use_language(Language.FI):
        hours = weekly_hours(WEEK)

    assert hours == (
        WeeklyHours("Tiistai ja torstai", "8.30–12.00 ja 13.00–16.00"),
        WeeklyHours("Perjantai", "8.30–12.00"),
    )


def test_weekly_hours_without_openings_are_none():
    assert weekly_hours([]) == ()


def test_coming_closures_are_those_of_the_offer_and_its_office_in_the_coming_year():
    past = Closure(date(2026, 7, 1), date(2026, 7, 31), ClosureKind.OFFICE)
    next_summer = Closure(date(2027, 7, 1), date(2027, 7, 31), ClosureKind.OFFICE)
    far = Closure(date(2028, 7, 1), date(2028, 7, 31), ClosureKind.OFFICE)
    rebuilding = Closure(date(2026, 11, 20), date(2026, 11, 23))
    node = a_node(closures=(past, next_summer, far))
    offer = an_offer(closures=(rebuilding,))
    offer.site.host = a_host(node=node)

    closures = coming_closures(offer, today=date(2026, 11, 23))

    assert closures == (rebuilding, next_summer)


def test_a_closure_that_both_name_is_told_once():
    summer = Closure(date(2027, 7, 1), date(2027, 7, 31))
    offer = an_offer(closures=(summer,))
    offer.site.host = a_host(node=a_node(closures=(summer,)))

    assert coming_closures(offer, today=date(2027, 7, 31)) == (summer,)
