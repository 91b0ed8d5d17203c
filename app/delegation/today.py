"""The day itself for a delegation: now and next, how to join, whom to reach, running late."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import close_reading, now, reading, world
from app.actions.telling import teller_of
from app.delegation.following import delegation_of
from app.delegation.programme import published_itinerary
from app.forms import LATE_FORM, Act
from app.i18n import gettext
from app.persistence.itineraries import find_itinerary
from app.today import Late, late_page, next_stop, offices_of, send_late, todays_stops
from visits.delegation import Delegation

SEE_OTHER = 303


def today(token: str) -> ResponseReturnValue:
    """The stops of today on the delegation's clock; before there is a programme, its page."""
    delegation = delegation_of(token)
    itinerary = published_itinerary(delegation)
    if itinerary is None:
        return redirect(url_for("delegation.status", token=token), SEE_OTHER)
    pairs = [(itinerary, stop) for stop in itinerary.standing]
    stops = todays_stops(pairs, zone=delegation.zone, now=now())
    return render_template(
        "delegation/today.html",
        token=token,
        delegation=delegation,
        stops=stops,
        following=None if stops else next_stop(pairs, zone=delegation.zone, now=now()),
        offices=offices_of(reading(), [itinerary]),
    )


def late(token: str, id: str) -> ResponseReturnValue:
    """What it would do if the delegation came late to a stop; POST does what was shown."""
    delegation = delegation_of(token)
    asked, problem = _late(delegation, id), ""
    if request.method == "POST":
        problem = _send(asked, delegation)
        if not problem:
            flash(gettext("Done. Those affected get a mail now."), "success")
            return redirect(url_for("delegation.today", token=token), SEE_OTHER)
        close_reading()
        asked = _late(delegation_of(token), id)
    shown = late_page(reading(), asked, now=now())
    page = render_template(
        "delegation/late.html", token=token, late=shown, form=Act(), problem=problem
    )
    return page, 422 if problem or shown.is_wrong else 200


def _send(asked: Late, delegation: Delegation) -> str:
    if not Act().validate_on_submit():
        return str(LATE_FORM)
    seen = request.form.get("mark", "")
    return send_late(world(), asked, seen=seen, by=teller_of(delegation), now=now())


def _late(delegation: Delegation, id: str) -> Late:
    """The stop with this id; ids are compared as text, so any text may come."""
    itinerary = find_itinerary(reading(), delegation.id or 0) or abort(404)
    stop = next((one for one in itinerary.standing if str(one.id) == id), None) or abort(404)
    typed = request.values.get("minutes", "").strip()
    return Late(itinerary=itinerary, stop=stop, zone=delegation.zone, typed=typed)
