"""Steps of mail that comes in, for tests."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

from app.actions.receive import receive_mail
from app.persistence.incoming import list_unhandled
from app.persistence.incoming_records import Source
from app.persistence.itineraries import find_itinerary, list_requests
from app.persistence.outbox import list_mails
from app.world import World
from tests.mail.shapes import GOOGLE, Said, later, mail_of
from visits.reply import Outcome
from visits.request import (
    VisitRequest,
)


def said_of(request: VisitRequest, world: World, **changes: object) -> Said:
    """What the host of a request answers a minute after it was asked."""
    said = Said(
        uid=request.stop.uid,
        attendee=request.stop.contact.email,
        starts_at=request.stop.span.starts_at,
        ends_at=request.stop.span.ends_at,
        at=later(world.clock(), minutes=1),
        sequence=request.stop.sequence,
    )
    return replace(said, **changes)  # type: ignore[arg-type]


def receive(world: World, content: bytes, **after: float) -> Outcome:
    now = later(world.clock(), **(after or {"minutes": 2}))
    return receive_mail(world, content, source=Source.PIPE, now=now)


def first_of(world: World, delegation_id: int) -> VisitRequest:
    with world.database.reading() as session:
        itinerary = find_itinerary(session, delegation_id)
        assert itinerary is not None
        assert itinerary.id is not None
        request = list_requests(session, itinerary.id)[0]
        assert request.stop.contact.email
        assert request.itinerary.delegation.contact_email
        assert request.handed_to is None or request.handed_to.email
        return request


def sequence_sent(world: World, request: VisitRequest) -> int:
    """The SEQUENCE of the calendar part in the mail that asked the host."""
    with world.database.reading() as session:
        delegation_id = request.itinerary.delegation.id
        assert delegation_id is not None
        bodies = [mail.body or b"" for mail in list_mails(session, delegation_id)]
    parts = (
        part.get_content()
        for body in bodies
        for part in message_from_bytes(body, policy=default).walk()
        if part.get_content_type() == "text/calendar"
    )
    asked = next(text for text in parts if f"UID:{request.stop.uid}" in text)
    return int(asked.partition("SEQUENCE:")[2].split()[0])


def a_stranger_answers(world: World, request: VisitRequest) -> int:
    """A mail about a visit that waits for its coordinators; its id."""
    said = said_of(request, world, attendee="stranger@example.net")
    assert receive(world, mail_of(GOOGLE, said)) is Outcome.STRANGER
    with world.database.reading() as session:
        return list_unhandled(session)[0].id or 0


def waiting_for_people(world: World) -> list[Outcome]:
    with world.database.reading() as session:
        return [mail.outcome for mail in list_unhandled(session)]
