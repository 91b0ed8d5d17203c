"""From a delegation's wishes and the catalogue to programmes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy.orm import Session

from app.actions.telling import KVARKEN, note
from app.actions.transaction import Transaction, transaction
from app.persistence.catalogue import list_offers
from app.persistence.delegations import clear_programmes, lock_delegation
from app.persistence.holidays import public_holidays
from app.persistence.itineraries import find_itinerary, list_requests
from app.persistence.records import Programme, What
from app.persistence.slots import list_busy
from app.world import World
from visits.availability import Busy, Closure, earliest_start, free_spans, open_spans
from visits.catalogue import Offer, Theme
from visits.delegation import Delegation, Need
from visits.errors import NotAllowedNow
from visits.itinerary import Itinerary
from visits.planning.alternatives import alternatives
from visits.planning.choice import Choice
from visits.planning.party import Party
from visits.planning.problem import Problem
from visits.planning.wishes import Wishes
from visits.request import UNMET
from visits.span import Day, Span, union

MOST_PROGRAMMES = 3
WIDER_BEFORE = timedelta(days=14)
WIDER_AFTER = timedelta(days=28)
HEAVIEST_MUSTS = 12


def compose(tx: Transaction, delegation: Delegation) -> list[Programme]:
    """Fresh programmes for a delegation, best first, in place of those offered before."""
    assert delegation.id is not None, "only a stored delegation gets programmes"
    problem = problem_of(tx.session, delegation, now=tx.now)
    plans = alternatives(problem, count=MOST_PROGRAMMES)
    clear_programmes(tx.session, delegation.id)
    programmes = [
        Programme(delegation=delegation, rank=rank, plan=plan, composed_at=tx.now)
        for rank, plan in enumerate(plans, start=1)
    ]
    tx.session.add_all(programmes)
    if not programmes:
        note(tx, delegation, What.NO_PROGRAMME, by=KVARKEN)
    return programmes


def compose_again(world: World, *, delegation_id: int, now: datetime) -> None:
    """Composes anew with today's catalogue; only while no programme is in force."""
    with transaction(world, now=now) as tx:
        delegation = lock_delegation(tx.session, delegation_id)
        itinerary = find_itinerary(tx.session, delegation_id)
        if itinerary is not None and not itinerary.may_be_chosen_anew:
            raise NotAllowedNow("a programme is in force")
        compose(tx, delegation)


def problem_of(
    session: Session, delegation: Delegation, *, now: datetime, itinerary: Itinerary | None = None
) -> Problem:
    """The delegation's wishes and every offer's free time, as the composer sees them.

    The slots of `itinerary` count as free, since it is what is being changed, and its stops may
    stay where they are although their notice has begun meanwhile. Offers whose host
    has said no to this delegation are not asked again.
    """
    offers = list_offers(session)
    horizon = _horizon(delegation, now=now)
    own = itinerary.id if itinerary else None
    busy = list_busy(session, between=horizon, except_itinerary=own)
    held = {stop.offer.slug: stop.span for stop in (itinerary.standing if itinerary else ())}
    refused = _refused_offers(session, delegation)
    choices = [
        _with_held(
            _choice(offer, busy=busy.get(offer.contact.id or 0, ()), horizon=horizon, now=now),
            held=held.get(offer.slug),
        )
        for offer in offers
        if offer.slug not in refused
    ]
    party = Party(
        zone=delegation.zone,
        languages=delegation.languages,
        size=delegation.size,
        interpretation=Need.INTERPRETATION in delegation.wishes.needs,
    )
    wishes = _wishes(delegation, offers=[offer for offer in offers if offer.slug not in refused])
    return Problem(party=party, wishes=wishes, choices=tuple(choices))


def _refused_offers(session: Session, delegation: Delegation) -> frozenset[str]:
    """The slugs of offers that were asked for, and whose stop did not come about."""
    itinerary = find_itinerary(session, delegation.id or 0)
    if itinerary is None or itinerary.id is None:
        return frozenset()
    return frozenset(
        request.stop.offer.slug
        for request in list_requests(session, itinerary.id)
        if request.state in UNMET and not request.stop.stands
    )


def _horizon(delegation: Delegation, *, now: datetime) -> Span:
    """The time that is looked at: somewhat wider than wished, so that corrections can be found."""
    wishes = delegation.wishes
    earliest = Day(wishes.earliest_on - WIDER_BEFORE, delegation.zone).span().starts_at
    latest = Day(wishes.latest_on + WIDER_AFTER, delegation.zone).span().ends_at
    starts_at = max(earliest, now)
    return Span(starts_at, max(latest, starts_at + timedelta(days=1)))


def _choice(offer: Offer, *, busy: Sequence[Busy], horizon: Span, now: datetime) -> Choice:
    return Choice(
        key=offer.slug,
        host=offer.host.slug,
        contact=str(offer.contact.id),
        town=offer.site.town,
        point=offer.site.point,
        minutes=offer.minutes,
        buffer_before=offer.buffer_before,
        buffer_after=offer.buffer_after,
        themes=offer.themes,
        formats=offer.formats,
        languages=offer.languages,
        most_people=offer.most_people,
        free=free_time(offer, busy=busy, horizon=horizon, now=now),
    )


def _with_held(choice: Choice, *, held: Span | None) -> Choice:
    return replace(choice, free=union((*choice.free, held))) if held else choice


def free_time(
    offer: Offer, *, busy: Sequence[Busy], horizon: Span, now: datetime
) -> tuple[Span, ...]:
    """When a visit itself may lie: open, not closed, with notice, buffers clear of busy time."""
    zone, node = offer.site.zone, offer.host.node
    years = range(horizon.starts_at.year, horizon.ends_at.year + 1)
    closures = (*offer.closures, *node.closures, *holidays_of(node.country, tuple(years)))
    opened = open_spans(
        offer.openings,
        closures=closures,
        first_on=horizon.starts_at.date(),
        last_on=horizon.ends_at.date(),
        zone=zone,
    )
    kept_clear = [
        Busy(one.span.widened(before=offer.buffer_after, after=offer.buffer_before)) for one in busy
    ]
    not_before = earliest_start(now, notice_days=offer.notice_days, zone=zone)
    return free_spans(opened, busy=kept_clear, not_before=not_before)


@lru_cache(maxsize=64)
def holidays_of(country: str, years: tuple[int, ...]) -> tuple[Closure, ...]:
    """A country's public holidays in some years, remembered."""
    return public_holidays(country, years)


def _wishes(delegation: Delegation, *, offers: Sequence[Offer]) -> Wishes:
    wishes = delegation.wishes
    slugs = {offer.id: offer.slug for offer in offers}
    musts = [slugs[one] for one in wishes.must_sees if one in slugs]
    return Wishes(
        earliest_on=wishes.earliest_on,
        latest_on=wishes.latest_on,
        weekdays=wishes.weekdays,
        day_from=wishes.day_from,
        day_until=wishes.day_until,
        format=wishes.format,
        longest_day=wishes.longest_day,
        themes=_theme_weights(delegation),
        musts=tuple(musts[:HEAVIEST_MUSTS]),
    )


def _theme_weights(delegation: Delegation) -> tuple[tuple[Theme, float], ...]:
    """The wished weight of each theme, and up to 1 more by the share of people whose groups'."""
    weights: dict[Theme, float] = {
        theme: float(weight) for theme, weight in delegation.wishes.themes
    }
    for group in delegation.groups:
        for theme in group.themes:
            share = group.size / delegation.size
            weights[theme] = round(weights.get(theme, 0.0) + share, 3)
    return tuple(sorted(weights.items()))
