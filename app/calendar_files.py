"""Stops as one calendar file, for what is downloaded and for what is subscribed to."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.mail.envelope import SENDER_NAME
from app.mail.invitations import invitation_for
from app.mail.letter import Links
from visits.delegation import Delegation
from visits.ics.writing import feed_bytes
from visits.invitation import Person
from visits.itinerary import Stop
from visits.language import Language
from visits.notification import Recipient

CALENDAR_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class ShownStop:
    """A stop, the visit it belongs to, and who looks at it."""

    stop: Stop
    delegation: Delegation
    reader: Recipient


def calendar_file(
    stops: Iterable[ShownStop], *, name: str, language: Language, mail_from: str
) -> bytes:
    """The stops in order of time, worded for their reader; no secret link stands in it."""
    organizer = Person(mail_from, SENDER_NAME)
    invitations = (
        invitation_for(
            one.stop,
            delegation=one.delegation,
            recipient=one.reader,
            organizer=organizer,
            links=Links(),
        )
        for one in stops
    )
    return feed_bytes(invitations, name=name, language=language)
