"""Sending a mail once more, and renewing a secret link."""

from datetime import datetime

from app.actions.locking import lock_request
from app.actions.telling import Teller, note, tell
from app.actions.transaction import Transaction, transaction
from app.persistence.capabilities import revoke_capabilities, revoke_visit_links
from app.persistence.delegations import lock_delegation
from app.persistence.itineraries import find_itinerary
from app.persistence.outbox import find_mail
from app.persistence.records import MailState, OutboxMail, Purpose, What
from app.world import World
from visits.delegation import Delegation
from visits.errors import NotAllowedNow
from visits.itinerary import ItineraryState
from visits.notification import Message, MessageKind, contact_of, host_of


def resend(world: World, *, mail_id: int, by: Teller, now: datetime) -> None:
    """Tries a mail again now: the same mail, with the same Message-ID, UID and SEQUENCE."""
    with transaction(world, now=now) as tx:
        mail = find_mail(tx.session, mail_id)
        if mail is None or mail.body is None:
            raise NotAllowedNow("there is no such mail, or its text was forgotten")
        mail.state = MailState.READY
        mail.due_at = now
        mail.attempts = 0
        mail.error = ""
        mail.lease_by = mail.lease_until = None
        note(tx, mail.delegation, What.MAIL_RESENT, by=by, **described(mail))


def renew_status_link(world: World, *, delegation_id: int, by: Teller, now: datetime) -> None:
    """Ends the delegation's links, those of its calendars too, and mails it a new one."""
    with transaction(world, now=now) as tx:
        delegation = lock_delegation(tx.session, delegation_id)
        # Whoever had the link could read the addresses of the calendars, each group's too.
        for purpose in (Purpose.STATUS, Purpose.FEED):
            revoke_visit_links(tx.session, purpose, delegation, now=now)
        itinerary = find_itinerary(tx.session, delegation_id)
        is_out = itinerary is not None and itinerary.state is ItineraryState.PUBLISHED
        message = Message(
            kind=MessageKind.PUBLISHED if is_out else MessageKind.RECEIVED,
            recipient=contact_of(delegation),
            delegation=delegation,
            itinerary=itinerary,
        )
        _renewed(tx, delegation, message, by=by)


def renew_answer_link(world: World, *, request_id: int, by: Teller, now: datetime) -> None:
    """Ends the links to one request and asks its host again with a new one."""
    with transaction(world, now=now) as tx:
        request = lock_request(tx, request_id)
        if not request.may_answer(now=now):
            raise NotAllowedNow("the request takes no answer")
        revoke_capabilities(tx.session, Purpose.ANSWER, request, now=now)
        itinerary = request.itinerary
        message = Message(
            kind=MessageKind.ASKED,
            recipient=host_of(request.stop),
            delegation=itinerary.delegation,
            itinerary=itinerary,
            stop=request.stop,
            request=request,
        )
        _renewed(tx, itinerary.delegation, message, by=by)


def _renewed(tx: Transaction, delegation: Delegation, message: Message, *, by: Teller) -> None:
    mail = tell(tx, message)
    note(tx, delegation, What.LINK_RENEWED, by=by, recipient=mail.recipient)


def described(mail: OutboxMail) -> dict[str, object]:
    """What the timeline keeps of a mail; who takes part in a visit it does not tell."""
    recipient = "" if mail.is_to_participant else mail.recipient
    return {"kind": mail.kind, "recipient": recipient}
