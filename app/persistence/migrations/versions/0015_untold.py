"""What the worker has still to tell calendars: of a visit, or of all visits with an offer."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "untold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_untold_delegation_id")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_untold_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_untold")),
    )
    op.create_index(op.f("ix_untold_delegation_id"), "untold", ["delegation_id"], unique=False)
    op.create_index(op.f("ix_untold_offer_id"), "untold", ["offer_id"], unique=False)


def downgrade() -> None:
    op.drop_table("untold")
