import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.persistence.seed.catalogue import FOLDER, Catalogue, july_closures, read_catalogue
from visits.availability import Closure, ClosureKind
from visits.catalogue import Format, Offer, Theme
from visits.errors import InvalidValue
from visits.wording import Wording

REFERENCE_GROUP = 50


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue()


def wordings(catalogue: Catalogue) -> list[Wording]:
    return [
        *(node.name for node in catalogue.nodes),
        *(host.about for host in catalogue.hosts),
        *(contact.role for contact in catalogue.contacts),
        *(text for one in catalogue.offers for text in (one.title, one.summary, one.description)),
        *(link.title for one in catalogue.offers for link in one.links),
    ]


def towns_with(catalogue: Catalogue, theme: Theme) -> set[str]:
    return {offer.site.town for offer in catalogue.offers if theme in offer.themes}


def is_online(offer: Offer) -> bool:
    return Format.ON_SITE not in offer.formats


def test_the_catalogue_has_every_regional_office_and_every_host(catalogue: Catalogue):
    assert [(node.slug, node.town) for node in catalogue.nodes] == [
        ("north", "Umeå"),
        ("central", "Borlänge"),
        ("east", "Stockholm"),
        ("south-east", "Linköping"),
        ("south", "Malmö"),
        ("west", "Göteborg"),
    ]
    assert {offer.host.name for offer in catalogue.offers} == {
        "Umeå Energi",
        "Viable Business Hub",
        "Skellefteå Science City",
        "Boliden Rönnskär",
        "Örnsköldsviks kommun",
        "RISE Processum",
    }
    assert {offer.host for offer in catalogue.offers} == set(catalogue.hosts)
    assert {offer.site for offer in catalogue.offers} == set(catalogue.sites)
    assert {offer.contact for offer in catalogue.offers} == set(catalogue.contacts)


def test_every_text_is_in_all_three_languages_and_no_two_are_the_same(catalogue: Catalogue):
    texts = wordings(catalogue)

    assert [text for text in texts if text.missing] == []
    assert [text for text in texts if len({text.en, text.sv, text.fi}) < 3] == []


def test_every_address_is_one_nobody_has(catalogue: Catalogue):
    emails = [contact.email for contact in catalogue.contacts]
    urls = [link.url for offer in catalogue.offers for link in offer.links]
    urls += [offer.join_url for offer in catalogue.offers if offer.join_url]

    hosts = [email.partition("@")[2] for email in emails] + [url.split("/")[2] for url in urls]
    assert [host for host in hosts if not f".{host}".endswith(".example.org")] == []
    assert [url for url in urls if not url.startswith("https://")] == []
    assert len(set(emails)) == len(emails)


def test_every_contact_answers_for_the_host_that_shows_the_offer(catalogue: Catalogue):
    assert [offer for offer in catalogue.offers if offer.contact.host is not offer.host] == []


def test_every_offer_fits_into_one_of_its_openings(catalogue: Catalogue):
    for offer in catalogue.offers:
        longest = max(
            (one.closes.hour - one.opens.hour) * 60 + one.closes.minute - one.opens.minute
            for one in offer.openings
        )
        assert offer.minutes + offer.buffer_before + offer.buffer_after <= longest, offer.slug
        assert 25 <= offer.minutes <= 75, offer.slug


def test_an_offer_has_an_address_to_join_exactly_when_it_can_be_followed_online(
    catalogue: Catalogue,
):
    assert [bool(offer.join_url) for offer in catalogue.offers] == [
        is_online(offer) for offer in catalogue.offers
    ]


def test_online_offers_have_room_for_the_reference_group_and_on_site_ones_do_not(
    catalogue: Catalogue,
):
    assert [offer.most_people > REFERENCE_GROUP for offer in catalogue.offers] == [
        is_online(offer) for offer in catalogue.offers
    ]


