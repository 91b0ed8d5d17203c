"""Mail that came in and waits for a person, and addresses that mail does not arrive at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access import close_reading, current_coordinator, for_staff, now, reading, settings, world
from app.actions import inbox
from app.actions.mailroom import fingerprint_of
from app.forms import LATE_FORM, Act
from app.i18n import gettext
from app.mail.receive.reading import read_mail
from app.mail.receive.received import ReceivedMail
from app.persistence.addresses import list_dead_addresses
from app.persistence.delegations import find_delegation_by_reference
from app.persistence.inbox import count_waiting_mail, list_waiting_mail
from app.persistence.incoming import find_incoming, find_sent
from app.persistence.incoming_records import IncomingMail
from app.persistence.mailroom import find_mailroom
from app.persistence.records import MailState, OutboxMail
from app.staff.acting import coordinator_as_teller, why_refused
from app.staff.incoming_form import AboutForm, DoForm
from app.staff.incoming_words import not_fetched_text, trouble_text
from app.staff.visit import LONGEST_REFERENCE
from visits.errors import InvalidValue, NotAllowedNow, SlotTaken, Stale
from visits.reply import Outcome
from visits.request import AnsweredAlready

SEE_OTHER = 303
LARGEST_ID_DIGITS = 9
LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Fetching:
    """How fetching mail goes: where from, when last, and what is in the way."""

    place: str
    looked_at: datetime | None
    trouble: str
    since: datetime | None
    next_at: datetime | None


@for_staff
def mail() -> ResponseReturnValue:
    """What waits for the office's coordinators, and what mail does not reach."""
    node = current_coordinator().node
    return render_template(
        "staff/incoming.html",
        mails=list_waiting_mail(reading(), node.id or 0),
        dead=list(list_dead_addresses(reading(), node.id or 0).values()),
        fetching=_fetching(),
        zone=node.zone,
    )


@for_staff
def one_mail(id: str) -> ResponseReturnValue:
    """One mail: what it says, what became of it, and what can be done about it."""
    return _page(_own_or_404(id))


@for_staff
def do_mail(id: str) -> ResponseReturnValue:
    """Gives the answer that the mail carries."""
    found, form = _own_or_404(id), DoForm()
    if not form.validate_on_submit() or form.seen_version is None:
        return _page(found, problem=str(LATE_FORM))
    said, node_id = _read(found), current_coordinator().node.id or 0
    read = inbox.Read(found.id or 0, said, form.seen_version, node_id)

    def do() -> None:
        inbox.do_what_it_says(world(), read, by=coordinator_as_teller(), now=now())

    return _act(id, do, done=gettext("Done. The answer is kept."))


@for_staff
def link_mail(id: str) -> ResponseReturnValue:
    """Says which of the office's visits the mail is about."""
    found, form = _own_or_404(id), AboutForm()
    if not form.validate_on_submit():
        return _page(found, about=form)
    delegation_id = _visit_id(str(form.reference.data))
    if delegation_id is None:
        form.reference.errors = (gettext("Your office has no visit with this reference."),)
        return _page(found, about=form)

    def link() -> None:
        inbox.link_mail(
            world(),
            mail_id=found.id or 0,
            delegation_id=delegation_id,
            by=coordinator_as_teller(),
            now=now(),
        )

    return _act(id, link, done=gettext("The mail belongs to the visit now."))


@for_staff
def finish_mail(id: str) -> ResponseReturnValue:
    """Puts the mail away."""
    found = _own_or_404(id)
    if not Act().validate_on_submit():
        return _page(found, problem=str(LATE_FORM))

    def finish() -> None:
        by = coordinator_as_teller()
        inbox.finish_mail(world(), mail_id=found.id or 0, by=by, now=now())

    return _act(id, finish, done=gettext("The mail is put away."))


def counting() -> dict[str, Any]:
    """How many mails wait for the coordinator who is signed in, for every page of the staff."""
    return {"waiting_mails": _count}


