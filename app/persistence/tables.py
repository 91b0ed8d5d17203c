"""The tables; their constraints have names, and no rule of the domain is written twice here.

The guard against two holds of one contact's time (an exclusion constraint on PostgreSQL,
triggers on SQLite) stands in the first migration, since neither can be said in a Table.
"""

import sqlalchemy as sa

from app.persistence.records import Actor, MailState, Purpose, What
from app.persistence.types import Choice, UtcDateTime, Value
from visits.availability import Closure, Opening
from visits.catalogue import Format, Link, Theme
from visits.delegation import Group, Wishes
from visits.itinerary import ItineraryState, StopState
from visits.language import Language
from visits.planning.plan import Plan
from visits.request import RequestState
from visits.revision import RevisionCause, RevisionState
from visits.span import Span
from visits.wording import Wording

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NAME = sa.String(200)
SLUG = sa.String(80)
EMAIL = sa.String(254)
ZONE = sa.String(64)
TAG = sa.String(16)
HASH = sa.String(64)


def _key() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _to(other: str, *, nullable: bool = False, unique: bool = False) -> sa.Column[int]:
    return sa.Column(
        f"{other}_id",
        sa.ForeignKey(f"{other}.id"),
        nullable=nullable,
        index=not unique,
        unique=unique,
    )


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime, nullable=nullable)


node = sa.Table(
    "node",
    metadata,
    _key(),
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
    _key(),
    _to("node"),
    sa.Column("slug", SLUG, nullable=False, unique=True),
    sa.Column("name", NAME, nullable=False),
    sa.Column("town", NAME, nullable=False),
    sa.Column("about", Value(Wording), nullable=False),
)

contact = sa.Table(
    "contact",
    metadata,
    _key(),
    _to("host"),
    sa.Column("role", Value(Wording), nullable=False),
    sa.Column("email", EMAIL, nullable=False),
    sa.Column("language", Choice(Language), nullable=False),
)

