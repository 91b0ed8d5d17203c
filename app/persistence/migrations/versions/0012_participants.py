"""Participants: who has asked to join and must confirm, and which mails are to them alone."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(
            sa.Column("is_to_participant", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute("UPDATE outbox SET is_to_participant = is_bulk")
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("is_to_participant", server_default=None)
    op.create_table(
        "join_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("group", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=32), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_join_ask_delegation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_ask")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_join_ask_token_hash")),
    )
    op.create_index(op.f("ix_join_ask_delegation_id"), "join_ask", ["delegation_id"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM capability WHERE purpose IN ('join', 'participant')")
    op.drop_table("join_ask")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("is_to_participant")