def _count() -> int:
    if not current_user.is_authenticated:
        return 0
    if "waiting_mails" not in g:
        g.waiting_mails = count_waiting_mail(reading(), current_coordinator().node.id or 0)
    found: int = g.waiting_mails
    return found


def _act(id: str, do: Callable[[], None], *, done: str) -> ResponseReturnValue:
    try:
        do()
    except (AnsweredAlready, NotAllowedNow, SlotTaken, Stale, InvalidValue) as refusal:
        close_reading()
        return _page(_own_or_404(id), problem=_why_refused(refusal))
    flash(done, "success")
    return redirect(url_for("staff.mail"), SEE_OTHER)


def _why_refused(refusal: Exception) -> str:
    if isinstance(refusal, InvalidValue):
        return gettext("This cannot be handed to that colleague. Answer for the host instead.")
    if isinstance(refusal, AnsweredAlready):
        return gettext("The request was answered meanwhile. See what was said.")
    if isinstance(refusal, Stale):
        return gettext("Somebody has dealt with this mail meanwhile.")
    assert isinstance(refusal, NotAllowedNow | SlotTaken), "what _act catches"
    return why_refused(refusal)


def _page(
    found: IncomingMail, *, problem: str = "", about: AboutForm | None = None
) -> ResponseReturnValue:
    said, node = _read(found), current_coordinator().node
    wanted = None
    if found.handled_at is None:
        wanted = inbox.wanted(reading(), said, node_id=node.id or 0, now=now())
    page = render_template(
        "staff/incoming_mail.html",
        mail=found,
        said=said,
        trouble=trouble_text(found.why),
        wanted=wanted,
        returned=_returned(found, said),
        about=about or AboutForm(formdata=None),
        problem=problem,
        zone=node.zone,
    )
    return page, 422 if problem or about else 200


def _returned(found: IncomingMail, said: ReceivedMail) -> OutboxMail | None:
    """Our own mail that this one brings back, while it has not arrived."""
    if found.outcome is not Outcome.BOUNCED or said.bounce is None:
        return None
    sent = find_sent(reading(), [said.bounce.message_id])
    is_own = sent is not None and sent.delegation is found.delegation is not None
    return sent if is_own and sent is not None and sent.state is MailState.PARKED else None


def _read(found: IncomingMail) -> ReceivedMail:
    """What the mail says; its text is forgotten in time, and then it says nothing."""
    if found.content is None:
        return ReceivedMail(digest=found.digest, sender=found.sender, subject=found.subject)
    return read_mail(found.content, server=settings().mail_auth_server)


def _own_or_404(id: str) -> IncomingMail:
    if not (id.isascii() and id.isdigit() and len(id) <= LARGEST_ID_DIGITS):
        abort(404)
    found = find_incoming(reading(), int(id))
    own = current_coordinator().node.id
    if found is None or (found.delegation is not None and found.delegation.node.id != own):
        abort(404)
    return found


def _visit_id(reference: str) -> int | None:
    if len(reference) > LONGEST_REFERENCE or not reference.isascii():
        return None
    found = find_delegation_by_reference(reading(), reference)
    own = current_coordinator().node.id
    return found.id if found is not None and found.node.id == own else None


def _fetching() -> Fetching | None:
    """None where mail is not fetched, but handed over by a mail server."""
    if not settings().mail_in_url:
        return None
    room = find_mailroom(reading(), fingerprint_of(world()))
    if room is None:
        nobody = gettext("The worker has not looked into the mailbox yet.")
        return Fetching("", None, nobody, None, None)
    trouble, next_at = "", None
    if room.why is not None:
        trouble, next_at = not_fetched_text(room.why), room.due_at
    elif room.looked_at is None or now() - room.looked_at > LATE_AFTER:
        trouble = gettext("The worker does not look into the mailbox any more.")
    return Fetching(room.place, room.looked_at, trouble, room.failing_since, next_at)
