"""Roads, several contacts for one offer, groups, pins; and one guard over everybody's time."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

GUARD = "ex_held_no_overlap"

# What stands in the table where sites have been shown before roads could be edited.
ROADS = (
    ("Umeå", "Skellefteå", 105, 135),
    ("Umeå", "Örnsköldsvik", 85, 110),
    ("Skellefteå", "Örnsköldsvik", 185, 245),
    ("Skellefteå", "Skelleftehamn", 25, 17),
)

# A stop's own contact and everyone in its company, while the stop stands.
TIME_OF_STOP = """
INSERT INTO held (stop_id, contact_id, blocked_from, blocked_until)
SELECT stop.id, stop.contact_id, stop.blocked_from, stop.blocked_until
FROM stop WHERE {which} AND stop.state <> 'dropped'
UNION
SELECT stop.id, stop_contact.contact_id, stop.blocked_from, stop.blocked_until
FROM stop JOIN stop_contact ON stop_contact.stop_id = stop.id
WHERE {which} AND stop.state <> 'dropped'
"""

SQLITE_FOLLOWS = """
CREATE TRIGGER held_follows_{name} AFTER {verb} ON {table}
BEGIN
    DELETE FROM held WHERE stop_id = {row}.{key};
    {fill};
END
"""
SQLITE_GUARD = f"""
CREATE TRIGGER {GUARD} BEFORE INSERT ON held
BEGIN
    SELECT RAISE(ABORT, '{GUARD}') WHERE EXISTS (
        SELECT 1 FROM held AS other
        WHERE other.contact_id = NEW.contact_id
            AND other.stop_id <> NEW.stop_id
            AND other.blocked_from < NEW.blocked_until
            AND other.blocked_until > NEW.blocked_from
    );
END
"""
POSTGRES_FUNCTION = """
CREATE FUNCTION hold_time_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed record;
BEGIN
    IF TG_OP = 'DELETE' THEN changed = OLD; ELSE changed = NEW; END IF;
    DELETE FROM held WHERE stop_id = changed.{key};
    {fill};
    RETURN NULL;
END
$$
"""
# The table that is changed, how its row names the stop, and by what it is changed.
FOLLOWED = (
    ("stop", "id", ("INSERT", "UPDATE")),
    ("stop_contact", "stop_id", ("INSERT", "UPDATE", "DELETE")),
)


def upgrade() -> None:
    _add_columns()
    op.create_table(
        "offer_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        *_ties("offer_contact", "offer"),
    )
    op.create_table(
        "stop_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        *_ties("stop_contact", "stop"),
    )
    op.create_table(
        "held",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("blocked_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=False),
        *_ties("held", "stop"),
    )
    for table, other in (("offer_contact", "offer"), ("stop_contact", "stop"), ("held", "stop")):
        for column in (f"{other}_id", "contact_id"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    _add_travel()
    _keep_time()


def _add_columns() -> None:
    no, yes = sa.false(), sa.true()
    for table, column in (
        ("contact", sa.Column("is_busy_known", sa.Boolean(), nullable=False, server_default=yes)),
        ("offer", sa.Column("is_together", sa.Boolean(), nullable=False, server_default=no)),
        ("offer", sa.Column("depth", sa.Integer(), nullable=False, server_default="0")),
        ("stop", sa.Column("groups", sa.JSON(), nullable=False, server_default="[]")),
        ("stop", sa.Column("is_pinned", sa.Boolean(), nullable=False, server_default=no)),
    ):
        op.add_column(table, column)


def _ties(table: str, other: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    """The columns and constraints of a table that ties contacts to something else."""
    return (
        sa.Column(f"{other}_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            [f"{other}_id"], [f"{other}.id"], name=op.f(f"fk_{table}_{other}_id")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f(f"fk_{table}_contact_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            f"{other}_id", "contact_id", name=op.f(f"uq_{table}_{other}_id_contact_id")
        ),
    )


def _add_travel() -> None:
    travel = op.create_table(
        "travel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("here", sa.String(length=200), nullable=False),
        sa.Column("there", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("km", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("minutes >= 0 AND km >= 0", name=op.f("ck_travel_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel")),
        sa.UniqueConstraint("here", "there", name=op.f("uq_travel_here_there")),
    )
    bind = op.get_bind()
    if bind.scalar(sa.text("SELECT count(*) FROM site")):
        rows = [
            {"here": here, "there": there, "minutes": minutes, "km": km, "changed_by": "Kvarken"}
            for here, there, minutes, km in ROADS
        ]
        bind.execute(sa.insert(travel).values(changed_at=sa.func.current_timestamp()), rows)


def _keep_time() -> None:
    """Derives the time of the stops there are, and of every one to come."""
    op.execute(TIME_OF_STOP.format(which="stop.id = stop.id"))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE_GUARD)
        for table, key, verbs in FOLLOWED:
            for verb in verbs:
                row = "OLD" if verb == "DELETE" else "NEW"
                fill = TIME_OF_STOP.format(which=f"stop.id = {row}.{key}")
                name = f"{table}_{verb.lower()}"
                op.execute(
                    SQLITE_FOLLOWS.format(
                        name=name, verb=verb, table=table, row=row, key=key, fill=fill
                    )
                )
        return
    op.execute(
        f"ALTER TABLE held ADD CONSTRAINT {GUARD} EXCLUDE USING gist ("
        "contact_id WITH =, tstzrange(blocked_from, blocked_until, '[)') WITH &&)"
    )
    for table, key, verbs in FOLLOWED:
        fill = TIME_OF_STOP.format(which=f"stop.id = changed.{key}")
        op.execute(POSTGRES_FUNCTION.format(table=table, key=key, fill=fill))
        op.execute(
            f"CREATE TRIGGER held_follows_{table} AFTER {' OR '.join(verbs)} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION hold_time_of_{table}()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {GUARD}")
        for table, _key, verbs in FOLLOWED:
            for verb in verbs:
                op.execute(f"DROP TRIGGER held_follows_{table}_{verb.lower()}")
    else:
        for table, _key, _verbs in FOLLOWED:
            op.execute(f"DROP TRIGGER held_follows_{table} ON {table}")
            op.execute(f"DROP FUNCTION hold_time_of_{table}()")
    for table in ("held", "travel", "stop_contact", "offer_contact"):
        op.drop_table(table)
    op.drop_column("stop", "is_pinned")
    op.drop_column("stop", "groups")
    op.drop_column("offer", "depth")
    op.drop_column("offer", "is_together")
    op.drop_column("contact", "is_busy_known")
