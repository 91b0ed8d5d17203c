"""What stands in a mail around its sentences: facts, stops, links, and why it came."""

from dataclasses import asdict, dataclass
from enum import StrEnum

from app.i18n import current_language, gettext
from app.labels import N_, label
from app.mail.answering import how_to_answer
from app.mail.day import day_facts
from app.mail.facts import (
    Fact,
    before_facts,
    own_stops,
    request_facts,
    stop_facts,
    time_facts,
    title_of,
    visit_facts,
)
from app.mail.text import one_line
from visits.conversation import is_turn
from visits.invitation import InvitationState
from visits.itinerary import Stop
from visits.notification import Message, MessageKind, Recipient, StopChange, StopNews


class Reader(StrEnum):
    """On whose side a recipient stands."""

    CONTACT = "contact"
    DELEGATE = "delegate"
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
    desk: str = ""
    leave: str = ""
    own: str = ""
    ready: str = ""
    today: str = ""


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
    """The content of a mail in its reader's language, the same for text and HTML.

    `how` says in sentences how to answer, or what to do.
    """

    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]
    ways: tuple[Way, ...]
    reason: str
    how: tuple[str, ...] = ()


LISTING = frozenset(
    {
        MessageKind.RECEIVED,
        MessageKind.CHANGED,
        MessageKind.PUBLISHED,
        MessageKind.PROGRAMME_CHANGED,
    }
)
AGREED = frozenset(
    {
        MessageKind.LATE,
        MessageKind.PUBLISHED,
        MessageKind.PROGRAMME_CHANGED,
        MessageKind.INVITATION,
        MessageKind.UPDATED,
    }
)
QUESTIONS = frozenset(
    {
        MessageKind.ASKED,
        MessageKind.REMINDER,
        MessageKind.HANDED_ON,
        MessageKind.HANDED_AWAY,
        MessageKind.HANDED_BACK,
        MessageKind.COUNTER_DECLINED,
    }
)
PROGRAMME = (
    ("programme", N_("See the programme")),
    ("feed", N_("Follow the programme in your calendar")),
)
TODAY = (("today", N_("See the day as it is now")),)
DESK = ("desk", N_("See all your visits"))
FOLLOWING = (
    ("own", N_("Open your own page")),
    ("feed", N_("Follow the programme in your calendar")),
)
LEAVING = (*FOLLOWING, ("leave", N_("Get no more mails about this visit")))
SEEING = (("status", N_("See your visit")),)
WAYS: dict[tuple[MessageKind, Reader], tuple[tuple[str, str], ...]] = {
    (MessageKind.RECEIVED, Reader.CONTACT): (("status", N_("Follow your request")),),
    (MessageKind.CHANGE_PROPOSED, Reader.CONTACT): (("status", N_("See the change and decide")),),
    (MessageKind.CHANGED, Reader.CONTACT): SEEING,
    (MessageKind.PUBLISHED, Reader.CONTACT): PROGRAMME,
    (MessageKind.INVITATION, Reader.CONTACT): PROGRAMME,
    (MessageKind.CANCELLED, Reader.CONTACT): SEEING,
    (MessageKind.READINESS, Reader.CONTACT): (("ready", N_("Get ready for the visit")),),
    (MessageKind.ASKED, Reader.HOST): (("answer", N_("Answer the request")),),
    (MessageKind.REMINDER, Reader.HOST): (("answer", N_("Answer the request")),),
    (MessageKind.HANDED_ON, Reader.HOST): (("answer", N_("Answer the request")),),
    (MessageKind.HANDED_AWAY, Reader.HOST): (("answer", N_("Answer the request")),),
    (MessageKind.HANDED_BACK, Reader.HOST): (("answer", N_("Answer the request")),),
    (MessageKind.WITHDRAWN, Reader.HOST): (("answer", N_("See the request")),),
    (MessageKind.PUBLISHED, Reader.HOST): PROGRAMME,
    (MessageKind.INVITATION, Reader.HOST): PROGRAMME,
    (MessageKind.HELD, Reader.CONTACT): PROGRAMME,
    (MessageKind.UPDATED, Reader.CONTACT): PROGRAMME,
    (MessageKind.PROGRAMME_CHANGED, Reader.CONTACT): PROGRAMME,
    (MessageKind.HELD, Reader.DELEGATE): FOLLOWING,
    (MessageKind.INVITATION, Reader.DELEGATE): FOLLOWING,
    (MessageKind.UPDATED, Reader.DELEGATE): FOLLOWING,
    (MessageKind.LET_GO, Reader.DELEGATE): FOLLOWING,
    (MessageKind.PUBLISHED, Reader.DELEGATE): LEAVING,
    (MessageKind.PROGRAMME_CHANGED, Reader.DELEGATE): LEAVING,
    (MessageKind.HELD, Reader.HOST): (("answer", N_("Answer the request")),),
    (MessageKind.UPDATED, Reader.HOST): PROGRAMME,
    **dict.fromkeys(
        [
            (kind, reader)
            for kind in (MessageKind.LATE, MessageKind.TOO_LATE, MessageKind.STOP_CALLED_OFF)
            for reader in (Reader.CONTACT, Reader.HOST)
        ],
        TODAY,
    ),
    (MessageKind.LATE, Reader.DELEGATE): FOLLOWING,
    (MessageKind.STOP_CALLED_OFF, Reader.DELEGATE): FOLLOWING,
    (MessageKind.COUNTER_DECLINED, Reader.HOST): (("answer", N_("Answer the request")),),
}
STAFF_WAYS = (("staff", N_("Open the visit")),)


