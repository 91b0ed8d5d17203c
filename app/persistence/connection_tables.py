"""The tables of contacts' own calendars: how they are read, and when they say busy."""

import sqlalchemy as sa

from app.feeds.source import SourceKind
from app.persistence.columns import NAME, at, key, metadata, to
from app.persistence.connection_records import ConnectionState
from app.persistence.types import Choice
from visits.free_busy import WhyNotRead

connection = sa.Table(
    "connection",
    metadata,
    key(),
    to("contact"),
    sa.Column("kind", Choice(SourceKind), nullable=False),
    sa.Column("place", NAME, nullable=False),
    sa.Column("sealed", sa.Text, nullable=False),
    sa.Column("state", Choice(ConnectionState), nullable=False),
    sa.Column("is_current", sa.Boolean, nullable=False),
    sa.Column("why", Choice(WhyNotRead), nullable=True),
    sa.Column("events", sa.Integer, nullable=False),
    at("connected_at"),
    at("read_at"),
    at("tried_at"),
    at("failing_since", nullable=True),
    sa.Column("failures", sa.Integer, nullable=False),
    at("due_at"),
    at("lease_until", nullable=True),
    sa.Column("lease_by", sa.String(64), nullable=True),
    sa.Index("ix_connection_state_due_at", "state", "due_at"),
)

# When a calendar says that its owner is taken; what for is never kept.
busy_time = sa.Table(
    "busy_time",
    metadata,
    key(),
    to("connection"),
    at("starts_at"),
    at("ends_at"),
    sa.CheckConstraint("ends_at > starts_at", name="order"),
    sa.Index("ix_busy_time_starts_at", "starts_at"),
)
