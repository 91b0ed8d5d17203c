"""The roads between towns: what is known, what is only estimated, and how it is changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import current_coordinator, for_staff, now, reading, world
from app.actions.roads import add_road, change_road, remove_road
from app.forms import LATE_FORM, Act
from app.i18n import gettext
from app.persistence.catalogue import list_nodes, list_sites
from app.persistence.records import KeptRoad
from app.persistence.travel import find_kept_road, list_kept_roads
from app.staff.travel_form import LengthForm, RoadForm
from visits.errors import InvalidValue, Stale
from visits.travel import Leg, Locality, Road, leg_between

SEE_OTHER = 303
MOST_ESTIMATES = 40
LARGEST_ID_DIGITS = 9


@dataclass(frozen=True)
class Estimate:
    """A way nobody has entered, as it is counted with."""

    here: str
    there: str
    leg: Leg


@for_staff
def travel() -> ResponseReturnValue:
    """Every known road, and a form for one more."""
    form = _road_form()
    if form.validate_on_submit():
        refusal = _add(form)
        if refusal is None:
            flash(gettext("The road is kept."), "success")
            return redirect(url_for("staff.travel"), SEE_OTHER)
        form.there.errors = [refusal]
    return _page(form), 422 if form.is_submitted() else 200


@for_staff
def road(id: str) -> ResponseReturnValue:
    """One road: other minutes and kilometres, or its removal."""
    kept = _kept_or_404(id)
    form = LengthForm(data={"minutes": kept.minutes, "km": kept.km})
    if form.validate_on_submit():
        changed = Road(kept.here, kept.there, form.minutes.data or 0, form.km.data or 0)
        try:
            change_road(world(), changed, by=current_coordinator().role, now=now())
        except Stale:
            abort(404)
        flash(gettext("The road is kept."), "success")
        return redirect(url_for("staff.travel"), SEE_OTHER)
    page = render_template("staff/road.html", kept=kept, form=form)
    return page, 422 if form.is_submitted() else 200


@for_staff
def remove(id: str) -> ResponseReturnValue:
    """Forgets a road; from then on it is estimated."""
    kept = _kept_or_404(id)
    if not Act().validate_on_submit() or kept.id is None:
        return _page(_road_form(is_new=True), problem=str(LATE_FORM)), 422
    remove_road(world(), road_id=kept.id, now=now())
    flash(gettext("The road is removed. It is estimated from now on."), "success")
    return redirect(url_for("staff.travel"), SEE_OTHER)


def _page(form: RoadForm, *, problem: str = "") -> str:
    return render_template(
        "staff/travel.html",
        form=form,
        problem=problem,
        roads=list_kept_roads(reading()),
        estimates=list(islice(_estimates(), MOST_ESTIMATES)),
        zone=current_coordinator().node.zone,
    )


def _road_form(*, is_new: bool = False) -> RoadForm:
    form = RoadForm(formdata=None) if is_new else RoadForm()
    towns = [("", gettext("Choose a town")), *((town, town) for town in sorted(_localities()))]
    form.here.choices = form.there.choices = towns
    return form


def _add(form: RoadForm) -> str | None:
    """Keeps the typed road; else the sentence that says why not."""
    if not (form.here.data and form.there.data):
        return gettext("Choose two towns.")
    new = Road(form.here.data, form.there.data, form.minutes.data or 0, form.km.data or 0)
    try:
        add_road(world(), new, by=current_coordinator().role, now=now())
    except InvalidValue:
        return gettext("This road is in the list already. Change it there.")
    return None


def _localities() -> dict[str, Locality]:
    """Every town of the catalogue, at its regional office or else at one of its sites."""
    session = reading()
    sites = {site.town: Locality(site.town, site.point) for site in list_sites(session)}
    return sites | {node.town: Locality(node.town, node.point) for node in list_nodes(session)}


def _estimates() -> Iterator[Estimate]:
    """The ways between towns where something is shown that nobody has entered."""
    roads = [Road(one.here, one.there, one.minutes, one.km) for one in list_kept_roads(reading())]
    localities = _localities()
    shown = sorted({site.town for site in list_sites(reading())})
    for here, there in combinations(shown, 2):
        leg = leg_between(localities[here], localities[there], roads=roads)
        if leg is not None and leg.is_estimate:
            yield Estimate(here, there, leg)


def _kept_or_404(id: str) -> KeptRoad:
    if not (id.isascii() and id.isdigit() and len(id) <= LARGEST_ID_DIGITS):
        abort(404)
    return find_kept_road(reading(), int(id)) or abort(404)
