"""Mail that came in, the stops it is about, and what people say about coming."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.persistence import tables
from app.persistence.incoming_records import Attending, IncomingMail
from app.persistence.records import OutboxMail
from visits.itinerary import Itinerary, Stop
from visits.reply import HEARD
from visits.request import VisitRequest


def add_incoming(session: Session, mail: IncomingMail) -> bool:
    """Takes a mail in; False where it was taken before, or is being taken at this moment."""
    known = sa.select(tables.incoming_mail.c.id).where(tables.incoming_mail.c.digest == mail.digest)
    if session.scalar(known) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(mail)
    except IntegrityError:
        return False
    return True


def list_unhandled(session: Session, *, limit: int = 200) -> list[IncomingMail]:
    """What a coordinator has to look at, newest first."""
    table = tables.incoming_mail.c
    query = sa.select(IncomingMail).where(table.handled_at.is_(None))
    return list(session.scalars(query.order_by(table.id.desc()).limit(limit)))


def list_incoming(session: Session, delegation_id: int) -> list[IncomingMail]:
    """All mail that came in about a visit, newest first."""
    table = tables.incoming_mail.c
    query = sa.select(IncomingMail).where(table.delegation_id == delegation_id)
    return list(session.scalars(query.order_by(table.id.desc())))


def find_incoming(session: Session, mail_id: int) -> IncomingMail | None:
    """The mail with this id."""
    return session.get(IncomingMail, mail_id)


def find_heard(session: Session, *, uid: str, attendee: str) -> IncomingMail | None:
    """The newest mail that was taken as one person's calendar's answer about one stop."""
    table = tables.incoming_mail.c
    query = sa.select(IncomingMail).where(
        table.uid == uid,
        sa.func.lower(table.attendee) == attendee.lower(),
        table.outcome.in_(sorted(HEARD)),
        table.stamped_at.is_not(None),
    )
    return session.scalar(query.order_by(table.stamped_at.desc(), table.id.desc()).limit(1))


def find_stop(session: Session, uid: str) -> Stop | None:
    """The stop that calendars know by this UID."""
    return session.scalar(sa.select(Stop).where(tables.stop.c.uid == uid))


def find_itinerary_of(session: Session, stop: Stop) -> Itinerary:
    """The programme a stop belongs to."""
    query = sa.select(Itinerary).join(
        tables.stop, tables.stop.c.itinerary_id == tables.itinerary.c.id
    )
    return session.scalars(query.where(tables.stop.c.id == stop.id)).one()


def find_request_about(session: Session, stop: Stop) -> VisitRequest | None:
    """The last question that was asked about a stop."""
    table = tables.visit_request.c
    query = sa.select(VisitRequest).where(table.stop_id == stop.id)
    return session.scalar(query.order_by(table.id.desc()).limit(1))


def list_told_emails(session: Session, stop: Stop) -> list[str]:
    """The addresses of everybody whose calendar was ever told of a stop."""
    table = tables.invitation.c
    return list(session.scalars(sa.select(table.email).where(table.stop_id == stop.id)))


def find_sent(session: Session, message_ids: Sequence[str]) -> OutboxMail | None:
    """The first of our mails with one of these Message-IDs."""
    if not message_ids:
        return None
    table = tables.outbox.c
    found = session.scalars(sa.select(OutboxMail).where(table.message_id.in_(message_ids)))
    order = {message_id: number for number, message_id in enumerate(message_ids)}
    return min(found, key=lambda mail: order[mail.message_id], default=None)


def find_attending(session: Session, stop: Stop, email: str) -> Attending | None:
    """What one person has said about coming to a stop."""
    table = tables.attending.c
    return session.scalar(
        sa.select(Attending).where(
            table.stop_id == stop.id, sa.func.lower(table.email) == email.lower()
        )
    )


def list_attending(session: Session, itinerary_id: int) -> list[Attending]:
    """What everybody has said about coming to the stops of a programme."""
    table, stop = tables.attending.c, tables.stop.c
    query = sa.select(Attending).join(tables.stop, stop.id == table.stop_id)
    return list(session.scalars(query.where(stop.itinerary_id == itinerary_id).order_by(table.id)))


def forget_incoming(session: Session, *, before: datetime) -> None:
    """The text of mail that came in long ago; what became of it stays.

    Who wrote it goes, too, once the visit it was about is over, and at once where it was about
    none: until then it tells a newer answer from an older one.
    """
    table = tables.incoming_mail
    old = table.c.received_at < before
    has_text = table.c.content.is_not(None)
    session.execute(sa.update(table).where(old, has_text).values(content=None, words=""))
    itinerary, stop = tables.itinerary.c, tables.stop.c
    goes_on = sa.exists().where(
        itinerary.delegation_id == table.c.delegation_id,
        stop.itinerary_id == itinerary.id,
        stop.ends_at >= before,
    )
    is_named = sa.or_(table.c.sender != "", table.c.attendee != "", table.c.subject != "")
    nobody = {"sender": "", "attendee": "", "subject": ""}
    session.execute(sa.update(table).where(old, is_named, ~goes_on).values(nobody))
