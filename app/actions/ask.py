"""A delegation sends its request."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from app.actions.compose import compose
from app.actions.telling import note, tell, teller_of, token_for
from app.actions.transaction import Transaction, transaction
from app.persistence.catalogue import list_nodes, list_offers_by_id, list_offers_by_slug
from app.persistence.delegations import find_delegation
from app.persistence.drafts import lock_draft
from app.persistence.records import Programme, Purpose, What
from app.world import World
from visits.catalogue import Node
from visits.delegation import Delegation, Group, Wishes
from visits.errors import NotAllowedNow
from visits.language import Language
from visits.notification import Message, MessageKind, contact_of

# Without letters and digits that are mistaken for each other.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
REFERENCE_LENGTH = 6


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """All a delegation says of itself and its wishes."""

    organisation: str
    country: str
    contact_name: str
    contact_email: str
    zone: str
    languages: tuple[str, ...]
    language: Language
    size: int
    groups: tuple[Group, ...]
    wishes: Wishes


@dataclass(frozen=True)
class Asked:
    """What the delegation gets: a reference to quote, and the secret of its own page."""

    reference: str
    token: str


def ask(world: World, inquiry: Inquiry, *, draft_token: str | None, now: datetime) -> Asked:
    """Takes the request, composes programmes, and mails the way back; one draft asks once."""
    with transaction(world, now=now) as tx:
        draft = lock_draft(tx.session, draft_token) if draft_token else None
        if draft is not None and draft.delegation_id is not None:
            delegation = find_delegation(tx.session, draft.delegation_id)
            assert delegation is not None, "a sent draft has a delegation"
        else:
            delegation = _begin(tx, inquiry)
            if draft is not None:
                draft.delegation_id = delegation.id
        return Asked(delegation.reference, token_for(tx, Purpose.STATUS, delegation))


def _begin(tx: Transaction, inquiry: Inquiry) -> Delegation:
    delegation = Delegation(
        node=_first_node(tx, inquiry),
        reference=_reference(),
        asked_at=tx.now,
        **inquiry.__dict__,
    )
    tx.session.add(delegation)
    tx.session.flush()
    note(tx, delegation, What.ASKED, by=teller_of(delegation))
    programmes = compose(tx, delegation)
    if programmes:
        delegation.node = _node_of(tx, programmes[0])
    message = Message(
        kind=MessageKind.RECEIVED, recipient=contact_of(delegation), delegation=delegation
    )
    tell(tx, message)
    return delegation


def _reference() -> str:
    drawn = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH))
    return f"KV-{drawn}"


def _first_node(tx: Transaction, inquiry: Inquiry) -> Node:
    """The office that follows the visit until a programme is chosen."""
    wished = list_offers_by_id(tx.session, inquiry.wishes.must_sees)
    nodes = [offer.host.node for offer in wished] or list_nodes(tx.session)
    if not nodes:
        raise NotAllowedNow("there is no regional office yet")
    return nodes[0]


def _node_of(tx: Transaction, programme: Programme) -> Node:
    first = programme.plan.stops[0].choice
    return list_offers_by_slug(tx.session, [first])[0].host.node
