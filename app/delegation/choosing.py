"""A delegation chooses among the programmes that were composed for it, or sees why none fits."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.fields import StringField

from app.access import close_reading, now, reading, world
from app.actions.choose import choose
from app.actions.compose import MOST_PROGRAMMES, compose_again, problem_of
from app.actions.party import party_of
from app.delegation.cards import Card, cards_of, key_of
from app.delegation.explaining import Advice, advise
from app.delegation.following import delegation_of
from app.delegation.route import map_of
from app.forms import LATE_FORM, Act
from app.i18n import current_language, gettext
from app.persistence.catalogue import list_offers, list_offers_by_id
from app.persistence.delegations import list_programmes
from app.persistence.itineraries import find_itinerary
from app.timeline import time_line
from visits.delegation import Delegation
from visits.errors import NotAllowedNow, SlotTaken, Stale
from visits.planning.explain import explain

Errors = Sequence[tuple[str, str]]


class ChoosingForm(Act):
    """Each programme has a button of its own; one more asks for fresh programmes."""

    programme = StringField()
    again = StringField()


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
    cards = tuple(cards_of(delegation, offered))
    on_map = _on_map(len(cards))
    page = render_template(
        "delegation/programmes.html",
        token=token,
        delegation=delegation,
        cards=cards,
        most_cards=MOST_PROGRAMMES,
        line=time_line(
            [card.stops for card in cards],
            zone=delegation.zone,
            groups=_rows(delegation, cards),
        ),
        on_map=on_map,
        atlas=map_of(cards[on_map - 1].stops) if cards else None,
        advice=None if cards else _advice(delegation),
        form=ChoosingForm(formdata=None),
        errors=errors,
    )
    return (page, 422) if errors else page


def _rows(delegation: Delegation, cards: Sequence[Card]) -> list[str]:
    """Who has a programme of their own: groups, and the parts of whoever takes turns."""
    coming = [name for card in cards for stop in card.stops for name in stop.groups]
    return [track.key for track in party_of(delegation, groups=coming).tracks]


def _on_map(count: int) -> int:
    """The number of the programme whose way is drawn: the wished one where there is such."""
    wished = request.args.get("map", "")
    return int(wished) if wished in [str(number) for number in range(1, count + 1)] else 1


def _advice(delegation: Delegation) -> Advice:
    problem = problem_of(reading(), delegation, now=now())
    return advise(explain(problem), problem=problem, offers=list_offers(reading()))
