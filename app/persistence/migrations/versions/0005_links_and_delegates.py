"""Links to more than visits, the people of a delegation, and mail that is about no visit."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OPENED = ("delegate", "contact", "node")


def upgrade() -> None:
    op.create_table(
        "delegate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=32), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_delegate_delegation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegate")),
        sa.UniqueConstraint("delegation_id", "email", name=op.f("uq_delegate_delegation_id_email")),
    )
    op.create_index(op.f("ix_delegate_delegation_id"), "delegate", ["delegation_id"], unique=False)
    with op.batch_alter_table("capability") as capability:
        capability.alter_column("delegation_id", existing_type=sa.Integer(), nullable=True)
        for other in OPENED:
            capability.add_column(sa.Column(f"{other}_id", sa.Integer(), nullable=True))
            capability.create_foreign_key(
                op.f(f"fk_capability_{other}_id"), other, [f"{other}_id"], ["id"]
            )
            capability.create_index(op.f(f"ix_capability_{other}_id"), [f"{other}_id"])
        capability.add_column(
            sa.Column("group_name", sa.String(length=200), nullable=False, server_default="")
        )
    with op.batch_alter_table("capability") as capability:
        capability.alter_column("group_name", server_default=None)
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("delegation_id", existing_type=sa.Integer(), nullable=True)
        outbox.add_column(
            sa.Column("is_bulk", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("is_bulk", server_default=None)
    op.drop_index(op.f("ix_outbox_state_due_at"), "outbox")
    op.create_index(
        op.f("ix_outbox_state_is_bulk_due_at"), "outbox", ["state", "is_bulk", "due_at"]
    )
    op.create_index(op.f("ix_outbox_recipient_state"), "outbox", ["recipient", "state"])


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE delegation_id IS NULL")
    op.execute("DELETE FROM capability WHERE delegation_id IS NULL OR delegate_id IS NOT NULL")
    op.drop_index(op.f("ix_outbox_recipient_state"), "outbox")
    op.drop_index(op.f("ix_outbox_state_is_bulk_due_at"), "outbox")
    op.create_index(op.f("ix_outbox_state_due_at"), "outbox", ["state", "due_at"])
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("is_bulk")
        outbox.alter_column("delegation_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("capability") as capability:
        capability.drop_column("group_name")
        for other in OPENED:
            capability.drop_index(op.f(f"ix_capability_{other}_id"))
            capability.drop_constraint(op.f(f"fk_capability_{other}_id"), type_="foreignkey")
            capability.drop_column(f"{other}_id")
        capability.alter_column("delegation_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("delegate")
