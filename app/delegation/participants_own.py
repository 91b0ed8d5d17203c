"""A participant's own page: the programme, what is known of them, and the way out."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import capability_or_404, now, reading, settings, world
from app.actions.participants import Person, change_person, leave_visit
from app.delegation.participants_form import OwnForm
from app.delegation.programme import published_itinerary
from app.delegation.readiness_tasks import getting_ready
from app.forms import LATE_FORM, Act
from app.i18n import gettext, use_language
from app.persistence.capabilities import find_token
from app.persistence.records import Purpose
from app.showing import ShownDay, by_day, show_stops
from visits.conversation import takes_part
from visits.delegation import Delegate
from visits.errors import NotAllowedNow
from visits.itinerary import Itinerary
from visits.language import Language

SEE_OTHER = 303
ONE_CLICK = ("List-Unsubscribe", "One-Click")


def participant(token: str) -> ResponseReturnValue:
    """Their programme and details; POST changes the details."""
    delegate = _delegate_or_404(token)
    form = OwnForm(
        delegate.delegation,
        name=delegate.name,
        group=delegate.group,
        spoken=delegate.language.value,
        zone=delegate.zone,
    )
    if form.validate_on_submit():
        return _changed(token, delegate, form)
    itinerary = published_itinerary(delegate.delegation)
    secret_key = settings().secret_key
    feed = find_token(reading(), Purpose.FEED, delegate, secret_key=secret_key)
    page = render_template(
        "delegation/participants_own.html",
        token=token,
        delegate=delegate,
        delegation=delegate.delegation,
        form=form,
        itinerary=itinerary,
        days=_days(delegate, itinerary),
        getting=getting_ready(itinerary) if itinerary else None,
        feed_url=world().links.feed(feed) if feed else "",
    )
    return page, 422 if form.is_submitted() else 200


def leave(token: str) -> ResponseReturnValue:
    """Asks, and takes them off the list; mail programs do so by one click (RFC 8058)."""
    delegate = _delegate_or_404(token)
    name, value = ONE_CLICK
    if request.method == "POST" and request.form.get(name) == value:
        leave_visit(world(), delegate_id=delegate.id or 0, now=now())
        return "", 200, {"Content-Type": "text/plain; charset=utf-8"}
    form = Act()
    if form.validate_on_submit():
        leave_visit(world(), delegate_id=delegate.id or 0, now=now())
        return redirect(url_for("delegation.left"), SEE_OTHER)
    errors = [("leave", str(LATE_FORM))] if form.is_submitted() else []
    page = render_template(
        "delegation/participants_leave.html",
        token=token,
        delegation=delegate.delegation,
        form=form,
        errors=errors,
    )
    return page, 422 if errors else 200


def left() -> str:
    """They are gone; the page knows nothing of them."""
    return render_template("delegation/participants_left.html")


def _delegate_or_404(token: str) -> Delegate:
    found = capability_or_404(token, Purpose.PARTICIPANT).delegate
    if found is None:
        abort(404)
    return found


def _changed(token: str, delegate: Delegate, form: OwnForm) -> ResponseReturnValue:
    person = Person(
        name=form.name.data or "",
        email=delegate.email,
        group=form.part,
        language=Language(form.spoken.data),
        zone=form.zone.data,
    )
    try:
        change_person(world(), person, delegate_id=delegate.id or 0, now=now())
    except NotAllowedNow:
        abort(404)
    with use_language(person.language):
        flash(gettext("Your details are saved."), "success")
    here = url_for("delegation.participant", token=token, language=person.language)
    return redirect(here, SEE_OTHER)


def _days(delegate: Delegate, itinerary: Itinerary | None) -> tuple[ShownDay, ...]:
    """The stops of their part of the delegation, as their own clock has them."""
    standing = itinerary.standing if itinerary else ()
    own = [stop for stop in standing if takes_part(delegate, stop)]
    return by_day(show_stops(own, zone=delegate.zone))
