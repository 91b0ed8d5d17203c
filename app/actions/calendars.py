"""Everybody's calendar follows the programme: exactly the messages that are due, and no others.

The ledger (table `invitation`) has what each person's calendar was last told of each stop. It is
written together with the mails, in the transaction of the change. See visits/conversation.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.actions.telling import tell
from app.actions.transaction import Transaction
from app.persistence.invitations import list_delegates, list_told
from app.persistence.itineraries import list_requests
from app.persistence.records import OutboxMail
from app.persistence.untold import add_untold_visit
from visits.conversation import (
    Card,
    Channel,
    Due,
    Told,
    address_of,
    cards_of,
    due,
    due_to,
    is_reworded,
    slice_of,
)
from visits.delegation import Delegate
from visits.invitation import InvitationState, Method
from visits.itinerary import Itinerary, ItineraryState, Stop
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
from visits.request import RequestState, VisitRequest

ENDED_BY_HOST = frozenset({RequestState.DECLINED, RequestState.LAPSED})
# What is told in other words on the day itself.
ON_THE_DAY = {
    MessageKind.UPDATED: MessageKind.LATE,
    MessageKind.CANCELLED: MessageKind.STOP_CALLED_OFF,
}


@dataclass(frozen=True)
class Visit:
    """One programme in one transaction, with what is needed to write to its people."""

    tx: Transaction
    itinerary: Itinerary
    delegates: Sequence[Delegate]
    cards: Sequence[Card]
    told: Sequence[Told]
    requests: dict[int | None, VisitRequest]
    day: DayNews | None = None

    @classmethod
    def of(cls, tx: Transaction, itinerary: Itinerary) -> "Visit":
        """The programme as it is now, and what was told of it."""
        tx.session.flush()
        assert itinerary.id is not None, "only a stored programme is told of"
        assert itinerary.delegation.id is not None
        delegates = list_delegates(tx.session, itinerary.delegation.id)
        return cls(
            tx,
            itinerary,
            delegates,
            cards=cards_of(itinerary, delegates),
            told=list_told(tx.session, itinerary.id),
            requests={one.stop.id: one for one in list_requests(tx.session, itinerary.id)},
        )

    @property
    def is_cancelled(self) -> bool:
        """Whether the whole visit is off."""
        return self.itinerary.state is ItineraryState.CANCELLED

    def message(self, kind: MessageKind, reader: Recipient) -> Message:
        """A message about the visit, with nothing in it yet."""
        known = {address_of(one.email): one for one in self.delegates}
        return Message(
            kind=kind,
            recipient=reader,
            delegation=self.itinerary.delegation,
            itinerary=self.itinerary,
            delegate=known.get(address_of(reader.email)) if reader.is_delegate else None,
        )

    def request_to(self, reader: Recipient, stop: Stop) -> VisitRequest | None:
        """The question in force about a stop, where it is the reader's to answer."""
        is_asked = address_of(stop.contact.email) == address_of(reader.email)
        return self.requests.get(stop.id) if reader.is_host and is_asked else None


def tell_calendars(tx: Transaction, itinerary: Itinerary, *, day: DayNews | None = None) -> None:
    """Brings everybody's calendar in line with the programme; doing it twice is doing it once.

    Of a delegation with many people some are told now, and the others by the worker. With `day`
    it is told as news of the day itself, before all bulk mail.
    """
    visit = replace(Visit.of(tx, itinerary), day=day)
    _tell(visit, due(visit.cards, visit.told, now=tx.now))


def tell_publication(tx: Transaction, itinerary: Itinerary) -> None:
    """The programme comes out: its contact reads it whole, before tell_calendars does the rest.

    Who follows the feed has heard of every stop then.
    """
    visit = Visit.of(tx, itinerary)
    news = due(visit.cards, visit.told, now=tx.now)
    contact = contact_of(itinerary.delegation)
    followed = [one for one in news if one.reader == contact and one.channel is Channel.FEED]
    programme = visit.message(MessageKind.PUBLISHED, contact)
    tell(tx, replace(programme, follows=bool(followed)))
    for one in followed:
        _enter(visit, one)


def tell_on_card(tx: Transaction, message: Message) -> OutboxMail:
    """Tells a message with the calendar message that is due to its reader, if one is.

    What asks a host something always takes one along, so that it can be answered there.
    """
    assert message.itinerary is not None
    assert message.stop is not None, "a calendar message is about a stop"
    visit = Visit.of(tx, message.itinerary)
    key = (message.stop, address_of(message.recipient.email))
    card = next((one for one in visit.cards if _key(one) == key), None)
    was = next((one for one in visit.told if (one.stop, one.email) == key), None)
    one = due_to(card, was, now=tx.now, again=message.kind is MessageKind.ASKED)
    if one is None:
        return tell(tx, message)
    one = replace(one, reader=message.recipient)
    mail = tell(tx, replace(message, method=one.method, before=one.before), due=one)
    _enter(visit, one)
    return mail