def test_every_offer_is_held_in_english_and_some_in_each_language(catalogue: Catalogue):
    assert [offer for offer in catalogue.offers if "en" not in offer.languages] == []
    assert {tag for offer in catalogue.offers for tag in offer.languages} == {"en", "sv", "fi"}
    assert {contact.language for contact in catalogue.contacts} == {"en", "sv", "fi"}


@pytest.mark.parametrize("theme", [Theme.INDUSTRY, Theme.ENERGY, Theme.TALENT])
def test_the_themes_of_the_reference_visit_are_shown_in_three_towns(
    catalogue: Catalogue, theme: Theme
):
    assert {"Umeå", "Skellefteå", "Örnsköldsvik"} <= towns_with(catalogue, theme)


def test_every_theme_and_every_format_is_used(catalogue: Catalogue):
    assert {theme for offer in catalogue.offers for theme in offer.themes} == set(Theme)
    assert {form for offer in catalogue.offers for form in offer.formats} == set(Format)


def test_every_zone_is_one_that_exists(catalogue: Catalogue):
    zones = {place.zone for place in (*catalogue.nodes, *catalogue.sites)}

    assert {ZoneInfo(zone).key for zone in zones} == {"Europe/Stockholm"}


def test_offices_are_closed_in_july_of_the_years_asked_for():
    catalogue = read_catalogue(years=[2026, 2027])

    july = tuple(
        Closure(date(year, 7, 1), date(year, 7, 31), ClosureKind.OFFICE) for year in (2026, 2027)
    )
    assert july_closures(range(2026, 2028)) == july
    assert [node.closures for node in catalogue.nodes] == [july] * 6


def test_nothing_has_an_id_before_it_is_added(catalogue: Catalogue):
    everything = [
        *catalogue.nodes,
        *catalogue.hosts,
        *catalogue.contacts,
        *catalogue.sites,
        *catalogue.offers,
    ]

    assert {one.id for one in everything} == {None}


Change = Callable[[dict[str, object]], object]

SPOILT = {
    "an unknown theme": (
        "offers/umea-energi.json",
        lambda one: one.update(themes=["energy", "magic"]),
        r"umea-energi.json: 0.themes.1",
    ),
    "a missing language": (
        "offers/umea-energi.json",
        lambda one: one.update(title={"en": "Talk", "sv": "Samtal"}),
        r"umea-energi.json: 0.title.fi: Field required",
    ),
    "a misspelt key": (
        "sites.json",
        lambda one: one.update(adress="Umeå"),
        r"sites.json: 0.adress",
    ),
    "a weekday that is none": (
        "offers/umea-energi.json",
        lambda one: one.update(openings={"someday": ["09:00-12:00"]}),
        r"0.openings: .*someday is none of",
    ),
    "an opening that closes first": (
        "offers/umea-energi.json",
        lambda one: one.update(openings={"mon": ["12:00-09:00"]}),
        r"0.openings: .*closes before it opens",
    ),
    "openings in a list": (
        "offers/umea-energi.json",
        lambda one: one.update(openings=["mon"]),
        r"0.openings: .*an object of weekdays",
    ),
    "a contact of another host": (
        "offers/umea-energi.json",
        lambda one: one.update(contact="analyst"),
        r"sustainable-industrial-environments.contact: there is no analyst",
    ),
    "an unknown site": (
        "offers/umea-energi.json",
        lambda one: one.update(site="atlantis"),
        r"sustainable-industrial-environments.site: there is no atlantis",
    ),
    "a slug that is taken": (
        "sites.json",
        lambda one: one.update(slug="ronnskar"),
        r"sites.json: ronnskar: the slug is taken",
    ),
}


@pytest.mark.parametrize(("file", "change", "message"), SPOILT.values(), ids=SPOILT.keys())
def test_bad_data_is_refused_with_its_place(
    tmp_path: Path, file: str, change: Change, message: str
):
    folder = shutil.copytree(FOLDER, tmp_path / "seed")
    records = json.loads((folder / file).read_text("utf-8"))
    change(records[0])
    (folder / file).write_text(json.dumps(records), "utf-8")

    with pytest.raises(InvalidValue, match=message):
        read_catalogue(folder)
