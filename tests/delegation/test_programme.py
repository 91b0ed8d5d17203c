"""The published programme: its page, its calendar file and its feed."""

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from app.actions.cancel import cancel_stop, cancel_visit
from app.actions.mails import renew_status_link
from app.actions.telling import Teller
from app.formatting import format_clocks
from app.persistence.capabilities import find_token
from app.persistence.records import Actor, Purpose
from app.world import World
from tests.conftest import SECRET_KEY, FakeClock
from tests.delegation.followed import Followed, a_followed_visit, counted_queries, text_of

OFFICE = Teller(Actor.COORDINATOR, "Regional office North")


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    """A visit every host has said yes to."""
    visit = a_followed_visit(world, clock, client)
    visit.choose()
    visit.publish()
    clock.go_on(days=1)
    return visit


def feed_address(visit: Followed) -> str:
    with visit.world.database.reading() as session:
        delegation = visit.itinerary().delegation
        token = find_token(session, Purpose.FEED, delegation, secret_key=SECRET_KEY)
        return f"/feed/{token}.ics"


def states(content: bytes) -> list[str]:
    return [str(event["STATUS"]) for event in Calendar.from_ical(content).walk("VEVENT")]


def test_programme_shows_each_stop_in_both_times(visit: Followed) -> None:
    text = text_of(visit.get("/programme"))

    for stop in visit.itinerary().standing:
        assert stop.offer.title.en in text
        assert f"{format_clocks(stop.span, zone='Europe/Helsinki')} Helsinki time" in text
        assert f"{format_clocks(stop.span, zone='Europe/Stockholm')} Stockholm time" in text


def test_programme_shows_join_links_map_and_feed(visit: Followed) -> None:
    page = visit.get("/programme").text

    for stop in visit.itinerary().standing:
        assert f'href="{stop.offer.join_url}"' in page
    assert "leaflet.js" in page
    assert f"http://localhost{feed_address(visit)}" in page
    assert visit.address("/programme.ics") in page


def test_programme_switches_to_another_zone(visit: Followed) -> None:
    text = text_of(visit.get("/programme?zone=Asia/Tokyo"))

    first = visit.itinerary().standing[0]
    assert f"{format_clocks(first.span, zone='Asia/Tokyo')} Tokyo time" in text


def test_programme_in_the_hosts_zone_shows_one_time(visit: Followed) -> None:
    text = text_of(visit.get("/programme?zone=Europe/Stockholm"))

    assert text.count("Stockholm time") == len(visit.itinerary().standing)
    assert "Helsinki time" not in text


def test_programme_in_an_unknown_zone_stays_in_its_own(visit: Followed) -> None:
    for zone in ("Mars/Olympus", "../../etc/passwd", "\x00", "x" * 5000, "UTC\n"):
        page = visit.get("/programme", query_string={"zone": zone})

        assert page.status_code == 200
        assert "Helsinki time" in text_of(page)
        assert "We do not know that time zone" in text_of(page)


def test_programme_before_publication_leads_to_the_status(
    world: World, clock: FakeClock, client: FlaskClient
) -> None:
    visit = a_followed_visit(world, clock, client)
    visit.choose()

    assert visit.get("/programme").location == visit.address()
    assert visit.get("/programme.ics").status_code == 404


def test_programme_marks_a_cancelled_stop(visit: Followed) -> None:
    gone = visit.itinerary().standing[0]
    assert gone.id is not None
    cancel_stop(
        visit.world,
        stop_id=gone.id,
        delegation_id=visit.delegation_id,
        by=OFFICE,
        now=visit.clock(),
    )

    text = text_of(visit.get("/programme"))

    assert "Cancelled stops" in text
    assert gone.offer.title.en in text


def test_download_is_one_calendar_of_all_stops(visit: Followed) -> None:
    file = visit.get("/programme.ics")

    calendar = Calendar.from_ical(file.data)
    assert file.content_type == "text/calendar; charset=utf-8"
    assert visit.reference.lower() in file.headers["Content-Disposition"]
    assert calendar["METHOD"] == "PUBLISH"
    assert [str(event["UID"]) for event in calendar.walk("VEVENT")] == [
        stop.uid for stop in visit.itinerary().standing
    ]


def test_calendars_carry_no_secret_link(visit: Followed) -> None:
    unfolded = visit.client.get(feed_address(visit)).data.replace(b"\r\n ", b"").decode()

    assert visit.token not in unfolded
    assert "ATTENDEE" not in unfolded


def test_feed_is_in_the_delegations_language_whoever_asks(visit: Followed) -> None:
    address = feed_address(visit)

    answers = [
        visit.client.get(address, headers={"Accept-Language": tag}) for tag in ("sv", "fi", "en")
    ]

    assert len({answer.data for answer in answers}) == 1
    assert b"LANGUAGE=fi" in answers[0].data
    assert "Set-Cookie" not in answers[0].headers


def test_feed_answers_304_until_something_changes(visit: Followed) -> None:
    address = feed_address(visit)
    first = visit.client.get(address)
    known = {"If-None-Match": first.headers["ETag"]}

    unchanged = visit.client.get(address, headers=known)
    cancel_visit(visit.world, delegation_id=visit.delegation_id, by=OFFICE, now=visit.clock())
    changed = visit.client.get(address, headers=known)

    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert changed.status_code == 200


def test_feed_keeps_what_was_cancelled(visit: Followed) -> None:
    count = len(visit.itinerary().standing)

    cancel_visit(visit.world, delegation_id=visit.delegation_id, by=OFFICE, now=visit.clock())

    feed = visit.client.get(feed_address(visit))
    assert states(feed.data) == ["CANCELLED"] * count


def test_feed_opens_with_its_own_token_only(visit: Followed) -> None:
    feed_token = feed_address(visit).removeprefix("/feed/").removesuffix(".ics")

    assert visit.client.get(f"/feed/{visit.token}.ics").status_code == 404
    assert visit.client.get(f"/en/visit/{feed_token}").status_code == 404


def test_feed_ends_when_its_link_is_renewed(visit: Followed) -> None:
    address = feed_address(visit)

    renew_status_link(visit.world, delegation_id=visit.delegation_id, by=OFFICE, now=visit.clock())

    assert visit.client.get(address).status_code == 404


def test_feed_of_an_unknown_token_is_not_found(client: FlaskClient) -> None:
    for token in ("x", "x" * 43, "ä" * 43, "a" * 5000):
        assert client.get(f"/feed/{token}.ics").status_code == 404


def test_feed_takes_head_and_nothing_that_changes(visit: Followed) -> None:
    address = feed_address(visit)

    assert visit.client.head(address).status_code == 200
    assert visit.client.post(address).status_code == 405


def test_programme_and_feed_keep_to_few_queries(visit: Followed) -> None:
    address = feed_address(visit)

    with counted_queries(visit.world) as of_page:
        visit.get("/programme")
    with counted_queries(visit.world) as of_feed:
        visit.client.get(address)

    assert len(of_page) <= 15
    assert len(of_feed) <= 15
