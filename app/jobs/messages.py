"""`make messages`: collects the texts of code and templates into the catalogues.

Nothing is guessed: a changed English text is a new one, so no fuzzy translation ever appears.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from visits.language import Language

ROOT = Path(__file__).parent.parent.parent
TRANSLATIONS = ROOT / "translations"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}
METHODS = {
    "app": [("**.py", "python")],
    "templates": [("**.html", "jinja2.ext:babel_extract"), ("**.txt", "jinja2.ext:babel_extract")],
}
TRANSLATOR = "Kvarken contributors <visits@example.org>"
# A date that stands still: when a text changed is in the history, and not worth a conflict.
WRITTEN_AT = datetime(2026, 11, 22, tzinfo=UTC)
OPTIONS = {"**": {"newstyle_gettext": "true", "trimmed": "true", "silent": "false"}}


def collect() -> Catalog:
    """Every text that people can meet, with the files it stands in."""
    catalogue = Catalog(
        project="Kvarken",
        version="1",
        header_comment="# Kvarken's texts, to be translated.",
        copyright_holder="Kvarken contributors",
        msgid_bugs_address="visits@example.org",
        last_translator=TRANSLATOR,
        language_team=TRANSLATOR,
        charset="utf-8",
        creation_date=WRITTEN_AT,
        revision_date=WRITTEN_AT,
        fuzzy=False,
    )
    for folder, name, message, comments in _found():
        catalogue.add(message, None, [(f"{folder}/{name}", 0)], auto_comments=comments)
    return catalogue


def _found() -> Iterator[tuple[str, str, str | tuple[str, ...], list[str]]]:
    for folder, methods in METHODS.items():
        for name, _line, message, comments, _context in extract_from_dir(
            ROOT / folder,
            method_map=methods,
            options_map={pattern: OPTIONS["**"] for pattern, _ in methods},
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
        ):
            yield folder, name, message, comments


def path_of(language: Language) -> Path:
    """Where a language's texts are."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def merged(template: Catalog, language: Language) -> Catalog:
    """A language's catalogue with today's texts; what nobody needs any more is left out."""
    path = path_of(language)
    if path.exists():
        with path.open("rb") as source:
            catalogue = read_po(source, locale=language.value)
    else:
        catalogue = Catalog(locale=language.value, project="Kvarken", fuzzy=False)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.revision_date = WRITTEN_AT
    catalogue.last_translator = TRANSLATOR
    catalogue.language_team = TRANSLATOR
    catalogue.project, catalogue.version = template.project, template.version
    catalogue.creation_date = WRITTEN_AT
    catalogue.msgid_bugs_address = template.msgid_bugs_address
    catalogue.header_comment = f"# Kvarken's texts in {language.name}."
    return catalogue


def main() -> int:
    """Writes messages.pot and every language's messages.po."""
    template = collect()
    TRANSLATIONS.mkdir(exist_ok=True)
    _write(TRANSLATIONS / "messages.pot", template)
    for language in Language:
        if language is not Language.EN:
            path_of(language).parent.mkdir(parents=True, exist_ok=True)
            _write(path_of(language), merged(template, language))
    return 0


def _write(path: Path, catalogue: Catalog) -> None:
    with path.open("wb") as target:
        write_po(target, catalogue, width=100, sort_output=True, include_lineno=False)


if __name__ == "__main__":
    sys.exit(main())
