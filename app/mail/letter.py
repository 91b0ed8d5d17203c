"""What stands in a mail around its sentences: facts, stops, links, and why it came."""

from dataclasses import asdict, dataclass
from enum import StrEnum

from app.i18n import gettext
from app.labels import N_, label
from app.mail.facts import (
    Fact,
    own_stops,
    request_facts,
    stop_facts,
    time_facts,
    title_of,
    visit_facts,
)
from app.mail.text import one_line
from visits.itinerary import Stop
from visits.notification import Message, MessageKind, Recipient


class Reader(StrEnum):
    """On whose side a recipient stands."""

    CONTACT = "contact"
    HOST = "host"
    STAFF = "staff"


@dataclass(frozen=True)
class Links:
    """Where a mail can lead, as whole addresses; empty where one is not due."""

    status: str = ""
    answer: str = ""
    programme: str = ""
    staff: str = ""
    feed: str = ""


@dataclass(frozen=True)
class Way:
    """One link with what it is for."""

    label: str
    url: str


@dataclass(frozen=True)
class Part:
    """One stop among several."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Letter:
    """The content of a mail in its reader's language, the same for text and HTML."""

    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]
    ways: tuple[Way, ...]
    reason: str


LISTING = frozenset({MessageKind.RECEIVED, MessageKind.CHANGED, MessageKind.PUBLISHED})
AGREED = frozenset({MessageKind.PUBLISHED, MessageKind.INVITATION})
PROGRAMME = (
    ("programme", N_("See the programme")),
    ("feed", N_("Follow the programme in your calendar")),
)
WAYS: dict[tuple[MessageKind, Reader], tuple[tuple[str, str], ...]] = {
    (MessageKind.RECEIVED, Reader.CONTACT): (("status", N_("Follow your request")),),
    (MessageKind.CHANGE_PROPOSED, Reader.CONTACT): (("status", N_("See the change and decide")),),
    (MessageKind.CHANGED, Reader.CONTACT): (("status", N_("See your visit")),),
    (MessageKind.PUBLISHED, Reader.CONTACT): PROGRAMME,
    (MessageKind.INVITATION, Reader.CONTACT): PROGRAMME,
    (MessageKind.CANCELLED, Reader.CONTACT): (("status", N_("See your visit")),),
    (MessageKind.ASKED, Reader.HOST): (("answer", N_("Answer the request")),),
    (MessageKind.WITHDRAWN, Reader.HOST): (("answer", N_("See the request")),),
    (MessageKind.PUBLISHED, Reader.HOST): PROGRAMME,
    (MessageKind.INVITATION, Reader.HOST): PROGRAMME,
}
STAFF_WAYS = (("staff", N_("Open the visit")),)


def letter_of(message: Message, links: Links) -> Letter:
    """The letter that tells a message, in the current language."""
    return Letter(
        facts=_facts(message),
        parts=_parts(message) if message.kind in LISTING else (),
        ways=_ways(message, links),
        reason=_reason(message),
    )


def reader_of(recipient: Recipient) -> Reader:
    """On whose side the recipient stands."""
    if recipient.is_staff:
        return Reader.STAFF
    return Reader.HOST if recipient.is_host else Reader.CONTACT


def stop_of(message: Message) -> Stop | None:
    """The one stop a message is about, if any."""
    if message.stop is None and message.request is not None:
        return message.request.stop
    return message.stop


def _facts(message: Message) -> tuple[Fact, ...]:
    delegation, recipient = message.delegation, message.recipient
    stop = stop_of(message)
    if message.kind is MessageKind.ASKED and message.request is not None:
        return request_facts(message.request, recipient=recipient)
    if message.kind is MessageKind.CHANGE_PROPOSED:
        return (*visit_facts(delegation), *_cause_facts(message))
    if message.kind in LISTING or stop is None:
        return visit_facts(delegation)
    reference = Fact(gettext("Reference"), one_line(delegation.reference))
    return (*_stop_facts(stop, message), reference)


def _cause_facts(message: Message) -> tuple[Fact, ...]:
    """Why a programme changes, and which stop it began with."""
    stop = stop_of(message)
    facts: list[Fact] = []
    if message.cause is not None:
        facts.append(Fact(gettext("Why"), label(message.cause)))
    if stop is not None:
        facts.append(Fact(gettext("Visit"), title_of(stop)))
        facts.extend(time_facts(stop, delegation=message.delegation, recipient=message.recipient))
    return tuple(facts)


def _stop_facts(stop: Stop, message: Message) -> tuple[Fact, ...]:
    """The link to join by is only told once a stop is agreed, and no more when it is called off."""
    facts = stop_facts(stop, delegation=message.delegation, recipient=message.recipient)
    if message.kind in AGREED and stop.stands:
        return facts
    return tuple(fact for fact in facts if not fact.url)


def _parts(message: Message) -> tuple[Part, ...]:
    if message.itinerary is None:
        return ()
    return tuple(
        Part(title_of(stop), _stop_facts(stop, message)[1:])
        for stop in own_stops(message.itinerary, recipient=message.recipient)
    )


def _ways(message: Message, links: Links) -> tuple[Way, ...]:
    reader = reader_of(message.recipient)
    due = STAFF_WAYS if reader is Reader.STAFF else WAYS.get((message.kind, reader), ())
    urls = asdict(links)
    return tuple(Way(gettext(text), urls[name]) for name, text in due if urls[name])


def _reason(message: Message) -> str:
    reference = one_line(message.delegation.reference)
    if message.recipient.is_staff:
        text = gettext("You get this mail because your office follows visit %(reference)s.")
    elif message.recipient.is_host:
        text = gettext("You get this mail because you answer for visits at your organisation.")
    else:
        text = gettext("You get this mail because you asked for visit %(reference)s.")
    return text % {"reference": reference}
