"""What a mail states of a day that goes otherwise than planned."""

from app.formatting import format_clock
from app.i18n import current_language, gettext
from app.labels import label
from app.mail.facts import Fact
from app.mail.text import one_line
from visits.catalogue import Offer
from visits.lateness import CannotMeet, Hindrance
from visits.notification import Message


def day_facts(message: Message) -> tuple[Fact, ...]:
    """Why a stop is called off or cannot be met, and what there is instead."""
    day = message.day
    if day is None:
        return ()
    facts = []
    if day.why is not None:
        facts.append(Fact(gettext("Why"), label(day.why)))
    if day.reason:
        facts.append(Fact(gettext("In the host's words"), one_line(day.reason)))
    if day.cannot is not None:
        facts.append(Fact(gettext("Why"), why_not(day.cannot, zone=message.recipient.zone)))
    if day.instead is not None:
        facts.append(Fact(gettext("Free online at that time"), _named(day.instead)))
    return tuple(facts)


def why_not(cannot: CannotMeet, *, zone: str) -> str:
    """What a stop that is late runs into, with the time on a reader's clock."""
    words = {
        Hindrance.CLOSED: gettext("The host closes at %(clock)s."),
        Hindrance.BUSY: gettext("Whoever receives you is taken from %(clock)s."),
        Hindrance.DAY_ENDS: gettext("The delegation's day ends at %(clock)s."),
    }
    return words[cannot.why] % {"clock": format_clock(cannot.at, zone=zone)}


def _named(offer: Offer) -> str:
    title = offer.title.in_language(current_language()).text
    return one_line(f"{title} – {offer.host.name}")
