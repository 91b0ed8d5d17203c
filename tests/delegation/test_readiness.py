"""A delegation gets ready: one page, each thing once, nothing typed is lost."""

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.actions.readiness_rounds import erase_what_is_over
from app.forms import LATE_FORM
from app.world import World
from tests.builders import KIP_GROUPS, some_wishes
from tests.conftest import FakeClock
from tests.delegation.asked import errors_on
from tests.delegation.followed import Followed, a_followed_visit, text_of
from tests.host.desk_cast import fields_of
from tests.readying import (
    MARKER,
    day_after,
    give_all,
    kinds_kept,
    make_on_site,
    stops_of,
    tasks_for,
)
from tests.test_hostile_input import MARKUP
from visits.readiness import Asked, Particulars

READY = "/ready"


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    visit = a_followed_visit(world, clock, client)
    visit.choose()
    visit.publish()
    make_on_site(world, visit.delegation_id)
    return visit


def gate_of(visit: Followed) -> str:
    """What the box for the gate's safety rules sends."""
    return str(stops_of(visit.world, visit.delegation_id)[0].offer.id)


def save(visit: Followed, opened: TestResponse, **typed: str) -> TestResponse:
    """Sends the form of an open page as it stands, but for some fields."""
    data = MultiDict(fields_of(opened))
    for name, value in typed.items():
        data.setlist(name, [value])
    return visit.client.post(visit.address(READY), data=data)


def given(visit: Followed) -> dict[Asked, Particulars | None]:
    tasks = tasks_for(visit.world, visit.delegation_id)
    return {one.asked: one.given.particulars for one in tasks if one.given}


def states(page: TestResponse) -> list[str]:
    """What the list says of each thing, in order."""
    text = text_of(page)
    return [
        next((word for word in ("Completed", "Not yet", "Not needed") if rest.startswith(word)), "")
        for name in NAMED
        for rest in [text.partition(f"{name} ")[2]]
    ]


NAMED = (
    "Safety rules",
    "Names for the gate",
    "Special diets",
    "Getting around on site",
    "Interpreter",
    "Material to send",
    "Try your connection",
)


def test_page_lists_what_is_asked_and_what_is_not(visit: Followed) -> None:
    page = visit.get(READY)

    assert states(page) == ["Not yet"] * 4 + ["Not needed"] * 3
    assert "Wear a helmet" in page.text
    assert page.text.count('name="names"') == 1


def test_everything_can_be_given_at_once(visit: Followed) -> None:
    sent = save(
        visit,
        visit.get(READY),
        safety=gate_of(visit),
        names="Delegate One\r\n\r\n  Delegate Two ",
        **{"diets-vegetarian": "2", "diets-words": "1 without onions", "access-nobody": "y"},
    )

    kept = given(visit)
    assert sent.status_code == 303
    assert kept.pop(Asked.SAFETY) is not None
    assert kept == {
        Asked.NAMES: Particulars(names=("Delegate One", "Delegate Two")),
        Asked.DIETS: Particulars(counts=(("vegetarian", 2),), words="1 without onions"),
        Asked.ACCESS: Particulars(),
    }
    assert states(visit.get(READY)) == ["Completed"] * 4 + ["Not needed"] * 3


