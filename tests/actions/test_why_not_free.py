"""What a host is shown as free is exactly what the composer uses, in every zone and week."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from app.actions.choices import Calendars, choice_of
from app.actions.why_not_free import free_or_why
from app.host.times_shown import ShownDay, ShownReason, coming_weeks, horizon_of
from tests.builders import a_contact, an_offer
from tests.test_ics import an_invitation
from visits.availability import Busy, BusyKind, Closure, ClosureKind, Hours, Opening, SpecialDay
from visits.catalogue import Contact, Offer
from visits.ics.writing import message_bytes
from visits.invitation import Method
from visits.span import Span, days, union
from visits.stretches import has_room
from visits.weeks import Received

ZONES = ("Europe/Stockholm", "Europe/Helsinki", "America/New_York", "Asia/Kathmandu", "Asia/Tokyo")
CHANGES = (
    *(date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1)),
    *(date(2027, 3, 14), date(2027, 3, 28), date(2027, 10, 31), date(2027, 11, 7)),
)
NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)  # a Monday
TUESDAY = date(2027, 1, 19)


def offer_in(zone: str, **changes: object) -> Offer:
    offer = an_offer(**{"id": 2, "contact": a_contact(id=1), **changes})
    offer.site.zone = zone
    return offer


def calendars(offer: Offer, now: datetime = NOW, **known: object) -> Calendars:
    return Calendars(
        **{"horizon": horizon_of(offer, now=now), "now": now, "busy": {}, **known}  # type: ignore[arg-type]
    )


def shown(offer: Offer, known: Calendars) -> dict[date, ShownDay]:
    weeks = coming_weeks(offer, free_or_why(offer, known), horizon=known.horizon)
    return {day.on: day for week in weeks for day in week.days}


def event_start(span: Span) -> datetime:
    """When a calendar has the event begin that we write for it."""
    written = message_bytes(an_invitation(span=span), method=Method.REQUEST)
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    found: datetime = event.decoded("dtstart")
    return found


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("change", CHANGES)
def test_page_composer_and_calendar_have_the_same_instants(zone: str, change: date) -> None:
    """On the day before a change of clocks, on that day, and on the day after it."""
    daily = tuple(Opening(weekday, time(9), time(15)) for weekday in range(7))
    offer = offer_in(zone, openings=daily, notice_days=0)
    offer.host.node.country = "XX"  # where there are no holidays
    before = datetime(change.year, change.month, change.day, tzinfo=UTC) - timedelta(days=4)
    known = calendars(offer, before)
    place = ZoneInfo(zone)

    page = shown(offer, known)
    free = {span.starts_at.astimezone(place).date(): span for span in choice_of(offer, known).free}

    for on in (change + timedelta(days=by) for by in (-1, 0, 1)):
        starts_at = event_start(Span.of(free[on].starts_at, 60))
        assert (starts_at.astimezone(place).date(), starts_at) == (on, free[on].starts_at)
        assert starts_at.astimezone(place).time() == time(9)
        assert page[on].free == ("09:00–15:00",)


CLOCKS = st.sampled_from([time(hour, minute) for hour in range(24) for minute in (0, 10, 30)])
DATES = st.dates(date(2027, 1, 9), date(2027, 2, 9))


@st.composite
def stretches_of_clocks(draw: st.DrawFn) -> tuple[time, time]:
    opens, closes = sorted(draw(st.lists(CLOCKS, min_size=2, max_size=2, unique=True)))
    return opens, closes


@st.composite
def hours(draw: st.DrawFn) -> dict[str, object]:
    """Hours as an offer and a contact have them."""
    weekly = st.builds(lambda on, at: Opening(on, *at), st.integers(0, 6), stretches_of_clocks())
    special = st.builds(
        lambda on, at, extra: SpecialDay(on, *at, is_extra=extra),
        DATES,
        stretches_of_clocks(),
        st.booleans(),
    )
    closed = st.builds(
        lambda on, by, kind: Closure(on, on + timedelta(days=by), kind),
        DATES,
        st.integers(0, 4),
        st.sampled_from(ClosureKind),
    )
    return {
        "openings": tuple(draw(st.lists(weekly, max_size=6))),
        "special_days": tuple(draw(st.lists(special, max_size=3))),
        "closures": tuple(draw(st.lists(closed, max_size=2))),
    }


@st.composite
def contacts(draw: st.DrawFn, number: int) -> Contact:
    return a_contact(
        id=number,
        **draw(hours()),
        on_leave_until=draw(st.none() | DATES),
        most_visits_week=draw(st.none() | st.just(1)),
        is_busy_known=draw(st.sampled_from([True, True, True, False])),
    )


BUSY = st.builds(
    lambda on, at, minutes, kind: Busy(
        Span.of(datetime.combine(on, at, tzinfo=UTC), minutes), kind
    ),
    DATES,
    CLOCKS,
    st.integers(5, 2000),
    st.sampled_from(BusyKind),
)
RECEIVED = st.builds(
    lambda visit, contact, on: Received(
        visit=visit, host=1, offer=2, contact=contact, at=datetime.combine(on, time(9), tzinfo=UTC)
    ),
    st.integers(1, 3),
    st.integers(1, 2),
    DATES,
)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), zone=st.sampled_from(ZONES))
def test_what_is_shown_as_free_is_what_the_composer_uses(data: st.DataObject, zone: str) -> None:
    people = [data.draw(contacts(1)), data.draw(contacts(2))]
    own = data.draw(hours())
    offer = offer_in(
        zone,
        contact=people[0],
        others=people[1:],
        is_together=data.draw(st.booleans()),
        minutes=data.draw(st.sampled_from([15, 45, 60, 180])),
        notice_days=data.draw(st.integers(0, 9)),
        most_visits_week=data.draw(st.none() | st.just(2)),
        **own,
    )
    busy = {number: data.draw(st.lists(BUSY, max_size=3)) for number in (1, 2)}
    received = tuple(data.draw(st.lists(RECEIVED, max_size=3)))
    known = calendars(offer, busy=busy, received=received)

    page = free_or_why(offer, known)
    choice = choice_of(offer, known)

    used = [
        span
        for staffing in choice.staffings
        for span in staffing.free
        if has_room(span, offer.minutes)
    ]
    assert union(one.span for one in page if one.why is None) == union(used)
    assert union(one.span for one in page) == union(
        span for day in days_open(offer, known) for span in day
    )


def days_open(offer: Offer, known: Calendars) -> list[tuple[Span, ...]]:
    """The offer's hours day by day, closed or not: nothing of them is left unexplained."""
    first_on, last_on = known.days(offer.site.zone)
    bare = Hours(offer.openings, offer.special_days)
    return [bare.on(day) for day in days(first_on, last_on, offer.site.zone)]


