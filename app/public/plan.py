"""The visit plan: what this browser wants to see, kept in its session until it asks."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, session, url_for
from werkzeug.wrappers import Response
from wtforms.fields import StringField

from app.access import MOST_IN_PLAN, reading
from app.access import visit_plan as kept_slugs
from app.forms import LATE_FORM, Act
from app.i18n import current_language, gettext
from app.persistence import catalogue
from app.public.browsing import offer_or_404, offer_page
from visits.catalogue import Offer


class PlanChange(Act):
    """Nothing to fill in; `back` names the page to return to: "offer", "browse" or "plan"."""

    back = StringField()


def visit_plan() -> str:
    """The chosen offers in the order in which they were chosen."""
    return _plan_page()


def add_to_plan(slug: str) -> Response | tuple[str, int]:
    """Puts an offer at the end of the plan."""
    chosen, form = offer_or_404(slug), PlanChange()
    if not form.validate_on_submit():
        return _shown_again(form, chosen)
    kept = _still_offered()
    if slug not in kept and len(kept) >= MOST_IN_PLAN:
        text = gettext("Your visit plan holds %(most)s visits. Take one out to make room.")
        flash(text % {"most": MOST_IN_PLAN}, "warning")
        return _back(form, slug)
    _keep(list(dict.fromkeys([*kept, slug])))
    flash(gettext("“%(title)s” is in your visit plan.") % {"title": _title(chosen)}, "success")
    return _back(form, slug)


def remove_from_plan(slug: str) -> Response | tuple[str, int]:
    """Takes an offer out of the plan."""
    chosen, form = offer_or_404(slug), PlanChange()
    if not form.validate_on_submit():
        return _shown_again(form, chosen)
    _keep([one for one in _still_offered() if one != slug])
    text = gettext("“%(title)s” was taken out of your visit plan.")
    flash(text % {"title": _title(chosen)}, "success")
    return _back(form, slug)


def _plan_page(*, errors: Sequence[tuple[str, str]] = ()) -> str:
    slugs = kept_slugs()
    offers = catalogue.list_offers_by_slug(reading(), slugs)
    return render_template(
        "public/visit_plan.html",
        offers=offers,
        minutes=sum(offer.minutes for offer in offers),
        gone=len(slugs) - len(offers),
        errors=errors,
    )


def _shown_again(form: PlanChange, offer: Offer) -> tuple[str, int]:
    """The page the button stood on, since its token did not fit."""
    errors = [("plan", str(LATE_FORM))]
    if form.back.data == "plan":
        return _plan_page(errors=errors), 422
    return offer_page(offer, errors=errors), 422


def _back(form: PlanChange, slug: str) -> Response:
    pages = {"plan": url_for("public.visit_plan"), "browse": url_for("public.browse")}
    return redirect(pages.get(form.back.data or "", url_for("public.offer", slug=slug)), 303)


def _still_offered() -> list[str]:
    """The plan without what has left the catalogue since it was chosen."""
    return [offer.slug for offer in catalogue.list_offers_by_slug(reading(), kept_slugs())]


def _keep(slugs: list[str]) -> None:
    session["visit_plan"] = slugs
    session.permanent = True


def _title(offer: Offer) -> str:
    return offer.title.in_language(current_language()).text
