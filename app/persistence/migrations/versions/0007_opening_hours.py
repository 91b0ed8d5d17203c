"""Hours of contacts, days with hours of their own, leave, and most visits a week."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# The tables, and their new lists, which begin empty.
ADDED = (
    ("contact", ("openings", "special_days", "closures")),
    ("offer", ("special_days",)),
)


def upgrade() -> None:
    for table, lists in ADDED:
        for name in lists:
            op.add_column(table, sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
        op.add_column(table, sa.Column("most_visits_week", sa.Integer(), nullable=True))
    op.add_column("contact", sa.Column("on_leave_until", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("contact", "on_leave_until")
    for table, lists in reversed(ADDED):
        op.drop_column(table, "most_visits_week")
        for name in reversed(lists):
            op.drop_column(table, name)
