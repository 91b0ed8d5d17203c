"""The language a reader is written to in."""

import pytest

from visits.language import Language, nearest


@pytest.mark.parametrize(
    ("tags", "language"),
    [
        (("fi",), Language.FI),
        (("sv-FI", "fi"), Language.SV),
        (("SV",), Language.SV),
        (("de", "fi-FI"), Language.FI),
        (("de", "fr"), Language.EN),
        (("fil",), Language.EN),
        ((), Language.EN),
    ],
)
def test_nearest_is_the_first_language_that_is_spoken(
    tags: tuple[str, ...], language: Language
) -> None:
    assert nearest(tags) is language
