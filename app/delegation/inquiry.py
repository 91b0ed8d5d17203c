"""From answers to the request itself."""

from collections.abc import Sequence

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
        wishes=_wishes(wishes, when, groups_apart=party.may_go_apart),
    )


def _group(form: Form) -> Group:
    return Group(
        name=form.name.data, size=form.size.data, themes=tuple(map(Theme, form.themes.data))
    )


def _wishes(wishes: Form, when: Form, *, groups_apart: bool) -> Wishes:
    must_sees = _ids(wishes.must_sees.data)
    return Wishes(
        themes=wishes.themes,
        must_sees=must_sees,
        earliest_on=when.earliest_on.data,
        latest_on=when.latest_on.data,
        weekdays=tuple(sorted(map(int, when.weekdays.data))),
        day_from=when.day_from.data,
        day_until=when.day_until.data,
        format=Format(wishes.format.data),
        longest_day=int(when.longest_day.data),
        needs=tuple(map(Need, wishes.needs.data)),
        message=wishes.message.data or "",
        hearts=tuple(one for one in _ids(wishes.hearts.data) if one not in must_sees),
        no_thanks=_ids(wishes.no_thanks.data),
        latest_start=when.latest_start.data,
        most_screen=_minutes(wishes.most_screen.data),
        rest_after=_minutes(wishes.rest_after.data),
        starts_from=wishes.starts_from.data or "",
        ends_at=wishes.ends_at.data or "",
        groups_apart=groups_apart,
    )


def _ids(slugs: Sequence[str]) -> tuple[int, ...]:
    """The ids of the offers with these slugs."""
    offers = list_offers_by_slug(reading(), slugs)
    return tuple(offer.id for offer in offers if offer.id is not None)


def _minutes(chosen: str) -> int | None:
    return int(chosen) if chosen else None
