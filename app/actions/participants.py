"""The people of a delegation: added, invited, changed, and removed with their calendars."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.actions.calendars import tell_calendars
from app.actions.telling import Teller, note, teller_of
from app.actions.transaction import Transaction, transaction
from app.persistence.delegations import lock_delegation
from app.persistence.invitations import list_delegates, list_told
from app.persistence.itineraries import find_itinerary
from app.persistence.participants import (
    forget_attendance,
    list_some,
    remove_participants,
)
from app.persistence.records import Actor, What
from app.world import World
from visits.conversation import address_of
from visits.delegation import Delegate, Delegation
from visits.errors import InvalidValue, NotAllowedNow
from visits.itinerary import Itinerary, ItineraryState
from visits.language import Language

MOST_PARTICIPANTS = 1000

# Nobody but the delegation reads who takes part, the timeline's readers neither.
A_PARTICIPANT = Teller(Actor.DELEGATION, "")


@dataclass(frozen=True, kw_only=True)
class Person:
    """What is known of somebody who takes part; `group` is a part's name, or empty."""

    name: str
    email: str
    group: str = ""
    language: Language
    zone: str


def takes_people(itinerary: Itinerary | None, *, now: datetime) -> bool:
    """Whether people can still be added to a visit: it is neither called off nor over."""
    if itinerary is None:
        return True
    if itinerary.state is ItineraryState.CANCELLED:
        return False
    standing = itinerary.standing
    return not standing or any(stop.span.ends_at > now for stop in standing)


def add_people(world: World, people: Sequence[Person], *, delegation_id: int, now: datetime) -> int:
    """Adds whoever is not there yet, and invites them; returns how many were added.

    Raises NotAllowedNow where the visit takes nobody any more, or would have too many people.
    """
    with transaction(world, now=now) as tx:
        delegation = lock_open(tx, delegation_id)
        known = {address_of(one.email) for one in list_delegates(tx.session, delegation_id)}
        fresh = {address_of(one.email): one for one in reversed(people)}
        added = [one for address, one in reversed(fresh.items()) if address not in known]
        if len(known) + len(added) > MOST_PARTICIPANTS:
            raise NotAllowedNow("too many people")
        for one in added:
            add_person(tx, delegation, one)
        if added:
            by = teller_of(delegation)
            note(tx, delegation, What.PARTICIPANTS_ADDED, by=by, participants=len(added))
            tell_people(tx, delegation)
        return len(added)


def move_people(
    world: World, ids: Iterable[int], *, delegation_id: int, group: str, now: datetime
) -> int:
    """Puts people into another group; only what differs goes into or out of their calendars.

    Returns how many were moved.
    """
    with transaction(world, now=now) as tx:
        delegation = lock_delegation(tx.session, delegation_id)
        _check_group(delegation, group)
        people = list_some(tx.session, delegation_id, ids=ids)
        moved = [one for one in people if one.group != group]
        for one in moved:
            one.group = group
        if moved:
            by = teller_of(delegation)
            note(tx, delegation, What.PARTICIPANTS_CHANGED, by=by, participants=len(moved))
            tell_people(tx, delegation)
        return len(moved)


def remove_people(world: World, ids: Iterable[int], *, delegation_id: int, now: datetime) -> int:
    """Takes people off the list at once, and the visit out of their calendars.

    Returns how many were there to be removed.
    """
    with transaction(world, now=now) as tx:
        delegation = lock_delegation(tx.session, delegation_id)
        people = list_some(tx.session, delegation_id, ids=ids)
        _remove(tx, delegation, people, by=teller_of(delegation))
        return len(people)


def change_person(world: World, person: Person, *, delegate_id: int, now: datetime) -> None:
    """Somebody changes what is known of them; the address stays. Raises NotAllowedNow."""
    with transaction(world, now=now) as tx:
        delegate = _lock_delegate(tx, delegate_id)
        change(tx, delegate, person)
        note(tx, delegate.delegation, What.PARTICIPANTS_CHANGED, by=A_PARTICIPANT, participants=1)


