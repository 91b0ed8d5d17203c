"""A host sees when it is free, and says when it receives visits."""

from datetime import date, time
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.actions.openings import ContactTimes, OfferTimes
from app.actions.transaction import transaction
from app.forms import LATE_FORM
from app.persistence.desk import find_contacts
from app.world import World
from tests.builders import a_contact
from tests.conftest import FakeClock
from tests.delegation.followed import counted_queries, text_of
from tests.host.desk_cast import LEAD, SLUG, AtDesk, changes_of, contact_of, desk_token, offer_of
from visits.availability import Closure, ClosureKind, Hours, Opening, SpecialDay

OWN = "/times/own"
HOURS = f"/times/offers/{SLUG}/hours"
WEEKS = f"/times/offers/{SLUG}"
TUESDAYS = {"openings-0-weekdays": ["1", "3"], "openings-0-opens": "09:00"}


@pytest.fixture
def desk(world: World, client: FlaskClient) -> AtDesk:
    return AtDesk(client, desk_token(world))


def send(desk: AtDesk, page: str, **changes: Any) -> TestResponse:
    return desk.send(page, desk.get(page), **changes)


def own(world: World) -> ContactTimes:
    return ContactTimes.of(contact_of(world, LEAD))


def offers(world: World) -> OfferTimes:
    return OfferTimes.of(offer_of(world))


@pytest.mark.parametrize("page", ["/times", OWN, HOURS, WEEKS])
@pytest.mark.parametrize("language", ["en", "sv", "fi"])
def test_page_is_there_in_each_language(desk: AtDesk, page: str, language: str) -> None:
    found = desk.get(page, language=language)

    assert found.status_code == 200
    assert f'<html lang="{language}">' in found.text


@pytest.mark.parametrize("page", ["/times", OWN, HOURS, WEEKS])
def test_page_asks_fifteen_times_at_most(world: World, desk: AtDesk, page: str) -> None:
    with counted_queries(world) as queries:
        desk.get(page)

    assert len(queries) <= 15


def test_times_name_every_offer_with_its_week(desk: AtDesk) -> None:
    text = text_of(desk.get("/times"))

    assert "You are there whenever a visit is open." in text
    assert "See the next four weeks" in text


def test_four_weeks_say_what_is_free_and_why_the_rest_is_not(
    desk: AtDesk, clock: FakeClock
) -> None:
    text = text_of(desk.get(WEEKS))

    assert "Week 48, from 23 Nov 2026" in text
    assert "Too short notice" in text
    assert "Outside hours" in text
    assert "Free" in text


def test_hours_of_the_contact_are_kept(world: World, desk: AtDesk) -> None:
    response = send(
        desk,
        OWN,
        **TUESDAYS,
        **{"openings-0-closes": "12.30", "on_leave_until": "2026-12-04", "most_visits_week": "2"},
    )

    assert (response.status_code, response.location) == (303, desk.address("/times"))
    assert own(world) == ContactTimes(
        hours=Hours((Opening(1, time(9), time(12, 30)), Opening(3, time(9), time(12, 30)))),
        on_leave_until=date(2026, 12, 4),
        most_visits_week=2,
    )
    text = text_of(desk.get("/times"))
    assert "The times are kept." in text
    assert "Tuesday and Thursday" in text
    assert "You are on leave until Friday 4 December 2026" in text


def test_hours_of_an_offer_are_kept_with_days_that_differ(world: World, desk: AtDesk) -> None:
    before = offers(world)

    response = send(
        desk,
        HOURS,
        **{
            "special_days-0-on": "2026-12-12",
            "special_days-0-opens": "10:00",
            "special_days-0-closes": "12:00",
            "special_days-0-how": "extra",
            "closures-0-first_on": "2026-12-14",
            "closures-0-last_on": "2026-12-16",
            "closures-0-kind": "other",
            "notice_days": "14",
            "buffer_before": "30",
            "buffer_after": "0",
            "most_visits_week": "",
        },
    )

    assert response.status_code == 303
    assert offers(world) == OfferTimes(
        hours=Hours(
            before.hours.openings,
            (SpecialDay(date(2026, 12, 12), time(10), time(12), is_extra=True),),
            (Closure(date(2026, 12, 14), date(2026, 12, 16), ClosureKind.OTHER),),
        ),
        buffer_before=30,
        buffer_after=0,
        notice_days=14,
    )
    text = text_of(desk.get(WEEKS))
    assert "10:00–12:00" in text
    assert "Closed" in text


