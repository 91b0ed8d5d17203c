"""The tables of mail that came in, and of who says what about coming."""

import sqlalchemy as sa

from app.persistence.columns import EMAIL, HASH, NAME, at, key, metadata, to
from app.persistence.incoming_records import Source
from app.persistence.types import Choice
from visits.reply import Attendance, Outcome

incoming_mail = sa.Table(
    "incoming_mail",
    metadata,
    key(),
    sa.Column("source", Choice(Source), nullable=False),
    sa.Column("digest", HASH, nullable=False, unique=True),
    sa.Column("message_id", sa.String(500), nullable=False),
    at("received_at"),
    sa.Column("sender", EMAIL, nullable=False),
    sa.Column("subject", NAME, nullable=False),
    sa.Column("authentic", sa.String(32), nullable=False),
    sa.Column("outcome", Choice(Outcome), nullable=False),
    sa.Column("why", sa.String(32), nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=True),
    to("delegation", nullable=True),
    to("visit_request", nullable=True),
    sa.Column("uid", NAME, nullable=False),
    sa.Column("attendee", EMAIL, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=True),
    at("stamped_at", nullable=True),
    sa.Column("request_version", sa.Integer, nullable=True),
    at("handled_at", nullable=True),
    sa.Column("handled_by", NAME, nullable=False),
    sa.Index("ix_incoming_mail_uid_attendee", "uid", "attendee"),
    sa.Index("ix_incoming_mail_handled_at", "handled_at"),
)

attending = sa.Table(
    "attending",
    metadata,
    key(),
    to("stop"),
    sa.Column("email", EMAIL, nullable=False),
    sa.Column("attendance", Choice(Attendance), nullable=False),
    at("stamped_at", nullable=True),
    at("said_at"),
    sa.UniqueConstraint("stop_id", "email"),
)
