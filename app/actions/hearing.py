"""What a calendar answers is heard: by the host that was asked, or by somebody who is invited."""

from dataclasses import dataclass, replace

from app.actions.answer import take_answer
from app.actions.locking import lock_request
from app.actions.overtaken import tell_overtaken
from app.actions.slots import about
from app.actions.telling import Teller, note
from app.actions.transaction import Transaction
from app.mail.receive.received import Authentic, ReceivedMail, Trouble
from app.persistence.incoming import (
    find_attending,
    find_heard,
    find_itinerary_of,
    find_request_about,
    find_stop,
    list_told_emails,
)
from app.persistence.incoming_records import Attending, IncomingMail
from app.persistence.invitations import find_told, list_delegates
from app.persistence.records import Actor, What
from visits.catalogue import Contact
from visits.itinerary import Itinerary, Stop
from visits.notification import contact_of
from visits.reply import (
    Attendance,
    CalendarReply,
    Heard,
    Outcome,
    answer_of,
    doubt_about,
    gone,
    is_stale,
    judge,
    same_mailbox,
)
from visits.request import Via, VisitRequest


@dataclass(frozen=True)
class Hearing:
    """A reply, what it is about, and the mail it came in."""

    reply: CalendarReply
    itinerary: Itinerary
    stop: Stop
    request: VisitRequest | None
    mail: ReceivedMail
    taken: IncomingMail

    @property
    def asked(self) -> tuple[Contact, ...]:
        """Who may answer the question: the stop's contact, and a colleague it was handed to."""
        colleague = self.request.handed_to if self.request else None
        return tuple(filter(None, (self.stop.contact, colleague)))


def hear(tx: Transaction, mail: ReceivedMail, taken: IncomingMail, *, is_acted_on: bool) -> Outcome:
    """What becomes of a mail with a calendar's answer; the visit it is about is locked."""
    reply = own_reply(mail)
    if reply is None:
        taken.why = Trouble.SEVERAL
        return Outcome.NOT_UNDERSTOOD
    if reply.stamped_at is not None:
        # A clock that is ahead must not make every later answer look old.
        reply = replace(reply, stamped_at=min(reply.stamped_at, tx.now))
    taken.uid, taken.attendee = reply.uid, reply.attendee
    taken.sequence, taken.stamped_at = reply.sequence, reply.stamped_at
    hearing = _hearing(tx, reply, mail, taken)
    if hearing is None:
        return Outcome.UNKNOWN_UID
    if not _is_believed(tx, mail):
        return Outcome.NOT_AUTHENTIC
    invited = _invited(tx, hearing)
    doubt = doubt_about(reply, sender=mail.sender, invited=invited)
    if doubt is not None:
        return doubt
    if not is_acted_on:
        return Outcome.NOT_DONE
    for contact in hearing.asked:
        if hearing.request is not None and same_mailbox(reply.attendee, contact.email):
            return _hear_host(tx, hearing, hearing.request, contact=contact)
    return _hear_guest(tx, hearing)


def _is_believed(tx: Transaction, mail: ReceivedMail) -> bool:
    """Whether its From address may be acted on.

    Anybody can write anybody's. So where no mail server vouches for senders, people look at every
    answer; only the demonstration, whose mail comes from nowhere else, does without.
    """
    if mail.authentic is Authentic.UNCHECKED:
        return tx.world.settings.demo
    return mail.authentic is Authentic.PASSED


def own_reply(mail: ReceivedMail) -> CalendarReply | None:
    """The sender's own reply; where none is named so, the only one there is."""
    own = [one for one in mail.replies if same_mailbox(one.attendee, mail.sender)]
    candidates = own or list(mail.replies)
    return candidates[0] if len(candidates) == 1 else None


def _hearing(
    tx: Transaction, reply: CalendarReply, mail: ReceivedMail, taken: IncomingMail
) -> Hearing | None:
    """What the reply is about, alone with the visit and as it is now; None where nothing is."""
    stop = find_stop(tx.session, reply.uid)
    if stop is None:
        return None
    request = find_request_about(tx.session, stop)
    itinerary = find_itinerary_of(tx.session, stop)
    taken.delegation, taken.request = itinerary.delegation, request
    tx.session.flush()
    if request is not None and request.id is not None:
        request = lock_request(tx, request.id)
    return Hearing(reply, itinerary, stop, request, mail, taken)


