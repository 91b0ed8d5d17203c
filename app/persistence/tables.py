"""The tables; their constraints have names, and no rule of the domain is written twice here.

The guards against two holds of one contact's time (exclusion constraints on PostgreSQL,
triggers on SQLite) stand in migrations 0002 and 0004, since neither can be said in a Table.
"""

import sqlalchemy as sa

from app.persistence import catalogue_tables as catalogue
from app.persistence import connection_tables as connections
from app.persistence import desk_tables as desk
from app.persistence import incoming_tables as incoming
from app.persistence import invitation_tables as invitations
from app.persistence import mailroom_tables as rooms
from app.persistence import participant_tables as participants
from app.persistence import readiness_tables as readiness
from app.persistence.columns import EMAIL, HASH, NAME, TAG, ZONE, at, key, to
from app.persistence.columns import metadata as metadata
from app.persistence.records import Actor, MailState, Purpose, SeasonState, What
from app.persistence.types import Choice, Packed, Value
from visits.catalogue import Format
from visits.delegation import Group, Wishes
from visits.itinerary import ItineraryState, StopState
from visits.language import Language
from visits.planning.plan import Plan
from visits.planning.season import Season
from visits.planning.seasons.search import SeasonProgress
from visits.request import DeclineReason, RequestState, Via
from visits.revision import RevisionCause, RevisionState
from visits.span import Span

node, host, contact, site = catalogue.node, catalogue.host, catalogue.contact, catalogue.site
offer, offer_contact, travel = catalogue.offer, catalogue.offer_contact, catalogue.travel
connection, busy_time = connections.connection, connections.busy_time
desk_change, desk_ask = desk.desk_change, desk.desk_ask
invitation, untold = invitations.invitation, invitations.untold
incoming_mail, attending = incoming.incoming_mail, incoming.attending
offer_needs, given = readiness.offer_needs, readiness.given
readiness_reminder = readiness.readiness_reminder
mailroom = rooms.mailroom
join_ask = participants.join_ask

draft = sa.Table(
    "draft",
    metadata,
    key(),
    sa.Column("token_hash", HASH, nullable=False, unique=True),
    sa.Column("answers", sa.JSON, nullable=False),
    at("changed_at"),
    to("delegation", nullable=True),
)

delegation = sa.Table(
    "delegation",
    metadata,
    key(),
    to("node"),
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
    at("asked_at"),
    sa.CheckConstraint("size > 0", name="size"),
)

delegate = sa.Table(
    "delegate",
    metadata,
    key(),
    to("delegation"),
    sa.Column("group", NAME, nullable=False),
    sa.Column("name", NAME, nullable=False),
    sa.Column("email", EMAIL, nullable=False),
    sa.Column("language", Choice(Language), nullable=False),
    sa.Column("zone", ZONE, nullable=False),
    at("added_at"),
    sa.UniqueConstraint("delegation_id", "email"),
)

programme = sa.Table(
    "programme",
    metadata,
    key(),
    to("delegation"),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("plan", Value(Plan), nullable=False),
    at("composed_at"),
    sa.UniqueConstraint("delegation_id", "rank"),
    sqlite_autoincrement=True,  # programmes are replaced, and an old page must not hit a new one
)

