"""From answers to the request itself."""

from app.access import reading
from app.actions.ask import Inquiry
from app.delegation.answers import Answers, Step
from app.forms import Form
from app.i18n import current_language
from app.persistence.catalogue import list_offers_by_slug
from visits.catalogue import Format, Theme
from visits.delegation import Group, Need, Wishes


def read_inquiry(answers: Answers) -> Inquiry:
    """The request as it would be sent now; every step must be answered."""
    who = answers.form(Step.WHO)
    party = answers.form(Step.PARTY)
    wishes = answers.form(Step.WISHES)
    when = answers.form(Step.WHEN)
    return Inquiry(
        organisation=who.organisation.data,
        country=who.country.data,
        contact_name=who.contact_name.data,
        contact_email=who.email,
        zone=who.home_zone,
        languages=who.languages,
        language=current_language(),
        size=party.size.data,
        groups=tuple(_group(form) for form in party.filled_groups),
        wishes=_wishes(wishes, when),
    )


def _group(form: Form) -> Group:
    return Group(
        name=form.name.data, size=form.size.data, themes=tuple(map(Theme, form.themes.data))
    )


def _wishes(wishes: Form, when: Form) -> Wishes:
    offers = list_offers_by_slug(reading(), wishes.must_sees.data)
    return Wishes(
        themes=wishes.themes,
        must_sees=tuple(offer.id for offer in offers if offer.id is not None),
        earliest_on=when.earliest_on.data,
        latest_on=when.latest_on.data,
        weekdays=tuple(sorted(map(int, when.weekdays.data))),
        day_from=when.day_from.data,
        day_until=when.day_until.data,
        format=Format(wishes.format.data),
        longest_day=int(when.longest_day.data),
        needs=tuple(map(Need, wishes.needs.data)),
        message=wishes.message.data or "",
    )
