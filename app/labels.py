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
from visits.delegation import OTHERS, TURN, Need
from visits.itinerary import ItineraryState, StopState
from visits.language import Language
from visits.planning.clash import ClashKind
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


CLASHES: dict[ClashKind, str] = {
    ClashKind.UNKNOWN: N_("This visit can no longer be had."),
    ClashKind.UNKNOWN_GROUP: N_("It is for a group that is not part of the delegation."),
    ClashKind.MUST_MISSING: N_("The delegation must see it, and it is not in the programme."),
    ClashKind.MUST_HOST_MISSING: N_("The delegation must visit this host, and does not."),
    ClashKind.MUST_THEME_MISSING: N_("The delegation must see something on this, and does not."),
    ClashKind.FIXED_MOVED: N_("It has to stay where it was."),
    ClashKind.LENGTH: N_("It does not have the length of the visit."),
    ClashKind.QUARTER: N_("It does not start on a quarter of an hour."),
    ClashKind.CONTACT: N_("Other people receive this visit."),
    ClashKind.NOT_FREE: N_("The host is not free then: it is closed, taken or too soon."),
    ClashKind.UNREAD_CALENDAR: N_("Nobody knows if the host is free: its calendar is unread."),
    ClashKind.DATE: N_("It is outside the dates that the delegation wishes."),
    ClashKind.WEEKDAY: N_("It is on a weekday that the delegation does not wish."),
    ClashKind.HOURS: N_("It is outside the hours that the delegation wishes."),
    ClashKind.LATEST_START: N_("It starts later than the delegation wishes."),
    ClashKind.LANGUAGE: N_("It is held in no language that all who come share."),
    ClashKind.SIZE: N_("More people come than it takes."),
    ClashKind.FORMAT: N_("The delegation cannot take part in it this way."),
    ClashKind.RULED_OUT: N_("The delegation does not want to see it."),
    ClashKind.AVOIDED_HOST: N_("This host is not to be asked again."),
    ClashKind.SAME_HOST: N_("Another stop is at the same host."),
    ClashKind.TWICE: N_("It is in the programme twice."),
    ClashKind.PLENARY: N_("It is meant for everyone together."),
    ClashKind.OVERLAP: N_("It overlaps another stop."),
    ClashKind.BUFFER: N_("There is too short a pause before it."),
    ClashKind.DOUBLE_BOOKED: N_("Somebody would receive two stops at once."),
    ClashKind.ROAD: N_("There is too little time for the road to it."),
    ClashKind.ROAD_FROM_START: N_("The road from where the day begins takes too long."),
    ClashKind.ROAD_TO_END: N_("The road to where the day ends takes too long."),
    ClashKind.LONGEST_DAY: N_("The day gets longer than the delegation wishes."),
    ClashKind.MOST_STOPS: N_("The day gets more stops than the delegation wishes."),
    ClashKind.MOST_SCREEN: N_("The day gets more screen time than the delegation wishes."),
    ClashKind.MOST_DAYS: N_("The programme takes more days than the delegation wishes."),
    ClashKind.LUNCH: N_("No time is left for lunch that day."),
    ClashKind.REST: N_("There is no rest before it, and one is due."),
}


def clash_sentence(kind: ClashKind) -> str:
    """What is wrong, in a sentence about the stop that is named beside it."""
    return gettext(CLASHES[kind])


def group_name(name: str) -> str:
    """A group's name; those who are in no group have none of their own."""
    if name == OTHERS or name.startswith(f"{OTHERS} "):
        return name.replace(OTHERS, gettext("Everyone else"), 1)
    turn = TURN.fullmatch(name)
    return gettext("Part %(turn)s") % {"turn": name} if turn and turn[1] is None else name


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
