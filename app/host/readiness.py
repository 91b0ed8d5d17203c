"""What a host needs before visits to one of its offers, said at its desk."""

from dataclasses import dataclass

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access import close_reading, now, reading, world
from app.actions.desk_profile import Change, mark_of
from app.actions.readiness import save_needs
from app.host.desk import SEE_OTHER, Desk, desk_page, desk_to_change_or_404
from app.host.desk_differing import Differing, differing, of_wording
from app.host.offers import SLUG
from app.host.readiness_form import NeedsForm, filled
from app.i18n import gettext
from app.labels import label
from app.persistence.desk import find_offer_of_host
from app.persistence.readiness import find_offer_needs
from visits.catalogue import Format, Offer
from visits.errors import Stale
from visits.readiness import Needs, usual_needs


@dataclass(frozen=True)
class OpenNeeds:
    """The needs of an offer that are being changed at a desk."""

    desk: Desk
    offer: Offer
    needs: Needs
    is_usual: bool

    def page(self, form: NeedsForm, *, others: list[Differing] | None = None) -> str:
        """The page around the form."""
        formats = set(self.offer.formats)
        return desk_page(
            self.desk,
            "host/needs.html",
            offer=self.offer,
            form=form,
            others=others,
            is_usual=self.is_usual,
            is_on_site=formats != {Format.ONLINE},
            is_online=formats != {Format.ON_SITE},
        )


def offer_needs(token: str, slug: str) -> ResponseReturnValue:
    """The form with what is kept; POST keeps what was typed."""
    opened = _open(token, slug)
    form = NeedsForm(data=filled(opened.needs, seen=mark_of(opened.needs)))
    if not form.validate_on_submit():
        return opened.page(form), 422 if form.is_submitted() else 200
    desk = opened.desk
    change = Change(desk.contact.id or 0, form.seen.data or "", desk.by)
    try:
        save_needs(world(), slug, form.needs, change, now=now())
    except Stale:
        close_reading()
        opened = _open(token, slug)
        form.seen.data = mark_of(opened.needs)
        others = differing(_texts_of(opened.needs), _texts_of(form.needs))
        return opened.page(form, others=others), 422
    flash(gettext("This is kept. Delegations that are still to come see it."), "success")
    return redirect(url_for("host.desk_offers", token=desk.key), SEE_OTHER)


def _open(token: str, slug: str) -> OpenNeeds:
    desk = desk_to_change_or_404(token)
    host_id = desk.host.id or 0
    found = find_offer_of_host(reading(), slug, host_id=host_id) if SLUG.fullmatch(slug) else None
    offer = found or abort(404)
    kept = find_offer_needs(reading(), offer.id or 0)
    return OpenNeeds(desk, offer, kept.needs if kept else usual_needs(offer), is_usual=kept is None)


def _texts_of(needs: Needs) -> dict[str, str]:
    """Each field of the form with its content in words."""
    yes, no = gettext("Yes"), gettext("No")
    names = needs.names_days
    return {
        **of_wording(gettext("Safety rules, in words"), needs.safety),
        gettext("Safety rules, as a page"): needs.safety_url,
        gettext("Photos"): label(needs.photos),
        **of_wording(gettext("More about photos"), needs.photo_words),
        gettext("Names for the gate"): no if names is None else str(names),
        gettext("Special diets"): yes if needs.wants_diets else no,
        gettext("Getting around on site"): yes if needs.wants_access else no,
        gettext("Try your connection"): needs.test_url,
        gettext("Interpreter"): label(needs.interpreter),
        **of_wording(gettext("What the delegation sends you"), needs.material),
        gettext("Days before the visit"): str(needs.material_days),
    }
