"""The languages Kvarken itself speaks, and the tags people and hosts use."""

from enum import StrEnum


class Language(StrEnum):
    """A language every page, mail and invitation exists in."""

    EN = "en"
    SV = "sv"
    FI = "fi"


def nearest(tags: tuple[str, ...]) -> Language:
    """The first of a reader's languages that Kvarken speaks, else English."""
    spoken = {language.value: language for language in Language}
    primaries = (tag.split("-")[0].lower() for tag in tags)
    return next((spoken[tag] for tag in primaries if tag in spoken), Language.EN)
