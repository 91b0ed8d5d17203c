"""What a delegation is told beside its answers: the hosts' clocks, and how many can come."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from app.access import now, reading
from app.actions.ask import Inquiry
from app.delegation.answers import Answers, Step
from app.delegation.choices import weekday_names, weight_choices
from app.delegation.party_form import MOST_GROUPS
from app.forms import Form
from app.persistence.catalogue import OfferFilter, list_offers, list_offers_by_id
from app.wished import more_wishes
from visits.catalogue import Format, Offer
from visits.span import Day

Facts = dict[str, Any]


def step_facts(step: Step, form: Form, answers: Answers) -> Facts:
    """What the page of a step needs beside its form."""
    match step:
        case Step.WHO:
            return {}
        case Step.PARTY:
            return {"most_groups": MOST_GROUPS}
        case Step.WISHES:
            wished = Format.ONLINE if form.format.errors else Format(form.format.data)
            size = answers.form(Step.PARTY).size.data or 0
            return {"size": size, "largest": largest_party(list_offers(reading()), wished)}
        case Step.WHEN:
            hours = (form.earliest_on.data, form.day_from.data, form.day_until.data)
            is_known = not form.errors and None not in hours
            told = host_hours(*hours, zone=answers.home_zone) if is_known else {"zones": []}
            return {"home_zone": answers.home_zone, "now": now(), **told}


def check_facts(inquiry: Inquiry) -> Facts:
    """What the page that shows all answers needs."""
    wishes = inquiry.wishes
    weekdays = weekday_names()
    return {
        "inquiry": inquiry,
        "now": now(),
        "weights": [word for _, word in weight_choices()],
        "weekdays": [weekdays[day] for day in wishes.weekdays],
        "must_sees": list_offers_by_id(reading(), wishes.must_sees),
        "more_wishes": more_wishes(
            wishes, list_offers_by_id(reading(), (*wishes.hearts, *wishes.no_thanks))
        ),
        "largest": largest_party(list_offers(reading()), wishes.format),
        **host_hours(wishes.earliest_on, wishes.day_from, wishes.day_until, zone=inquiry.zone),
    }


def largest_party(offers: Iterable[Offer], wished: Format) -> int:
    """The most people any of these visits takes in this format, 0 where there is none."""
    takes = OfferFilter(format=wished)
    return max((offer.most_people for offer in offers if takes.lets_through(offer)), default=0)


def host_hours(on: date, day_from: time, day_until: time, *, zone: str) -> Facts:
    """The hours that suit, as instants, and the zones of hosts whose clocks show others."""
    noon = Day(on, zone).at(time(12))
    zones = sorted({offer.site.zone for offer in list_offers(reading())})
    return {
        "hours": Day(on, zone).between(day_from, day_until),
        "zones": [other for other in zones if Day(on, other).at(time(12)) != noon],
    }
