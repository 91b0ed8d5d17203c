"""Seasons: runs of the planner over many waiting delegations, and how often hosts receive."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("host", sa.Column("most_visits_week", sa.Integer(), nullable=True))

    op.create_table(
        "season_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("reached", sa.LargeBinary(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("bound", sa.Integer(), nullable=True),
        sa.Column("worst_off", sa.Float(), nullable=True),
        sa.Column("started_by", sa.String(length=200), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name=op.f("fk_season_run_node_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season_run")),
    )
    op.create_index(op.f("ix_season_run_node_id"), "season_run", ["node_id"], unique=False)

    op.create_table(
        "season_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_run_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("alone", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["season_run_id"], ["season_run.id"], name=op.f("fk_season_proposal_season_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_season_proposal_delegation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season_proposal")),
        sa.UniqueConstraint(
            "season_run_id",
            "delegation_id",
            name=op.f("uq_season_proposal_season_run_id_delegation_id"),
        ),
    )
    op.create_index(
        op.f("ix_season_proposal_season_run_id"), "season_proposal", ["season_run_id"], unique=False
    )
    op.create_index(
        op.f("ix_season_proposal_delegation_id"), "season_proposal", ["delegation_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("season_proposal")
    op.drop_table("season_run")
    op.drop_column("host", "most_visits_week")