def decline_counter(tx: Transaction, request: VisitRequest) -> None:
    """Tells a host that the times it proposed are not taken.

    While the request waits, the mail asks for the stop's own time again; otherwise another
    question follows.
    """
    itinerary = request.itinerary
    message = Message(
        kind=MessageKind.COUNTER_DECLINED,
        recipient=host_of(request.stop),
        delegation=itinerary.delegation,
        itinerary=itinerary,
        stop=request.stop,
        request=request if request.state is RequestState.WAITING else None,
        method=Method.DECLINECOUNTER,
    )
    tell(tx, message)


def _key(card: Card) -> tuple[Stop, str]:
    return card.stop, address_of(card.reader.email)


def _tell(visit: Visit, due_now: Sequence[Due]) -> None:
    """Writes a slice of the mails that are due; the worker goes on with what is left."""
    news = slice_of(due_now)
    if len(news) < len(due_now):
        _leave_to_worker(visit)
    for one in news:
        if one.channel is Channel.CARD:
            mail = tell(visit.tx, _message(visit, one), due=one)
            mail.is_bulk = mail.is_bulk and visit.day is None
    followers = dict.fromkeys(one.reader for one in news if one.channel is Channel.FEED)
    for reader in followers:
        theirs = [one for one in news if one.reader == reader and one.channel is Channel.FEED]
        mail = tell(visit.tx, _programme(visit, reader, theirs))
        mail.is_bulk = mail.is_bulk and visit.day is None
    for one in news:
        _enter(visit, one)


def _leave_to_worker(visit: Visit) -> None:
    """Notes that more is to be told; app/actions/untold.py takes it up."""
    delegation_id = visit.itinerary.delegation.id
    assert delegation_id is not None
    add_untold_visit(visit.tx.session, delegation_id, due_at=visit.tx.now)


def _enter(visit: Visit, one: Due) -> None:
    """Writes down what was told; no feed shows a lower SEQUENCE than a mail did."""
    request = visit.request_to(one.reader, one.stop)
    told = one.entered()
    told.asked_version = request.version if request else None
    visit.tx.session.merge(told)
    one.stop.raise_to(one.sequence, now=visit.tx.now)


def _message(visit: Visit, one: Due) -> Message:
    """The mail that carries one calendar message."""
    kind = _kind(visit, one)
    return replace(
        visit.message(ON_THE_DAY.get(kind, kind) if visit.day else kind, one.reader),
        day=visit.day,
        stop=one.stop,
        request=visit.request_to(one.reader, one.stop),
        method=one.method,
        before=one.before,
        is_held=one.state is InvitationState.HELD,
    )


def _kind(visit: Visit, one: Due) -> MessageKind:
    if one.method is Method.CANCEL:
        return _kind_of_end(visit, one)
    if one.state is InvitationState.CONFIRMED:
        was = one.was
        is_known = was is not None and was.state is InvitationState.CONFIRMED
        return MessageKind.UPDATED if is_known else MessageKind.INVITATION
    if is_reworded(one, one.was):
        return MessageKind.UPDATED
    request = visit.request_to(one.reader, one.stop)
    if request is not None and request.state is RequestState.WAITING:
        return MessageKind.ASKED
    return MessageKind.HELD


def _kind_of_end(visit: Visit, one: Due) -> MessageKind:
    """Why a stop goes out of a calendar: of a host's, also because it said no or another comes.

    A stop that stands may be a participant's no more, who has left or is in another group.
    """
    if not one.reader.is_host:
        is_on = one.stop.stands and not visit.is_cancelled
        return MessageKind.LET_GO if is_on else MessageKind.CANCELLED
    request = visit.requests.get(one.stop.id)
    if one.stop.stands and not visit.is_cancelled:
        return MessageKind.RELEASED
    if one.was is not None and one.was.state is InvitationState.CONFIRMED:
        return MessageKind.CANCELLED
    if request is not None and request.state in ENDED_BY_HOST:
        return MessageKind.RELEASED
    return MessageKind.WITHDRAWN


def _programme(visit: Visit, reader: Recipient, news: Iterable[Due]) -> Message:
    """One mail for all that is new to somebody who follows the feed: the whole, or the changes."""
    if visit.is_cancelled:
        return visit.message(MessageKind.CANCELLED, reader)
    address = address_of(reader.email)
    is_known = any(one.email == address and one.channel is Channel.FEED for one in visit.told)
    if reader.is_delegate and not is_known:
        own = tuple(one.stop for one in visit.cards if address_of(one.reader.email) == address)
        programme = visit.message(MessageKind.PUBLISHED, reader)
        return replace(programme, stops=own, follows=True)
    changes = tuple(StopNews(_change(one), one.stop, one.before) for one in news)
    changed = visit.message(MessageKind.PROGRAMME_CHANGED, reader)
    return replace(changed, news=changes, follows=True)


def _change(one: Due) -> StopChange:
    was = one.was
    if one.state is InvitationState.CANCELLED:
        return StopChange.CANCELLED
    if one.state is InvitationState.HELD:
        return StopChange.HELD
    if was is None or not was.is_live:
        return StopChange.ADDED
    if one.before is not None:
        return StopChange.MOVED
    is_new = was.state is InvitationState.HELD
    return StopChange.CONFIRMED if is_new else StopChange.CHANGED