def _invited(tx: Transaction, hearing: Hearing) -> list[str]:
    """Every address that an invitation to this stop may have gone to."""
    delegation = hearing.itinerary.delegation
    assert delegation.id is not None, "a stop belongs to a stored visit"
    return [
        *(contact.email for contact in (*hearing.asked, *hearing.stop.company)),
        delegation.contact_email,
        *(delegate.email for delegate in list_delegates(tx.session, delegation.id)),
        *list_told_emails(tx.session, hearing.stop),
    ]


def _sequence(tx: Transaction, hearing: Hearing) -> int:
    """The SEQUENCE this person was last sent."""
    told = find_told(tx.session, uid=hearing.stop.uid, email=hearing.reply.attendee)
    return told.sequence if told is not None else hearing.stop.sequence


def _hear_host(
    tx: Transaction, hearing: Hearing, request: VisitRequest, *, contact: Contact
) -> Outcome:
    """Does what the host's own page would do."""
    reply, taken = hearing.reply, hearing.taken
    newest = find_heard(tx.session, uid=reply.uid, attendee=reply.attendee)
    heard = Heard(
        sequence=_sequence(tx, hearing),
        stamped_at=newest.stamped_at if newest else None,
        version=newest.request_version if newest else None,
    )
    outcome = judge(reply, request, heard=heard, now=tx.now)
    if outcome is Outcome.ANSWERED_FIRST and hearing.mail.may_be_answered:
        tell_overtaken(tx, request, contact)
    if outcome is Outcome.ACTED:
        _act(tx, reply, request, contact=contact)
    if outcome in (Outcome.ACTED, Outcome.SAID_BEFORE):
        taken.request_version = request.version
    return outcome


def _act(tx: Transaction, reply: CalendarReply, request: VisitRequest, *, contact: Contact) -> None:
    answer = answer_of(reply, request.stop)
    assert answer is not None, "what was judged makes sense"
    assert request.id is not None, "what was found is stored"
    by = Teller(Actor.HOST, request.stop.offer.host.name, Via.MAIL, contact.id)
    tx.session.flush()
    take_answer(tx, request_id=request.id, answer=answer, by=by)


def _hear_guest(tx: Transaction, hearing: Hearing) -> Outcome:
    """Notes whether somebody comes who does not decide on it; the programme stays as it is."""
    reply, stop = hearing.reply, hearing.stop
    if reply.proposed is not None or reply.attendance is Attendance.DELEGATED:
        return Outcome.NOT_THEIRS
    if not stop.stands:
        return gone(hearing.itinerary)
    said = find_attending(tx.session, stop, reply.attendee)
    heard = Heard(sequence=_sequence(tx, hearing), stamped_at=said.stamped_at if said else None)
    if is_stale(reply, stop, heard=heard, asked_at=hearing.itinerary.drafted_at):
        return Outcome.STALE
    if said is not None:
        said.stamped_at = reply.stamped_at
        if said.attendance is reply.attendance:
            return Outcome.SAID_BEFORE
        said.attendance, said.said_at = reply.attendance, tx.now
    else:
        said = Attending(
            stop=stop,
            email=reply.attendee,
            attendance=reply.attendance,
            stamped_at=reply.stamped_at,
            said_at=tx.now,
        )
        tx.session.add(said)
    return _noted(tx, hearing)


def _noted(tx: Transaction, hearing: Hearing) -> Outcome:
    reply, stop = hearing.reply, hearing.stop
    receives = any(same_mailbox(reply.attendee, one.email) for one in stop.company)
    note(
        tx,
        hearing.itinerary.delegation,
        What.ATTENDANCE,
        by=_guest(hearing, receives=receives),
        **about(stop),
        attendance=reply.attendance.value,
        via=Via.MAIL.value,
    )
    # A stop that is received together cannot stand without one of them: people see to that.
    is_missed = receives and reply.attendance is Attendance.DECLINED
    return Outcome.NOT_THEIRS if is_missed else Outcome.NOTED


def _guest(hearing: Hearing, *, receives: bool) -> Teller:
    """Who says whether they come; participants of a delegation the timeline does not name."""
    email, contact = hearing.reply.attendee, contact_of(hearing.itinerary.delegation)
    if receives:
        return Teller(Actor.HOST, email, Via.MAIL)
    name = contact.name if same_mailbox(email, contact.email) else ""
    return Teller(Actor.DELEGATION, name, Via.MAIL)
