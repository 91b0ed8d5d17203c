"""From a delegation's wishes and the catalogue to programmes."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.actions.agreed import as_agreed
from app.actions.choices import calendars_of, choice_of, without_time
from app.actions.party import party_of, wishes_of
from app.actions.telling import KVARKEN, note
from app.actions.transaction import Transaction, transaction
from app.persistence.catalogue import list_offers
from app.persistence.delegations import clear_programmes, lock_delegation
from app.persistence.itineraries import find_itinerary, list_requests
from app.persistence.records import Programme, What
from app.persistence.travel import list_roads
from app.world import World
from visits.delegation import Delegation
from visits.errors import NotAllowedNow
from visits.itinerary import Itinerary, Stop
from visits.planning.alternatives import alternatives
from visits.planning.problem import Problem
from visits.planning.solve import WORK_LIMIT
from visits.planning.turns import in_turns
from visits.request import UNMET
from visits.span import Day, Span

MOST_PROGRAMMES = 3
# What groups may take of work while somebody waits: about a second for the best programme.
APART_LIMIT = 8_000
WIDER_BEFORE = timedelta(days=14)
WIDER_AFTER = timedelta(days=28)


def compose(tx: Transaction, delegation: Delegation) -> list[Programme]:
    """Fresh programmes for a delegation, best first, in place of those offered before."""
    assert delegation.id is not None, "only a stored delegation gets programmes"
    problem = problem_of(tx.session, delegation, now=tx.now)
    plans = alternatives(problem, limit=work_for(problem), count=MOST_PROGRAMMES)
    clear_programmes(tx.session, delegation.id)
    programmes = [
        Programme(delegation=delegation, rank=rank, plan=plan, composed_at=tx.now)
        for rank, plan in enumerate(plans, start=1)
    ]
    tx.session.add_all(programmes)
    if not programmes:
        note(tx, delegation, What.NO_PROGRAMME, by=KVARKEN)
    return programmes


def work_for(problem: Problem) -> int:
    """How much work may go into a programme that somebody waits for."""
    return APART_LIMIT if problem.party.tracks else WORK_LIMIT


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
    has said no to this delegation are not asked again. Raises NotAllowedNow where there is
    nothing to visit at all.
    """
    every = list_offers(session)
    if not every:
        raise NotAllowedNow("there is nothing to visit yet")
    in_force = itinerary or find_itinerary(session, delegation.id or 0)
    refused = _refused_offers(session, in_force)
    offers = [offer for offer in every if offer.slug not in refused]
    horizon = _horizon(delegation, now=now)
    own = itinerary.id if itinerary else None
    calendars = calendars_of(session, every, horizon=horizon, now=now, except_itinerary=own)
    standing = itinerary.standing if itinerary else ()
    held: dict[str, list[Stop]] = {}
    for stop in standing:
        held.setdefault(stop.offer.slug, []).append(stop)
    choices = tuple(
        as_agreed(
            choice_of(offer, calendars, held=held.get(offer.slug, ())),
            held.get(offer.slug, ()),
            delegation=delegation,
        )
        for offer in offers
    )
    problem = Problem(
        party=party_of(delegation, groups=(name for stop in standing for name in stop.groups)),
        wishes=wishes_of(delegation, offers=offers),
        # With nobody left to ask, the problem still says what there is, without any time.
        choices=choices or tuple(without_time(choice_of(one, calendars)) for one in every),
        roads=list_roads(session),
    )
    return in_turns(problem)


def _refused_offers(session: Session, itinerary: Itinerary | None) -> frozenset[str]:
    """The slugs of offers that were asked for, and whose stop did not come about."""
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
