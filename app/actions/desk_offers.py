"""What a host offers, changed at its desk; stops that were agreed stay as they are."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from app.actions.desk import note_change
from app.actions.desk_profile import Change, changed_fields, mark_of
from app.actions.transaction import transaction
from app.actions.untold import note_untold
from app.persistence.desk import find_contact, find_offer_of_host, list_contacts, lock_host
from app.persistence.desk_records import Changed
from app.world import World
from visits.catalogue import Contact, Format, Link, Offer, Theme
from visits.errors import InvalidValue, NotAllowedNow, Stale
from visits.wording import Wording

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a host says of an offer; `receivers` are ids of its contacts, the lead first."""

    title: Wording
    summary: Wording
    description: Wording
    themes: tuple[Theme, ...]
    formats: tuple[Format, ...]
    languages: tuple[str, ...]
    minutes: int
    most_people: int
    notice_days: int
    join_url: str
    links: tuple[Link, ...]
    receivers: tuple[int, ...]
    is_together: bool
    least_minutes: int | None = None


# What is copied as it is; receivers are people, and looked up.
PLAIN = (
    "title",
    "summary",
    "description",
    "themes",
    "formats",
    "languages",
    "minutes",
    "most_people",
    "notice_days",
    "join_url",
    "links",
    "is_together",
    "least_minutes",
)


def terms_of(offer: Offer) -> Terms:
    """What is kept now."""
    values = {name: getattr(offer, name) for name in PLAIN}
    return Terms(**values, receivers=tuple(one.id or 0 for one in offer.contacts))


def aligned(terms: Terms, kept: Terms) -> Terms:
    """The same terms with every list in the order it is kept in; what is new comes after."""
    return replace(
        terms,
        themes=_in_order(terms.themes, kept.themes),
        formats=_in_order(terms.formats, kept.formats),
        languages=_in_order(terms.languages, kept.languages),
        receivers=(terms.receivers[0], *_in_order(terms.receivers[1:], kept.receivers)),
    )


def save_offer(world: World, slug: str, terms: Terms, change: Change, *, now: datetime) -> None:
    """Keeps what a contact's host says of one of its offers.

    Stops have a length, a language and people of their own, and keep them. Raises Stale where
    somebody else has changed the offer since the page was opened, InvalidValue where somebody is
    to receive it who is not at the host.
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
        kept = terms_of(offer)
        if mark_of(kept) != change.seen:
            raise Stale("the offer was changed meanwhile")
        terms = aligned(terms, kept)
        changed = changed_fields(kept, terms)
        if not changed:
            return
        _put(offer, terms, people=list_contacts(tx.session, host_id))
        note_untold(tx, [offer])
        entry = note_change(tx, contact, Changed.OFFER, by=change.by)
        entry.offer, entry.fields = offer, changed


def _in_order(wanted: tuple[T, ...], kept: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*(one for one in kept if one in wanted), *wanted)))


def _put(offer: Offer, terms: Terms, *, people: list[Contact]) -> None:
    by_id = {one.id: one for one in people}
    if not terms.receivers or not set(terms.receivers) <= by_id.keys():
        raise InvalidValue("terms.receivers", "contacts of the host")
    for name in PLAIN:
        setattr(offer, name, getattr(terms, name))
    lead, *others = (by_id[one] for one in terms.receivers)
    offer.contact = lead
    if offer.others != others:
        offer.others = others
