"""What a programme leaves out, why, and what would let it in."""

from collections.abc import Iterable
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.access import now, reading
from app.actions.compose import problem_of
from app.delegation.cards import key_of
from app.delegation.following import delegation_of
from app.i18n import gettext
from app.persistence.catalogue import list_offers
from app.persistence.connections import list_unread
from app.persistence.delegations import list_programmes
from app.why_texts import left_out_texts
from visits.catalogue import Offer
from visits.planning.problem import Problem


def left_out(token: str, key: str) -> str | Response:
    """The offers that one of the programmes leaves out, those that were wished most first."""
    delegation = delegation_of(token)
    assert delegation.id is not None
    offered = list_programmes(reading(), delegation.id)
    number, programme = next(
        ((number, one) for number, one in enumerate(offered, start=1) if key_of(one) == key),
        (0, None),
    )
    if programme is None:
        flash(gettext("That programme is no longer offered. Choose one of these."))
        return redirect(url_for("delegation.programmes", token=token), 303)
    problem = problem_of(reading(), delegation, now=now())
    offers = list_offers(reading())
    return render_template(
        "delegation/left_out.html",
        token=token,
        delegation=delegation,
        number=number,
        left_out=left_out_texts(problem, programme.plan, offers=offers),
        unread=_unread(problem, offers),
    )


def _unread(problem: Problem, offers: Iterable[Offer]) -> dict[str, datetime]:
    """When the calendars that stand in the way of an offer were read last, by its slug."""
    unknown = {choice.key for choice in problem.choices if not choice.is_known}
    if not unknown:
        return {}
    last = list_unread(reading(), now=now())
    times = {
        offer.slug: [last[one.id] for one in offer.contacts if one.id in last] for offer in offers
    }
    return {slug: min(times[slug]) for slug in unknown if times.get(slug)}
