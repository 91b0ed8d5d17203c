"""My offers: what a host can show, in three languages, and who receives it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access import close_reading, now, reading, world
from app.actions.desk_offers import Terms, aligned, save_offer, terms_of
from app.actions.desk_profile import Change, mark_of
from app.fields import parse_number
from app.host.desk import SEE_OTHER, Desk, desk_page, desk_to_change_or_404
from app.host.desk_differing import Differing, differing
from app.host.desk_texts import missing_in
from app.host.offers_form import MOST_LINKS, OfferForm, filled
from app.host.offers_text import role_of, texts_of
from app.i18n import gettext
from app.persistence.catalogue import offer_languages
from app.persistence.desk import find_offer_of_host, list_contacts, list_offers_of_host
from visits.catalogue import Contact, Format, Offer
from visits.errors import InvalidValue, Stale

SLUG = re.compile(r"[a-z0-9-]{1,80}")


@dataclass(frozen=True)
class ShownOffer:
    """One offer of the list, with what it lacks by language, and whether it can be joined."""

    offer: Offer
    missing: list[tuple[str, str]]
    is_mine: bool

    @property
    def lacks_join_link(self) -> bool:
        """Whether people may come online and have nowhere to go."""
        return not self.offer.join_url and set(self.offer.formats) != {Format.ON_SITE}


@dataclass
class OpenOffer:
    """An offer that is being changed at a desk, and everybody who could receive it."""

    desk: Desk
    offer: Offer
    people: Sequence[Contact]

    def form(self) -> OfferForm:
        """The form with what is kept, or with what was sent."""
        terms = terms_of(self.offer)
        form = OfferForm(data=filled(terms, seen=mark_of(terms)))
        tags = (*offer_languages(reading()), *self.offer.languages)
        form.offer_choices(self.people, tags, role_of)
        return form

    def page(
        self,
        form: OfferForm,
        *,
        preview: Terms | None = None,
        others: list[Differing] | None = None,
    ) -> str:
        """The page around the form."""
        return desk_page(
            self.desk,
            "host/offer.html",
            offer=self.offer,
            form=form,
            most_links=MOST_LINKS,
            preview=preview,
            others=others,
            missing=missing_of(self.offer),
        )


def desk_offers(token: str) -> str:
    """Every offer of the host, the contact's own first."""
    desk = desk_to_change_or_404(token)
    shown = [
        ShownOffer(one, missing_of(one), desk.contact in one.contacts)
        for one in list_offers_of_host(reading(), desk.host.id or 0)
    ]
    return desk_page(
        desk, "host/offers.html", offers=sorted(shown, key=lambda one: not one.is_mine)
    )


def desk_offer(token: str, slug: str) -> ResponseReturnValue:
    """One offer: its form, a look at it before it is kept, and what was typed, kept."""
    opened = _open(token, slug)
    form = opened.form()
    if request.method == "POST" and {"add", "remove"} & request.form.keys():
        _change_rows(form)
        return opened.page(form)
    if not form.validate_on_submit():
        return opened.page(form), 422 if form.is_submitted() else 200
    if "look" in request.form:
        return opened.page(form, preview=form.terms)
    return _save(opened, form)


def missing_of(offer: Offer) -> list[tuple[str, str]]:
    """What an offer lacks in which language, in words."""
    return missing_in(
        [
            (gettext("Title"), offer.title),
            (gettext("In one sentence"), offer.summary),
            (gettext("What people see"), offer.description),
            *((gettext("Look and read"), one.title) for one in offer.links[:1]),
        ]
    )


def _open(token: str, slug: str) -> OpenOffer:
    desk = desk_to_change_or_404(token)
    host_id = desk.host.id or 0
    found = find_offer_of_host(reading(), slug, host_id=host_id) if SLUG.fullmatch(slug) else None
    return OpenOffer(desk, found or abort(404), list_contacts(reading(), host_id))


def _save(opened: OpenOffer, form: OfferForm) -> ResponseReturnValue:
    desk, slug = opened.desk, opened.offer.slug
    change = Change(desk.contact.id or 0, form.seen.data or "", desk.by)
    try:
        save_offer(world(), slug, form.terms, change, now=now())
    except (Stale, InvalidValue):
        close_reading()
        opened = _open(desk.key, slug)
        kept = terms_of(opened.offer)
        form.seen.data = mark_of(kept)
        people = opened.people
        typed = aligned(form.terms, kept)
        others = differing(texts_of(kept, people), texts_of(typed, people))
        return opened.page(form, others=others), 422
    flash(gettext("Your changes are kept. Visits that are agreed stay as they are."), "success")
    return redirect(url_for("host.desk_offers", token=desk.key), SEE_OTHER)


def _change_rows(form: OfferForm) -> None:
    """One row of material more or less; everything else stays as it was typed."""
    if "add" in request.form and len(form.links) < MOST_LINKS:
        form.links.append_entry()
        return
    rows = [dict(entry.data) for entry in form.links]
    removed = parse_number(request.form.get("remove", ""))
    if removed is not None and removed < len(rows):
        del rows[removed]
    while form.links.entries:
        form.links.pop_entry()
    for row in rows:
        form.links.append_entry(row)