def letter_of(message: Message, links: Links) -> Letter:
    """The letter that tells a message, in the current language."""
    return Letter(
        facts=_facts(message),
        parts=_parts(message) if message.kind in LISTING else (),
        ways=_ways(message, links),
        reason=_reason(message),
        how=how_to_answer(message),
    )


def reader_of(recipient: Recipient) -> Reader:
    """On whose side the recipient stands."""
    if recipient.is_staff:
        return Reader.STAFF
    if recipient.is_delegate:
        return Reader.DELEGATE
    return Reader.HOST if recipient.is_host else Reader.CONTACT


def stop_of(message: Message) -> Stop | None:
    """The one stop a message is about, if any."""
    if message.stop is None and message.request is not None:
        return message.request.stop
    return message.stop


def _facts(message: Message) -> tuple[Fact, ...]:
    delegation, recipient = message.delegation, message.recipient
    stop = stop_of(message)
    if message.kind in QUESTIONS and message.request is not None:
        return request_facts(message.request, recipient=recipient)
    if message.kind is MessageKind.CHANGE_PROPOSED:
        return (*visit_facts(delegation), *_cause_facts(message))
    if message.kind in LISTING or stop is None:
        return visit_facts(delegation)
    reference = Fact(gettext("Reference"), one_line(delegation.reference))
    said = day_facts(message)
    return (*said, *_state_facts(stop, message), *_stop_facts(stop, message), reference)


def _state_facts(stop: Stop, message: Message) -> tuple[Fact, ...]:
    """What a client may hide: how certain a stop is, who answers, and its time until now."""
    facts: list[Fact] = []
    if _is_held(message):
        facts.append(Fact(gettext("Status"), label(InvitationState.HELD)))
        if message.recipient.is_host:
            role = stop.contact.role.in_language(current_language()).text
            facts.append(Fact(gettext("Who answers"), one_line(role)))
    return (*facts, *before_facts(message.before, zone=message.recipient.zone))


def _is_held(message: Message) -> bool:
    """Whether the stop is not certain, be it new or only worded anew."""
    return message.kind is MessageKind.HELD or message.is_held


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
    if message.kind in AGREED and stop.stands and not _is_held(message):
        return facts
    return tuple(fact for fact in facts if not fact.url)


def _parts(message: Message) -> tuple[Part, ...]:
    if message.news:
        return tuple(_news_part(one, message) for one in message.news)
    if message.itinerary is None:
        return ()
    stops = message.stops or own_stops(message.itinerary, recipient=message.recipient)
    return tuple(
        Part(title_of(stop), (*_stop_facts(stop, message)[1:], *_turn_facts(stop, message)))
        for stop in stops
    )


def _news_part(news: StopNews, message: Message) -> Part:
    change = Fact(gettext("What is new"), label(news.change))
    before = before_facts(news.before, zone=message.recipient.zone)
    stop = news.stop
    facts = _stop_facts(stop, message)[1:]
    if news.change is StopChange.HELD:
        facts = tuple(fact for fact in facts if not fact.url)
    return Part(title_of(stop), (change, *before, *facts, *_turn_facts(stop, message)))


def _turn_facts(stop: Stop, message: Message) -> tuple[Fact, ...]:
    if not (message.recipient.is_delegate and is_turn(stop, message.delegation)):
        return ()
    told = gettext("You take turns. Your delegation tells you which one is yours.")
    return (Fact(gettext("Turns"), told),)


def _ways(message: Message, links: Links) -> tuple[Way, ...]:
    reader = reader_of(message.recipient)
    due = STAFF_WAYS if reader is Reader.STAFF else WAYS.get((message.kind, reader), ())
    if reader is Reader.HOST:
        due = (*due, DESK)
    urls = asdict(links)
    return tuple(Way(gettext(text), urls[name]) for name, text in due if urls[name])


def _reason(message: Message) -> str:
    reference = one_line(message.delegation.reference)
    if message.recipient.is_staff:
        text = gettext("You get this mail because your office follows visit %(reference)s.")
    elif message.recipient.is_delegate:
        text = gettext("You get this mail because you take part in visit %(reference)s.")
    elif message.recipient.is_host:
        text = gettext("You get this mail because you answer for visits at your organisation.")
    else:
        text = gettext("You get this mail because you asked for visit %(reference)s.")
    return text % {"reference": reference}
