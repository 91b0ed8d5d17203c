"""Getting ready: one page with all that the hosts of a visit need, each thing asked once."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import close_reading, now, world
from app.actions.desk_profile import mark_of
from app.actions.readiness import Giving, contents, give
from app.delegation.following import delegation_of
from app.delegation.programme import published_itinerary
from app.delegation.readiness_form import ReadyForm
from app.delegation.readiness_tasks import Getting, getting_ready
from app.i18n import gettext
from visits.errors import NotAllowedNow, Stale
from visits.itinerary import ItineraryState

SEE_OTHER = 303


def ready(token: str) -> ResponseReturnValue:
    """The list and its forms; POST keeps what was typed."""
    delegation = delegation_of(token)
    itinerary = published_itinerary(delegation)
    to_status = redirect(url_for("delegation.status", token=token), SEE_OTHER)
    if itinerary is None or itinerary.state is not ItineraryState.PUBLISHED:
        return to_status
    getting = getting_ready(itinerary)
    form = ReadyForm.of(getting.tasks, seen=mark_of(contents(getting.tasks)))
    if not form.validate_on_submit():
        return _page(token, getting, form), 422 if form.is_submitted() else 200
    giving = Giving(form.particulars(getting.tasks), form.seen.data or "")
    try:
        give(world(), giving, delegation_id=delegation.id or 0, now=now())
    except Stale:
        return _anew(token)
    except NotAllowedNow:
        return to_status
    flash(gettext("Thank you. Your hosts can see it now."), "success")
    return redirect(url_for("delegation.ready", token=token), SEE_OTHER)


def _anew(token: str) -> ResponseReturnValue:
    """The page as it is now, with what was typed; sending it again puts it in place."""
    close_reading()
    itinerary = published_itinerary(delegation_of(token))
    if itinerary is None:
        return redirect(url_for("delegation.status", token=token), SEE_OTHER)
    getting = getting_ready(itinerary)
    form = ReadyForm.of(getting.tasks, seen="")
    form.seen.data = mark_of(contents(getting.tasks))
    return _page(token, getting, form, has_changed=True), 409


def _page(token: str, getting: Getting, form: ReadyForm, *, has_changed: bool = False) -> str:
    return render_template(
        "delegation/ready.html",
        token=token,
        getting=getting,
        tasks=getting.shown,
        form=form,
        has_changed=has_changed,
    )
