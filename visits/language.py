"""The languages Kvarken itself speaks."""

from enum import StrEnum


class Language(StrEnum):
    """A language every page, mail and invitation exists in."""

    EN = "en"
    SV = "sv"
    FI = "fi"
