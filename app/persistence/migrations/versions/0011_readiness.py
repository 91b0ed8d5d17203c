"""What hosts need before a visit, what delegations have given, and who was reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offer_needs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("needs", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_needs_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_needs")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_offer_needs_offer_id")),
    )
    op.create_table(
        "given",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("asked", sa.String(length=32), nullable=False),
        sa.Column("part", sa.String(length=200), nullable=False),
        sa.Column("particulars", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_given_delegation_id")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_given_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given")),
        sa.UniqueConstraint(
            "delegation_id",
            "asked",
            "offer_id",
            "part",
            name=op.f("uq_given_delegation_id_asked_offer_id_part"),
        ),
    )
    op.create_index(op.f("ix_given_delegation_id"), "given", ["delegation_id"])
    op.create_index(op.f("ix_given_offer_id"), "given", ["offer_id"])
    op.create_table(
        "readiness_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_readiness_reminder_delegation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readiness_reminder")),
        sa.UniqueConstraint(
            "delegation_id", "days", name=op.f("uq_readiness_reminder_delegation_id_days")
        ),
    )
    op.create_index(
        op.f("ix_readiness_reminder_delegation_id"), "readiness_reminder", ["delegation_id"]
    )


def downgrade() -> None:
    op.drop_table("readiness_reminder")
    op.drop_table("given")
    op.drop_table("offer_needs")
