"""One text in several languages: what is shown where a translation is missing."""

import pytest

from visits.language import Language
from visits.wording import Rendered, Wording

EN, SV, FI = Language


@pytest.mark.parametrize(
    ("wording", "asked", "shown"),
    [
        (Wording(en="Wind", sv="Vind", fi="Tuuli"), FI, Rendered("Tuuli", FI, is_fallback=False)),
        (Wording(en="Wind", sv="Vind"), FI, Rendered("Wind", EN, is_fallback=True)),
        (Wording(sv="Vind", fi="Tuuli"), EN, Rendered("Vind", SV, is_fallback=True)),
        (Wording(fi="Tuuli"), SV, Rendered("Tuuli", FI, is_fallback=True)),
        (Wording(), SV, Rendered("", SV, is_fallback=False)),
    ],
)
def test_wording_falls_back_and_says_so(wording: Wording, asked: Language, shown: Rendered) -> None:
    assert wording.in_language(asked) == shown


def test_rendered_is_written_as_its_text() -> None:
    assert f"{Wording(en='Wind').in_language(FI)}" == "Wind"


def test_wording_of_a_mapping_ignores_other_languages() -> None:
    wording = Wording.of({"sv": "Vind", "de": "Wind"})

    assert wording == Wording(sv="Vind")


def test_wording_knows_what_is_missing() -> None:
    assert Wording(sv="Vind").missing == (EN, FI)
    assert Wording(en="Wind", sv="Vind", fi="Tuuli").missing == ()
