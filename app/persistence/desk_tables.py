"""The tables of hosts' desks."""

import sqlalchemy as sa

from app.persistence.columns import EMAIL, NAME, at, key, metadata, to
from app.persistence.desk_records import Changed
from app.persistence.records import Actor
from app.persistence.types import Choice, Value

desk_change = sa.Table(
    "desk_change",
    metadata,
    key(),
    to("host"),
    to("offer", nullable=True),
    at("happened_at"),
    sa.Column("what", Choice(Changed), nullable=False),
    sa.Column("actor", Choice(Actor), nullable=False),
    sa.Column("actor_name", NAME, nullable=False),
    sa.Column("fields", Value(tuple[str, ...]), nullable=False),
)

desk_ask = sa.Table(
    "desk_ask",
    metadata,
    key(),
    sa.Column("email", EMAIL, nullable=False),
    at("asked_at"),
)
