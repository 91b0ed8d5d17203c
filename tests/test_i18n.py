"""The language of a page or a mail, and its texts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from markupsafe import Markup

import app.i18n as i18n
from app.i18n import LazyText, current_language, gettext, negotiate, ngettext, use_language
from visits.language import Language

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Energy"
msgstr "Energi"

msgid "%(n)s hour"
msgid_plural "%(n)s hours"
msgstr[0] "%(n)s timme"
msgstr[1] "%(n)s timmar"

msgid "Safety"
msgstr ""

#, fuzzy
msgid "Talent"
msgstr "Talang?"

msgid "<b>"
msgstr "<i>"
"""


@pytest.fixture
def translations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Swedish catalogue of four texts, and none in Finnish."""
    folder = tmp_path / "sv" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(CATALOGUE)
    monkeypatch.setattr(i18n, "TRANSLATIONS", tmp_path)
    i18n.catalogue.cache_clear()
    yield
    i18n.catalogue.cache_clear()


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("sv-FI,fi;q=0.8", Language.SV),
        ("fi-FI,sv;q=0.9,en;q=0.8", Language.FI),
        ("sv;q=0.2,fi;q=0.7", Language.FI),
        ("de;q=0.9,fi;q=0.8,sv;q=0.8", Language.FI),
        ("sv;q=0,fi;q=0.1", Language.FI),
        ("sv; q=0.9, fi; q=0.1", Language.SV),
        ("zh-Hant-TW,sv", Language.SV),
        ("FI", Language.FI),
        ("SV-fi", Language.SV),
        ("en-US,en;q=0.5", Language.EN),
        ("de,fr;q=0.5", Language.EN),
        ("fil", Language.EN),
        ("*", Language.EN),
        ("", Language.EN),
        ("sv;q=often,fi;q=0.5", Language.FI),
        ("fi;q=nan", Language.EN),
        (";;;q=,,-", Language.EN),
        ("fi,\ud800\x00", Language.FI),
        ("x" * 100_000, Language.EN),
    ],
)
def test_negotiate_finds_the_browsers_best_language(header: str, language: Language) -> None:
    assert negotiate(header) is language


def test_language_is_used_inside_a_block_only() -> None:
    before = current_language()

    with use_language(Language.FI):
        with use_language(Language.SV):
            innermost = current_language()
        inner = current_language()

    assert (innermost, inner, current_language()) == (Language.SV, Language.FI, before)


def test_language_is_given_back_after_a_failure() -> None:
    with pytest.raises(LookupError), use_language(Language.FI):
        raise LookupError

    assert current_language() is Language.EN


@pytest.mark.usefixtures("translations")
def test_gettext_finds_the_text_of_the_language() -> None:
    with use_language(Language.SV):
        texts = (gettext("Energy"), ngettext("%(n)s hour", "%(n)s hours", 2) % {"n": 2})

    assert texts == ("Energi", "2 timmar")


@pytest.mark.usefixtures("translations")
@pytest.mark.parametrize("message", ["Not in any catalogue", "Safety", "Talent", ""])
@pytest.mark.parametrize("language", Language)
def test_gettext_falls_back_to_english(language: Language, message: str) -> None:
    with use_language(language):
        assert gettext(message) == message


@pytest.mark.usefixtures("translations")
@pytest.mark.parametrize(("n", "text"), [(0, "hours"), (1, "hour"), (2, "hours")])
def test_ngettext_falls_back_to_english(n: int, text: str) -> None:
    with use_language(Language.FI):
        assert ngettext("hour", "hours", n) == text


@pytest.mark.usefixtures("translations")
def test_lazy_text_speaks_the_language_of_whoever_sees_it() -> None:
    lazy = LazyText("Energy")

    with use_language(Language.SV):
        in_swedish = str(lazy)

    assert (in_swedish, str(lazy)) == ("Energi", "Energy")


@pytest.mark.usefixtures("translations")
def test_lazy_text_is_escaped_in_a_page() -> None:
    lazy = LazyText("<b>")

    with use_language(Language.SV):
        page = Markup("<p>{}</p>").format(lazy)

    assert page == "<p>&lt;i&gt;</p>"
