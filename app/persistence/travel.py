"""The roads between towns as coordinators keep them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.records import KeptRoad
from visits.travel import Road


def list_kept_roads(session: Session) -> list[KeptRoad]:
    """Every road, by its towns."""
    table = tables.travel.c
    return list(session.scalars(sa.select(KeptRoad).order_by(table.here, table.there, table.id)))


def list_roads(session: Session) -> tuple[Road, ...]:
    """Every road as the composer takes it."""
    return tuple(Road(one.here, one.there, one.minutes, one.km) for one in list_kept_roads(session))


def find_kept_road(session: Session, road_id: int) -> KeptRoad | None:
    """The road with this id."""
    return session.get(KeptRoad, road_id)


def find_road_between(session: Session, here: str, there: str) -> KeptRoad | None:
    """The road between two towns, in whichever direction it was entered."""
    table = tables.travel.c
    query = sa.select(KeptRoad).where(
        sa.or_(
            sa.and_(table.here == here, table.there == there),
            sa.and_(table.here == there, table.there == here),
        )
    )
    return session.scalar(query.limit(1))
