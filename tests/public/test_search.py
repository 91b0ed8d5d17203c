import pytest

from app.persistence.catalogue import OfferFilter
from app.public.search import Choices, Search, read_search
from tests.builders import a_host
from visits.catalogue import Format, Theme

CHOICES = Choices(towns=("Umeå",), hosts=(a_host(slug="umea-energi"),), languages=("en", "fi"))


def read(**arguments: str) -> Search:
    return read_search(arguments, choices=CHOICES)


def test_search_understands_every_choice_of_an_address():
    given = {
        "words": "timber house",
        "theme": "energy",
        "town": "Umeå",
        "host": "umea-energi",
        "spoken": "fi",
        "format": "online",
    }

    search = read(**given, page="2")

    assert search == Search(given=given, ignored=(), page=2)
    assert search.wanted == OfferFilter(
        theme=Theme.ENERGY,
        town="Umeå",
        host="umea-energi",
        language="fi",
        format=Format.ONLINE,
        words="timber house",
    )


def test_search_of_a_bare_address_wants_everything():
    search = read()

    assert search == Search(given={}, ignored=(), page=1)
    assert search.wanted == OfferFilter()


def test_search_takes_fields_left_empty_as_not_given():
    assert read(words=" ", theme="", town="", page="") == Search(given={}, ignored=(), page=1)


def test_search_puts_words_in_order():
    assert read(words="  a\n\tb  ").given == {"words": "a b"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("words", "a\0b"),
        ("words", "x" * 101),
        ("words", "\ud800"),
        ("theme", "ENERGY"),
        ("theme", "energy, industry"),
        ("town", "Atlantis"),
        ("host", "' OR 1=1 --"),
        ("spoken", "klingon"),
        ("format", "by post"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "１"),
        ("page", "1e3"),
        ("page", "9" * 400),
    ],
)
def test_search_leaves_out_and_names_what_makes_no_sense(name: str, value: str):
    assert read(**{name: value}) == Search(given={}, ignored=(name,), page=1)


def test_search_keeps_the_sense_beside_the_nonsense():
    search = read(theme="energy", town="Atlantis", page="x")

    assert search == Search(given={"theme": "energy"}, ignored=("town", "page"), page=1)
