"""Getting ready for a visit: what hosts say they need, and what delegations give."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.actions.desk import note_change
from app.actions.desk_profile import Change, changed_fields, mark_of
from app.actions.telling import KVARKEN, note, teller_of
from app.actions.transaction import Transaction, transaction
from app.persistence.delegations import lock_delegation
from app.persistence.desk import find_contact, find_offer_of_host, lock_host
from app.persistence.desk_records import Changed
from app.persistence.itineraries import find_itinerary
from app.persistence.readiness import find_offer_needs, list_given, list_needs
from app.persistence.readiness_records import OfferNeeds
from app.persistence.records import What
from app.world import World
from visits.delegation import Delegation
from visits.errors import NotAllowedNow, Stale
from visits.itinerary import Itinerary, ItineraryState
from visits.readiness import (
    Given,
    Key,
    Needs,
    Particulars,
    Task,
    no_longer_needed,
    tasks_of,
    usual_needs,
)


@dataclass(frozen=True)
class Giving:
    """What a delegation gives by task; None where it gives nothing, or takes it back.

    `seen` is the mark of what was kept when the page was opened.
    """

    particulars: Mapping[Key, Particulars | None]
    seen: str


def save_needs(world: World, slug: str, needs: Needs, change: Change, *, now: datetime) -> None:
    """Keeps what a contact's host needs for visits to one of its offers.

    Raises Stale where somebody else has changed it since the page was opened.
    """
    with transaction(world, now=now) as tx:
        contact = find_contact(tx.session, change.key)
        if contact is None:
            raise NotAllowedNow("there is no such contact")
        host_id = contact.host.id or 0
        lock_host(tx.session, host_id)
        offer = find_offer_of_host(tx.session, slug, host_id=host_id)
        if offer is None:
            raise NotAllowedNow("there is no such offer")
        kept = find_offer_needs(tx.session, offer.id or 0)
        before = kept.needs if kept else usual_needs(offer)
        if mark_of(before) != change.seen:
            raise Stale("the needs were changed meanwhile")
        if kept is None:
            tx.session.add(OfferNeeds(offer=offer, needs=needs))
        else:
            kept.needs = needs
        changed = changed_fields(before, needs)
        if changed:
            entry = note_change(tx, contact, Changed.NEEDS, by=change.by)
            entry.offer, entry.fields = offer, changed


def give(world: World, giving: Giving, *, delegation_id: int, now: datetime) -> None:
    """Keeps what a delegation gives its hosts; what nobody asks for now is let go.

    The timeline tells only what kind of thing was given. Raises Stale where something else was
    given since the page was opened, NotAllowedNow where the visit is not to come.
    """
    with transaction(world, now=now) as tx:
        delegation = lock_delegation(tx.session, delegation_id)
        tasks = tasks_in(tx, delegation)
        if mark_of(contents(tasks)) != giving.seen:
            raise Stale("something else was given meanwhile")
        given = [
            task.asked
            for task in tasks
            if task.key in giving.particulars
            and _put(tx, delegation, task, giving.particulars[task.key])
        ]
        if given:
            kinds = [one.value for one in dict.fromkeys(given)]
            note(tx, delegation, What.READY_GIVEN, by=teller_of(delegation), given=kinds)


def contents(tasks: tuple[Task, ...]) -> tuple[tuple[Key, str, Particulars | None], ...]:
    """All that was given, and to what; whoever saves on something else has seen an older page."""
    return tuple(
        (task.key, task.mark, task.given.particulars if task.given else None) for task in tasks
    )


def tasks_in(tx: Transaction, delegation: Delegation) -> tuple[Task, ...]:
    """What a delegation whose programme is out is asked for now."""
    itinerary = find_itinerary(tx.session, delegation.id or 0)
    if itinerary is None or itinerary.state is not ItineraryState.PUBLISHED:
        raise NotAllowedNow("the programme is not out")
    return _tasks(tx, itinerary)


def erase_what_nobody_needs(world: World, *, delegation_id: int, now: datetime) -> int:
    """Erases what a delegation gave about people once no stop needs it; returns how many things.

    A visit that is off, and a stop that was taken out, need nothing any more.
    """
    with transaction(world, now=now) as tx:
        delegation = lock_delegation(tx.session, delegation_id)
        itinerary = find_itinerary(tx.session, delegation_id)
        tasks = _tasks(tx, itinerary) if itinerary else ()
        over = no_longer_needed(list_given(tx.session, delegation_id), tasks)
        for one in over:
            one.particulars, one.erased_at = None, now
        if over:
            _note_erased(tx, delegation, over)
        return len(over)


def _note_erased(tx: Transaction, delegation: Delegation, erased: tuple[Given, ...]) -> None:
    """One line for all that was erased, by kind."""
    kinds = list(dict.fromkeys(one.asked.value for one in erased))
    note(tx, delegation, What.READY_ERASED, by=KVARKEN, given=kinds)


def _tasks(tx: Transaction, itinerary: Itinerary) -> tuple[Task, ...]:
    stops = itinerary.standing
    needs = list_needs(tx.session, [one.offer for one in stops])
    given = list_given(tx.session, itinerary.delegation.id or 0)
    parts = [one.name for one in itinerary.delegation.parts]
    return tasks_of(stops, needs, given, parts=parts, now=tx.now)


def _put(
    tx: Transaction, delegation: Delegation, task: Task, particulars: Particulars | None
) -> bool:
    """Whether something new was given; what is taken back is deleted."""
    kept = task.given
    if particulars is None:
        if kept is not None and kept.particulars is not None:
            tx.session.delete(kept)
        return False
    if kept is not None and kept.particulars == particulars:
        return False
    if kept is None:
        kept = Given(
            delegation=delegation,
            asked=task.asked,
            offer=task.offer,
            part=task.part,
            particulars=particulars,
            given_at=tx.now,
        )
        tx.session.add(kept)
    kept.particulars, kept.given_at, kept.erased_at = particulars, tx.now, None
    return True
