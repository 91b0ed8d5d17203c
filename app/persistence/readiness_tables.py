"""The tables of what hosts need before a visit, and of what delegations have given."""

import sqlalchemy as sa

from app.persistence.columns import NAME, at, key, metadata, to
from app.persistence.types import Choice, Value
from visits.readiness import Asked, Needs, Particulars

offer_needs = sa.Table(
    "offer_needs",
    metadata,
    key(),
    to("offer", unique=True),
    sa.Column("needs", Value(Needs), nullable=False),
)

# Nothing here is ever copied elsewhere: no mail, no timeline has it, so erasing it is enough.
given = sa.Table(
    "given",
    metadata,
    key(),
    to("delegation"),
    to("offer", nullable=True),
    sa.Column("asked", Choice(Asked), nullable=False),
    sa.Column("part", NAME, nullable=False),
    sa.Column("particulars", Value(Particulars), nullable=True),
    at("given_at"),
    at("erased_at", nullable=True),
    sa.UniqueConstraint("delegation_id", "asked", "offer_id", "part"),
)

# Which reminders a delegation has had, by how many days before the first thing was due.
readiness_reminder = sa.Table(
    "readiness_reminder",
    metadata,
    key(),
    to("delegation"),
    sa.Column("days", sa.Integer, nullable=False),
    at("sent_at"),
    sa.UniqueConstraint("delegation_id", "days"),
)
