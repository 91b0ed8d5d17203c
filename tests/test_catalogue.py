"""What can be visited."""

from tests.builders import a_host, an_offer
from visits.catalogue import Format, LinkKind, Theme


def test_offer_is_shown_by_the_host_of_its_site() -> None:
    offer = an_offer()

    assert offer.host is offer.site.host


def test_entities_are_themselves_and_not_their_values() -> None:
    assert a_host() != a_host()


def test_stored_words_of_the_catalogue_do_not_change() -> None:
    assert [theme.value for theme in Theme] == [
        "climate",
        "energy",
        "industry",
        "circular",
        "mobility",
        "digitalisation",
        "urban_planning",
        "property",
        "social",
        "talent",
        "equality",
        "safety",
    ]
    assert [form.value for form in Format] == ["online", "on_site", "hybrid"]
    assert [kind.value for kind in LinkKind] == ["film", "tour", "report", "page"]
