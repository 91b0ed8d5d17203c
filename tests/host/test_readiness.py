"""A host says what it needs, and sees what was given: its own needs, and nobody else's."""

import pytest
from flask.testing import FlaskClient

from app.actions.telling import token_for
from app.actions.transaction import transaction
from app.persistence.itineraries import find_request
from app.persistence.readiness import find_offer_needs
from app.persistence.records import Purpose
from app.world import World
from tests.actions.story import requests_of
from tests.conftest import FakeClock
from tests.delegation.asked import errors_on
from tests.delegation.followed import text_of
from tests.host.desk_cast import SLUG, AtDesk, changes_of, desk_token, offer_of
from tests.readying import MARKER, a_visit_to_get_ready, day_after, give_all, stops_of
from tests.staff.desk import NORTH
from tests.test_access_matrix import signed_in
from visits.itinerary import Stop
from visits.readiness import Interpreter, Needs, Particulars, Photos
from visits.wording import Wording

NEEDS = f"/offers/{SLUG}/needs"
HTTPS = "Write a whole address that begins with https://"
ON_OWN_PAGES = "It is on your own pages, with your visits."
DIETS = Particulars(counts=(("vegan", 2), ("no_gluten", 1)), words="One without onions")


@pytest.fixture
def desk(client: FlaskClient, world: World) -> AtDesk:
    return AtDesk(client, desk_token(world))


@pytest.fixture
def visit(world: World) -> int:
    return a_visit_to_get_ready(world)


def kept(world: World) -> Needs | None:
    with world.database.reading() as session:
        found = find_offer_needs(session, offer_of(world).id or 0)
        return found.needs if found else None


def desk_of(client: FlaskClient, world: World, stop: Stop) -> str:
    """What the desk of a stop's contact says."""
    return text_of(AtDesk(client, desk_token(world, stop.contact.email)).get())


def answer_pages(client: FlaskClient, world: World, visit: int) -> list[str]:
    """The page of each question to a host, in the order of the programme."""
    pages = []
    for asked in sorted(requests_of(world, visit), key=lambda one: one.stop.span):
        with transaction(world, now=world.clock()) as tx:
            found = find_request(tx.session, asked.id or 0)
            assert found is not None
            token = token_for(tx, Purpose.ANSWER, found)
        pages.append(client.get(f"/en/answer/{token}").text)
    return pages


def test_usual_needs_stand_until_something_is_said(desk: AtDesk, world: World) -> None:
    page = desk.get(NEEDS)

    assert "You have not said anything yet." in page.text
    assert kept(world) is None


def test_every_need_is_kept(desk: AtDesk, world: World) -> None:
    sent = desk.send(
        NEEDS,
        desk.get(NEEDS),
        **{f"safety-{tag}": f"Rules {tag}" for tag in ("sv", "fi", "en")},
        safety_url="https://a.example.org/rules",
        photos="not_allowed",
        **{"photo_words-sv": "Inga bilder"},
        names="y",
        names_days="10",
        diets="y",
        access="y",
        test_url="https://meet.example.org/test",
        interpreter="needed",
        **{"material-en": "Questions"},
        material_days="3",
    )

    assert sent.status_code == 303
    assert kept(world) == Needs(
        safety=Wording(en="Rules en", sv="Rules sv", fi="Rules fi"),
        safety_url="https://a.example.org/rules",
        photos=Photos.NOT_ALLOWED,
        photo_words=Wording(sv="Inga bilder"),
        names_days=10,
        wants_diets=True,
        wants_access=True,
        test_url="https://meet.example.org/test",
        interpreter=Interpreter.NEEDED,
        material=Wording(en="Questions"),
        material_days=3,
    )
    assert [what for what, *_ in changes_of(world)] == ["needs"]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"safety_url": "http://a.example.org"}, HTTPS),
        ({"test_url": "javascript:alert(1)"}, HTTPS),
        ({"names": "y", "names_days": "61"}, "Write the days as a number from 0 to 60."),
        ({"names": "y", "names_days": ""}, "Write the days as a number from 0 to 60."),
        (
            {"material-fi": "Kysymyksiä", "material_days": "x"},
            "Write the days as a number from 0 to 60.",
        ),
        ({"photos": "sometimes"}, "Choose one from the list."),
        ({"interpreter": ""}, "Choose one from the list."),
    ],
)
def test_what_cannot_be_is_told_and_stays_on_the_page(
    desk: AtDesk, world: World, typed: dict[str, str], error: str
) -> None:
    sent = desk.send(NEEDS, desk.get(NEEDS), **{"safety-sv": "Typed before", **typed})

    assert sent.status_code == 422
    assert error in errors_on(sent)
    assert "Typed before</textarea>" in sent.text
    assert kept(world) is None


