"""The tables of what calendars were told, and of what they have still to be told."""

import sqlalchemy as sa

from app.persistence.columns import EMAIL, HASH, NAME, ZONE, at, key, metadata, to
from app.persistence.types import Choice
from visits.conversation import Channel
from visits.invitation import InvitationState
from visits.language import Language

invitation = sa.Table(
    "invitation",
    metadata,
    key(),
    to("stop"),
    sa.Column("email", EMAIL, nullable=False),
    sa.Column("name", NAME, nullable=False),
    sa.Column("language", Choice(Language), nullable=False),
    sa.Column("zone", ZONE, nullable=False),
    sa.Column("is_host", sa.Boolean, nullable=False),
    sa.Column("is_delegate", sa.Boolean, nullable=False),
    sa.Column("channel", Choice(Channel), nullable=False),
    sa.Column("state", Choice(InvitationState), nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    at("changed_at"),
    at("starts_at"),
    at("ends_at"),
    sa.Column("says", HASH, nullable=False),
    sa.Column("asked_version", sa.Integer, nullable=True),
    sa.UniqueConstraint("stop_id", "email"),
)

# About one visit, or about every visit that an offer is part of.
untold = sa.Table(
    "untold",
    metadata,
    key(),
    to("delegation", nullable=True),
    to("offer", nullable=True),
    at("due_at"),
)
