"""How short a visit can be made on a day that runs late; nothing where it cannot be."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("offer", sa.Column("least_minutes", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("offer", "least_minutes")