def why(offer: Offer, *, on: date = TUESDAY, **known: object) -> tuple[ShownReason, ...]:
    return shown(offer, calendars(offer, **known))[on].reasons


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"openings": ()}, "Outside hours"),
        ({"closures": (Closure(TUESDAY, TUESDAY, ClosureKind.OTHER),)}, "Closed"),
        ({"closures": (Closure(TUESDAY, TUESDAY, ClosureKind.HOLIDAY),)}, "Public holiday"),
        ({"closures": (Closure(TUESDAY, TUESDAY, ClosureKind.OFFICE),)}, "Regional office closed"),
        ({"notice_days": 9}, "Too short notice"),
        ({"contact": a_contact(id=1, on_leave_until=TUESDAY)}, "On leave"),
        ({"contact": a_contact(id=1, is_busy_known=False)}, "Own calendar could not be read"),
        ({"contact": a_contact(id=1, openings=(Opening(0, time(8), time(9)),))}, "Outside hours"),
        ({"minutes": 500}, "Too short for the visit"),
    ],
)
def test_reason_that_holds_all_day_is_told_without_clocks(
    changes: dict[str, object], word: str
) -> None:
    assert why(offer_in("Europe/Stockholm", **changes)) == (ShownReason("", word),)


def test_public_holiday_of_the_country_and_summer_of_the_office_are_told() -> None:
    offer = offer_in("Europe/Stockholm")
    epiphany = datetime(2026, 12, 20, tzinfo=UTC)

    (reason,) = shown(offer, calendars(offer, epiphany))[date(2027, 1, 6)].reasons

    assert reason == ShownReason("", "Public holiday")


def test_week_that_is_full_is_told() -> None:
    offer = offer_in("Europe/Stockholm", most_visits_week=1)
    visit = Received(visit=7, host=1, offer=2, contact=1, at=datetime(2027, 1, 21, 9, tzinfo=UTC))

    assert why(offer, received=(visit,)) == (ShownReason("", "The week is full"),)


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (BusyKind.VISIT, "Taken by another visit"),
        (BusyKind.CALENDAR, "Busy in own calendar"),
        (BusyKind.UNKNOWN, "Own calendar could not be read"),
    ],
)
def test_time_that_is_taken_is_told_with_what_is_kept_clear(kind: BusyKind, word: str) -> None:
    ten = Busy(Span.of(datetime(2027, 1, 19, 9, tzinfo=UTC), 60), kind)
    offer = offer_in("Europe/Stockholm", buffer_before=20, buffer_after=10)

    day = shown(offer, calendars(offer, busy={1: [ten]}))[TUESDAY]

    assert day.free == ("08:00–09:50", "11:20–16:00")
    assert day.reasons == (
        ShownReason("09:50–10:00", "Kept clear around it"),
        ShownReason("10:00–11:00", word),
        ShownReason("11:00–11:20", "Kept clear around it"),
    )


def test_four_weeks_are_shown_day_by_day() -> None:
    offer = offer_in("Europe/Stockholm")

    weeks = coming_weeks(offer, (), horizon=horizon_of(offer, now=NOW))

    assert [len(week.days) for week in weeks] == [7, 7, 7, 7]
    assert weeks[0].name == "Week 2, from 11 Jan 2027"
    assert weeks[-1].days[-1].on == date(2027, 2, 7)
