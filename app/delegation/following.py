"""A delegation follows its visit: where it stands, a change to accept, calling it off."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.access import now, reading, visit_or_404, world
from app.actions.cancel import cancel_visit
from app.actions.telling import teller_of
from app.delegation.readiness_tasks import getting_ready
from app.delegation.standing import Standing, standing_of
from app.forms import LATE_FORM, Act
from app.i18n import gettext
from app.persistence.catalogue import list_offers_by_id
from app.persistence.delegations import list_programmes
from app.persistence.itineraries import find_itinerary, find_open_revision, list_requests
from app.persistence.records import ProposedRevision, Purpose
from app.showing import ShownDay, by_day, show_stops
from app.wish_texts import weekday_names
from visits.catalogue import Offer
from visits.delegation import Delegation
from visits.errors import NotAllowedNow
from visits.itinerary import Itinerary, ItineraryState
from visits.request import RequestState, VisitRequest


@dataclass(frozen=True, kw_only=True)
class Visit:
    """All that a delegation's page says about its visit."""

    delegation: Delegation
    standing: Standing
    days: tuple[ShownDay, ...]
    must_sees: list[Offer]
    answer_by: datetime | None = None
    revision: ProposedRevision | None = None
    to_do: int = 0

    @property
    def weekdays(self) -> str:
        """The weekdays that suit the delegation, in words."""
        return weekday_names(self.delegation.wishes.weekdays)

    @property
    def may_be_cancelled(self) -> bool:
        """Whether there is anything left to call off, be it only the request itself."""
        return self.standing is not Standing.CANCELLED


def delegation_of(token: str) -> Delegation:
    """Whose page this is; a 404 for anybody without the link."""
    return visit_or_404(token, Purpose.STATUS)


def status(token: str) -> str:
    """Where the visit stands, stop by stop, and what happens next."""
    return render_template(
        "delegation/status.html", token=token, visit=read_visit(delegation_of(token))
    )


def read_visit(delegation: Delegation) -> Visit:
    """The visit as it is stored now."""
    assert delegation.id is not None
    session = reading()
    must_sees = list_offers_by_id(session, delegation.wishes.must_sees)
    itinerary = find_itinerary(session, delegation.id)
    if itinerary is None or itinerary.id is None or itinerary.may_be_chosen_anew:
        has_programmes = bool(list_programmes(session, delegation.id))
        standing = Standing.CHOOSE if has_programmes else Standing.NOTHING_FITS
        return Visit(delegation=delegation, standing=standing, days=(), must_sees=must_sees)
    requests = list_requests(session, itinerary.id)
    revision = find_open_revision(session, itinerary.id)
    return Visit(
        delegation=delegation,
        standing=standing_of(itinerary, has_change=revision is not None),
        days=_shown(itinerary, requests),
        must_sees=must_sees,
        answer_by=_answer_by(requests),
        revision=revision,
        to_do=getting_ready(itinerary).to_do if _is_out(itinerary) else 0,
    )


def _shown(itinerary: Itinerary, requests: list[VisitRequest]) -> tuple[ShownDay, ...]:
    """The stops that stand; in a visit that was called off, those it still had then."""
    stops = itinerary.standing
    if itinerary.state is ItineraryState.CANCELLED:
        stops = tuple(one for one in itinerary.stops if one.changed_at == itinerary.cancelled_at)
    return by_day(show_stops(stops, zone=itinerary.delegation.zone, requests=requests))


def _is_out(itinerary: Itinerary) -> bool:
    return itinerary.state is ItineraryState.PUBLISHED


def _answer_by(requests: list[VisitRequest]) -> datetime | None:
    waiting = (one.answer_by for one in requests if one.state is RequestState.WAITING)
    return max(waiting, default=None)


def cancel(token: str) -> str | Response | tuple[str, int]:
    """Asks whether the visit shall be called off, and calls it off."""
    delegation = delegation_of(token)
    visit, form = read_visit(delegation), Act()
    to_status = redirect(url_for("delegation.status", token=token), 303)
    if form.validate_on_submit():
        _call_off(delegation)
        return to_status
    if not visit.may_be_cancelled:
        return to_status
    errors = [("cancel", str(LATE_FORM))] if form.is_submitted() else []
    page = render_template(
        "delegation/cancel.html", token=token, visit=visit, form=form, errors=errors
    )
    return (page, 422) if errors else page


def _call_off(delegation: Delegation) -> None:
    """Calls the visit off; one that was called off before stays so."""
    assert delegation.id is not None
    by = teller_of(delegation)
    try:
        cancel_visit(world(), delegation_id=delegation.id, by=by, now=now())
    except NotAllowedNow:
        return
    flash(gettext("The visit is cancelled. Every host that was asked is told."), "success")
