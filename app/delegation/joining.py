"""Somebody joins a delegation by the link it shares, and confirms their address."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import client_address, now, reading, visit_or_404, world
from app.actions.joining import ASKED_FOR, ask_to_join, confirm_joining
from app.actions.participants import Person, takes_people
from app.actions.staff import TooManyTries
from app.delegation.participants_form import JoinForm
from app.forms import LATE_FORM, Act
from app.i18n import current_language, gettext
from app.persistence.itineraries import find_itinerary
from app.persistence.participants import find_join_ask
from app.persistence.records import Purpose
from app.tokens import TOKEN_LENGTH
from visits.delegation import Delegation
from visits.errors import NotAllowedNow
from visits.language import Language

SEE_OTHER = 303
KEPT_FOR = timedelta(days=30)


def join(token: str) -> ResponseReturnValue:
    """Who wants to take part; the answer is the same for every address."""
    delegation = visit_or_404(token, Purpose.JOIN)
    form = JoinForm(delegation, spoken=current_language().value)
    is_open = takes_people(find_itinerary(reading(), delegation.id or 0), now=now())
    if is_open and form.validate_on_submit() and _ask(delegation, form):
        return redirect(url_for("delegation.join_sent"), SEE_OTHER)
    page = render_template(
        "delegation/join.html",
        token=token,
        delegation=delegation,
        form=form,
        is_open=is_open,
        days=KEPT_FOR.days,
    )
    return page, 422 if form.is_submitted() else 200


def join_sent() -> str:
    """What happens next; the page knows no address."""
    return render_template("delegation/join_sent.html")


def join_confirm(token: str) -> ResponseReturnValue:
    """Asks whether the address is theirs, and takes them in."""
    asked = None
    if len(token) == TOKEN_LENGTH:
        asked = find_join_ask(reading(), token, since=now() - ASKED_FOR)
    if asked is None:
        abort(404)
    form = Act()
    if form.validate_on_submit():
        try:
            own = confirm_joining(world(), token, now=now())
        except NotAllowedNow:
            abort(404)
        flash(gettext("You take part. This is your own page."), "success")
        return redirect(url_for("delegation.participant", token=own), SEE_OTHER)
    errors = [("confirm", str(LATE_FORM))] if form.is_submitted() else []
    page = render_template(
        "delegation/join_confirm.html", token=token, asked=asked, form=form, errors=errors
    )
    return page, 422 if errors else 200


def _ask(delegation: Delegation, form: JoinForm) -> bool:
    """Whether a mail is on its way, if it may be; a visit that has just closed says so."""
    person = Person(
        name=form.name.data or "",
        email=form.address,
        group=form.part,
        language=Language(form.spoken.data),
        zone=form.zone.data,
    )
    try:
        ask_to_join(
            world(),
            person,
            delegation_id=delegation.id or 0,
            address=client_address(),
            now=now(),
        )
    except TooManyTries:
        abort(429)
    except NotAllowedNow:
        form.form_errors.append(gettext("Nobody can join any more: the visit is over."))
        return False
    return True