def leave_visit(world: World, *, delegate_id: int, now: datetime) -> None:
    """Somebody leaves; who has left before stays gone."""
    with transaction(world, now=now) as tx:
        try:
            delegate = _lock_delegate(tx, delegate_id)
        except NotAllowedNow:
            return
        _remove(tx, delegate.delegation, [delegate], by=A_PARTICIPANT)


def forget_gone(tx: Transaction, itinerary: Itinerary) -> None:
    """Forgets what calendars were told of people who are gone, once they were told that it is off.

    Who comes back later must hear a higher SEQUENCE than ever before, so the stops take it over.
    """
    assert itinerary.id is not None, "only a stored programme was told of"
    assert itinerary.delegation.id is not None
    tx.session.flush()
    people = list_delegates(tx.session, itinerary.delegation.id)
    known = {address_of(one.email) for one in people}
    for one in list_told(tx.session, itinerary.id):
        if one.is_delegate and not one.is_live and one.email not in known:
            if one.stop.stands:
                one.stop.raise_to(one.sequence + 1, now=tx.now)
            tx.session.delete(one)


def add_person(tx: Transaction, delegation: Delegation, person: Person) -> Delegate:
    """One more person, to be told of the programme; InvalidValue for a group there is not."""
    _check_group(delegation, person.group)
    added = Delegate(
        delegation=delegation,
        group=person.group,
        name=person.name,
        email=person.email,
        language=person.language,
        zone=person.zone,
        added_at=tx.now,
    )
    tx.session.add(added)
    return added


def change(tx: Transaction, delegate: Delegate, person: Person) -> None:
    """Takes over everything but the address, and tells the calendar what differs."""
    _check_group(delegate.delegation, person.group)
    delegate.name, delegate.group = person.name, person.group
    delegate.language, delegate.zone = person.language, person.zone
    tell_people(tx, delegate.delegation)


def lock_open(tx: Transaction, delegation_id: int) -> Delegation:
    """The delegation, alone, while people can be added to its visit; else NotAllowedNow."""
    delegation = lock_delegation(tx.session, delegation_id)
    if not takes_people(find_itinerary(tx.session, delegation_id), now=tx.now):
        raise NotAllowedNow("the visit is off or over")
    return delegation


def _lock_delegate(tx: Transaction, delegate_id: int) -> Delegate:
    """Somebody, after the whole visit was locked, and as known now; raises NotAllowedNow."""
    found = tx.session.get(Delegate, delegate_id)
    if found is not None and found.delegation.id is not None:
        delegation_id = found.delegation.id
        lock_delegation(tx.session, delegation_id)
        tx.session.expire_all()
        for one in list_some(tx.session, delegation_id, ids=[delegate_id]):
            return one
    raise NotAllowedNow("there is no such participant")


def _remove(
    tx: Transaction, delegation: Delegation, people: Sequence[Delegate], *, by: Teller
) -> None:
    if not people:
        return
    emails = {address_of(one.email) for one in people}
    remove_participants(tx.session, people)
    note(tx, delegation, What.PARTICIPANTS_REMOVED, by=by, participants=len(people))
    itinerary = tell_people(tx, delegation)
    if itinerary is not None and itinerary.id is not None:
        forget_attendance(tx.session, itinerary.id, emails=emails)
        forget_gone(tx, itinerary)


def tell_people(tx: Transaction, delegation: Delegation) -> Itinerary | None:
    """Brings everybody's calendar in line, where there is a programme; returns it."""
    assert delegation.id is not None, "only a stored delegation has people"
    itinerary = find_itinerary(tx.session, delegation.id)
    if itinerary is not None:
        tell_calendars(tx, itinerary)
    return itinerary


def _check_group(delegation: Delegation, group: str) -> None:
    if group and group not in {part.name for part in delegation.parts}:
        raise InvalidValue("delegate.group", f"there is no {group!r}")
