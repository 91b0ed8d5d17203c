"""The addresses at which calendars follow a visit: the whole of it, and each group's part."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import now, reading, settings, world
from app.actions.feed_links import end_feed, renew_feed
from app.delegation.following import delegation_of
from app.delegation.programme import published_itinerary
from app.forms import LATE_FORM, Act
from app.i18n import gettext
from app.persistence.capabilities import PartOf, find_token
from app.persistence.feeds import Scope
from app.persistence.records import Purpose
from visits.delegation import Delegation

SEE_OTHER = 303


@dataclass(frozen=True)
class ShownFeed:
    """A calendar of the visit, of all of it where no group is named; `url` is empty without one."""

    group: str
    url: str


def calendars(token: str) -> ResponseReturnValue:
    """The visit's calendars; POST makes an address anew, or ends it."""
    delegation = delegation_of(token)
    if published_itinerary(delegation) is None:
        return redirect(url_for("delegation.status", token=token), SEE_OTHER)
    if request.method == "POST":
        _change(delegation)
        return redirect(url_for("delegation.calendars", token=token), SEE_OTHER)
    return render_template(
        "delegation/calendars.html",
        token=token,
        delegation=delegation,
        feeds=[_shown(delegation, group) for group in _groups(delegation)],
    )


def _change(delegation: Delegation) -> None:
    group = request.form.get("group", "")
    if group not in _groups(delegation):
        abort(404)
    if not Act().validate_on_submit():
        flash(str(LATE_FORM), "warning")
        return
    scope = Scope(delegation_id=delegation.id, group=group)
    if "end" in request.form:
        end_feed(world(), scope, now=now())
        flash(gettext("The address no longer works."), "success")
    else:
        renew_feed(world(), scope, now=now())
        flash(gettext("There is a new address. An older one no longer works."), "success")


def _groups(delegation: Delegation) -> list[str]:
    return ["", *(part.name for part in delegation.parts)]


def _shown(delegation: Delegation, group: str) -> ShownFeed:
    subject = PartOf(delegation, group) if group else delegation
    secret_key = settings().secret_key
    token = find_token(reading(), Purpose.FEED, subject, secret_key=secret_key)
    return ShownFeed(group, world().links.feed(token) if token else "")
