"""What a host says about itself, changed at its desk."""

import hashlib
from dataclasses import dataclass, fields
from datetime import datetime

from app.actions.desk import note_change
from app.actions.telling import Teller
from app.actions.transaction import transaction
from app.actions.untold import note_untold
from app.persistence.desk import find_contact, list_offers_of_host, lock_host
from app.persistence.desk_records import Changed
from app.world import World
from visits.catalogue import Host
from visits.errors import NotAllowedNow, Stale
from visits.wording import Wording


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a host says about itself; without `most_visits_week` there is no such limit."""

    name: str
    about: Wording
    most_visits_week: int | None


@dataclass(frozen=True)
class Change:
    """What is to be kept instead of what the page showed; `seen` is the mark of that."""

    key: int
    seen: str
    by: Teller


def profile_of(host: Host) -> Profile:
    """What is kept now."""
    return Profile(name=host.name, about=host.about, most_visits_week=host.most_visits_week)


def mark_of(value: object) -> str:
    """A short mark of a frozen value, another one for every other value."""
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def changed_fields(before: object, after: object) -> tuple[str, ...]:
    """The names of the fields in which two values of one dataclass differ."""
    names = (one.name for one in fields(before))  # type: ignore[arg-type]  # both are dataclasses
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def save_profile(world: World, profile: Profile, change: Change, *, now: datetime) -> None:
    """Keeps what a contact's host says of itself.

    Raises Stale where somebody else has changed it since the page was opened.
    """
    with transaction(world, now=now) as tx:
        contact = find_contact(tx.session, change.key)
        if contact is None:
            raise NotAllowedNow("there is no such contact")
        host = lock_host(tx.session, contact.host.id or 0)
        kept = profile_of(host)
        if mark_of(kept) != change.seen:
            raise Stale("the profile was changed meanwhile")
        changed = changed_fields(kept, profile)
        if not changed:
            return
        host.name, host.about = profile.name, profile.about
        host.most_visits_week = profile.most_visits_week
        note_change(tx, contact, Changed.PROFILE, by=change.by).fields = changed
        if "name" in changed:
            note_untold(tx, list_offers_of_host(tx.session, host.id or 0))
