"""A published programme as calendar bytes, for the feed and for the download."""

from datetime import datetime

from app.access import settings
from app.i18n import gettext, use_language
from app.mail.envelope import SENDER_NAME
from app.mail.invitations import invitation_for
from app.mail.letter import Links
from app.mail.text import one_line
from visits.ics.writing import feed_bytes
from visits.invitation import Person
from visits.itinerary import Itinerary, Stop
from visits.notification import contact_of

CALENDAR_TYPE = "text/calendar; charset=utf-8"


def calendar_bytes(itinerary: Itinerary) -> bytes:
    """Every stop the delegation was ever told of, the cancelled ones as such.

    In the delegation's own language and zone, whoever asks; no secret link stands in it.
    """
    delegation = itinerary.delegation
    organizer = Person(settings().mail_from, SENDER_NAME)
    with use_language(delegation.language):
        name = gettext("Study visit %(reference)s") % {"reference": one_line(delegation.reference)}
        invitations = [
            invitation_for(
                stop,
                delegation=delegation,
                recipient=contact_of(delegation),
                organizer=organizer,
                links=Links(),
            )
            for stop in (*itinerary.standing, *called_off(itinerary))
        ]
    return feed_bytes(invitations, name=name, language=delegation.language)


def called_off(itinerary: Itinerary) -> tuple[Stop, ...]:
    """The stops that were in the published programme and are not any more, in order of time."""
    published_at = itinerary.published_at
    if published_at is None:
        return ()
    gone = (
        stop
        for stop in itinerary.stops
        if not stop.stands
        and (stop.changed_at > published_at or stop.changed_at == itinerary.cancelled_at)
    )
    return tuple(sorted(gone, key=lambda stop: stop.span))


def changed_at(itinerary: Itinerary) -> datetime:
    """When the programme last changed in a way calendars have to hear of."""
    instants = [stop.changed_at for stop in itinerary.stops]
    instants += [at for at in (itinerary.published_at, itinerary.cancelled_at) if at is not None]
    return max(instants)
