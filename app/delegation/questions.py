"""The forms of the steps, each with what it offers and what it starts with."""

from datetime import date, time, timedelta

from werkzeug.datastructures import MultiDict

from app.access import reading, visit_plan
from app.delegation.choices import language_choices
from app.delegation.party_form import PartyForm
from app.delegation.when_form import WhenForm
from app.delegation.who_form import WhoForm
from app.delegation.wishes_form import WishesForm
from app.i18n import current_language
from app.labels import label
from app.persistence.catalogue import list_offers, list_offers_by_slug
from visits.catalogue import Format, Offer

Values = MultiDict[str, str] | None

FIRST_DAYS = timedelta(days=14)
WINDOW_DAYS = timedelta(days=28)
WORKDAYS = ("0", "1", "2", "3", "4")
DAY_FROM = time(9)
DAY_UNTIL = time(15)


def who_form(values: Values) -> WhoForm:
    """Starts with the language of the page."""
    form = WhoForm(values, data={"language_1": current_language().value})
    languages = language_choices()
    for field in (form.language_1, form.language_2, form.language_3):
        field.choices = languages
    return form


def party_form(values: Values) -> PartyForm:
    """Starts with one empty group."""
    return PartyForm(values)


def wishes_form(values: Values) -> WishesForm:
    """Starts with everything of the visit plan ticked."""
    offers = list_offers_by_slug(reading(), visit_plan())
    ticked = [offer.slug for offer in offers]
    form = WishesForm(values, data={"must_sees": ticked, "format": Format.ONLINE})
    form.must_sees.choices = [(offer.slug, _offer_line(offer)) for offer in offers]
    every = [(offer.slug, _offer_line(offer)) for offer in list_offers(reading())]
    form.hearts.choices = form.no_thanks.choices = every
    return form


def _offer_line(offer: Offer) -> str:
    title = offer.title.in_language(current_language())
    formats = ", ".join(label(one) for one in offer.formats)
    return f"{title} – {offer.host.name} ({formats})"


def when_form(values: Values, *, today: date) -> WhenForm:
    """Starts two weeks ahead with four weeks to choose from, on working days, in the daytime."""
    earliest_on = today + FIRST_DAYS
    start = {
        "earliest_on": earliest_on,
        "latest_on": earliest_on + WINDOW_DAYS,
        "weekdays": WORKDAYS,
        "day_from": DAY_FROM,
        "day_until": DAY_UNTIL,
    }
    form = WhenForm(values, data=start)
    form.today = today
    return form
