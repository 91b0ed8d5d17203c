"""Who is asked in somebody's place: other contacts of the same host."""

from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.columns import metadata
from app.persistence.records import Purpose
from visits.catalogue import Contact
from visits.request import RequestState, VisitRequest

# What a colleague has who was typed in and is only asked; whatever else there is of a contact
# shows that it receives, or that its office knows it.
OF_THE_ASKED = (tables.capability.c.contact_id, tables.visit_request.c.handed_to_id)


def find_colleague(session: Session, contact: Contact, *, email: str) -> Contact | None:
    """The contact at the same host with this address, whoever it is, in any case of letters.

    It is not forgotten before the transaction ends.
    """
    table = tables.contact.c
    query = sa.select(Contact).where(
        table.host_id == contact.host.id, sa.func.lower(table.email) == email.lower()
    )
    kept = query.with_for_update(of=tables.contact, read=True, key_share=True)
    return session.scalar(kept.order_by(table.id).limit(1))


def count_colleagues(session: Session, request: VisitRequest, *, besides: Contact) -> int:
    """To how many others a request was ever handed."""
    table = tables.capability.c
    query = sa.select(sa.func.count(sa.distinct(table.contact_id))).where(
        table.visit_request_id == request.id,
        table.contact_id.is_not(None),
        table.contact_id != besides.id,
    )
    return session.scalar(query) or 0


def is_only_asked(session: Session, contact: Contact) -> bool:
    """Whether somebody was typed in to take over a request, and has taken over none yet."""
    table = tables.contact
    query = sa.select(table.c.id).where(table.c.id == contact.id, *_only_asked())
    return session.scalar(query) is not None


def forget_colleagues(session: Session, *, before: datetime) -> None:
    """Deletes who was typed in and took nothing over, with their links.

    They go once every request they were asked about is settled, and was to be answered by then.
    """
    table, asked, link = tables.contact, tables.visit_request, tables.capability
    by_link = sa.select(link.c.visit_request_id).where(link.c.contact_id == table.c.id)
    by_link = by_link.correlate(table)
    is_about = sa.or_(asked.c.handed_to_id == table.c.id, asked.c.id.in_(by_link))
    goes_on = sa.or_(
        asked.c.state == RequestState.WAITING,
        asked.c.answer_by >= before,
        asked.c.answered_at >= before,
    )
    is_needed = sa.exists().where(is_about, goes_on).correlate(table)
    query = sa.select(table.c.id).where(*_only_asked(), ~is_needed)
    ids = list(session.scalars(query.with_for_update(of=table, skip_locked=True)))
    if not ids:
        return
    was_asked = asked.c.handed_to_id.in_(ids)
    session.execute(sa.update(asked).where(was_asked).values(handed_to_id=None))
    session.execute(sa.delete(link).where(link.c.contact_id.in_(ids)))
    session.execute(sa.delete(table).where(table.c.id.in_(ids)))


def _only_asked() -> tuple[sa.ColumnElement[bool], ...]:
    """That a contact was handed a request, and that nothing else refers to it."""
    own, link = tables.contact.c.id, tables.capability.c
    was_handed = sa.or_(
        _exists(tables.visit_request.c.handed_to_id == own),
        _exists(link.contact_id == own, link.visit_request_id.is_not(None)),
    )
    has_desk = _exists(link.contact_id == own, link.purpose == Purpose.DESK)
    return (was_handed, ~has_desk, *(~_exists(column == own) for column in _references()))


def _exists(*conditions: sa.ColumnElement[bool]) -> sa.Exists:
    return sa.exists().where(*conditions).correlate(tables.contact)


@cache
def _references() -> list[sa.Column[int]]:
    """Every other column that refers to a contact."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if column.references(tables.contact.c.id) and column not in OF_THE_ASKED
    ]
