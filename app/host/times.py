"""When a host receives visits: what is free in the coming weeks and why not, and its hours."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access import close_reading, now, reading, world
from app.actions.choices import calendars_of
from app.actions.openings import (
    AtDesk,
    ContactTimes,
    OfferTimes,
    keep_contact_times,
    keep_offer_times,
    mark_of,
)
from app.actions.why_not_free import free_or_why
from app.host.desk import (
    SEE_OTHER,
    Desk,
    desk_contact_or_404,
    desk_page,
    desk_to_change_or_404,
)
from app.host.times_form import (
    MOST_ROWS,
    HoursForm,
    Sent,
    contact_form,
    offer_form,
    read_sent,
    with_row,
    without_row,
)
from app.host.times_shown import coming_weeks, horizon_of
from app.i18n import gettext
from app.persistence.desk import list_offers_of_host
from app.weekly import weekly_hours
from visits.catalogue import Offer
from visits.errors import Stale


def times(token: str) -> ResponseReturnValue:
    """The contact's own hours and every offer's, each with the way to change them."""
    desk = desk_contact_or_404(token)
    offers = list_offers_of_host(reading(), desk.host.id or 0) if desk.may_change else []
    return desk_page(
        desk, "host/times.html", offers=offers, today=now().date(), weekly_hours=weekly_hours
    )


def offer_times(token: str, slug: str) -> ResponseReturnValue:
    """The next four weeks of an offer: what is free, and why the rest is not."""
    desk = desk_to_change_or_404(token)
    offer = _offer_or_404(desk, slug)
    horizon = horizon_of(offer, now=now())
    calendars = calendars_of(reading(), [offer], horizon=horizon, now=now())
    weeks = coming_weeks(offer, free_or_why(offer, calendars), horizon=horizon)
    return desk_page(desk, "host/times_offer.html", offer=offer, weeks=weeks)


def own_hours(token: str) -> ResponseReturnValue:
    """When the contact is there; POST changes a row, or keeps it all."""
    desk = desk_contact_or_404(token)
    form = contact_form(ContactTimes.of(desk.contact), _sent())
    if _is_right(form):
        try:
            keep_contact_times(world(), form.times(), at=_at(desk, form), now=now())
        except Stale:
            close_reading()
            desk = desk_contact_or_404(token)
            _say_changed(form, ContactTimes.of(desk.contact))
        else:
            return _kept(url_for("host.times", token=desk.key))
    return _editor(desk, form)


def offer_hours(token: str, slug: str) -> ResponseReturnValue:
    """When an offer is received; POST changes a row, or keeps it all."""
    desk = desk_to_change_or_404(token)
    offer = _offer_or_404(desk, slug)
    form = offer_form(OfferTimes.of(offer), _sent())
    if _is_right(form):
        try:
            keep_offer_times(world(), form.times(), slug=slug, at=_at(desk, form), now=now())
        except Stale:
            close_reading()
            desk = desk_to_change_or_404(token)
            offer = _offer_or_404(desk, slug)
            _say_changed(form, OfferTimes.of(offer))
        else:
            return _kept(url_for("host.offer_times", token=desk.key, slug=slug))
    return _editor(desk, form, offer=offer)


def _sent() -> Sent | None:
    """What was typed, with a row more or less where one of those buttons was pressed."""
    if request.method != "POST":
        return None
    sent = read_sent(request.form)
    added = request.form.get("add", "")
    if added in MOST_ROWS:
        return with_row(sent, added)
    return without_row(sent, request.form.get("remove", ""))


def _is_right(form: HoursForm) -> bool:
    """Whether the times are sent to be kept, and can be."""
    is_about_rows = "add" in request.form or "remove" in request.form
    return not is_about_rows and form.validate_on_submit()


def _at(desk: Desk, form: HoursForm) -> AtDesk:
    return AtDesk(desk.contact.id or 0, desk.by, str(form.seen.data))


def _say_changed(form: HoursForm, times: ContactTimes | OfferTimes) -> None:
    """Whoever sends the page again has been told, so it carries the mark of the times now."""
    form.seen.data = mark_of(times)
    form.form_errors.append(
        gettext(
            "Somebody has changed these times since you opened this page. What you typed stands "
            "below: send it again if it is to hold."
        )
    )


def _kept(address: str) -> ResponseReturnValue:
    flash(gettext("The times are kept. Visits that are agreed on stay as they are."), "success")
    return redirect(address, SEE_OTHER)


def _editor(desk: Desk, form: HoursForm, *, offer: Offer | None = None) -> ResponseReturnValue:
    page = desk_page(desk, "host/times_hours.html", form=form, offer=offer, most_rows=MOST_ROWS)
    return page, 422 if form.errors else 200


def _offer_or_404(desk: Desk, slug: str) -> Offer:
    offers = list_offers_of_host(reading(), desk.host.id or 0)
    found = next((offer for offer in offers if offer.slug == slug), None)
    if found is None:
        abort(404)
    return found
