"""The messages of the reference visit, with all that belongs to each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.mail.letter import Links
from tests.builders import (
    HELSINKI,
    STOCKHOLM,
    a_contact,
    a_delegation,
    a_request,
    a_stop,
    an_itinerary,
    some_wishes,
)
from visits.delegation import Delegation, Need
from visits.invitation import Method, Person
from visits.itinerary import Stop, StopState
from visits.language import Language
from visits.lateness import CallOff, CannotMeet, Hindrance
from visits.notification import (
    DayNews,
    Message,
    MessageKind,
    Recipient,
    StopChange,
    StopNews,
    contact_of,
    host_of,
)
from visits.revision import RevisionCause
from visits.span import Span

STARTS_AT = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)
ORGANIZER = Person("visits@kvarken.example.org", "Kvarken")
LINKS = Links(
    status="https://kvarken.example.org/v/status",
    answer="https://kvarken.example.org/a/answer",
    programme="https://kvarken.example.org/p/programme",
    staff="https://kvarken.example.org/staff/visits/1",
    feed="https://kvarken.example.org/f/feed.ics",
    leave="https://kvarken.example.org/l/leave",
    own="https://kvarken.example.org/o/own",
    today="https://kvarken.example.org/p/today",
    ready="https://kvarken.example.org/v/ready",
)
TO_HOSTS = frozenset(
    {
        MessageKind.ASKED,
        MessageKind.WITHDRAWN,
        MessageKind.RELEASED,
        MessageKind.COUNTER_DECLINED,
        MessageKind.REMINDER,
        MessageKind.HANDED_ON,
        MessageKind.HANDED_AWAY,
        MessageKind.HANDED_BACK,
        MessageKind.TAKEN_OVER,
    }
)
ABOUT_THE_VISIT = frozenset(
    {
        MessageKind.RECEIVED,
        MessageKind.CHANGE_PROPOSED,
        MessageKind.CHANGED,
        MessageKind.READINESS,
        MessageKind.PUBLISHED,
        MessageKind.PROGRAMME_CHANGED,
    }
)
METHODS = {
    MessageKind.ASKED: Method.REQUEST,
    MessageKind.HELD: Method.REQUEST,
    MessageKind.INVITATION: Method.REQUEST,
    MessageKind.UPDATED: Method.REQUEST,
    MessageKind.LATE: Method.REQUEST,
    MessageKind.STOP_CALLED_OFF: Method.CANCEL,
    MessageKind.CANCELLED: Method.CANCEL,
    MessageKind.LET_GO: Method.CANCEL,
    MessageKind.WITHDRAWN: Method.CANCEL,
    MessageKind.RELEASED: Method.CANCEL,
    MessageKind.COUNTER_DECLINED: Method.DECLINECOUNTER,
}
DAYS = {
    MessageKind.LATE: DayNews(),
    MessageKind.TOO_LATE: DayNews(cannot=CannotMeet(1, Hindrance.CLOSED, STARTS_AT)),
    MessageKind.STOP_CALLED_OFF: DayNews(CallOff.ILLNESS, "Our guide is ill"),
}
MOVED = frozenset({MessageKind.HELD, MessageKind.UPDATED, MessageKind.LATE})
AN_HOUR_EARLIER = Span.of(STARTS_AT - timedelta(hours=1), 60)


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
    handed_to = a_contact(email="guide@example.org") if kind is MessageKind.HANDED_AWAY else None
    return Message(
        kind=kind,
        recipient=replace(recipient, language=language),
        delegation=delegation,
        itinerary=itinerary,
        stop=None if kind in ABOUT_THE_VISIT else stop,
        request=a_request(itinerary=itinerary, handed_to=handed_to) if recipient.is_host else None,
        cause=RevisionCause.LAPSED if kind is MessageKind.CHANGE_PROPOSED else None,
        method=METHODS.get(kind),
        before=AN_HOUR_EARLIER if kind in MOVED else None,
        day=DAYS.get(kind),
        news=_news(stop) if kind is MessageKind.PROGRAMME_CHANGED else (),
    )


def _news(stop: Stop) -> tuple[StopNews, ...]:
    """One stop that has moved, and one that is off."""
    gone = a_stop(state=StopState.DROPPED, offer=stop.offer)
    return (
        StopNews(StopChange.MOVED, stop, AN_HOUR_EARLIER),
        StopNews(StopChange.CANCELLED, gone),
    )


def a_curious_delegation(
    *, organisation: str = "Kokkola Industrial Park", message: str = "How do you attract talent?"
) -> Delegation:
    """One with needs and a message of its own."""
    wishes = some_wishes(needs=(Need.CAPTIONS,), message=message)
    return a_delegation(organisation=organisation, wishes=wishes)


def a_delegate_reading(language: Language = Language.EN) -> Recipient:
    """One person of the delegation."""
    return Recipient("delegate@example.org", "Engineer", language, HELSINKI, is_delegate=True)


def a_coordinator() -> Recipient:
    return Recipient(
        "north@kvarken.example.org", "Coordinator", Language.EN, STOCKHOLM, is_staff=True
    )
