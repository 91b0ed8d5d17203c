"""What delegations have typed before they send it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.records import Draft
from app.tokens import hash_token


def find_draft(session: Session, token: str) -> Draft | None:
    """The draft a browser carries the token of."""
    return session.scalar(sa.select(Draft).where(tables.draft.c.token_hash == hash_token(token)))


def lock_draft(session: Session, token: str) -> Draft | None:
    """The same, alone: one draft becomes one visit, and two open pages both keep their answers."""
    query = sa.select(Draft).where(tables.draft.c.token_hash == hash_token(token))
    return session.scalar(query.with_for_update())
