"""The day itself for a coordinator: running late, calling off, what could take a stop's place."""

from dataclasses import dataclass
from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import close_reading, current_coordinator, for_staff, now, reading, world
from app.actions.called_off import Replacement, Replacing, ask_instead, find_replacement
from app.forms import LATE_FORM, Act
from app.i18n import gettext
from app.staff.acting import SEE_OTHER, act, coordinator_as_teller
from app.staff.visit import VisitFile, open_visit
from app.today import (
    CallOffForm,
    Late,
    late_page,
    next_stop,
    send_call_off,
    send_late,
    todays_stops,
)
from visits.itinerary import Stop

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Lost:
    """A stop that was called off, and what could be had online in its place."""

    stop: Stop
    instead: Replacement | None


@for_staff
def today(reference: str) -> ResponseReturnValue:
    """The visit's stops of today, and those called off whose time is yet to come."""
    file = open_visit(reference)
    zone = current_coordinator().node.zone
    itinerary = file.itinerary
    pairs = [(itinerary, stop) for stop in itinerary.standing] if itinerary else []
    stops = todays_stops(pairs, zone=zone, now=now())
    return render_template(
        "staff/today.html",
        file=file,
        zone=zone,
        stops=stops,
        following=None if stops else next_stop(pairs, zone=zone, now=now()),
        lost=_lost(file),
    )


@for_staff
def late(reference: str, id: str) -> ResponseReturnValue:
    """What it would do if a stop ran late; POST does what was shown."""
    file, problem = open_visit(reference), ""
    asked = _late(file, id)
    if request.method == "POST":
        problem = _send_late(asked)
        if not problem:
            flash(gettext("Done. Those affected get a mail now."), "success")
            return redirect(url_for("staff.today", reference=reference), SEE_OTHER)
        close_reading()
        file = open_visit(reference)
        asked = _late(file, id)
    shown = late_page(reading(), asked, now=now())
    page = render_template("staff/late.html", file=file, late=shown, form=Act(), problem=problem)
    return page, 422 if problem or shown.is_wrong else 200


@for_staff
def call_off(reference: str, id: str) -> ResponseReturnValue:
    """Asks why the host cannot, then calls a stop off."""
    file, form, problem = open_visit(reference), CallOffForm(), ""
    asked = _late(file, id)
    shown = late_page(reading(), asked, now=now())
    if form.validate_on_submit():
        wanted = form.calling_off(asked.itinerary, asked.stop)
        problem = send_call_off(world(), wanted, by=coordinator_as_teller(), now=now())
        if not problem:
            flash(gettext("The stop is called off. The delegation and the host know."), "success")
            return redirect(url_for("staff.today", reference=reference), SEE_OTHER)
    page = render_template("staff/call_off.html", file=file, late=shown, form=form, problem=problem)
    return page, 422 if form.is_submitted() else 200


@for_staff
def ask_replacement(reference: str, id: str) -> ResponseReturnValue:
    """Asks the host of what could take a stop's place."""
    file = open_visit(reference)
    stops = file.itinerary.stops if file.itinerary else []
    stop = next((one for one in stops if str(one.id) == id), None) or abort(404)
    slug = request.form.get("offer", "")
    wanted = Replacing(delegation_id=file.key, stop_id=stop.id or 0, slug=slug)

    def ask() -> None:
        ask_instead(world(), wanted, by=coordinator_as_teller(), now=now())

    return act(reference, ask, done=gettext("The host is asked. It answers as always."))


def _send_late(asked: Late) -> str:
    if not Act().validate_on_submit():
        return str(LATE_FORM)
    seen = request.form.get("mark", "")
    return send_late(world(), asked, seen=seen, by=coordinator_as_teller(), now=now())


def _late(file: VisitFile, id: str) -> Late:
    """The stop with this id; ids are compared as text, so any text may come."""
    itinerary = file.itinerary or abort(404)
    stop = next((one for one in itinerary.standing if str(one.id) == id), None) or abort(404)
    zone, typed = current_coordinator().node.zone, request.values.get("minutes", "").strip()
    return Late(itinerary=itinerary, stop=stop, zone=zone, typed=typed)


def _lost(file: VisitFile) -> list[Lost]:
    """Of what was called off, what lies ahead within a day: nobody looks farther in a hurry."""
    itinerary = file.itinerary
    if itinerary is None:
        return []
    gone = [
        one for one in itinerary.called_off if timedelta() < one.span.starts_at - now() <= A_DAY
    ]
    return [Lost(one, find_replacement(reading(), itinerary, one, now=now())) for one in gone]
