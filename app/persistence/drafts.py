"""What delegations have typed before they send it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.records import Draft
from app.tokens import hash_token


def find_draft(session: Session, token: str) -> Draft | None:
    """The draft a browser carries the token of."""
    return session.scalar(sa.select(Draft).where(tables.draft.c.token_hash == hash_token(token)))


def find_draft_to_send(session: Session, token: str) -> Draft | None:
    """The same, locked, so that one draft becomes one visit however often it is sent."""
    query = sa.select(Draft).where(tables.draft.c.token_hash == hash_token(token))
    return session.scalar(query.with_for_update())
