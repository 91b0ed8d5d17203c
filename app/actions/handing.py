"""Handing a question to a colleague, who must say yes; until then the first one asked answers."""

from dataclasses import replace

from app.actions.calendars import tell_on_card
from app.actions.telling import Teller, tell
from app.actions.transaction import Transaction
from app.persistence.capabilities import change_answerer
from app.persistence.colleagues import count_colleagues, find_colleague
from app.persistence.slots import hold
from visits.catalogue import Contact
from visits.errors import InvalidValue, NotAllowedNow
from visits.notification import Message, MessageKind, receiver_of
from visits.request import Answer, AnswerKind, Colleague, Said, VisitRequest
from visits.wording import Wording

# A link is not to be used to write to the whole world.
MOST_COLLEAGUES = 5


def hand_on(tx: Transaction, request: VisitRequest, answer: Answer, *, said: Said) -> bool:
    """Asks the colleague by mail and tells who was asked first, as links can be passed on.

    False where it was handed to that colleague before.

    Raises what `VisitRequest.hand_on` does, and InvalidValue after too many colleagues.
    """
    assert answer.colleague is not None, "handing on names a colleague"
    if request.said == answer:
        return False
    colleague = _contact(tx, request, answer.colleague)
    if not request.hand_on(answer, to=colleague, now=tx.now, said=said):
        return False
    if count_colleagues(tx.session, request, besides=colleague) >= MOST_COLLEAGUES:
        raise InvalidValue("answer.colleague", f"at most {MOST_COLLEAGUES} are asked")
    tx.session.flush()
    _tell(tx, request, MessageKind.HANDED_ON, to=colleague)
    _tell(tx, request, MessageKind.HANDED_AWAY, to=request.stop.contact)
    return True


def answer_as_colleague(
    tx: Transaction, request: VisitRequest, answer: Answer, *, by: Teller
) -> bool:
    """What the colleague says: yes takes the question over, no gives it back.

    Raises NotAllowedNow where the question is the colleague's no more, or for any other answer;
    SlotTaken where the colleague receives somebody else at that time.
    """
    colleague, said = request.handed_to, Said(by.name, by.via)
    if colleague is None or colleague.id != by.contact_id:
        raise NotAllowedNow("the request is not handed to this colleague")
    match answer.kind:
        case AnswerKind.CONFIRM:
            _take_over(tx, request, answer, said=said)
            return True
        case AnswerKind.DECLINE:
            request.hand_back(answer, now=tx.now, said=said)
            _tell(tx, request, MessageKind.HANDED_BACK, to=request.stop.contact)
            return True
        case AnswerKind.MAYBE:
            return request.think_over(answer, now=tx.now, said=said)
    raise NotAllowedNow(f"a colleague does not {answer.kind}")


def _take_over(tx: Transaction, request: VisitRequest, answer: Answer, *, said: Said) -> None:
    """The colleague's own time is held from now on, the other's is free."""
    was = request.stop.contact
    with tx.session.no_autoflush:
        request.take_over(answer, now=tx.now, said=said)
        hold(tx.session, [request.stop])
    change_answerer(tx.session, request, was=was, to=request.stop.contact)
    tell_released(tx, request, was)


def tell_released(tx: Transaction, request: VisitRequest, contact: Contact) -> None:
    """Tells somebody who was asked that somebody else answers now; it goes out of the calendar.

    The mail has no link: what it led to is no longer the reader's to answer.
    """
    message = _message(request, MessageKind.TAKEN_OVER, to=contact)
    tell_on_card(tx, replace(message, request=None))


def _tell(tx: Transaction, request: VisitRequest, kind: MessageKind, *, to: Contact) -> None:
    tell(tx, _message(request, kind, to=to))


def _message(request: VisitRequest, kind: MessageKind, *, to: Contact) -> Message:
    return Message(
        kind=kind,
        recipient=receiver_of(request.stop, to),
        delegation=request.itinerary.delegation,
        itinerary=request.itinerary,
        stop=request.stop,
        request=request,
    )


def _contact(tx: Transaction, request: VisitRequest, colleague: Colleague) -> Contact:
    """The host's contact with that address; a new one, known by its role, where there is none."""
    asked = request.stop.contact
    found = find_colleague(tx.session, asked, email=colleague.email)
    if found is not None:
        return found
    role = colleague.role or colleague.email
    contact = Contact(
        host=asked.host,
        role=Wording.of({asked.language: role}),
        email=colleague.email,
        language=asked.language,
    )
    tx.session.add(contact)
    return contact
