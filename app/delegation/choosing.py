"""A delegation chooses among the programmes that were composed for it, or sees why none fits."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms.fields import StringField

from app.access import close_reading, now, reading, world
from app.actions.choose import choose
from app.actions.compose import compose_again, problem_of
from app.delegation.explaining import Advice, advise, reason_text
from app.delegation.following import delegation_of
from app.forms import LATE_FORM, Act
from app.i18n import current_language, gettext
from app.persistence.catalogue import list_offers, list_offers_by_id, list_offers_by_slug
from app.persistence.delegations import list_programmes
from app.persistence.itineraries import find_itinerary
from app.persistence.records import Programme
from app.plans import shown_plan, slugs_of
from app.showing import ShownDay, by_day, show_stops
from visits.delegation import Delegation
from visits.errors import NotAllowedNow, SlotTaken, Stale
from visits.planning.explain import explain

Errors = Sequence[tuple[str, str]]


class ChoosingForm(Act):
    """Each programme has a button of its own; one more asks for fresh programmes."""

    programme = StringField()
    again = StringField()


@dataclass(frozen=True, kw_only=True)
class Card:
    """One programme to choose: why it is offered, its stops by day, and what it comes to."""

    number: int
    key: str
    reason: str
    days: tuple[ShownDay, ...]
    hosts: tuple[str, ...]
    towns: tuple[str, ...]
    stops: int
    minutes: int


def programmes(token: str) -> str | Response | tuple[str, int]:
    """Up to three programmes to choose among; where none fits, why, and what would help."""
    delegation = delegation_of(token)
    form = ChoosingForm()
    if form.validate_on_submit():
        return _decide(token, delegation, form)
    errors = [("programmes", str(LATE_FORM))] if form.is_submitted() else []
    return _page(token, errors=errors)


def _decide(
    token: str, delegation: Delegation, form: ChoosingForm
) -> str | Response | tuple[str, int]:
    """Does what the pressed button says."""
    assert delegation.id is not None
    to_status = redirect(url_for("delegation.status", token=token), 303)
    try:
        if form.again.data:
            compose_again(world(), delegation_id=delegation.id, now=now())
            flash(gettext("We have looked again."))
            return redirect(url_for("delegation.programmes", token=token), 303)
        chosen = _offered(delegation, form.programme.data)
        if chosen is None:
            return _page(token, errors=_not_offered())
        choose(world(), delegation_id=delegation.id, programme_id=chosen, now=now())
    except SlotTaken as taken:
        close_reading()
        return _page(token, errors=_taken(taken))
    except Stale:
        close_reading()
        return _page(token, errors=_not_offered())
    except NotAllowedNow:
        flash(gettext("You have chosen a programme before. This is where it stands."))
        return to_status
    flash(gettext("Thank you. We have asked the hosts."), "success")
    return to_status


def _offered(delegation: Delegation, key: str | None) -> int | None:
    """The id of the programme whose button was pressed, if this delegation may choose it."""
    assert delegation.id is not None
    offered = list_programmes(reading(), delegation.id)
    return next((one.id for one in offered if key_of(one) == key), None)


def key_of(programme: Programme) -> str:
    """Names a programme by its stops, so that a page from before never chooses another one."""
    return sha256(repr(programme.plan.stops).encode()).hexdigest()[:16]


def _not_offered() -> list[tuple[str, str]]:
    return [("programmes", gettext("That programme is no longer offered. Choose one of these."))]


def _taken(taken: SlotTaken) -> list[tuple[str, str]]:
    """Which stops somebody else was given a moment ago."""
    text = gettext("“%(title)s” was just given to somebody else. Here are fresh programmes.")
    offers = list_offers_by_id(reading(), taken.offer_ids)
    titles = [offer.title.in_language(current_language()).text for offer in offers]
    return [("programmes", text % {"title": title}) for title in titles]


def _page(token: str, *, errors: Errors = ()) -> str | Response | tuple[str, int]:
    delegation = delegation_of(token)
    assert delegation.id is not None
    itinerary = find_itinerary(reading(), delegation.id)
    if itinerary is not None and not itinerary.may_be_chosen_anew:
        return redirect(url_for("delegation.status", token=token), 303)
    offered = list_programmes(reading(), delegation.id)
    cards = tuple(_cards(delegation, offered))
    page = render_template(
        "delegation/programmes.html",
        token=token,
        delegation=delegation,
        cards=cards,
        advice=None if cards else _advice(delegation),
        form=ChoosingForm(formdata=None),
        errors=errors,
    )
    return (page, 422) if errors else page


def _cards(delegation: Delegation, offered: Sequence[Programme]) -> Iterator[Card]:
    found = list_offers_by_slug(reading(), slugs_of(offered))
    offers = {offer.slug: offer for offer in found}
    for number, programme in enumerate(offered, start=1):
        plan = shown_plan(programme, offers)
        stops = show_stops(plan.stops, zone=delegation.zone)
        yield Card(
            number=number,
            key=key_of(programme),
            reason=reason_text(plan.reason),
            days=by_day(stops),
            hosts=_distinct(stop.offer.host.name for stop in stops),
            towns=_distinct(stop.offer.site.town for stop in stops),
            stops=len(stops),
            minutes=sum(stop.offer.minutes for stop in stops),
        )


def _advice(delegation: Delegation) -> Advice:
    problem = problem_of(reading(), delegation, now=now())
    return advise(explain(problem), problem=problem, offers=list_offers(reading()))


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
