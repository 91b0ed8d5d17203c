"""Telling somebody that another answer came first."""

from app.actions.notices import tell_plainly
from app.actions.telling import token_for
from app.actions.transaction import Transaction
from app.formatting import format_moment, format_span
from app.i18n import use_language
from app.labels import N_, label
from app.mail.facts import title_of
from app.mail.notice import Notice
from app.persistence.records import Purpose
from visits.catalogue import Contact
from visits.notification import receiver_of
from visits.request import VisitRequest


def tell_overtaken(tx: Transaction, request: VisitRequest, contact: Contact) -> None:
    """Mails a contact whose answer came too late what is in force, by whom and since when."""
    stop, said = request.stop, request.said
    reader = receiver_of(stop, contact)
    with use_language(reader.language):
        facts = [
            (N_("Visit"), title_of(stop)),
            (N_("When"), format_span(stop.span, zone=reader.zone)),
            (N_("Answer in force"), label(said.kind) if said else label(request.state)),
            (N_("Answered by"), request.answered_by),
        ]
        if request.answered_at is not None:
            at = format_moment(request.answered_at, zone=reader.zone)
            facts.append((N_("Answered on"), at))
    token = token_for(tx, Purpose.ANSWER, request)
    notice = Notice(
        kind="answered_first",
        recipient=reader,
        facts=tuple((name, value) for name, value in facts if value),
        ways=((N_("Look at the answer"), tx.world.links.answer(reader.language, token)),),
        values={"organisation": request.itinerary.delegation.organisation},
    )
    tell_plainly(tx, notice).delegation = request.itinerary.delegation
