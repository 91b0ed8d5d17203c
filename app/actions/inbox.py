"""What coordinators do with mail that came in: do what it says, say what it is about, be done."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.answer import take_answer
from app.actions.hearing import own_reply
from app.actions.telling import Teller, note
from app.actions.transaction import Transaction, transaction
from app.mail.receive.received import ReceivedMail
from app.persistence.delegations import lock_delegation
from app.persistence.inbox import lock_incoming
from app.persistence.incoming import find_request_about, find_stop
from app.persistence.incoming_records import IncomingMail
from app.persistence.invitations import list_delegates
from app.persistence.records import What
from app.world import World
from visits.errors import NotAllowedNow, Stale
from visits.reply import answer_of, same_mailbox
from visits.request import Answer, VisitRequest


@dataclass(frozen=True)
class Wanted:
    """What a mail clearly asks for: an answer to a request that still takes one."""

    request: VisitRequest
    answer: Answer


@dataclass(frozen=True)
class Read:
    """A mail as a coordinator has read it: what it says, and the request's version then.

    `node_id` is the coordinator's own office.
    """

    mail_id: int
    said: ReceivedMail
    version: int
    node_id: int


def wanted(session: Session, said: ReceivedMail, *, node_id: int, now: datetime) -> Wanted | None:
    """What a mail asks an office for where that is clear, whoever wrote it; else None.

    Clear is one answer, about the time that stands, that is not a guest's: a guest who comes
    must not be taken for a host that says yes. What is about another office's visit is for that
    office to say.
    """
    reply = own_reply(said)
    stop = find_stop(session, reply.uid) if reply is not None else None
    request = find_request_about(session, stop) if stop is not None else None
    if reply is None or stop is None or request is None:
        return None
    is_own = request.itinerary.delegation.node.id == node_id
    if not is_own or not stop.stands or not request.may_answer(now=now):
        return None
    if reply.starts_at not in (None, stop.span.starts_at) and reply.proposed is None:
        return None
    if any(_is_guest(session, request, one) for one in (reply.attendee, said.sender)):
        return None
    answer = answer_of(reply, stop)
    if answer is None or any(span.starts_at <= now for span in answer.proposals):
        return None
    return Wanted(request, answer)


def _is_guest(session: Session, request: VisitRequest, email: str) -> bool:
    delegation = request.itinerary.delegation
    guests = [
        delegation.contact_email,
        *(one.email for one in list_delegates(session, delegation.id or 0)),
        *(one.email for one in request.stop.company),
    ]
    return any(same_mailbox(email, guest) for guest in guests)


def do_what_it_says(world: World, read: Read, *, by: Teller, now: datetime) -> None:
    """Gives the answer a mail carries, as if the host had called, and is done with the mail.

    Raises Stale where somebody has dealt with it, NotAllowedNow where it is not clear any more,
    and what `take_answer` does.
    """
    with transaction(world, now=now) as tx:
        _waiting(tx, read.mail_id)
        found = wanted(tx.session, read.said, node_id=read.node_id, now=now)
        if found is None or found.request.id is None:
            raise NotAllowedNow("the mail is no clear answer to an open request")
        answer = replace(found.answer, version=read.version)
        take_answer(tx, request_id=found.request.id, answer=answer, by=by)
        mail = _waiting(tx, read.mail_id)
        mail.delegation, mail.request = found.request.itinerary.delegation, found.request
        _finish(tx, mail, by=by)


def link_mail(world: World, *, mail_id: int, delegation_id: int, by: Teller, now: datetime) -> None:
    """Says which visit a mail is about; it still waits. Raises Stale."""
    with transaction(world, now=now) as tx:
        mail = _waiting(tx, mail_id)
        mail.delegation = lock_delegation(tx.session, delegation_id)
        detail = {"outcome": mail.outcome.value, "recipient": mail.sender}
        note(tx, mail.delegation, What.MAIL_RECEIVED, by=by, **detail)


def finish_mail(world: World, *, mail_id: int, by: Teller, now: datetime) -> None:
    """Nobody has to look at the mail any more. Raises Stale."""
    with transaction(world, now=now) as tx:
        _finish(tx, _waiting(tx, mail_id), by=by)


def _finish(tx: Transaction, mail: IncomingMail, *, by: Teller) -> None:
    mail.handled_at, mail.handled_by = tx.now, by.name[:200]
    note(tx, mail.delegation, What.MAIL_HANDLED, by=by, recipient=mail.sender)


def _waiting(tx: Transaction, mail_id: int) -> IncomingMail:
    mail = lock_incoming(tx.session, mail_id)
    if mail is None or mail.handled_at is not None:
        raise Stale("somebody has dealt with the mail")
    return mail
