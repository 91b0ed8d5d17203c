"""No two stops that stand may block overlapping time of one contact."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NAME = "ex_stop_no_overlap"

TRIGGER = """
CREATE TRIGGER {name}_{verb} BEFORE {verb} ON stop WHEN NEW.state <> 'dropped'
BEGIN
    SELECT RAISE(ABORT, '{name}') WHERE EXISTS (
        SELECT 1 FROM stop AS other
        WHERE other.contact_id = NEW.contact_id
            AND other.id IS NOT NEW.id
            AND other.state <> 'dropped'
            AND other.blocked_from < NEW.blocked_until
            AND other.blocked_until > NEW.blocked_from
    );
END
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("insert", "update"):
            op.execute(TRIGGER.format(name=NAME, verb=verb))
    else:
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(
            f"ALTER TABLE stop ADD CONSTRAINT {NAME} EXCLUDE USING gist ("
            "contact_id WITH =, tstzrange(blocked_from, blocked_until, '[)') WITH &&"
            ") WHERE (state <> 'dropped')"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("insert", "update"):
            op.execute(f"DROP TRIGGER {NAME}_{verb}")
    else:
        op.execute(f"ALTER TABLE stop DROP CONSTRAINT {NAME}")
