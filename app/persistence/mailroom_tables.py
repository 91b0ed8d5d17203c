"""The table of the mailbox that mail is fetched from; it has one line."""

import sqlalchemy as sa

from app.persistence.columns import HASH, NAME, at, key, metadata
from app.persistence.mailroom_records import WhyNotFetched
from app.persistence.types import Choice

mailroom = sa.Table(
    "mailroom",
    metadata,
    key(),
    sa.Column("place", NAME, nullable=False),
    sa.Column("fingerprint", HASH, nullable=False, unique=True),
    at("looked_at", nullable=True),
    at("failing_since", nullable=True),
    sa.Column("why", Choice(WhyNotFetched), nullable=True),
    sa.Column("failures", sa.Integer, nullable=False),
    at("due_at"),
)
