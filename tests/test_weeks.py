"""So many visits a week, counted from Monday in the zone of the host's office."""

from datetime import UTC, date, datetime
from typing import Any

from tests.builders import STOCKHOLM, a_contact, a_host, a_span, an_offer
from visits.catalogue import Offer
from visits.span import Day, Span
from visits.weeks import Received, full_weeks, is_limited, is_overfull, week_of

TUESDAY = datetime(2027, 1, 12, 9, tzinfo=UTC)
WEEK = Span(
    Day(date(2027, 1, 11), STOCKHOLM).span().starts_at,
    Day(date(2027, 1, 17), STOCKHOLM).span().ends_at,
)


def limited(
    *, host: int | None = None, offer: int | None = None, contact: int | None = None
) -> Offer:
    found = an_offer(
        id=2, contact=a_contact(id=3, most_visits_week=contact), most_visits_week=offer
    )
    found.site.host = a_host(id=1, most_visits_week=host)
    return found


def received(visit: int, **changes: Any) -> Received:
    usual = {"host": 1, "offer": 2, "contact": 3, "at": TUESDAY}
    return Received(visit=visit, **{**usual, **changes})


def weeks(offer: Offer, *rows: Received) -> tuple[Span, ...]:
    return full_weeks(offer, offer.contacts, rows)


def test_week_is_monday_to_sunday_there() -> None:
    sunday_night = datetime(2027, 1, 17, 22, 30, tzinfo=UTC)

    assert week_of(sunday_night, STOCKHOLM) == WEEK
    assert week_of(sunday_night, "Europe/Helsinki").starts_at > TUESDAY


def test_week_of_a_change_of_clocks_is_an_hour_longer() -> None:
    assert week_of(datetime(2027, 10, 27, tzinfo=UTC), STOCKHOLM).minutes == (7 * 24 + 1) * 60


def test_week_is_full_when_as_many_visits_are_received() -> None:
    offer = limited(host=2)

    assert weeks(offer, received(1)) == ()
    assert weeks(offer, received(1), received(2)) == (WEEK,)


def test_visit_that_comes_twice_is_one() -> None:
    assert weeks(limited(host=2), received(1), received(1, offer=9, contact=9)) == ()


def test_each_limit_counts_its_own() -> None:
    others = (received(1, offer=9), received(2, contact=9, offer=9), received(3, host=9, offer=9))

    found = {
        name: bool(weeks(limited(**{name: 1}), *others)) for name in ("host", "offer", "contact")
    }

    assert found == {"host": True, "offer": False, "contact": True}


def test_nobody_is_limited_by_nothing() -> None:
    assert not is_limited(limited())
    assert all(is_limited(limited(**{name: 1})) for name in ("host", "offer", "contact"))
    assert weeks(limited(), received(1)) == ()


def test_week_is_overfull_with_one_more_than_can_be() -> None:
    offer = limited(offer=1)
    rows = [received(1), received(2, at=datetime(2027, 1, 19, tzinfo=UTC))]

    assert not is_overfull(offer, offer.contacts, rows, week=WEEK)
    assert is_overfull(
        offer, offer.contacts, [*rows, received(3, at=a_span().starts_at)], week=WEEK
    )
