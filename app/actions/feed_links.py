"""The secret addresses of calendars to subscribe to: made anew, and ended."""

from datetime import datetime

from app.actions.telling import note, teller_of
from app.actions.transaction import Transaction, transaction
from app.persistence.capabilities import PartOf, Subject, add_capability, revoke_capabilities
from app.persistence.catalogue import find_node
from app.persistence.delegations import find_delegation
from app.persistence.feeds import Scope
from app.persistence.records import Purpose, What
from app.world import World
from visits.delegation import Delegation
from visits.errors import NotAllowedNow


def renew_feed(world: World, scope: Scope, *, now: datetime) -> None:
    """A new address for a calendar; an older one opens nothing any more."""
    with transaction(world, now=now) as tx:
        subject = _subject(tx, scope)
        revoke_capabilities(tx.session, Purpose.FEED, subject, now=now)
        secret_key = world.settings.secret_key
        add_capability(tx.session, Purpose.FEED, subject, secret_key=secret_key, now=now)
        _note(tx, subject)


def end_feed(world: World, scope: Scope, *, now: datetime) -> None:
    """Ends every address of a calendar."""
    with transaction(world, now=now) as tx:
        subject = _subject(tx, scope)
        revoke_capabilities(tx.session, Purpose.FEED, subject, now=now)
        _note(tx, subject)


def _note(tx: Transaction, subject: Subject) -> None:
    """A visit's calendars are its delegation's to change; an office has no timeline."""
    delegation = subject.delegation if isinstance(subject, PartOf) else subject
    if isinstance(delegation, Delegation):
        note(tx, delegation, What.FEED_LINK, by=teller_of(delegation))


def _subject(tx: Transaction, scope: Scope) -> Subject:
    """Whose calendar it is, an office's or a visit's; raises NotAllowedNow."""
    if scope.node_id is not None:
        node = find_node(tx.session, scope.node_id)
        if node is not None:
            return node
    delegation = find_delegation(tx.session, scope.delegation_id or 0)
    if delegation is None:
        raise NotAllowedNow("there is no such calendar")
    if not scope.group:
        return delegation
    if scope.group not in {part.name for part in delegation.parts}:
        raise NotAllowedNow("there is no such group")
    return PartOf(delegation, scope.group)
