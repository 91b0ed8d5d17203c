"""What a coordinator does to a visit with one button: accept a change, ask or send anew."""

from collections.abc import Callable

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access import close_reading, current_coordinator, for_staff, now, reading, world
from app.actions import ask_again as again
from app.actions import mails, revise
from app.actions.telling import Teller
from app.forms import LATE_FORM, Act
from app.i18n import gettext
from app.persistence.itineraries import find_revision
from app.persistence.records import Actor
from app.staff.visit import VisitFile, open_visit, show_visit
from visits.errors import NotAllowedNow, SlotTaken, Stale
from visits.request import Via, VisitRequest

SEE_OTHER = 303
LARGEST_ID_DIGITS = 9


@for_staff
def accept_change(reference: str, id: str) -> ResponseReturnValue:
    """Accepts the open change for the delegation."""
    revision_id = _revision_id_or_404(open_visit(reference), id)

    def accept() -> None:
        revise.accept_revision(
            world(), revision_id=revision_id, by=coordinator_as_teller(), now=now()
        )

    return act(reference, accept, done=gettext("The change is accepted."))


@for_staff
def resend(reference: str, id: str) -> ResponseReturnValue:
    """Sends one of the visit's mails again."""
    mail = next((one for one in open_visit(reference).mails if str(one.id) == id), None)
    if mail is None or mail.id is None:
        abort(404)
    mail_id = mail.id

    def send() -> None:
        mails.resend(world(), mail_id=mail_id, by=coordinator_as_teller(), now=now())

    return act(reference, send, done=gettext("The mail is on its way again."))


@for_staff
def renew_link(reference: str, id: str | None = None) -> ResponseReturnValue:
    """Ends the delegation's link, or the one to a request, and mails a new one."""
    file = open_visit(reference)
    request_id = request_or_404(file, id).id if id is not None else None

    def renew() -> None:
        by = coordinator_as_teller()
        if request_id is None:
            mails.renew_status_link(world(), delegation_id=file.key, by=by, now=now())
        else:
            mails.renew_answer_link(world(), request_id=request_id, by=by, now=now())

    return act(reference, renew, done=gettext("A new link is on its way."))


@for_staff
def ask_again(reference: str, id: str) -> ResponseReturnValue:
    """Asks a host that proposed other times for the original time again."""
    request_id = request_or_404(open_visit(reference), id).id or 0

    def ask() -> None:
        again.ask_again(world(), request_id=request_id, by=coordinator_as_teller(), now=now())

    return act(reference, ask, done=gettext("The host is asked for the original time again."))


def act(reference: str, do: Callable[[], None], *, done: str) -> ResponseReturnValue:
    """Does one thing to the visit and goes back to its page, which says how it went."""
    if not Act().validate_on_submit():
        return show_visit(open_visit(reference), problem=str(LATE_FORM))
    try:
        do()
    except (NotAllowedNow, SlotTaken, Stale) as refusal:
        close_reading()
        return show_visit(open_visit(reference), problem=why_refused(refusal))
    flash(done, "success")
    return redirect(url_for("staff.visit", reference=reference), SEE_OTHER)


def why_refused(refusal: NotAllowedNow | SlotTaken | Stale) -> str:
    """The sentence for a coordinator whose action was refused."""
    if isinstance(refusal, SlotTaken):
        return gettext("A time was taken in the meantime. See what is proposed now.")
    if isinstance(refusal, Stale):
        return gettext("The visit has changed since you opened this page. See how it stands now.")
    return gettext("This is no longer possible. See how the visit stands now.")


def coordinator_as_teller() -> Teller:
    """The signed-in coordinator as the one who does something."""
    return Teller(Actor.COORDINATOR, current_coordinator().role, Via.STAFF)


def request_or_404(file: VisitFile, id: str) -> VisitRequest:
    """The visit's own request with this id; ids are compared as text, so any text may come."""
    found = next((one for one in file.requests if str(one.id) == id), None)
    return found or abort(404)


def _revision_id_or_404(file: VisitFile, id: str) -> int:
    if not (id.isascii() and id.isdigit() and len(id) <= LARGEST_ID_DIGITS):
        abort(404)
    found = find_revision(reading(), int(id))
    if found is None or found.itinerary is not file.itinerary:
        abort(404)
    return int(id)