def test_what_somebody_else_kept_meanwhile_stands_beside_it(desk: AtDesk, world: World) -> None:
    opened = desk.get(NEEDS)
    desk.send(NEEDS, opened, names="y", names_days="2")

    late = desk.send(NEEDS, opened, **{"safety-en": "Boots"})
    again = desk.send(NEEDS, late)

    assert late.status_code == 422
    assert "Somebody else has changed this" in late.text
    assert again.status_code == 303
    now_kept = kept(world)
    assert now_kept is not None
    assert (now_kept.safety, now_kept.names_days) == (Wording(en="Boots"), None)


def test_offer_of_another_host_is_not_found(desk: AtDesk) -> None:
    for slug in ("jobba-och-lev", "nothing", "%00"):
        assert desk.get(f"/offers/{slug}/needs").status_code == 404


def test_only_the_host_with_a_gate_sees_names(
    client: FlaskClient, world: World, visit: int
) -> None:
    give_all(world, visit)
    gate, *others = stops_of(world, visit)

    desks = [desk_of(client, world, stop) for stop in (gate, *others)]
    pages = answer_pages(client, world, visit)

    with_marker = {
        stop.contact.email
        for stop, text in zip((gate, *others), desks, strict=True)
        if MARKER in text
    }
    assert with_marker == {gate.contact.email}
    assert [MARKER in page for page in pages] == [False] * len(pages)
    assert [ON_OWN_PAGES in page for page in pages] == [True, True] + [False] * (len(pages) - 2)


def test_host_with_a_table_sees_how_many_eat_what(
    client: FlaskClient, world: World, visit: int
) -> None:
    give_all(world, visit, diets=DIETS)

    table = stops_of(world, visit)[1]
    page = desk_of(client, world, table)

    for line in ("2 × Vegan", "1 × No gluten", "One without onions"):
        assert line in page
    assert "Not given yet" in page


def test_host_sees_nothing_the_day_after_even_before_it_is_erased(
    client: FlaskClient, world: World, visit: int, clock: FakeClock
) -> None:
    give_all(world, visit)
    gate = stops_of(world, visit)[0]
    clock.now = day_after(gate)

    assert MARKER not in desk_of(client, world, gate)
    assert MARKER not in answer_pages(client, world, visit)[0]


def test_office_sees_that_names_were_given_and_not_which(
    client: FlaskClient, world: World, visit: int
) -> None:
    give_all(world, visit)
    gate = stops_of(world, visit)[0]
    staff = signed_in(client.application, NORTH.split("@")[0].removeprefix("coordinator."))

    pages = [
        staff.get(address).text
        for address in (
            f"/en/desk/contact-{gate.contact.id}",
            f"/en/staff/visits/{requests_of(world, visit)[0].itinerary.delegation.reference}",
        )
    ]

    for page in pages:
        assert "Names for the gate" in page
        assert MARKER not in page


def test_list_says_what_is_missing_when_it_is_due(
    client: FlaskClient, world: World, visit: int, clock: FakeClock
) -> None:
    staff = signed_in(client.application, "north")
    before = text_of(staff.get("/en/staff"))
    clock.now = stops_of(world, visit)[0].span.starts_at
    staff = signed_in(client.application, "north")

    after = text_of(staff.get("/en/staff"))

    assert "missing that" not in before
    assert "Needs you now" in after
    assert "things are missing that hosts need" in after
