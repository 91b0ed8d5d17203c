"""The people of a delegation: listed, found, asked to confirm, invited, and forgotten."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.invitations import list_delegates
from app.persistence.participant_records import JoinAsk
from app.tokens import hash_token
from visits.conversation import address_of
from visits.delegation import Delegate, Delegation
from visits.itinerary import StopState

JOINING_MAILS = ("join_confirm", "join_welcome")


def count_participants(session: Session, delegation_id: int) -> int:
    """How many people a delegation has given addresses of, or who have joined by themselves."""
    table = tables.delegate.c
    query = sa.select(sa.func.count()).where(table.delegation_id == delegation_id)
    return session.scalar(query) or 0


def list_some(session: Session, delegation_id: int, *, ids: Iterable[int]) -> list[Delegate]:
    """Those of a delegation's people who have these ids."""
    table = tables.delegate.c
    query = sa.select(Delegate).where(table.delegation_id == delegation_id, table.id.in_(ids))
    return list(session.scalars(query.order_by(table.id)))


def find_participant(session: Session, delegation_id: int, *, email: str) -> Delegate | None:
    """Who of a delegation has this address; capitals make no other one."""
    people = list_delegates(session, delegation_id)
    wanted = address_of(email)
    return next((one for one in people if address_of(one.email) == wanted), None)


def find_join_ask(session: Session, token: str, *, since: datetime) -> JoinAsk | None:
    """Who asked to join and was mailed this token since an instant."""
    table = tables.join_ask.c
    found = sa.and_(table.token_hash == hash_token(token), table.asked_at > since)
    return session.scalar(sa.select(JoinAsk).where(found))


def count_join_asks(session: Session, delegation_id: int, *, since: datetime) -> int:
    """How many have asked to join since an instant and have not confirmed yet."""
    table = tables.join_ask.c
    query = sa.select(sa.func.count()).where(
        table.delegation_id == delegation_id, table.asked_at > since
    )
    return session.scalar(query) or 0


def remove_participants(session: Session, people: Iterable[Delegate]) -> None:
    """Takes people away, with every link that was theirs."""
    ids = [one.id for one in people]
    session.flush()
    session.execute(sa.delete(tables.capability).where(tables.capability.c.delegate_id.in_(ids)))
    session.execute(sa.delete(tables.delegate).where(tables.delegate.c.id.in_(ids)))
    for one in people:
        session.expunge(one)


def forget_attendance(session: Session, itinerary_id: int, *, emails: Iterable[str]) -> None:
    """What people with these addresses said about coming."""
    stops = sa.select(tables.stop.c.id).where(tables.stop.c.itinerary_id == itinerary_id)
    table = tables.attending.c
    theirs = sa.func.lower(table.email).in_(list(emails))
    session.execute(sa.delete(tables.attending).where(table.stop_id.in_(stops), theirs))


def forget_participants(session: Session, *, before: datetime) -> list[int]:
    """Deletes everything about the people of visits that were over by then; returns their ids."""
    over = list(_visits_over(session, before=before))
    for delegation_id in over:
        people = list_delegates(session, delegation_id)
        _forget_calendars(session, delegation_id, people)
        remove_participants(session, people)
        _forget_rest(session, delegation_id)
    return over


def forget_joining(session: Session, *, asked_before: datetime, sent_before: datetime) -> None:
    """Those who never confirmed their address, and the mails that asked them to."""
    asked, mail = tables.join_ask.c, tables.outbox.c
    session.execute(sa.delete(tables.join_ask).where(asked.asked_at < asked_before))
    old = sa.and_(mail.kind.in_(JOINING_MAILS), mail.created_at < sent_before)
    session.execute(sa.delete(tables.outbox).where(old))


def _visits_over(session: Session, *, before: datetime) -> Iterable[int]:
    """The visits with people that were called off, or had their last stop, before an instant.

    Where no programme was ever chosen, the last day that was wished counts.
    """
    asked = sa.select(tables.join_ask.c.delegation_id)
    with_people = sa.union(sa.select(tables.delegate.c.delegation_id), asked)
    table = tables.delegation.c
    delegations = session.scalars(sa.select(Delegation).where(table.id.in_(with_people))).all()
    ended = _ends(session, [one.id for one in delegations])
    for one in delegations:
        ended_at = ended.get(one.id)
        wished_on = one.wishes.latest_on
        is_over = ended_at < before if ended_at else wished_on < before.date()
        if is_over and one.id is not None:
            yield one.id


def _ends(session: Session, ids: Iterable[int | None]) -> dict[int | None, datetime | None]:
    """When the programmes of visits were called off, or else when their last stop ends."""
    itinerary, stop = tables.itinerary.c, tables.stop.c
    last = sa.func.max(stop.ends_at).filter(stop.state != StopState.DROPPED)
    query = (
        sa.select(itinerary.delegation_id, itinerary.cancelled_at, last)
        .outerjoin(tables.stop, stop.itinerary_id == itinerary.id)
        .where(itinerary.delegation_id.in_(ids))
        .group_by(itinerary.delegation_id, itinerary.cancelled_at)
    )
    rows = session.execute(query)
    return {key: cancelled_at or last_at for key, cancelled_at, last_at in rows}


def _forget_calendars(session: Session, delegation_id: int, people: list[Delegate]) -> None:
    query = sa.select(tables.itinerary.c.id).where(
        tables.itinerary.c.delegation_id == delegation_id
    )
    itinerary_id = session.scalar(query)
    if itinerary_id is None:
        return
    stops = sa.select(tables.stop.c.id).where(tables.stop.c.itinerary_id == itinerary_id)
    table = tables.invitation.c
    session.execute(sa.delete(tables.invitation).where(table.stop_id.in_(stops), table.is_delegate))
    emails = [address_of(one.email) for one in people]
    forget_attendance(session, itinerary_id, emails=emails)


def _forget_rest(session: Session, delegation_id: int) -> None:
    """The mails to its people, and those who never confirmed."""
    asked, mail = tables.join_ask.c, tables.outbox.c
    session.execute(sa.delete(tables.join_ask).where(asked.delegation_id == delegation_id))
    theirs = sa.and_(mail.delegation_id == delegation_id, mail.is_to_participant)
    session.execute(sa.delete(tables.outbox).where(theirs))
