"""The table of those who ask to join a delegation and have not confirmed their address yet."""

import sqlalchemy as sa

from app.persistence.columns import EMAIL, HASH, NAME, ZONE, at, key, metadata, to
from app.persistence.types import Choice
from visits.language import Language

join_ask = sa.Table(
    "join_ask",
    metadata,
    key(),
    to("delegation"),
    sa.Column("token_hash", HASH, nullable=False, unique=True),
    sa.Column("group", NAME, nullable=False),
    sa.Column("name", NAME, nullable=False),
    sa.Column("email", EMAIL, nullable=False),
    sa.Column("language", Choice(Language), nullable=False),
    sa.Column("zone", ZONE, nullable=False),
    at("asked_at"),
)