site = sa.Table(
    "site",
    metadata,
    _key(),
    _to("host"),
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
    _key(),
    _to("site"),
    _to("contact"),
    sa.Column("slug", SLUG, nullable=False, unique=True),
    sa.Column("title", Value(Wording), nullable=False),
    sa.Column("summary", Value(Wording), nullable=False),
    sa.Column("description", Value(Wording), nullable=False),
    sa.Column("themes", Value(tuple[Theme, ...]), nullable=False),
    sa.Column("formats", Value(tuple[Format, ...]), nullable=False),
    sa.Column("languages", Value(tuple[str, ...]), nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("most_people", sa.Integer, nullable=False),
    sa.Column("notice_days", sa.Integer, nullable=False),
    sa.Column("buffer_before", sa.Integer, nullable=False),
    sa.Column("buffer_after", sa.Integer, nullable=False),
    sa.Column("openings", Value(tuple[Opening, ...]), nullable=False),
    sa.Column("closures", Value(tuple[Closure, ...]), nullable=False),
    sa.Column("links", Value(tuple[Link, ...]), nullable=False),
    sa.Column("join_url", sa.String(500), nullable=False),
    sa.CheckConstraint("minutes > 0 AND most_people > 0", name="positive"),
)

draft = sa.Table(
    "draft",
    metadata,
    _key(),
    sa.Column("token_hash", HASH, nullable=False, unique=True),
    sa.Column("answers", sa.JSON, nullable=False),
    _at("changed_at"),
    _to("delegation", nullable=True),
)

delegation = sa.Table(
    "delegation",
    metadata,
    _key(),
    _to("node"),
    sa.Column("reference", sa.String(16), nullable=False, unique=True),
    sa.Column("organisation", NAME, nullable=False),
    sa.Column("country", sa.String(2), nullable=False),
    sa.Column("contact_name", NAME, nullable=False),
    sa.Column("contact_email", EMAIL, nullable=False),
    sa.Column("zone", ZONE, nullable=False),
    sa.Column("languages", Value(tuple[str, ...]), nullable=False),
    sa.Column("language", Choice(Language), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("groups", Value(tuple[Group, ...]), nullable=False),
    sa.Column("wishes", Value(Wishes), nullable=False),
    _at("asked_at"),
    sa.CheckConstraint("size > 0", name="size"),
)

programme = sa.Table(
    "programme",
    metadata,
    _key(),
    _to("delegation"),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("plan", Value(Plan), nullable=False),
    _at("composed_at"),
    sa.UniqueConstraint("delegation_id", "rank"),
    sqlite_autoincrement=True,  # programmes are replaced, and an old page must not hit a new one
)

itinerary = sa.Table(
    "itinerary",
    metadata,
    _key(),
    _to("delegation", unique=True),
    sa.Column("state", Choice(ItineraryState), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    _at("drafted_at"),
    _at("published_at", nullable=True),
    _at("cancelled_at", nullable=True),
)

stop = sa.Table(
    "stop",
    metadata,
    _key(),
    _to("itinerary"),
    _to("offer"),
    _to("contact"),
    _at("starts_at"),
    _at("ends_at"),
    _at("blocked_from"),
    _at("blocked_until"),
    sa.Column("language", TAG, nullable=False),
    sa.Column("format", Choice(Format), nullable=False),
    sa.Column("uid", NAME, nullable=False, unique=True),
    sa.Column("sequence", sa.Integer, nullable=False),
    _at("changed_at"),
    sa.Column("state", Choice(StopState), nullable=False),
    sa.CheckConstraint("ends_at > starts_at", name="order"),
    sa.CheckConstraint("blocked_until > blocked_from", name="blocked_order"),
    sa.Index("ix_stop_contact_id_blocked_from", "contact_id", "blocked_from"),
)

visit_request = sa.Table(
    "visit_request",
    metadata,
    _key(),
    _to("itinerary"),
    _to("stop"),
    _at("asked_at"),
    _at("answer_by"),
    sa.Column("state", Choice(RequestState), nullable=False),
    _at("answered_at", nullable=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("proposals", Value(tuple[Span, ...]), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("ix_visit_request_state_answer_by", "state", "answer_by"),
)

revision = sa.Table(
    "revision",
    metadata,
    _key(),
    _to("itinerary"),
    sa.Column("base_version", sa.Integer, nullable=False),
    sa.Column("cause", Choice(RevisionCause), nullable=False),
    sa.Column("plan", Value(Plan), nullable=False),
    sa.Column("state", Choice(RevisionState), nullable=False),
    _at("proposed_at"),
    _at("decided_at", nullable=True),
)

capability = sa.Table(
    "capability",
    metadata,
    _key(),
    sa.Column("token_hash", HASH, nullable=False, unique=True),
    sa.Column("nonce", sa.String(43), nullable=False),
    sa.Column("purpose", Choice(Purpose), nullable=False),
    _to("delegation"),
    _to("visit_request", nullable=True),
    _at("created_at"),
    _at("revoked_at", nullable=True),
)

outbox = sa.Table(
    "outbox",
    metadata,
    _key(),
    _to("delegation"),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("recipient", EMAIL, nullable=False),
    sa.Column("subject", sa.String(500), nullable=False),
    sa.Column("message_id", NAME, nullable=False, unique=True),
    sa.Column("body", sa.LargeBinary, nullable=True),
    sa.Column("state", Choice(MailState), nullable=False),
    _at("created_at"),
    _at("due_at"),
    _at("lease_until", nullable=True),
    sa.Column("lease_by", sa.String(64), nullable=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    _at("sent_at", nullable=True),
    sa.Index("ix_outbox_state_due_at", "state", "due_at"),
)

entry = sa.Table(
    "entry",
    metadata,
    _key(),
    _to("delegation"),
    _at("happened_at"),
    sa.Column("what", Choice(What), nullable=False),
    sa.Column("actor", Choice(Actor), nullable=False),
    sa.Column("actor_name", NAME, nullable=False),
    sa.Column("detail", sa.JSON, nullable=False),
)

coordinator = sa.Table(
    "coordinator",
    metadata,
    _key(),
    _to("node"),
    sa.Column("role", NAME, nullable=False),
    sa.Column("email", EMAIL, nullable=False, unique=True),
    sa.Column("language", Choice(Language), nullable=False),
    sa.Column("password_hash", NAME, nullable=False),
)

sign_in = sa.Table(
    "sign_in",
    metadata,
    _key(),
    _to("coordinator"),
    sa.Column("token_hash", HASH, nullable=False, unique=True),
    _at("created_at"),
    _at("seen_at"),
    _at("ended_at", nullable=True),
)

attempt = sa.Table(
    "attempt",
    metadata,
    _key(),
    sa.Column("key", NAME, nullable=False),
    _at("tried_at"),
    sa.Index("ix_attempt_key_tried_at", "key", "tried_at"),
)

letter = sa.Table(
    "letter",
    metadata,
    _key(),
    sa.Column("message_id", NAME, nullable=False, unique=True),
    sa.Column("recipient", EMAIL, nullable=False, index=True),
    sa.Column("subject", sa.String(500), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    _at("arrived_at"),
)
