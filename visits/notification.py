"""Which messages are due to whom, as values; a mail is their rendering."""

from dataclasses import dataclass
from enum import StrEnum

from visits.delegation import Delegation
from visits.invitation import Method
from visits.itinerary import Itinerary, Stop
from visits.language import Language
from visits.request import VisitRequest
from visits.revision import RevisionCause


class MessageKind(StrEnum):
    """What is told; each has a folder of its own under templates/email."""

    RECEIVED = "received"
    ASKED = "asked"
    CHANGE_PROPOSED = "change_proposed"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"
    INVITATION = "invitation"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Recipient:
    """Who is told: one mailbox, in one language and one zone; `name` is a person's or a role."""

    email: str
    name: str
    language: Language
    zone: str
    is_host: bool = False
    is_staff: bool = False


@dataclass(frozen=True, kw_only=True)
class Message:
    """One thing due to be told to one recipient.

    `stop` is there for WITHDRAWN, INVITATION and CANCELLED of one stop; `request` for ASKED;
    `method` is REQUEST or CANCEL where a calendar part belongs to the message.
    """

    kind: MessageKind
    recipient: Recipient
    delegation: Delegation
    itinerary: Itinerary | None = None
    stop: Stop | None = None
    request: VisitRequest | None = None
    cause: RevisionCause | None = None
    method: Method | None = None


def contact_of(delegation: Delegation) -> Recipient:
    """The delegation's own contact."""
    return Recipient(
        delegation.contact_email, delegation.contact_name, delegation.language, delegation.zone
    )


def host_of(stop: Stop) -> Recipient:
    """The contact who answers for a stop."""
    contact = stop.contact
    return Recipient(
        contact.email,
        contact.role.in_language(contact.language).text,
        contact.language,
        stop.offer.site.zone,
        is_host=True,
    )
