"""A host changes what it offers."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.actions.desk_offers import Terms, terms_of
from app.world import World
from tests.actions.story import chosen, itinerary_of
from tests.delegation.asked import errors_on
from tests.delegation.followed import text_of
from tests.host.desk_cast import (
    ADVISER,
    LEAD,
    SLUG,
    TALENT,
    AtDesk,
    changes_of,
    contact_of,
    desk_token,
    offer_of,
)
from tests.test_hostile_input import MARKUP
from visits.catalogue import Format, Link, LinkKind, Theme
from visits.wording import Wording

OFFERS = "/offers"
OFFER = f"/offers/{SLUG}"
HTTPS = "Write a whole address that begins with https://"
MINUTES = "Write the length in whole five minutes, from 5 to 480."
PEOPLE = "Write how many people can come, as a number from 1 to 5,000."
DAYS = "Write the days as a number from 0 to 365."


@pytest.fixture
def desk(client: FlaskClient, world: World) -> AtDesk:
    return AtDesk(client, desk_token(world))


def kept(world: World) -> Terms:
    return terms_of(offer_of(world))


def test_list_has_every_offer_with_marks(desk: AtDesk) -> None:
    desk.send(OFFER, desk.get(OFFER), **{"title-fi": "", "summary-fi": "", "join_url": ""})

    text = text_of(desk.get(OFFERS))

    assert text.count("As a delegation sees it") == 3
    assert "Missing in Finnish Title, In one sentence" in text
    assert text.count("Complete in three languages") == 2
    assert "No join link" in text


def test_every_field_is_kept(desk: AtDesk, world: World) -> None:
    lead, adviser = contact_of(world, LEAD).id, contact_of(world, ADVISER).id

    sent = desk.send(
        OFFER,
        desk.get(OFFER),
        **{f"title-{tag}": f"Title {tag}" for tag in ("sv", "fi", "en")},
        **{f"summary-{tag}": f"Summary {tag}" for tag in ("sv", "fi", "en")},
        **{f"description-{tag}": f"Line\r\nand line {tag}" for tag in ("sv", "fi", "en")},
        themes=["safety", "energy"],
        formats=["on_site"],
        languages=["fi", "de"],
        minutes="90",
        most_people="25",
        notice_days="0",
        join_url="",
        lead=str(adviser),
        others=[str(lead), str(adviser)],
        together="all",
        **{"links-0-kind": "report", "links-0-url": "https://a.example.org/r", "links-0-sv": ""},
        **{"links-0-fi": "Raportti", "links-0-en": ""},
    )

    assert sent.status_code == 303
    assert kept(world) == Terms(
        title=Wording(en="Title en", sv="Title sv", fi="Title fi"),
        summary=Wording(en="Summary en", sv="Summary sv", fi="Summary fi"),
        description=Wording(en="Line\nand line en", sv="Line\nand line sv", fi="Line\nand line fi"),
        themes=(Theme.ENERGY, Theme.SAFETY),
        formats=(Format.ON_SITE,),
        languages=("fi", "de"),
        minutes=90,
        most_people=25,
        notice_days=0,
        join_url="",
        links=(Link(LinkKind.REPORT, "https://a.example.org/r", Wording(fi="Raportti")),),
        receivers=(adviser or 0, lead or 0),
        is_together=True,
    )


def test_what_was_changed_is_noted_by_name(desk: AtDesk, world: World) -> None:
    desk.send(OFFER, desk.get(OFFER), minutes="60", notice_days="9")

    assert changes_of(world) == [("offer", "host", "Umeå Energi", ("minutes", "notice_days"))]
    assert "The visit “Sustainable Industrial" in text_of(desk.get("/about"))


def test_offer_sent_as_it_was_changes_nothing(desk: AtDesk, world: World) -> None:
    before = kept(world)

    sent = desk.send(OFFER, desk.get(OFFER))

    assert (sent.status_code, kept(world), changes_of(world)) == (303, before, [])


WRONG: tuple[tuple[dict[str, Any], list[str]], ...] = (
    ({"minutes": "0"}, [MINUTES]),
    ({"minutes": "7"}, [MINUTES]),
    ({"minutes": "485"}, [MINUTES]),
    ({"minutes": "１０"}, [MINUTES]),
    ({"most_people": "0"}, [PEOPLE]),
    ({"most_people": "5001"}, [PEOPLE]),
    ({"notice_days": "366"}, [DAYS]),
    ({"notice_days": ""}, [DAYS]),
    ({"join_url": "http://meet.example.org/x"}, [HTTPS]),
    ({"join_url": "https://"}, [HTTPS]),
    ({"join_url": "javascript:alert(1)"}, [HTTPS]),
    ({"links-0-url": "ftp://a.example.org"}, [HTTPS]),
    ({"links-0-url": ""}, [HTTPS]),
    ({"links-0-sv": "", "links-0-fi": "", "links-0-en": ""}, ["Write what it is called."]),
    ({"links-0-kind": "virus"}, ["Choose one from the list."]),
    ({"themes": []}, ["Choose one theme at least."]),
    ({"themes": ["cats"]}, ["Choose from the list."]),
    ({"formats": []}, ["Choose one way to take part at least."]),
    ({"languages": []}, ["Choose one language at least."]),
    ({"languages": ["klingon"]}, ["Choose from the list."]),
    ({"lead": "0"}, ["Choose one from the list."]),
    ({"others": ["1e9"]}, ["Choose from the list."]),
    ({"together": "some"}, ["Choose one from the list."]),
    (
        {"title-sv": "", "title-fi": "", "title-en": ""},
        ["Write this in one language at least."],
    ),
)


def test_wrong_offer_is_told_and_stays_as_typed(desk: AtDesk, world: World) -> None:
    before, opened = kept(world), desk.get(OFFER)

    sent = [desk.send(OFFER, opened, **{"summary-en": "Typed", **typed}) for typed, _ in WRONG]

    assert [(page.status_code, errors_on(page)) for page in sent] == [
        (422, errors) for _, errors in WRONG
    ]
    for page, (typed, _) in zip(sent, WRONG, strict=True):
        assert 'value="Typed"' in page.text
        assert all(one in page.text for one in typed.values() if "://" in one)
    assert kept(world) == before


def test_contact_of_another_host_cannot_receive_it(desk: AtDesk, world: World) -> None:
    stranger = contact_of(world, TALENT).id

    sent = desk.send(OFFER, desk.get(OFFER), lead=str(stranger))

    assert errors_on(sent) == ["Choose one from the list."]


def test_offer_of_another_host_is_a_page_that_does_not_exist(desk: AtDesk) -> None:
    for slug in ("virtual-pilot-hall", "attracting-talent", "..", "x" * 100, "a%00b"):
        assert desk.get(f"/offers/{slug}").status_code == 404


def test_look_shows_what_was_typed_and_keeps_nothing(desk: AtDesk, world: World) -> None:
    before = kept(world)

    seen = desk.send(OFFER, desk.get(OFFER), **{"title-en": MARKUP, "minutes": "75", "look": "yes"})

    text = text_of(seen)
    assert seen.status_code == 200
    assert "This is how a delegation would see it." in text
    assert "1 hour 15 minutes" in text
    assert "<script>alert" not in seen.text
    assert kept(world) == before


def test_row_of_material_comes_and_goes_and_the_rest_stays(desk: AtDesk, world: World) -> None:
    opened = desk.get(OFFER)

    more = desk.send(OFFER, opened, **{"add": "link", "minutes": "7", "links-0-en": "Typed"})
    fewer = desk.send(OFFER, more, remove="0")

    assert (more.status_code, more.text.count('name="links-')) == (200, 10)
    assert 'value="7"' in more.text
    assert 'value="Typed"' in more.text
    assert fewer.text.count('name="links-') == 5
    assert 'value="Typed"' not in fewer.text
    assert len(kept(world).links) == 1


def test_empty_row_of_material_does_not_count(desk: AtDesk, world: World) -> None:
    more = desk.send(OFFER, desk.get(OFFER), add="link")

    sent = desk.send(OFFER, more)

    assert (sent.status_code, len(kept(world).links)) == (303, 1)


def test_change_of_somebody_else_is_shown_beside_and_nothing_is_lost(
    desk: AtDesk, world: World
) -> None:
    opened = desk.get(OFFER)
    desk.send(OFFER, opened, **{"minutes": "60", "title-en": MARKUP})

    late = desk.send(OFFER, opened, minutes="90", join_url="https://mine.example.org/")

    text = text_of(late)
    assert late.status_code == 422
    assert "Length in minutes 60 90" in text
    assert "<script>alert" not in late.text
    assert 'value="https://mine.example.org/"' in late.text
    assert kept(world).minutes == 60

    assert desk.send(OFFER, late).status_code == 303
    assert kept(world).minutes == 90


def test_stops_that_are_agreed_stay_as_they_are(desk: AtDesk, world: World) -> None:
    visit_id = chosen(world)
    before = [as_agreed(stop) for stop in itinerary_of(world, visit_id).standing]
    assert SLUG in {slug for slug, *_ in before}

    desk.send(
        OFFER,
        desk.get(OFFER),
        minutes="90",
        formats=["on_site"],
        languages=["fi"],
        most_people="2",
        lead=str(contact_of(world, ADVISER).id),
    )

    assert [as_agreed(stop) for stop in itinerary_of(world, visit_id).standing] == before


def as_agreed(stop: Any) -> tuple[Any, ...]:
    return (
        stop.offer.slug,
        stop.span,
        stop.blocked,
        stop.contact.email,
        stop.language,
        stop.format,
        stop.sequence,
    )
