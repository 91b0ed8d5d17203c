"""The office's visits as a calendar that coordinators can follow in their own."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import current_coordinator, for_staff, now, reading, settings, world
from app.actions.feed_links import end_feed, renew_feed
from app.forms import LATE_FORM, Act
from app.i18n import current_language, gettext
from app.persistence.capabilities import find_token
from app.persistence.feeds import Scope
from app.persistence.records import Purpose

SEE_OTHER = 303


@for_staff
def office_calendar() -> ResponseReturnValue:
    """The address in the reader's language; POST makes it anew, or ends it."""
    node = current_coordinator().node
    if request.method == "POST":
        _change(Scope(node_id=node.id))
        return redirect(url_for("staff.office_calendar"), SEE_OTHER)
    token = find_token(reading(), Purpose.FEED, node, secret_key=settings().secret_key)
    address = f"{world().links.feed(token)}?language={current_language()}" if token else ""
    return render_template("staff/office_calendar.html", node=node, address=address)


def _change(scope: Scope) -> None:
    if not Act().validate_on_submit():
        flash(str(LATE_FORM), "warning")
    elif "end" in request.form:
        end_feed(world(), scope, now=now())
        flash(gettext("The address no longer works."), "success")
    else:
        renew_feed(world(), scope, now=now())
        flash(gettext("There is a new address. An older one no longer works."), "success")
