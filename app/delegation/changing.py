"""A delegation looks at a change to its programme, and accepts or declines it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms.fields import StringField

from app.access import close_reading, now, reading, world
from app.actions.ask_again import decline_change
from app.actions.replanning import latest_requests
from app.actions.revise import accept_revision
from app.actions.telling import teller_of
from app.delegation.following import delegation_of
from app.forms import LATE_FORM, Act
from app.i18n import gettext
from app.labels import N_
from app.persistence.catalogue import list_offers_by_slug
from app.persistence.itineraries import find_itinerary, find_open_revision
from app.persistence.records import ProposedRevision
from app.plans import shown_revision, slugs_of_revision
from app.showing import time_in_words
from visits.catalogue import Offer
from visits.delegation import Delegation
from visits.errors import NotAllowedNow, SlotTaken, Stale
from visits.request import RequestState
from visits.revision import Appointment, Revision
from visits.span import Span

Errors = Sequence[tuple[str, str]]

ACCEPTED = N_("Thank you. The change is accepted.")
ASKED_AGAIN = N_("Thank you. We ask the host for the original time again.")


class ChangeForm(Act):
    """Accepts or declines the change that was shown, and no other."""

    revision = StringField()
    decline = StringField()


@dataclass(frozen=True)
class Change:
    """One line of the difference; `kind` is stays, moves, goes or comes."""

    kind: str
    offer: Offer
    before: str = ""
    after: str = ""


def change(token: str) -> str | Response | tuple[str, int]:
    """Shows what stays, moves, goes and comes, and takes the delegation's yes or no."""
    form = ChangeForm()
    if form.validate_on_submit():
        return _decide(token, form)
    errors = [("change", str(LATE_FORM))] if form.is_submitted() else []
    return _page(token, errors=errors)


def _decide(token: str, form: ChangeForm) -> str | Response | tuple[str, int]:
    delegation = delegation_of(token)
    proposed = _open_revision(delegation)
    if proposed is None or proposed.id is None:
        return _to_status(token)
    if form.revision.data != str(proposed.id):
        return _page(token, errors=_newer())
    decide = decline_change if form.decline.data else accept_revision
    try:
        decide(world(), revision_id=proposed.id, by=teller_of(delegation), now=now())
    except (Stale, SlotTaken, NotAllowedNow):
        close_reading()
        return _page(token, errors=_newer())
    flash(gettext(ASKED_AGAIN if form.decline.data else ACCEPTED), "success")
    return _to_status(token)


def _newer() -> list[tuple[str, str]]:
    text = gettext("The programme has changed since you opened this page. This is the change now.")
    return [("change", text)]


def _to_status(token: str) -> Response:
    return redirect(url_for("delegation.status", token=token), 303)


def _open_revision(delegation: Delegation) -> ProposedRevision | None:
    assert delegation.id is not None
    itinerary = find_itinerary(reading(), delegation.id)
    if itinerary is None or itinerary.id is None:
        return None
    return find_open_revision(reading(), itinerary.id)


def _page(token: str, *, errors: Errors = ()) -> str | Response | tuple[str, int]:
    delegation = delegation_of(token)
    proposed = _open_revision(delegation)
    if proposed is None:
        return _to_status(token)
    changes = list_changes(proposed)
    page = render_template(
        "delegation/change.html",
        token=token,
        proposed=proposed,
        changes=changes,
        may_decline=_has_proposals(proposed),
        finds_another=any(one.kind in ("moves", "comes") for one in changes),
        form=ChangeForm(formdata=None, revision=str(proposed.id)),
        errors=errors,
    )
    return (page, 422) if errors else page


def _has_proposals(proposed: ProposedRevision) -> bool:
    """Whether there are times that hosts proposed, to be declined."""
    requests = latest_requests(reading(), proposed.itinerary)
    return any(one.state is RequestState.COUNTERED for one in requests)


def list_changes(proposed: ProposedRevision) -> list[Change]:
    """The difference line by line, in order of time, in the delegation's zone."""
    itinerary = proposed.itinerary
    found = list_offers_by_slug(reading(), slugs_of_revision(proposed, itinerary))
    offers = {offer.slug: offer for offer in found}
    lines = _lines(shown_revision(proposed, itinerary), offers, itinerary.delegation.zone)
    return [line for _, line in sorted(lines, key=lambda one: one[0])]


def _lines(
    revision: Revision, offers: Mapping[str, Offer], zone: str
) -> Iterator[tuple[Span, Change]]:
    for one in revision.stays:
        yield one.span, Change("stays", offers[one.offer], after=_words(one, offers, zone))
    for move in revision.moves:
        offer = offers[move.offer]
        before = time_in_words(move.before, zone=zone, host_zone=offer.site.zone)
        after = time_in_words(move.after, zone=zone, host_zone=offer.site.zone)
        yield move.after, Change("moves", offer, before, after)
    for one in revision.goes:
        yield one.span, Change("goes", offers[one.offer], before=_words(one, offers, zone))
    for one in revision.comes:
        yield one.span, Change("comes", offers[one.offer], after=_words(one, offers, zone))


def _words(one: Appointment, offers: Mapping[str, Offer], zone: str) -> str:
    return time_in_words(one.span, zone=zone, host_zone=offers[one.offer].site.zone)