def test_part_can_be_given_first(visit: Followed) -> None:
    save(visit, visit.get(READY), names="Delegate One")

    page = visit.get(READY)

    assert states(page) == ["Not yet", "Completed", "Not yet", "Not yet"] + ["Not needed"] * 3
    assert "Delegate One</textarea>" in page.text


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"diets-vegan": "two"}, "Write how many people, as a number."),
        ({"diets-vegan": "-1"}, "Write how many people, as a number."),
        ({"access-wheelchair": "5001"}, "Write how many people, as a number."),
        (
            {"diets-nobody": "y", "diets-vegan": "1"},
            "Choose “Nobody”, or write what people need, not both.",
        ),
        ({"names": "x" * 121}, "Write one name on each line, with at most 120 letters."),
        ({"names": "a\n" * 5001}, "Write at most 5,000 names."),
        ({"safety": "999999"}, "Choose from the list."),
        ({"safety": "x"}, "Choose from the list."),
        (
            {"names": "a\u202eb"},
            "Take out the characters that are not text, and type it again.",
        ),
    ],
)
def test_what_cannot_be_is_told_and_stays_on_the_page(
    visit: Followed, typed: dict[str, str], error: str
) -> None:
    sent = save(visit, visit.get(READY), **{"access-words": "Typed before", **typed})

    assert sent.status_code == 422
    assert error in errors_on(sent)
    assert 'value="Typed before"' in sent.text
    assert given(visit) == {}


def test_markup_is_only_text(visit: Followed) -> None:
    save(
        visit,
        visit.get(READY),
        names=MARKUP.replace("\n", " ")[:100],
        **{"diets-words": MARKUP[:150]},
    )

    page = visit.get(READY).text

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_older_page_is_told_and_can_be_sent_again(visit: Followed) -> None:
    opened = visit.get(READY)
    give_all(visit.world, visit.delegation_id, diets=Particulars())

    late = save(visit, opened, names="Delegate One")
    again = save(visit, late, names="Delegate One", **{"diets-nobody": "y"})

    assert late.status_code == 409
    assert "Something else has changed" in late.text
    assert "Delegate One</textarea>" in late.text
    assert again.status_code == 303
    assert set(given(visit)) == {Asked.NAMES, Asked.DIETS}


def test_late_form_keeps_what_was_typed(visit: Followed) -> None:
    sent = visit.client.post(visit.address(READY), data={"names": "Delegate One"})

    assert sent.status_code == 422
    assert str(LATE_FORM) in sent.text
    assert "Delegate One</textarea>" in sent.text
    assert given(visit) == {}


def test_groups_that_go_apart_are_asked_for_apart(
    world: World, clock: FakeClock, client: FlaskClient
) -> None:
    apart = {"groups": KIP_GROUPS[:2], "size": 20, "wishes": some_wishes(groups_apart=True)}
    visit = a_followed_visit(world, clock, client, **apart)
    visit.choose()
    visit.publish()
    make_on_site(world, visit.delegation_id)
    asked = [one for one in tasks_for(world, visit.delegation_id) if one.asked is Asked.NAMES]

    page = visit.get(READY)
    typed = {f"names_{number}": f"Of {one.part}" for number, one in enumerate(asked)}
    save(visit, page, **typed)

    kept = [one for one in tasks_for(world, visit.delegation_id) if one.asked is Asked.NAMES]
    assert asked
    assert all(f"Names for the gate: {one.part}" in page.text for one in asked)
    assert [(one.part, one.given and one.given.particulars) for one in kept] == [
        (one.part, Particulars(names=(f"Of {one.part}",))) for one in asked
    ]


def test_status_and_programme_lead_there(visit: Followed) -> None:
    for page in ("", "/programme"):
        text = visit.get(page).text
        assert visit.address(READY) in text
        assert "Your hosts still need 4 things from you." in text


def test_draft_is_led_back(world: World, clock: FakeClock, client: FlaskClient) -> None:
    visit = a_followed_visit(world, clock, client)
    visit.choose()

    assert visit.get(READY).status_code == 303


def test_nothing_is_left_on_the_page_the_day_after(visit: Followed, clock: FakeClock) -> None:
    give_all(visit.world, visit.delegation_id)
    assert MARKER in visit.get(READY).text
    clock.now = day_after(stops_of(visit.world, visit.delegation_id)[-1])

    erase_what_is_over(visit.world, now=clock.now)

    page = visit.get(READY)
    assert MARKER not in page.text
    assert "You are ready." in page.text
    assert kinds_kept(visit.world, visit.delegation_id) == {Asked.SAFETY}
