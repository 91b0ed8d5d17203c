"""What all tables are made of: how constraints are named, and the columns that come again."""

import sqlalchemy as sa

from app.persistence.types import UtcDateTime

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NAME = sa.String(200)
SLUG = sa.String(80)
EMAIL = sa.String(254)
ZONE = sa.String(64)
TAG = sa.String(16)
HASH = sa.String(64)


def key() -> sa.Column[int]:
    """The id."""
    return sa.Column("id", sa.Integer, primary_key=True)


def to(other: str, *, nullable: bool = False, unique: bool = False) -> sa.Column[int]:
    """A reference to a row of another table."""
    return sa.Column(
        f"{other}_id",
        sa.ForeignKey(f"{other}.id"),
        nullable=nullable,
        index=not unique,
        unique=unique,
    )


def at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    """An instant."""
    return sa.Column(name, UtcDateTime, nullable=nullable)
