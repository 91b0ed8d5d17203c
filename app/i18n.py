"""The language of the page or mail being made, and its texts.

The language is a context variable, so mails are rendered in their reader's language both inside
and outside a request. English texts are the message ids; the compiled catalogues of the others
are in translations/.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from visits.language import Language

TRANSLATIONS = Path(__file__).parent.parent / "translations"

_language: ContextVar[Language] = ContextVar("language", default=Language.EN)


@cache
def catalogue(language: Language) -> NullTranslations:
    """The texts of a language, read once; English needs none."""
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    if language is Language.EN or not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language.value))
    compiled.seek(0)
    return GNUTranslations(compiled)


def current_language() -> Language:
    """The language everything is being written in now."""
    return _language.get()


def set_language(language: Language) -> None:
    """Fixes the language for the rest of this context (a request)."""
    _language.set(language)


@contextmanager
def use_language(language: Language) -> Iterator[None]:
    """Writes in a language inside the block (a mail)."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def gettext(message: str) -> str:
    """The text in the current language; the English one where it is missing."""
    return catalogue(_language.get()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """The text for a number of things in the current language."""
    return catalogue(_language.get()).ngettext(singular, plural, n)


class LazyText:
    """A text that is looked up when it is shown, for labels of forms made at import."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return gettext(self.message)

    def __html__(self) -> Markup:
        return escape(str(self))


def lazy_gettext(message: str) -> LazyText:
    """The text in the language of whoever will see it."""
    return LazyText(message)


def negotiate(accept_language: str) -> Language:
    """The best of our languages for a browser's Accept-Language header."""
    wanted: list[tuple[float, int, str]] = []
    for order, part in enumerate(accept_language[:500].lower().replace(" ", "").split(",")):
        tag, _, quality = part.partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        if tag and weight > 0:
            wanted.append((-weight, order, tag))
    tags = [tag for _, _, tag in sorted(wanted)]
    found = negotiate_locale(tags, [language.value for language in Language], sep="-")
    return Language(found) if found else Language.EN
