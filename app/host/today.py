"""The day itself at a host's desk: now and next, running late, calling off."""

from collections.abc import Sequence
from datetime import timedelta

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access import close_reading, now, reading, world
from app.forms import LATE_FORM, Act
from app.host.desk import SEE_OTHER, Desk, desk_contact_or_404, desk_page
from app.i18n import gettext
from app.persistence.desk import list_programmes_of
from app.today import (
    CallOffForm,
    Late,
    late_page,
    next_stop,
    offices_of,
    send_call_off,
    send_late,
    todays_stops,
)
from visits.itinerary import Itinerary, Stop

LOOKED_BACK = timedelta(days=2)

Pair = tuple[Itinerary, Stop]


def today(token: str) -> ResponseReturnValue:
    """What the contact receives today, and what comes next."""
    opened = desk_contact_or_404(token)
    pairs = _pairs(opened)
    stops = todays_stops(pairs, zone=opened.zone, now=now())
    following = None if stops else next_stop(pairs, zone=opened.zone, now=now())
    shown = (*stops, *([following] if following else ()))
    offices = offices_of(reading(), [one.itinerary for one in shown])
    return desk_page(opened, "host/today.html", stops=stops, following=following, offices=offices)


def late(token: str, id: str) -> ResponseReturnValue:
    """What it would do if a stop ran late; POST does what was shown."""
    opened = desk_contact_or_404(token)
    asked, problem = _late(opened, id), ""
    if request.method == "POST":
        problem = _send_late(asked, by=opened)
        if not problem:
            flash(gettext("Done. Those affected get a mail now."), "success")
            return redirect(url_for("host.today", token=opened.key), SEE_OTHER)
        close_reading()
        opened = desk_contact_or_404(token)
        asked = _late(opened, id)
    shown = late_page(reading(), asked, now=now())
    page = desk_page(opened, "host/late.html", late=shown, form=Act(), problem=problem)
    return page, 422 if problem or shown.is_wrong else 200


def call_off(token: str, id: str) -> ResponseReturnValue:
    """Asks why, then calls a stop off."""
    opened = desk_contact_or_404(token)
    itinerary, stop = _pair_or_404(opened, id)
    form, problem = CallOffForm(), ""
    shown = late_page(reading(), _late(opened, id), now=now())
    if form.validate_on_submit():
        problem = send_call_off(world(), form.calling_off(itinerary, stop), by=opened.by, now=now())
        if not problem:
            flash(gettext("The stop is called off. The delegation and the office know."), "success")
            return redirect(url_for("host.today", token=opened.key), SEE_OTHER)
    page = desk_page(opened, "host/call_off.html", late=shown, form=form, problem=problem)
    return page, 422 if form.is_submitted() else 200


def _send_late(asked: Late, *, by: Desk) -> str:
    if not Act().validate_on_submit():
        return str(LATE_FORM)
    return send_late(world(), asked, seen=request.form.get("mark", ""), by=by.by, now=now())


def _late(opened: Desk, id: str) -> Late:
    itinerary, stop = _pair_or_404(opened, id)
    typed = request.values.get("minutes", "").strip()
    return Late(itinerary=itinerary, stop=stop, zone=stop.offer.site.zone, typed=typed)


def _pairs(opened: Desk) -> Sequence[Pair]:
    """What the contact receives, from the day before yesterday on."""
    contact = opened.contact
    programmes = list_programmes_of(reading(), contact.id or 0, since=now() - LOOKED_BACK)
    return [
        (itinerary, stop)
        for itinerary in programmes
        for stop in itinerary.standing
        if contact in (stop.contact, *stop.company)
    ]


def _pair_or_404(opened: Desk, id: str) -> Pair:
    """The contact's own stop with this id; ids are compared as text, so any text may come."""
    found = next((pair for pair in _pairs(opened) if str(pair[1].id) == id), None)
    return found or abort(404)
