"""What somebody looks for, read from an address that people may have changed by hand."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.labels import N_
from app.persistence.catalogue import OfferFilter
from visits.catalogue import Format, Host, Theme

LONGEST_WORDS = 100

NAMES = {
    "words": N_("Words"),
    "theme": N_("Theme"),
    "town": N_("Town"),
    "host": N_("Host"),
    "spoken": N_("Language"),
    "format": N_("Format"),
    "page": N_("Page"),
}


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the catalogue lets people choose from; themes and formats are always the same."""

    towns: tuple[str, ...]
    hosts: tuple[Host, ...]
    languages: tuple[str, ...]

    def values(self) -> dict[str, tuple[str, ...]]:
        """What each choice in the address may be."""
        return {
            "theme": tuple(Theme),
            "town": self.towns,
            "host": tuple(host.slug for host in self.hosts),
            "spoken": self.languages,
            "format": tuple(Format),
        }


@dataclass(frozen=True, kw_only=True)
class Search:
    """What was understood, what was not, and which page of the results is wanted.

    `given` holds what an address needs to say the same again, without the page; `ignored` are
    the names, as in NAMES, of what made no sense.
    """

    given: dict[str, str]
    ignored: tuple[str, ...]
    page: int

    @property
    def wanted(self) -> OfferFilter:
        """The same as the catalogue understands it."""
        given = self.given
        return OfferFilter(
            theme=Theme(given["theme"]) if "theme" in given else None,
            town=given.get("town"),
            host=given.get("host"),
            language=given.get("spoken"),
            format=Format(given["format"]) if "format" in given else None,
            words=given.get("words", ""),
        )


def read_search(arguments: Mapping[str, str], *, choices: Choices) -> Search:
    """The search of an address; what makes no sense is left out and named."""
    words = " ".join(arguments.get("words", "").split())
    page = arguments.get("page", "")
    typed = {name: arguments.get(name, "").strip() for name in choices.values()}
    understood = {
        "words": len(words) <= LONGEST_WORDS and words.isprintable(),
        **{name: typed[name] in allowed for name, allowed in choices.values().items()},
        "page": page.isascii() and page.isdigit() and len(page) <= 4 and int(page) > 0,
    }
    every = {"words": words, **typed, "page": page}
    stated = {name: text for name, text in every.items() if text}
    given = {name: text for name, text in stated.items() if understood[name]}
    return Search(
        page=int(given.pop("page", 1)),
        given=given,
        ignored=tuple(name for name in stated if not understood[name]),
    )
