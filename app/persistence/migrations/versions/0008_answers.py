"""What a host answers besides yes and no: who said it and how, a maybe, a colleague, reminders."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ADDED = ("answered_by", "answered_via", "why", "is_maybe", "handed_to_id", "next_reminder_at")


def upgrade() -> None:
    with op.batch_alter_table("visit_request") as request:
        request.add_column(
            sa.Column("answered_by", sa.String(length=200), nullable=False, server_default="")
        )
        request.add_column(sa.Column("answered_via", sa.String(length=32), nullable=True))
        request.add_column(sa.Column("why", sa.String(length=32), nullable=True))
        request.add_column(
            sa.Column("is_maybe", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        request.add_column(sa.Column("handed_to_id", sa.Integer(), nullable=True))
        request.add_column(sa.Column("next_reminder_at", sa.DateTime(timezone=True), nullable=True))
        request.create_foreign_key(
            op.f("fk_visit_request_handed_to_id"), "contact", ["handed_to_id"], ["id"]
        )
        request.create_index(op.f("ix_visit_request_handed_to_id"), ["handed_to_id"])
        request.create_index(
            "ix_visit_request_state_next_reminder_at", ["state", "next_reminder_at"]
        )
    with op.batch_alter_table("visit_request") as request:
        for name in ("answered_by", "is_maybe"):
            request.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("visit_request") as request:
        request.drop_index("ix_visit_request_state_next_reminder_at")
        request.drop_index(op.f("ix_visit_request_handed_to_id"))
        request.drop_constraint(op.f("fk_visit_request_handed_to_id"), type_="foreignkey")
        for name in reversed(ADDED):
            request.drop_column(name)
