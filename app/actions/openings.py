"""A host says when it receives visits: hours, closures, leave, notice, buffers and limits.

What was agreed before stays as it is; the next programme is composed with the new times.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from hashlib import sha256

from app.actions.desk import note_change
from app.actions.telling import Teller
from app.actions.transaction import Transaction, transaction
from app.persistence.desk import find_contact, find_offer_of_host, lock_host
from app.persistence.desk_records import Changed
from app.world import World
from visits.availability import Hours
from visits.catalogue import Contact, Offer
from visits.errors import NotAllowedNow, Stale


@dataclass(frozen=True, kw_only=True)
class ContactTimes:
    """When a contact is there; on leave up to and with a day; so many visits a week at most."""

    hours: Hours
    on_leave_until: date | None = None
    most_visits_week: int | None = None

    @classmethod
    def of(cls, contact: Contact) -> "ContactTimes":
        """As they are kept."""
        return cls(
            hours=contact.hours,
            on_leave_until=contact.on_leave_until,
            most_visits_week=contact.most_visits_week,
        )


@dataclass(frozen=True, kw_only=True)
class OfferTimes:
    """When an offer can be received; buffers in minutes, notice in days."""

    hours: Hours
    buffer_before: int
    buffer_after: int
    notice_days: int
    most_visits_week: int | None = None

    @classmethod
    def of(cls, offer: Offer) -> "OfferTimes":
        """As they are kept."""
        return cls(
            hours=offer.hours,
            buffer_before=offer.buffer_before,
            buffer_after=offer.buffer_after,
            notice_days=offer.notice_days,
            most_visits_week=offer.most_visits_week,
        )


@dataclass(frozen=True)
class AtDesk:
    """Whose desk it is, who sits at it, and the mark of the times that were shown there."""

    contact_id: int
    by: Teller
    seen: str


def mark_of(times: ContactTimes | OfferTimes) -> str:
    """A mark that differs where the times do, to find out whether somebody changed them."""
    return sha256(repr(times).encode()).hexdigest()[:16]


def keep_contact_times(world: World, times: ContactTimes, *, at: AtDesk, now: datetime) -> None:
    """Keeps when a contact is there; raises Stale where somebody has changed it since."""
    with transaction(world, now=now) as tx:
        contact = _sit_down(tx, at)
        before = ContactTimes.of(contact)
        if changed := _changed(before, times, seen=at.seen):
            _keep(contact, times)
            note_change(tx, contact, Changed.TIMES, by=at.by).fields = changed


def keep_offer_times(
    world: World, times: OfferTimes, *, slug: str, at: AtDesk, now: datetime
) -> None:
    """Keeps when an offer of the contact's host is received.

    Raises Stale where somebody has changed it since, and NotAllowedNow where there is no such
    offer.
    """
    with transaction(world, now=now) as tx:
        contact = _sit_down(tx, at)
        offer = find_offer_of_host(tx.session, slug, host_id=contact.host.id or 0)
        if offer is None:
            raise NotAllowedNow("the host has no such offer")
        before = OfferTimes.of(offer)
        if changed := _changed(before, times, seen=at.seen):
            _keep(offer, times)
            change = note_change(tx, contact, Changed.TIMES, by=at.by)
            change.offer, change.fields = offer, changed


def _sit_down(tx: Transaction, at: AtDesk) -> Contact:
    """The contact, as it is once nobody else changes anything of its host."""
    contact = find_contact(tx.session, at.contact_id)
    if contact is None:
        raise NotAllowedNow("there is no such contact")
    lock_host(tx.session, contact.host.id or 0)
    tx.session.expire_all()
    return contact


def _changed(
    before: ContactTimes | OfferTimes, after: ContactTimes | OfferTimes, *, seen: str
) -> tuple[str, ...]:
    """The names of what is new; what is kept already is no conflict, whoever kept it."""
    names = [one.name for one in fields(after)]
    changed = tuple(name for name in names if getattr(before, name) != getattr(after, name))
    if changed and mark_of(before) != seen:
        raise Stale("the times have changed since they were shown")
    return changed


def _keep(kept: Contact | Offer, times: ContactTimes | OfferTimes) -> None:
    hours = times.hours
    kept.openings, kept.special_days, kept.closures = (
        hours.openings,
        hours.special_days,
        hours.closures,
    )
    for one in fields(times):
        if one.name != "hours":
            setattr(kept, one.name, getattr(times, one.name))
