"""Somebody who takes part in a visit, somebody who asks to, and the links that they have."""

import sqlalchemy as sa

from app.actions.telling import token_for
from app.actions.transaction import transaction
from app.persistence import tables
from app.persistence.delegations import find_delegation
from app.persistence.invitations import list_delegates
from app.persistence.participant_records import JoinAsk
from app.persistence.records import Purpose
from app.tokens import hash_token
from app.world import World
from visits.delegation import Delegate
from visits.language import Language

ENGINEER, NEWCOMER = "engineer.kip@example.org", "newcomer.kip@example.org"


def links_of_people(world: World, delegation_id: int) -> dict[str, str]:
    """The tokens of a visit's pages for people: join, participant, confirm; made where missing."""
    confirm = f"{delegation_id:043d}"
    known = {"language": Language.SV, "zone": "Europe/Helsinki", "group": ""}
    with transaction(world, now=world.clock()) as tx:
        delegation = find_delegation(tx.session, delegation_id)
        assert delegation is not None
        if not list_delegates(tx.session, delegation_id):
            tx.session.add(
                Delegate(
                    delegation=delegation,
                    name="Engineer",
                    email=ENGINEER,
                    added_at=tx.now,
                    **known,  # type: ignore[arg-type]
                )
            )
            tx.session.flush()
        table = tables.join_ask.c
        asked = sa.select(table.id).where(table.token_hash == hash_token(confirm))
        if tx.session.scalar(asked) is None:
            tx.session.add(
                JoinAsk(
                    delegation=delegation,
                    token_hash=hash_token(confirm),
                    name="Newcomer",
                    email=NEWCOMER,
                    asked_at=tx.now,
                    **known,  # type: ignore[arg-type]
                )
            )
        (delegate,) = list_delegates(tx.session, delegation_id)
        return {
            "join": token_for(tx, Purpose.JOIN, delegation),
            "participant": token_for(tx, Purpose.PARTICIPANT, delegate),
            "confirm": confirm,
        }
