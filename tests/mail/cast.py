"""The messages of the reference visit, with all that belongs to each."""

from dataclasses import replace
from datetime import UTC, datetime

from app.mail.letter import Links
from tests.builders import STOCKHOLM, a_delegation, a_request, a_stop, an_itinerary, some_wishes
from visits.delegation import Delegation, Need
from visits.invitation import Method, Person
from visits.itinerary import Stop
from visits.language import Language
from visits.notification import Message, MessageKind, Recipient, contact_of, host_of
from visits.revision import RevisionCause

STARTS_AT = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)
ORGANIZER = Person("visits@kvarken.example.org", "Kvarken")
LINKS = Links(
    status="https://kvarken.example.org/v/status",
    answer="https://kvarken.example.org/a/answer",
    programme="https://kvarken.example.org/p/programme",
    staff="https://kvarken.example.org/staff/visits/1",
    feed="https://kvarken.example.org/f/feed.ics",
)
TO_HOSTS = frozenset({MessageKind.ASKED, MessageKind.WITHDRAWN})
ABOUT_ONE_STOP = frozenset({MessageKind.WITHDRAWN, MessageKind.INVITATION, MessageKind.CANCELLED})
METHODS = {MessageKind.INVITATION: Method.REQUEST, MessageKind.CANCELLED: Method.CANCEL}


def a_message(
    kind: MessageKind,
    *,
    language: Language = Language.EN,
    delegation: Delegation | None = None,
    stop: Stop | None = None,
    to_host: bool = False,
) -> Message:
    """A message of a kind, to the side that usually gets it."""
    delegation, stop = delegation or a_curious_delegation(), stop or a_stop()
    itinerary = an_itinerary(delegation=delegation, stops=[stop])
    recipient = host_of(stop) if to_host or kind in TO_HOSTS else contact_of(delegation)
    return Message(
        kind=kind,
        recipient=replace(recipient, language=language),
        delegation=delegation,
        itinerary=itinerary,
        stop=stop if kind in ABOUT_ONE_STOP else None,
        request=a_request(itinerary=itinerary) if kind is MessageKind.ASKED else None,
        cause=RevisionCause.LAPSED if kind is MessageKind.CHANGE_PROPOSED else None,
        method=METHODS.get(kind),
    )


def a_curious_delegation(
    *, organisation: str = "Kokkola Industrial Park", message: str = "How do you attract talent?"
) -> Delegation:
    """One with needs and a message of its own."""
    wishes = some_wishes(needs=(Need.CAPTIONS,), message=message)
    return a_delegation(organisation=organisation, wishes=wishes)


def a_coordinator() -> Recipient:
    return Recipient(
        "north@kvarken.example.org", "Coordinator", Language.EN, STOCKHOLM, is_staff=True
    )
