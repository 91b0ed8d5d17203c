"""Which messages are due to whom, as values; a mail is their rendering."""

from dataclasses import dataclass
from enum import StrEnum

from visits.catalogue import Contact, Offer
from visits.delegation import Delegate, Delegation
from visits.invitation import Method
from visits.itinerary import Itinerary, Stop
from visits.language import Language
from visits.lateness import CallOff, CannotMeet
from visits.request import VisitRequest
from visits.revision import RevisionCause
from visits.span import Span


class MessageKind(StrEnum):
    """What is told; each has a folder of its own under templates/email."""

    RECEIVED = "received"
    ASKED = "asked"
    HELD = "held"
    CHANGE_PROPOSED = "change_proposed"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    RELEASED = "released"
    COUNTER_DECLINED = "counter_declined"
    PUBLISHED = "published"
    PROGRAMME_CHANGED = "programme_changed"
    INVITATION = "invitation"
    UPDATED = "updated"
    CANCELLED = "cancelled"
    REMINDER = "reminder"
    HANDED_ON = "handed_on"
    HANDED_AWAY = "handed_away"
    HANDED_BACK = "handed_back"
    TAKEN_OVER = "taken_over"
    READINESS = "readiness"
    LET_GO = "let_go"
    LATE = "late"
    TOO_LATE = "too_late"
    STOP_CALLED_OFF = "stop_called_off"


class StopChange(StrEnum):
    """What has become of a stop of a published programme."""

    ADDED = "added"
    MOVED = "moved"
    CHANGED = "changed"
    HELD = "held"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class StopNews:
    """What is new of one stop; `before` is its time until now, where that has changed."""

    change: StopChange
    stop: Stop
    before: Span | None = None


@dataclass(frozen=True)
class DayNews:
    """What a mail says of a day that goes otherwise than planned, as far as it concerns it.

    Why a stop is called off, from the list and in the host's own words; why one `cannot` be met
    any more; what could be had `instead`.
    """

    why: CallOff | None = None
    reason: str = ""
    cannot: CannotMeet | None = None
    instead: Offer | None = None


@dataclass(frozen=True)
class Recipient:
    """Who is told: one mailbox, in one language and one zone; `name` is a person's or a role."""

    email: str
    name: str
    language: Language
    zone: str
    is_host: bool = False
    is_staff: bool = False
    is_delegate: bool = False


@dataclass(frozen=True, kw_only=True)
class Message:
    """One thing due to be told to one recipient.

    `stop` is there for what is about one stop, and `before` is its time until now, where that has
    changed. `request` is there for a host that answers, `delegate` for one of the delegation.
    `method` is that of the calendar part, where one belongs to the message; with `is_held` its
    stop is not certain. `stops` are those to be listed, where they are not simply all of the
    reader's; `news` says what has become of them. Who `follows` hears of changes by the feed and
    in programme mails. `day` is there for what is told on the day itself.
    """

    kind: MessageKind
    recipient: Recipient
    delegation: Delegation
    itinerary: Itinerary | None = None
    stop: Stop | None = None
    request: VisitRequest | None = None
    cause: RevisionCause | None = None
    method: Method | None = None
    delegate: Delegate | None = None
    before: Span | None = None
    is_held: bool = False
    stops: tuple[Stop, ...] = ()
    news: tuple[StopNews, ...] = ()
    follows: bool = False
    day: DayNews | None = None


def contact_of(delegation: Delegation) -> Recipient:
    """The delegation's own contact."""
    return Recipient(
        delegation.contact_email, delegation.contact_name, delegation.language, delegation.zone
    )


def host_of(stop: Stop) -> Recipient:
    """The contact who answers for a stop."""
    return receiver_of(stop, stop.contact)


def receiver_of(stop: Stop, contact: Contact) -> Recipient:
    """Somebody who receives a stop, or is asked to."""
    return Recipient(
        contact.email,
        contact.role.in_language(contact.language).text,
        contact.language,
        stop.offer.site.zone,
        is_host=True,
    )


def delegate_of(delegate: Delegate) -> Recipient:
    """One person of a delegation."""
    return Recipient(
        delegate.email, delegate.name, delegate.language, delegate.zone, is_delegate=True
    )