def test_form_sent_as_it_stands_changes_nothing(world: World, desk: AtDesk) -> None:
    before = (own(world), offers(world))

    codes = [send(desk, page).status_code for page in (OWN, HOURS)]

    assert codes == [303, 303]
    assert (own(world), offers(world)) == before
    assert changes_of(world) == []


def test_row_is_added_and_what_was_typed_stays(world: World, desk: AtDesk) -> None:
    response = send(desk, OWN, **TUESDAYS, add="openings", most_visits_week="seven")

    assert response.status_code == 200
    assert 'name="openings-1-opens"' in response.text
    assert 'value="09:00"' in response.text
    assert 'value="seven"' in response.text
    assert "There is a problem" not in response.text
    assert own(world) == ContactTimes(hours=Hours())


def test_row_is_removed_and_the_others_stay(desk: AtDesk) -> None:
    rows = {f"closures-{index}-first_on": f"2027-01-0{index + 1}" for index in range(3)}

    response = send(desk, OWN, **rows, remove="closures-1")

    assert 'value="2027-01-01"' in response.text
    assert 'value="2027-01-02"' not in response.text
    assert 'name="closures-1-first_on" type="date" value="2027-01-03"' in response.text


def test_row_in_which_nothing_was_typed_does_not_count(world: World, desk: AtDesk) -> None:
    opened = send(desk, OWN, add="closures")

    response = desk.send(OWN, opened)

    assert response.status_code == 303
    assert own(world) == ContactTimes(hours=Hours())


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({**TUESDAYS, "openings-0-closes": "09:00"}, "It must close after it opens."),
        ({**TUESDAYS, "openings-0-closes": "25:00"}, "Choose when it closes, such as 16:00."),
        ({**TUESDAYS, "openings-0-weekdays": ["8"]}, "Choose from the list."),
        ({"openings-0-opens": "09:00"}, "Tick at least one day of the week."),
        ({"openings-0-closes": "09:00"}, "Choose when it opens, such as 09:00."),
        ({"special_days-0-opens": "09:00"}, "Choose the date, such as 2027-01-31."),
        ({"special_days-0-on": "2027-02-30"}, "Choose the date, such as 2027-01-31."),
        ({"special_days-0-on": "9999-12-31"}, "Choose a day within three years"),
        ({"special_days-0-on": "0001-01-01"}, "Choose a day within three years"),
        ({"special_days-0-how": "never", "special_days-0-on": "x"}, "Choose one from the list."),
        ({"closures-0-first_on": "2027-01-01"}, "Choose the last day, such as 2027-01-31."),
        (
            {"closures-0-first_on": "2027-01-02", "closures-0-last_on": "2027-01-01"},
            "The last day is before the first day.",
        ),
        ({"on_leave_until": "soon"}, "Choose the last day, such as 2027-01-31."),
        ({"on_leave_until": "9999-12-31"}, "Choose a day within three years"),
        ({"most_visits_week": "0"}, "Write a number from 1 to 100."),
        ({"most_visits_week": "９"}, "Write a number from 1 to 100."),
        ({"most_visits_week": "1\x00"}, "Write a number from 1 to 100."),
    ],
)
def test_times_that_cannot_be_are_shown_again(
    world: World, desk: AtDesk, typed: dict[str, Any], problem: str
) -> None:
    response = send(desk, OWN, **typed)

    assert response.status_code == 422
    assert "There is a problem" in response.text
    assert problem in response.text
    assert own(world) == ContactTimes(hours=Hours())


