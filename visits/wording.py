"""One text in several languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from visits.language import Language

FALLBACK_ORDER = (Language.EN, Language.SV, Language.FI)


@dataclass(frozen=True)
class Rendered:
    """A text and the language it is in, which need not be the one that was asked for."""

    text: str
    language: Language
    is_fallback: bool

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Wording:
    """One text in several languages; a missing language falls back, and says so."""

    en: str = ""
    sv: str = ""
    fi: str = ""

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> "Wording":
        """From a mapping of language tag to text; other tags are ignored."""
        return cls(**{language: texts.get(language, "") for language in Language})

    def in_language(self, language: Language) -> Rendered:
        """The text in a language, else in English, Swedish or Finnish, marked as a fallback."""
        wanted: str = getattr(self, language)
        if wanted:
            return Rendered(wanted, language, is_fallback=False)
        for other in FALLBACK_ORDER:
            text: str = getattr(self, other)
            if text:
                return Rendered(text, other, is_fallback=True)
        return Rendered("", language, is_fallback=False)

    @property
    def missing(self) -> tuple[Language, ...]:
        """The languages that have no text yet."""
        return tuple(language for language in Language if not getattr(self, language))
