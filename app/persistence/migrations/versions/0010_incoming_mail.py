"""Mail that came in, and what people who are invited say about coming."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=500), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("authentic", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("visit_request_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.String(length=200), nullable=False),
        sa.Column("attendee", sa.String(length=254), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_version", sa.Integer(), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_incoming_mail_delegation_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_request_id"],
            ["visit_request.id"],
            name=op.f("fk_incoming_mail_visit_request_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("digest", name=op.f("uq_incoming_mail_digest")),
    )
    for name, columns in (
        ("ix_incoming_mail_delegation_id", ["delegation_id"]),
        ("ix_incoming_mail_visit_request_id", ["visit_request_id"]),
        ("ix_incoming_mail_uid_attendee", ["uid", "attendee"]),
        ("ix_incoming_mail_handled_at", ["handled_at"]),
    ):
        op.create_index(name, "incoming_mail", columns)
    op.create_table(
        "attending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stop_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("attendance", sa.String(length=32), nullable=False),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["stop_id"], ["stop.id"], name=op.f("fk_attending_stop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attending")),
        sa.UniqueConstraint("stop_id", "email", name=op.f("uq_attending_stop_id_email")),
    )
    op.create_index(op.f("ix_attending_stop_id"), "attending", ["stop_id"])


def downgrade() -> None:
    op.drop_table("attending")
    op.drop_table("incoming_mail")
