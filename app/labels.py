"""What the domain's words are called in the reader's language.

Every member of every StrEnum of the domain has its label here; a test holds it.
"""

from enum import StrEnum
from functools import cache
from importlib.resources import files

from app.formatting import locale_of
from app.i18n import gettext
from visits.availability import ClosureKind
from visits.catalogue import Format, LinkKind, Theme
from visits.delegation import Need
from visits.itinerary import ItineraryState, StopState
from visits.language import Language
from visits.request import AnswerKind, RequestState
from visits.revision import RevisionCause, RevisionState


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for a text marked, not yet said
    """Marks a text for translation."""
    return message


_WORDS: tuple[tuple[StrEnum, str], ...] = (
    (Theme.CLIMATE, N_("Climate and environment")),
    (Theme.ENERGY, N_("Energy")),
    (Theme.INDUSTRY, N_("Industry and large investments")),
    (Theme.CIRCULAR, N_("Circular economy")),
    (Theme.MOBILITY, N_("Mobility and transport")),
    (Theme.DIGITALISATION, N_("Digitalisation")),
    (Theme.URBAN_PLANNING, N_("Urban planning")),
    (Theme.PROPERTY, N_("Buildings and property")),
    (Theme.SOCIAL, N_("Social sustainability")),
    (Theme.TALENT, N_("Attracting talent")),
    (Theme.EQUALITY, N_("Equality and diversity at work")),
    (Theme.SAFETY, N_("Safety")),
    (Format.ONLINE, N_("Online")),
    (Format.ON_SITE, N_("On site")),
    (Format.HYBRID, N_("On site and online")),
    (LinkKind.FILM, N_("Film")),
    (LinkKind.TOUR, N_("3D tour")),
    (LinkKind.REPORT, N_("Report")),
    (LinkKind.PAGE, N_("Web page")),
    (Need.INTERPRETATION, N_("Interpretation")),
    (Need.CAPTIONS, N_("Captions")),
    (Need.SIGN_LANGUAGE, N_("Sign language")),
    (Need.STEP_FREE, N_("Step-free access")),
    (Need.RECORDING, N_("A recording afterwards")),
    (ClosureKind.OFFICE, N_("Office closed")),
    (ClosureKind.HOLIDAY, N_("Public holiday")),
    (ClosureKind.OTHER, N_("Closed")),
    (ItineraryState.DRAFT, N_("Being agreed")),
    (ItineraryState.PUBLISHED, N_("Published")),
    (ItineraryState.CANCELLED, N_("Cancelled")),
    (StopState.HELD, N_("Reserved")),
    (StopState.CONFIRMED, N_("Confirmed")),
    (StopState.DROPPED, N_("Taken out")),
    (RequestState.WAITING, N_("Waiting for an answer")),
    (RequestState.CONFIRMED, N_("Confirmed")),
    (RequestState.DECLINED, N_("Declined")),
    (RequestState.COUNTERED, N_("Other times proposed")),
    (RequestState.WITHDRAWN, N_("Withdrawn")),
    (RequestState.LAPSED, N_("No answer in time")),
    (AnswerKind.CONFIRM, N_("Yes, this time suits us")),
    (AnswerKind.DECLINE, N_("No, we cannot receive this visit")),
    (AnswerKind.PROPOSE, N_("Another time suits us better")),
    (RevisionCause.DECLINED, N_("A host declined")),
    (RevisionCause.COUNTERED, N_("A host proposed another time")),
    (RevisionCause.LAPSED, N_("A host did not answer in time")),
    (RevisionState.OPEN, N_("To be accepted")),
    (RevisionState.ACCEPTED, N_("Accepted")),
    (RevisionState.SUPERSEDED, N_("No longer current")),
    (Language.EN, N_("English")),
    (Language.SV, N_("Swedish")),
    (Language.FI, N_("Finnish")),
)
# Members of different enums may be equal as strings, so the enum is part of the key.
LABELS = {(type(member), member.value): text for member, text in _WORDS}


def label(member: StrEnum) -> str:
    """The word for a member of an enum in the current language."""
    return gettext(LABELS[type(member), member.value])


def country_name(code: str, *, language: Language | None = None) -> str:
    """A country's name from its ISO 3166 code; the code itself where there is none."""
    return locale_of(language).territories.get(code) or code


def language_name(tag: str, *, language: Language | None = None) -> str:
    """A language's name from its tag, as it is called in the reader's language."""
    return locale_of(language).languages.get(tag) or tag


def countries(*, language: Language | None = None) -> list[tuple[str, str]]:
    """Every country's code and name, sorted the reader's way as far as code points go."""
    names = {str(code): name for code, name in locale_of(language).territories.items()}
    codes = [code for code in names if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY]
    return sorted(((code, names[code]) for code in codes), key=lambda pair: pair[1].casefold())


NO_COUNTRY = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "CP", "DG", "EA", "IC"})


@cache
def _zones_by_country() -> dict[str, str]:
    """Each country's first zone in tzdata's zone.tab, which puts the most peopled one first."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text()
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    zones: dict[str, str] = {}
    for code, _, zone, *_ in rows:
        zones.setdefault(code, zone)
    return zones


def main_zone(country: str) -> str | None:
    """The zone most of a country lives in, as the first guess for a delegation from there."""
    return _zones_by_country().get(country)
