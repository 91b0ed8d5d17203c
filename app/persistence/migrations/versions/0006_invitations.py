"""What each person's calendar was last told of each stop.

Of programmes that are out or being agreed on, everybody who was written to is entered as told
what the stop says now; what the message said beside the time is not known, and left empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = """stop_id, email, name, language, zone, is_host, is_delegate,
    channel, state, sequence, changed_at, starts_at, ends_at, says"""
ASKED = f"""
INSERT INTO invitation ({COLUMNS})
SELECT stop.id, lower(contact.email), '', contact.language, site.zone, :yes, :no, 'card',
       CASE itinerary.state WHEN 'published' THEN 'confirmed' ELSE 'held' END,
       stop.sequence, stop.changed_at, stop.starts_at, stop.ends_at, ''
FROM stop
JOIN itinerary ON itinerary.id = stop.itinerary_id
JOIN contact ON contact.id = stop.contact_id
JOIN offer ON offer.id = stop.offer_id
JOIN site ON site.id = offer.site_id
WHERE stop.state != 'dropped' AND itinerary.state != 'cancelled'
"""
INVITED = f"""
INSERT INTO invitation ({COLUMNS})
SELECT stop.id, lower(delegation.contact_email), delegation.contact_name, delegation.language,
       delegation.zone, :no, :no, 'card', 'confirmed', stop.sequence, stop.changed_at, stop.starts_at, stop.ends_at, ''
FROM stop
JOIN itinerary ON itinerary.id = stop.itinerary_id
JOIN delegation ON delegation.id = itinerary.delegation_id
JOIN contact ON contact.id = stop.contact_id
WHERE stop.state != 'dropped' AND itinerary.state = 'published'
  AND lower(delegation.contact_email) != lower(contact.email)
"""


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stop_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=32), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("is_host", sa.Boolean(), nullable=False),
        sa.Column("is_delegate", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("says", sa.String(length=64), nullable=False),
        sa.Column("asked_version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["stop_id"], ["stop.id"], name=op.f("fk_invitation_stop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("stop_id", "email", name=op.f("uq_invitation_stop_id_email")),
    )
    op.create_index(op.f("ix_invitation_stop_id"), "invitation", ["stop_id"], unique=False)
    yes, no = (sa.bindparam(name, name == "yes", sa.Boolean()) for name in ("yes", "no"))
    op.execute(sa.text(ASKED).bindparams(yes, no))
    op.execute(sa.text(INVITED).bindparams(no))


def downgrade() -> None:
    op.drop_table("invitation")
