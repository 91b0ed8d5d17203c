"""The tables of what can be visited, and of the roads to it."""

import sqlalchemy as sa

from app.persistence.columns import EMAIL, NAME, SLUG, ZONE, at, key, metadata, to
from app.persistence.types import Choice, Value
from visits.availability import Closure, Opening, SpecialDay
from visits.catalogue import Format, Link, Theme
from visits.language import Language
from visits.wording import Wording

node = sa.Table(
    "node",
    metadata,
    key(),
    sa.Column("slug", SLUG, nullable=False, unique=True),
    sa.Column("name", Value(Wording), nullable=False),
    sa.Column("town", NAME, nullable=False),
    sa.Column("lat", sa.Float, nullable=False),
    sa.Column("lon", sa.Float, nullable=False),
    sa.Column("zone", ZONE, nullable=False),
    sa.Column("country", sa.String(2), nullable=False),
    sa.Column("closures", Value(tuple[Closure, ...]), nullable=False),
)

host = sa.Table(
    "host",
    metadata,
    key(),
    to("node"),
    sa.Column("slug", SLUG, nullable=False, unique=True),
    sa.Column("name", NAME, nullable=False),
    sa.Column("town", NAME, nullable=False),
    sa.Column("about", Value(Wording), nullable=False),
    sa.Column("most_visits_week", sa.Integer, nullable=True),
)

contact = sa.Table(
    "contact",
    metadata,
    key(),
    to("host"),
    sa.Column("role", Value(Wording), nullable=False),
    sa.Column("email", EMAIL, nullable=False),
    sa.Column("language", Choice(Language), nullable=False),
    sa.Column("is_busy_known", sa.Boolean, nullable=False),
    sa.Column("openings", Value(tuple[Opening, ...]), nullable=False),
    sa.Column("special_days", Value(tuple[SpecialDay, ...]), nullable=False),
    sa.Column("closures", Value(tuple[Closure, ...]), nullable=False),
    sa.Column("on_leave_until", sa.Date, nullable=True),
    sa.Column("most_visits_week", sa.Integer, nullable=True),
)

site = sa.Table(
    "site",
    metadata,
    key(),
    to("host"),
    sa.Column("slug", SLUG, nullable=False, unique=True),
    sa.Column("name", NAME, nullable=False),
    sa.Column("town", NAME, nullable=False),
    sa.Column("address", NAME, nullable=False),
    sa.Column("lat", sa.Float, nullable=False),
    sa.Column("lon", sa.Float, nullable=False),
    sa.Column("zone", ZONE, nullable=False),
)

offer = sa.Table(
    "offer",
    metadata,
    key(),
    to("site"),
    to("contact"),
    sa.Column("slug", SLUG, nullable=False, unique=True),
    sa.Column("title", Value(Wording), nullable=False),
    sa.Column("summary", Value(Wording), nullable=False),
    sa.Column("description", Value(Wording), nullable=False),
    sa.Column("themes", Value(tuple[Theme, ...]), nullable=False),
    sa.Column("formats", Value(tuple[Format, ...]), nullable=False),
    sa.Column("languages", Value(tuple[str, ...]), nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("least_minutes", sa.Integer, nullable=True),
    sa.Column("most_people", sa.Integer, nullable=False),
    sa.Column("notice_days", sa.Integer, nullable=False),
    sa.Column("buffer_before", sa.Integer, nullable=False),
    sa.Column("buffer_after", sa.Integer, nullable=False),
    sa.Column("openings", Value(tuple[Opening, ...]), nullable=False),
    sa.Column("special_days", Value(tuple[SpecialDay, ...]), nullable=False),
    sa.Column("closures", Value(tuple[Closure, ...]), nullable=False),
    sa.Column("most_visits_week", sa.Integer, nullable=True),
    sa.Column("links", Value(tuple[Link, ...]), nullable=False),
    sa.Column("join_url", sa.String(500), nullable=False),
    sa.Column("is_together", sa.Boolean, nullable=False),
    sa.Column("depth", sa.Integer, nullable=False),
    sa.CheckConstraint("minutes > 0 AND most_people > 0", name="positive"),
)

# Who receives an offer beside its lead contact, in the order of the ids.
offer_contact = sa.Table(
    "offer_contact",
    metadata,
    key(),
    to("offer"),
    to("contact"),
    sa.UniqueConstraint("offer_id", "contact_id"),
)

travel = sa.Table(
    "travel",
    metadata,
    key(),
    sa.Column("here", NAME, nullable=False),
    sa.Column("there", NAME, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("km", sa.Integer, nullable=False),
    at("changed_at"),
    sa.Column("changed_by", NAME, nullable=False),
    sa.UniqueConstraint("here", "there"),
    sa.CheckConstraint("minutes >= 0 AND km >= 0", name="positive"),
)
