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
from visits.conversation import Channel
from visits.delegation import OTHERS, TURN, Need
from visits.free_busy import WhyNotRead
from visits.invitation import InvitationState
from visits.itinerary import ItineraryState, StopState
from visits.language import Language
from visits.lateness import CallOff, Hindrance
from visits.notification import StopChange
from visits.planning.clash import ClashKind
from visits.readiness import Access, Asked, Diet, Interpreter, Interpreting, Photos
from visits.reply import Attendance, Outcome
from visits.request import AnswerKind, DeclineReason, RequestState, Via
from visits.revision import RevisionCause, RevisionState
from visits.stretches import WhyNotFree


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
    (WhyNotFree.OUTSIDE_HOURS, N_("Outside hours")),
    (WhyNotFree.OFFICE_CLOSED, N_("Regional office closed")),
    (WhyNotFree.HOLIDAY, N_("Public holiday")),
    (WhyNotFree.CLOSED, N_("Closed")),
    (WhyNotFree.ON_LEAVE, N_("On leave")),
    (WhyNotFree.TOO_SOON, N_("Too short notice")),
    (WhyNotFree.WEEK_FULL, N_("The week is full")),
    (WhyNotFree.CALENDAR_UNKNOWN, N_("Own calendar could not be read")),
    (WhyNotFree.TAKEN, N_("Taken by another visit")),
    (WhyNotFree.BUSY, N_("Busy in own calendar")),
    (WhyNotFree.BUFFER, N_("Kept clear around it")),
    (WhyNotFree.TOO_SHORT, N_("Too short for the visit")),
    (ItineraryState.DRAFT, N_("Being agreed")),
    (ItineraryState.PUBLISHED, N_("Published")),
    (ItineraryState.CANCELLED, N_("Cancelled")),
    (StopState.HELD, N_("Reserved")),
    (StopState.CONFIRMED, N_("Confirmed")),
    (StopState.DROPPED, N_("Taken out")),
    (InvitationState.HELD, N_("Held, not confirmed yet")),
    (InvitationState.CONFIRMED, N_("Confirmed")),
    (InvitationState.CANCELLED, N_("Cancelled")),
    (Channel.CARD, N_("Calendar invitation")),
    (Channel.FEED, N_("Calendar feed")),
    (StopChange.ADDED, N_("New in the programme")),
    (StopChange.MOVED, N_("New time")),
    (StopChange.CHANGED, N_("Something else has changed")),
    (StopChange.HELD, N_("The host is asked anew")),
    (StopChange.CONFIRMED, N_("Confirmed by the host")),
    (StopChange.CANCELLED, N_("Cancelled")),
    (RequestState.WAITING, N_("Waiting for an answer")),
    (RequestState.CONFIRMED, N_("Confirmed")),
    (RequestState.DECLINED, N_("Declined")),
    (RequestState.COUNTERED, N_("Other times proposed")),
    (RequestState.WITHDRAWN, N_("Withdrawn")),
    (RequestState.LAPSED, N_("No answer in time")),
    (AnswerKind.CONFIRM, N_("Yes, this time suits us")),
    (AnswerKind.MAYBE, N_("I think so, but I am not sure yet")),
    (AnswerKind.DECLINE, N_("No, we cannot receive this visit")),
    (AnswerKind.PROPOSE, N_("Another time suits us better")),
    (AnswerKind.HAND_ON, N_("Ask a colleague instead of me")),
    (DeclineReason.FULLY_BOOKED, N_("Our time is fully booked then")),
    (DeclineReason.AWAY, N_("We are away then")),
    (DeclineReason.TOO_FEW_HERE, N_("Too few of us are here to receive you")),
    (DeclineReason.TOO_SOON, N_("It is too soon for us to prepare")),
    (DeclineReason.TOO_MANY_PEOPLE, N_("The group is too large for us")),
    (DeclineReason.LANGUAGE, N_("We do not speak a language you share")),
    (DeclineReason.NOT_THE_RIGHT_PLACE, N_("Others can show you this better")),
    (DeclineReason.OTHER, N_("Another reason")),
    (Hindrance.CLOSED, N_("The host closes")),
    (Hindrance.BUSY, N_("The host receives somebody else")),
    (Hindrance.DAY_ENDS, N_("The delegation's day ends")),
    (CallOff.ILLNESS, N_("Somebody is ill")),
    (CallOff.EMERGENCY, N_("Something urgent has happened here")),
    (CallOff.TECHNICAL, N_("Something technical does not work")),
    (CallOff.TOO_LATE, N_("It has become too late for us")),
    (CallOff.OTHER, N_("Another reason")),
    (Via.LINK, N_("by the link in the mail")),
    (Via.MAIL, N_("by mail")),
    (Via.CALENDAR, N_("from the calendar")),
    (Via.STAFF, N_("through the regional office")),
    (Via.KVARKEN, N_("by itself")),
    (RevisionCause.DECLINED, N_("A host declined")),
    (RevisionCause.COUNTERED, N_("A host proposed another time")),
    (RevisionCause.LAPSED, N_("A host did not answer in time")),
    (RevisionState.OPEN, N_("To be accepted")),
    (RevisionState.ACCEPTED, N_("Accepted")),
    (RevisionState.SUPERSEDED, N_("No longer current")),
    (WhyNotRead.ADDRESS_NOT_ALLOWED, N_("We may not read calendars at this address.")),
    (WhyNotRead.UNREACHABLE, N_("Nothing answers at this address.")),
    (WhyNotRead.TLS, N_("The connection to this address is not secure.")),
    (WhyNotRead.WRONG_PASSWORD, N_("The calendar refused the user name or the password.")),
    (WhyNotRead.NOT_FOUND, N_("There is no calendar at this address.")),
    (WhyNotRead.TOO_MANY_REDIRECTS, N_("The address sends us on and on to other addresses.")),
    (WhyNotRead.TOO_LARGE, N_("The calendar is too large: we read five megabytes at most.")),
    (WhyNotRead.TOO_SLOW, N_("The calendar took too long to answer.")),
    (WhyNotRead.NOT_A_CALENDAR, N_("What is at this address is not a calendar.")),
    (WhyNotRead.TOO_COMPLEX, N_("Something in the calendar repeats too often to be read.")),
    (WhyNotRead.UNKNOWN_ZONE, N_("The calendar uses a time zone that we do not know.")),
    (WhyNotRead.BROKEN, N_("Something in the calendar is broken, so we cannot rely on it.")),
    (Outcome.ACTED, N_("Taken as an answer")),
    (Outcome.NOTED, N_("Noted who comes")),
    (Outcome.SAID_BEFORE, N_("Had been said before")),
    (Outcome.STALE, N_("Answers an older question")),
    (Outcome.ANSWERED_FIRST, N_("Somebody else had answered first")),
    (Outcome.TOO_LATE, N_("Came after the time to answer")),
    (Outcome.AFTER_PUBLICATION, N_("Came after the programme was published")),
    (Outcome.CANCELLED_STOP, N_("Is about a cancelled visit")),
    (Outcome.WITHDRAWN, N_("Is about a request that was withdrawn")),
    (Outcome.STRANGER, N_("From somebody who was not invited")),
    (Outcome.FORWARDED, N_("From somebody the invitation was forwarded to")),
    (Outcome.ALIAS, N_("From another address, perhaps of the same person")),
    (Outcome.NOT_THEIRS, N_("From somebody who does not decide on this")),
    (Outcome.NOT_AUTHENTIC, N_("The sender's address could not be trusted")),
    (Outcome.UNKNOWN_UID, N_("Is about no visit of ours")),
    (Outcome.NOT_UNDERSTOOD, N_("Could not be understood")),
    (Outcome.NOT_DONE, N_("Understood, but it could not be done")),
    (Outcome.AUTOMATIC, N_("Sent by a machine")),
    (Outcome.BOUNCED, N_("A mail of ours came back")),
    (Outcome.PLAIN, N_("A mail in words")),
    (Attendance.ACCEPTED, N_("Comes")),
    (Attendance.TENTATIVE, N_("Comes perhaps")),
    (Attendance.DECLINED, N_("Does not come")),
    (Attendance.DELEGATED, N_("Sends somebody else")),
    (Photos.ALLOWED, N_("Photos are welcome")),
    (Photos.ASK_FIRST, N_("Ask before you take photos")),
    (Photos.NOT_ALLOWED, N_("No photos")),
    (Interpreter.NOT_NEEDED, N_("No interpreter is needed")),
    (Interpreter.OFFERED, N_("We can arrange an interpreter")),
    (Interpreter.NEEDED, N_("An interpreter is needed")),
    (Interpreting.NONE, N_("We need no interpreter")),
    (Interpreting.OURS, N_("We bring our own interpreter")),
    (Interpreting.PLEASE, N_("Please arrange an interpreter")),
    (Diet.VEGETARIAN, N_("Vegetarian")),
    (Diet.VEGAN, N_("Vegan")),
    (Diet.NO_GLUTEN, N_("No gluten")),
    (Diet.NO_LACTOSE, N_("No lactose")),
    (Diet.NO_NUTS, N_("No nuts")),
    (Diet.NO_SHELLFISH, N_("No fish or shellfish")),
    (Diet.NO_PORK, N_("No pork")),
    (Access.WHEELCHAIR, N_("Comes with a wheelchair")),
    (Access.NO_STAIRS, N_("Cannot take stairs")),
    (Access.SHORT_WALKS, N_("Short walks only")),
    (Access.HEARING, N_("Needs a hearing loop or captions")),
    (Access.SEEING, N_("Needs large print or a description")),
    (Access.COMPANION, N_("Comes with an assistant")),
    (Asked.SAFETY, N_("Safety rules")),
    (Asked.NAMES, N_("Names for the gate")),
    (Asked.DIETS, N_("Special diets")),
    (Asked.ACCESS, N_("Getting around on site")),
    (Asked.INTERPRETER, N_("Interpreter")),
    (Asked.MATERIAL, N_("Material to send")),
    (Asked.CONNECTION, N_("Try your connection")),
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
