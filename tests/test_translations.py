"""Every text exists in every language, whole and well-formed."""

import re
import shutil
import subprocess

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from app.jobs.messages import collect, path_of
from visits.language import Language

TRANSLATED = [Language.SV, Language.FI]


@pytest.fixture(scope="module")
def template() -> Catalog:
    return collect()


def read(language: Language) -> Catalog:
    with path_of(language).open("rb") as source:
        return read_po(source, locale=language.value)


def texts(catalogue: Catalog) -> set[str | tuple[str, ...]]:
    return {tuple(m.id) if isinstance(m.id, list | tuple) else m.id for m in catalogue if m.id}


def is_whole(message: Message) -> bool:
    parts = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(part.strip() for part in parts)


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_has_exactly_the_texts_of_code_and_templates(
    template: Catalog, language: Language
) -> None:
    """Run `make messages` and translate what is new."""
    assert texts(read(language)) == texts(template)


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_is_missing_or_guessed(language: Language) -> None:
    catalogue = read(language)

    assert [m.id for m in catalogue if m.id and not is_whole(m)] == []
    assert [m.id for m in catalogue if m.id and m.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_is_malformed(language: Language) -> None:
    catalogue = read(language)

    assert [(m.id, str(error)) for m, errors in catalogue.check() for error in errors] == []
    msgfmt = shutil.which("msgfmt")
    assert msgfmt, "msgfmt is missing: install Debian's package `gettext`"
    command = [msgfmt, "--check", "--output-file=/dev/null", str(path_of(language))]
    assert subprocess.run(command, capture_output=True, text=True, check=False).stderr == ""


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_and_markup_are_the_same_in_every_language(language: Language) -> None:
    pieces = re.compile(r"%\(\w+\)[sd]|</?\w+[^>]*>")
    wrong = []
    for message in read(language):
        if not message.id:
            continue
        wanted = message.id if isinstance(message.id, str) else message.id[-1]
        given = message.string if isinstance(message.string, str) else message.string[-1]
        if sorted(pieces.findall(wanted)) != sorted(pieces.findall(given)):
            wrong.append((wanted, given))

    assert wrong == []
