"""Calendars to subscribe to: who sees what, when a copy is still good, and that none goes stale."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from icalendar import Calendar

from app.actions.cancel import cancel_stop, cancel_visit
from app.persistence.capabilities import PartOf, Subject, add_capability, revoke_capabilities
from app.persistence.catalogue import list_nodes
from app.persistence.delegations import find_delegation
from app.persistence.records import Purpose
from app.subscribed import views
from app.subscribed.kept import Shelf
from app.world import World
from tests.actions.story import A_COORDINATOR, all_confirm, chosen, itinerary_of, requests_of
from tests.builders import KIP_GROUPS, an_inquiry, some_wishes
from tests.calendars.readers import faults_in
from tests.conftest import FakeClock
from tests.delegation.followed import counted_queries
from visits.delegation import Delegate
from visits.language import Language


@pytest.fixture(autouse=True)
def empty_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SHELF", Shelf())


def address_of(world: World, subject: Subject) -> str:
    with world.database.writing() as session:
        token = add_capability(
            session,
            Purpose.FEED,
            session.merge(subject) if not isinstance(subject, PartOf) else subject,
            secret_key=world.settings.secret_key,
            now=world.clock(),
        )
    return f"/feed/{token}.ics"


def delegation_feed(world: World, delegation_id: int) -> str:
    with world.database.reading() as session:
        delegation = find_delegation(session, delegation_id)
    assert delegation is not None
    return address_of(world, delegation)


def shown(client: FlaskClient, address: str) -> list[tuple[str, str]]:
    """UID and status of each stop, in order of time."""
    events = Calendar.from_ical(client.get(address).data).walk("VEVENT")
    return [(str(one["UID"]), str(one["STATUS"])) for one in events]


def test_host_sees_what_it_is_asked_for_and_what_it_has_agreed_to(
    world: World, client: FlaskClient
) -> None:
    delegation_id = chosen(world)
    stop = itinerary_of(world, delegation_id).standing[0]
    address = address_of(world, stop.contact)

    asked = shown(client, address)
    all_confirm(world, delegation_id)
    agreed = shown(client, address)

    assert (stop.uid, "TENTATIVE") in asked
    assert (stop.uid, "CONFIRMED") in agreed
    assert len(agreed) < len(itinerary_of(world, delegation_id).standing)


def test_delegation_sees_nothing_until_the_programme_is_out(
    world: World, client: FlaskClient
) -> None:
    delegation_id = chosen(world)
    address = delegation_feed(world, delegation_id)

    before = shown(client, address)
    all_confirm(world, delegation_id)
    after = shown(client, address)

    stops = itinerary_of(world, delegation_id).standing
    assert before == []
    assert after == [(stop.uid, "CONFIRMED") for stop in stops]


def test_group_and_participant_see_their_own_stops(world: World, client: FlaskClient) -> None:
    wishes = some_wishes(groups_apart=True)
    delegation_id = chosen(world, an_inquiry(wishes=wishes, groups=KIP_GROUPS[:2], size=20))
    all_confirm(world, delegation_id)
    itinerary = itinerary_of(world, delegation_id)
    delegation = itinerary.delegation
    person = Delegate(
        delegation=delegation,
        group="ICT",
        name="Participant",
        email="participant@example.org",
        language=Language.SV,
        zone="Asia/Kathmandu",
        added_at=world.clock(),
    )

    group = shown(client, address_of(world, PartOf(delegation, "ICT")))
    own = shown(client, address_of(world, person))
    everything = shown(client, delegation_feed(world, delegation_id))

    ict = [stop.uid for stop in itinerary.standing if not stop.groups or "ICT" in stop.groups]
    assert [uid for uid, _ in group] == [uid for uid, _ in own] == ict
    assert len(everything) == len(itinerary.standing)


def test_office_sees_the_stops_of_all_its_visits_in_the_language_it_wishes(
    world: World, client: FlaskClient
) -> None:
    chosen(world)
    with world.database.reading() as session:
        node = list_nodes(session)[0]
    address = address_of(world, node)

    said = {one: client.get(f"{address}?language={one}").text for one in ("sv", "fi", "en", "xx")}

    assert len({said["sv"], said["fi"], said["en"]}) == 3
    assert said["xx"] == said["sv"]


def test_copy_that_is_still_good_is_not_sent_again(world: World, client: FlaskClient) -> None:
    delegation_id = chosen(world)
    all_confirm(world, delegation_id)
    address = delegation_feed(world, delegation_id)
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    stop = itinerary_of(world, delegation_id).standing[0]
    cancel_stop(
        world,
        delegation_id=delegation_id,
        stop_id=stop.id or 0,
        by=A_COORDINATOR,
        now=world.clock(),
    )
    changed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert changed.status_code == 200
    assert first.headers["ETag"] != changed.headers["ETag"]
    assert "private" in first.headers["Cache-Control"]


def test_what_was_called_off_stays_for_thirty_days(
    world: World, client: FlaskClient, clock: FakeClock
) -> None:
    delegation_id = chosen(world)
    all_confirm(world, delegation_id)
    address = delegation_feed(world, delegation_id)
    count = len(itinerary_of(world, delegation_id).standing)
    cancel_visit(world, delegation_id=delegation_id, by=A_COORDINATOR, now=clock.now)

    at_once = shown(client, address)
    clock.go_on(days=30)
    at_last = shown(client, address)
    clock.go_on(seconds=1)
    over = shown(client, address)

    assert [status for _, status in at_once] == ["CANCELLED"] * count
    assert at_last == at_once
    assert over == []


def test_address_that_was_revoked_opens_nothing(world: World, client: FlaskClient) -> None:
    delegation_id = chosen(world)
    address = delegation_feed(world, delegation_id)
    with world.database.writing() as session:
        delegation = find_delegation(session, delegation_id)
        assert delegation is not None
        revoke_capabilities(session, Purpose.FEED, delegation, now=world.clock())

    assert client.get(address).status_code == 404


LONG = "x" * 150
TOUCHED = {
    "offer": {"title": f'{{"en": "{LONG}y{LONG}", "sv": "{LONG}y{LONG}", "fi": "Muu"}}'},
    "site": {"zone": "Asia/Tokyo"},
    "host": {"name": "Another host"},
    "stop": {"sequence": 9},
    "delegation": {"organisation": "Another delegation"},
}


@pytest.mark.parametrize("table", TOUCHED)
def test_feed_is_never_staler_than_what_it_shows(
    world: World, client: FlaskClient, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    delegation_id = chosen(world)
    stop = itinerary_of(world, delegation_id).standing[0]
    address = address_of(world, stop.contact)
    before = client.get(address)

    with world.database.engine.begin() as connection:
        values = ", ".join(f"{name} = :{name}" for name in TOUCHED[table])
        connection.execute(sa.text(f"UPDATE {table} SET {values}"), TOUCHED[table])
    kept = client.get(address)
    monkeypatch.setattr(views, "SHELF", Shelf())
    fresh = client.get(address)

    assert kept.data == fresh.data
    assert kept.headers["ETag"] != before.headers["ETag"]


def test_a_shelf_that_looks_at_no_mark_goes_stale(world: World, client: FlaskClient) -> None:
    """The failing twin of the mark."""
    delegation_id = chosen(world)
    address = address_of(world, itinerary_of(world, delegation_id).standing[0].contact)

    class Careless(Shelf):
        def get(self, key: object, *, mark: str, build: Callable[[], bytes]):  # type: ignore[no-untyped-def, override]
            return super().get("always", mark="always", build=build)

    views.SHELF = Careless()
    before = shown(client, address)
    all_confirm(world, delegation_id)

    assert shown(client, address) == before


def test_shelf_lets_go_of_what_was_not_used_for_longest() -> None:
    shelf = Shelf(most_bytes=250)
    built: list[str] = []

    def building(name: str) -> Callable[[], bytes]:
        return lambda: (built.append(name), b"x" * 100)[1]

    for name in ("a", "b", "a", "c", "a", "b"):
        shelf.get(name, mark="1", build=building(name))

    assert built == ["a", "b", "c", "b"]


@pytest.mark.parametrize("language", list(Language))
def test_feeds_are_right_in_strict_eyes(
    world: World, client: FlaskClient, language: Language
) -> None:
    delegation_id = chosen(world, an_inquiry(language=language))
    asked = requests_of(world, delegation_id)[0].stop.contact
    feeds = [client.get(address_of(world, asked)).data]
    all_confirm(world, delegation_id)
    feeds.append(client.get(delegation_feed(world, delegation_id)).data)
    cancel_visit(world, delegation_id=delegation_id, by=A_COORDINATOR, now=world.clock())
    feeds.append(client.get(delegation_feed(world, delegation_id)).data)

    assert faults_in(feeds) == [[], [], []]


def test_feed_takes_few_queries_whatever_is_in_it(world: World, client: FlaskClient) -> None:
    delegation_id = chosen(world)
    all_confirm(world, delegation_id)
    address = delegation_feed(world, delegation_id)

    with counted_queries(world) as cold:
        client.get(address)
    with counted_queries(world) as warm:
        client.get(address)

    assert len(cold) <= 10
    assert len(warm) <= 6
