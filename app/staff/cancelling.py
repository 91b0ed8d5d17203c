"""Calling off a visit or one part of it, after a page that asks."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.access import for_staff, now, world
from app.actions import cancel
from app.i18n import gettext
from app.staff.acting import act, coordinator_as_teller
from app.staff.visit import VisitFile, open_visit
from visits.itinerary import ItineraryState, Stop


@for_staff
def cancel_visit(reference: str) -> ResponseReturnValue:
    """Asks first, then calls the whole visit off."""
    file = open_visit(reference)
    if request.method != "POST":
        return _ask(file, stop=None)

    def call_off() -> None:
        cancel.cancel_visit(world(), delegation_id=file.key, by=coordinator_as_teller(), now=now())

    return act(reference, call_off, done=gettext("The visit is cancelled."))


@for_staff
def cancel_stop(reference: str, id: str) -> ResponseReturnValue:
    """Asks first, then takes one stop out of the programme."""
    file = open_visit(reference)
    stop = _stop_or_404(file, id)
    if request.method != "POST":
        return _ask(file, stop=stop)

    def take_out() -> None:
        cancel.cancel_stop(
            world(),
            stop_id=stop.id or 0,
            delegation_id=file.key,
            by=coordinator_as_teller(),
            now=now(),
        )

    return act(reference, take_out, done=gettext("The stop is cancelled. The others stand."))


def _ask(file: VisitFile, *, stop: Stop | None) -> ResponseReturnValue:
    """What would be lost; or that there is nothing to cancel any more."""
    itinerary = file.itinerary
    is_in_force = itinerary is None or itinerary.state is not ItineraryState.CANCELLED
    may_cancel = is_in_force and (stop is None or _is_one_of_several(file, stop))
    return render_template("staff/cancel.html", file=file, stop=stop, may_cancel=may_cancel)


def _is_one_of_several(file: VisitFile, stop: Stop) -> bool:
    standing = file.itinerary.standing if file.itinerary else ()
    return stop in standing and len(standing) > 1


def _stop_or_404(file: VisitFile, id: str) -> Stop:
    stops = file.itinerary.stops if file.itinerary else []
    found = next((stop for stop in stops if str(stop.id) == id), None)
    return found or abort(404)