itinerary = sa.Table(
    "itinerary",
    metadata,
    key(),
    to("delegation", unique=True),
    sa.Column("state", Choice(ItineraryState), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    at("drafted_at"),
    at("published_at", nullable=True),
    at("cancelled_at", nullable=True),
)

stop = sa.Table(
    "stop",
    metadata,
    key(),
    to("itinerary"),
    to("offer"),
    to("contact"),
    at("starts_at"),
    at("ends_at"),
    at("blocked_from"),
    at("blocked_until"),
    sa.Column("language", TAG, nullable=False),
    sa.Column("format", Choice(Format), nullable=False),
    sa.Column("uid", NAME, nullable=False, unique=True),
    sa.Column("sequence", sa.Integer, nullable=False),
    at("changed_at"),
    sa.Column("state", Choice(StopState), nullable=False),
    sa.Column("groups", Value(tuple[str, ...]), nullable=False),
    sa.Column("is_pinned", sa.Boolean, nullable=False),
    sa.CheckConstraint("ends_at > starts_at", name="order"),
    sa.CheckConstraint("blocked_until > blocked_from", name="blocked_order"),
    sa.Index("ix_stop_contact_id_blocked_from", "contact_id", "blocked_from"),
)

# Who receives a stop beside its contact.
stop_contact = sa.Table(
    "stop_contact",
    metadata,
    key(),
    to("stop"),
    to("contact"),
    sa.UniqueConstraint("stop_id", "contact_id"),
)

# Everybody's time that is given away: the database itself derives it from the two tables above,
# by triggers of migration 0004, and refuses rows of one contact that overlap.
held = sa.Table(
    "held",
    metadata,
    key(),
    to("stop"),
    to("contact"),
    at("blocked_from"),
    at("blocked_until"),
    sa.UniqueConstraint("stop_id", "contact_id"),
)

visit_request = sa.Table(
    "visit_request",
    metadata,
    key(),
    to("itinerary"),
    to("stop"),
    at("asked_at"),
    at("answer_by"),
    sa.Column("state", Choice(RequestState), nullable=False),
    at("answered_at", nullable=True),
    sa.Column("answered_by", NAME, nullable=False),
    sa.Column("answered_via", Choice(Via), nullable=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("why", Choice(DeclineReason), nullable=True),
    sa.Column("is_maybe", sa.Boolean, nullable=False),
    sa.Column("handed_to_id", sa.ForeignKey("contact.id"), nullable=True, index=True),
    at("next_reminder_at", nullable=True),
    sa.Column("proposals", Value(tuple[Span, ...]), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("ix_visit_request_state_answer_by", "state", "answer_by"),
    sa.Index("ix_visit_request_state_next_reminder_at", "state", "next_reminder_at"),
)

revision = sa.Table(
    "revision",
    metadata,
    key(),
    to("itinerary"),
    sa.Column("base_version", sa.Integer, nullable=False),
    sa.Column("cause", Choice(RevisionCause), nullable=False),
    sa.Column("plan", Value(Plan), nullable=False),
    sa.Column("state", Choice(RevisionState), nullable=False),
    at("proposed_at"),
    at("decided_at", nullable=True),
)

capability = sa.Table(
    "capability",
    metadata,
    key(),
    sa.Column("token_hash", HASH, nullable=False, unique=True),
    sa.Column("nonce", sa.String(43), nullable=False),
    sa.Column("purpose", Choice(Purpose), nullable=False),
    to("delegation", nullable=True),
    to("visit_request", nullable=True),
    to("delegate", nullable=True),
    to("contact", nullable=True),
    to("node", nullable=True),
    sa.Column("group_name", NAME, nullable=False),
    at("created_at"),
    at("revoked_at", nullable=True),
)

outbox = sa.Table(
    "outbox",
    metadata,
    key(),
    to("delegation", nullable=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("is_bulk", sa.Boolean, nullable=False),
    sa.Column("is_to_participant", sa.Boolean, nullable=False),
    sa.Column("recipient", EMAIL, nullable=False),
    sa.Column("subject", sa.String(500), nullable=False),
    sa.Column("message_id", NAME, nullable=False, unique=True),
    sa.Column("body", sa.LargeBinary, nullable=True),
    sa.Column("state", Choice(MailState), nullable=False),
    at("created_at"),
    at("due_at"),
    at("lease_until", nullable=True),
    sa.Column("lease_by", sa.String(64), nullable=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    at("sent_at", nullable=True),
    sa.Index("ix_outbox_state_is_bulk_due_at", "state", "is_bulk", "due_at"),
    sa.Index("ix_outbox_recipient_state", "recipient", "state"),
)

entry = sa.Table(
    "entry",
    metadata,
    key(),
    to("delegation"),
    at("happened_at"),
    sa.Column("what", Choice(What), nullable=False),
    sa.Column("actor", Choice(Actor), nullable=False),
    sa.Column("actor_name", NAME, nullable=False),
    sa.Column("detail", sa.JSON, nullable=False),
)

coordinator = sa.Table(
    "coordinator",
    metadata,
    key(),
    to("node"),
    sa.Column("role", NAME, nullable=False),
    sa.Column("email", EMAIL, nullable=False, unique=True),
    sa.Column("language", Choice(Language), nullable=False),
    sa.Column("password_hash", NAME, nullable=False),
)

sign_in = sa.Table(
    "sign_in",
    metadata,
    key(),
    to("coordinator"),
    sa.Column("token_hash", HASH, nullable=False, unique=True),
    at("created_at"),
    at("seen_at"),
    at("ended_at", nullable=True),
)

attempt = sa.Table(
    "attempt",
    metadata,
    key(),
    sa.Column("key", NAME, nullable=False),
    at("tried_at"),
    sa.Index("ix_attempt_key_tried_at", "key", "tried_at"),
)

letter = sa.Table(
    "letter",
    metadata,
    key(),
    sa.Column("message_id", NAME, nullable=False, unique=True),
    sa.Column("recipient", EMAIL, nullable=False, index=True),
    sa.Column("subject", sa.String(500), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    at("arrived_at"),
)

season_run = sa.Table(
    "season_run",
    metadata,
    key(),
    to("node", nullable=True),
    sa.Column("state", Choice(SeasonState), nullable=False),
    sa.Column("seed", sa.Integer, nullable=False),
    sa.Column("most", sa.Integer, nullable=False),
    sa.Column("spent", sa.Integer, nullable=False),
    sa.Column("asked", Packed(Season), nullable=False),
    sa.Column("reached", Packed(SeasonProgress), nullable=False),
    sa.Column("total", sa.Integer, nullable=True),
    sa.Column("bound", sa.Integer, nullable=True),
    sa.Column("worst_off", sa.Float, nullable=True),
    sa.Column("started_by", NAME, nullable=False),
    at("started_at"),
    at("ended_at", nullable=True),
    at("lease_until", nullable=True),
    sa.Column("lease_by", sa.String(64), nullable=True),
)

season_proposal = sa.Table(
    "season_proposal",
    metadata,
    key(),
    to("season_run"),
    to("delegation"),
    sa.Column("plan", Value(Plan), nullable=False),
    sa.Column("alone", sa.Integer, nullable=False),
    at("accepted_at", nullable=True),
    sa.UniqueConstraint("season_run_id", "delegation_id"),
)
