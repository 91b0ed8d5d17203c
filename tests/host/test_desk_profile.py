"""A host says who it is, in three languages."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.actions.desk_profile import Profile, profile_of
from app.world import World
from tests.delegation.asked import errors_on
from tests.delegation.followed import text_of
from tests.host.desk_cast import LEAD, AtDesk, changes_of, contact_of, desk_token
from tests.test_access_matrix import signed_in
from tests.test_hostile_input import MARKUP, NO_TEXT
from visits.wording import Wording

ABOUT = "/about"


@pytest.fixture
def desk(client: FlaskClient, world: World) -> AtDesk:
    return AtDesk(client, desk_token(world))


def kept(world: World) -> Profile:
    return profile_of(contact_of(world, LEAD).host)


def test_profile_is_kept_and_noted(desk: AtDesk, world: World) -> None:
    page = desk.get(ABOUT)

    sent = desk.send(
        ABOUT,
        page,
        name="Umeå Energi AB",
        **{"about-sv": "Vi värmer Umeå.", "about-fi": "", "about-en": "We heat Umeå."},
        most_visits_week="3",
    )

    assert sent.location == desk.address(ABOUT)
    about = Wording(en="We heat Umeå.", sv="Vi värmer Umeå.")
    assert kept(world) == Profile(name="Umeå Energi AB", about=about, most_visits_week=3)
    fields = ("name", "about", "most_visits_week")
    assert changes_of(world) == [("profile", "host", "Umeå Energi", fields)]
    assert "“About us” was changed." in text_of(desk.get(ABOUT))


def test_missing_language_is_marked_with_what_is_shown_instead(desk: AtDesk) -> None:
    desk.send(ABOUT, desk.get(ABOUT), **{"about-fi": ""})

    text = text_of(desk.get(ABOUT))

    assert "Missing in Finnish About you" in text
    assert "Shown instead (English): Energy company in Umeå" in text
    assert '<span lang="en">Energy company' in desk.get(ABOUT).text


def test_profile_sent_as_it_was_changes_nothing(desk: AtDesk, world: World) -> None:
    before = kept(world)

    desk.send(ABOUT, desk.get(ABOUT))

    assert kept(world) == before
    assert changes_of(world) == []


WRONG = (
    ({"name": ""}, "Write the name of your organisation."),
    ({"name": "a\nb"}, "Write this on one line."),
    ({"name": "\u202eab"}, NO_TEXT),
    (
        {"about-sv": "", "about-fi": " ", "about-en": ""},
        "Write this in one language at least.",
    ),
    ({"about-fi": "å" * 4001}, "Field cannot be longer than 4000 characters."),
    ({"most_visits_week": "0"}, "Write a number from 1 to 50, or leave it empty."),
    ({"most_visits_week": "51"}, "Write a number from 1 to 50, or leave it empty."),
    ({"most_visits_week": "-1"}, "Write a number from 1 to 50, or leave it empty."),
    ({"most_visits_week": "NaN"}, "Write a number from 1 to 50, or leave it empty."),
)


def test_wrong_profile_is_told_and_stays_as_typed(desk: AtDesk, world: World) -> None:
    before, opened = kept(world), desk.get(ABOUT)

    sent = [desk.send(ABOUT, opened, **{"about-en": "Typed.", **typed}) for typed, _ in WRONG]

    assert [(page.status_code, errors_on(page)) for page in sent] == [
        (422, [error]) for _, error in WRONG
    ]
    for page, (typed, _) in zip(sent, WRONG, strict=True):
        assert "Typed.</textarea>" in page.text or "about-en" in typed
    assert kept(world) == before


def test_change_of_somebody_else_is_shown_beside_and_nothing_is_lost(
    desk: AtDesk, world: World
) -> None:
    opened = desk.get(ABOUT)
    desk.send(ABOUT, opened, **{"about-en": MARKUP})

    late = desk.send(ABOUT, opened, **{"about-en": "Mine."})

    assert late.status_code == 422
    assert "Somebody else has changed this since you opened the page" in text_of(late)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in late.text
    assert "<script>alert" not in late.text
    assert "Mine.</textarea>" in late.text
    assert kept(world).about.en == MARKUP

    again = desk.send(ABOUT, late)

    assert again.status_code == 303
    assert kept(world).about.en == "Mine."


def test_late_form_keeps_what_was_typed(desk: AtDesk, world: World) -> None:
    before = kept(world)

    sent = desk.send(ABOUT, desk.get(ABOUT), csrf_token="forged", name="Typed before")

    assert (sent.status_code, "Typed before" in sent.text) == (422, True)
    assert kept(world) == before


def test_coordinator_changes_it_under_its_own_role(app: Flask, world: World) -> None:
    desk = AtDesk(signed_in(app, "north"), f"contact-{contact_of(world, LEAD).id}")

    desk.send(ABOUT, desk.get(ABOUT), name="Umeå Energi AB")

    noted = [("profile", "coordinator", "Regional office North", ("name",))]
    assert changes_of(world) == noted