@pytest.mark.parametrize("field", ["notice_days", "buffer_before", "buffer_after"])
@pytest.mark.parametrize("typed", ["", "-1", "1000", "ten"])
def test_numbers_of_an_offer_are_needed(world: World, desk: AtDesk, field: str, typed: str) -> None:
    before = offers(world)

    response = send(desk, HOURS, **{field: typed})

    assert response.status_code == 422
    assert "Write a number from 0 to" in response.text
    assert offers(world) == before


def test_names_and_rows_that_no_page_has_are_let_go(world: World, desk: AtDesk) -> None:
    hostile = {
        "openings-²-opens": "09:00",
        "openings-99999999999999999999-opens": "09:00",
        "openings--1-opens": "x",
        "openings-0-nothing": "x",
        "closures-1-0-first_on": "x",
        "remove-openings": "x",
        **{f"nobody-{index}-x": "y" for index in range(50)},
    }

    kept = send(desk, OWN, **hostile)
    turned = [send(desk, OWN, add="nobody"), send(desk, OWN, remove="openings-999")]

    assert kept.status_code == 303
    assert [page.status_code for page in turned] == [200, 200]
    assert own(world) == ContactTimes(hours=Hours())


def test_rows_beyond_the_most_are_let_go(desk: AtDesk) -> None:
    rows = {f"openings-{index}-opens": "09:00" for index in range(100)}

    page = send(desk, OWN, **rows, add="openings")

    assert page.text.count('type="time"') == 42
    assert "There can be at most 21." in page.text


def test_late_form_keeps_what_was_typed(world: World, desk: AtDesk) -> None:
    response = send(desk, OWN, most_visits_week="3", csrf_token="old")

    assert response.status_code == 422
    assert str(LATE_FORM) in response.text
    assert 'value="3"' in response.text
    assert own(world) == ContactTimes(hours=Hours())


def test_whoever_was_slower_is_told_and_may_send_again(world: World, desk: AtDesk) -> None:
    slow = desk.get(OWN)
    send(desk, OWN, most_visits_week="2")

    told = desk.send(OWN, slow, most_visits_week="3")
    again = desk.send(OWN, told)

    assert told.status_code == 422
    assert "Somebody has changed these times since you opened this page." in told.text
    assert 'value="3"' in told.text
    assert again.status_code == 303
    assert own(world).most_visits_week == 3


def test_mistake_does_not_hide_that_somebody_was_faster(desk: AtDesk) -> None:
    slow = desk.get(OWN)
    send(desk, OWN, most_visits_week="2")

    wrong = desk.send(OWN, slow, most_visits_week="0")
    right = desk.send(OWN, wrong, most_visits_week="3")

    assert right.status_code == 422
    assert "Somebody has changed these times" in right.text


def test_days_that_have_passed_are_left_out(world: World, desk: AtDesk, clock: FakeClock) -> None:
    typed = {"closures-0-first_on": "2026-12-01", "closures-0-last_on": "2026-12-02"}
    assert send(desk, OWN, **typed, **{"closures-0-kind": "other"}).status_code == 303

    clock.go_on(days=30)

    assert "2026-12-01" not in desk.get(OWN).text


@pytest.mark.parametrize("page", [WEEKS, HOURS])
def test_offer_of_another_host_is_not_found(desk: AtDesk, page: str) -> None:
    address = page.replace(SLUG, "industrial-town-in-transition")

    assert [desk.get(address).status_code, desk.get(page.replace(SLUG, "x")).status_code] == [
        404,
        404,
    ]


def test_colleague_who_receives_nothing_has_hours_but_no_offers(
    world: World, client: FlaskClient
) -> None:
    """Whoever was asked to answer one request does not open the host's offers with it."""
    with transaction(world, now=world.clock()) as tx:
        host = find_contacts(tx.session, LEAD)[0].host
        tx.session.add(a_contact(host=host, email="colleague@example.org"))
    desk = AtDesk(client, desk_token(world, "colleague@example.org"))

    codes = {page: desk.get(page).status_code for page in ("/times", OWN, HOURS, WEEKS)}

    assert codes == {"/times": 200, OWN: 200, HOURS: 404, WEEKS: 404}
    assert "See the next four weeks" not in desk.get("/times").text
