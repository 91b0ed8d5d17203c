"""Invitations and feeds as iCalendar bytes (RFC 5545, 5546, 7986)."""

import re
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event, vCalAddress, vDuration, vUri

from visits.errors import InvalidValue
from visits.invitation import Invitation, Method, Person
from visits.language import Language

PRODUCT = "-//Kvarken//Study visits//EN"
REMINDED_BEFORE = timedelta(minutes=15)
REFRESHED_EVERY = timedelta(hours=1)

UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
LINE_END = re.compile("\r\n|[\r\u2028\u2029]")
MAILBOX = re.compile(r"[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
LINK = re.compile(r"[!-~]+")


def message_bytes(invitation: Invitation, *, method: Method) -> bytes:
    """The calendar part of one mail, or with PUBLISH a download: exactly one VEVENT.

    A cancelled invitation only goes out as CANCEL or PUBLISH. Raises InvalidValue where the
    method does not fit the invitation, or an address is not one mailbox.
    """
    if method is Method.REQUEST and invitation.is_cancelled:
        raise InvalidValue("invitation.is_cancelled", "what is called off is not asked for")
    calendar = _calendar(method)
    if method is Method.DECLINECOUNTER:
        calendar.add_component(_declined_counter(invitation))
    else:
        calendar.add_component(_event(invitation, method=method))
    return _bytes(calendar)


def feed_bytes(invitations: Iterable[Invitation], *, name: str, language: Language) -> bytes:
    """A calendar to subscribe to, in order of time; equal input gives equal bytes.

    Cancelled invitations stay in it as such, without their attendees.
    """
    calendar = _calendar(Method.PUBLISH)
    calendar.add("name", _one_line(name), parameters={"LANGUAGE": language.value})
    calendar.add("x-wr-calname", _one_line(name))
    interval = vDuration(REFRESHED_EVERY)
    calendar.add("refresh-interval", interval, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESHED_EVERY))
    for invitation in sorted(invitations, key=lambda one: (one.span, one.uid)):
        calendar.add_component(_event(invitation, method=Method.PUBLISH))
    return _bytes(calendar)


def is_mailbox(address: str) -> bool:
    """Whether it is exactly one plain address, without a name, a comment or a list."""
    return MAILBOX.fullmatch(address) is not None


def https_link(address: str) -> str:
    """The address where it is a plain https one, else nothing: what may stand as a join link."""
    return _link(address, schemes=("https",))


def _link(address: str, *, schemes: tuple[str, ...]) -> str:
    if not LINK.fullmatch(address):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in schemes and parts.hostname else ""


def _calendar(method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    return calendar


def _bytes(calendar: Calendar) -> bytes:
    written: bytes = calendar.to_ical()
    return written


def _declined_counter(invitation: Invitation) -> Event:
    """That a proposed time cannot be had: who says so of what, and no more (RFC 5546 3.2.8).

    Without ATTENDEE and SEQUENCE, for the checkers agree on nothing else.
    """
    event = Event()
    event.add("uid", _one_line(invitation.uid))
    event.add("dtstamp", invitation.changed_at)
    event.add("organizer", _address(invitation.organizer, invitation.language), encode=False)
    comment = _text(invitation.description)
    if comment:
        event.add("comment", comment, parameters={"LANGUAGE": invitation.language.value})
    return event


def _event(invitation: Invitation, *, method: Method) -> Event:
    is_cancelled = invitation.is_cancelled or method is Method.CANCEL
    event = Event()
    event.add("uid", _one_line(invitation.uid))
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.changed_at)
    event.add("last-modified", invitation.changed_at)
    event.add("dtstart", invitation.span.starts_at)
    event.add("dtend", invitation.span.ends_at)
    event.add("status", _status(invitation, is_cancelled=is_cancelled))
    event.add("transp", "TRANSPARENT" if is_cancelled else "OPAQUE")
    event.add("organizer", _address(invitation.organizer, invitation.language), encode=False)
    if method is not Method.PUBLISH:
        event.add("attendee", _attendee(invitation, method=method), encode=False)
    _add_texts(event, invitation)
    _add_links(event, invitation)
    if method is Method.REQUEST:
        event.add_component(_alarm(invitation))
    return event


def _status(invitation: Invitation, *, is_cancelled: bool) -> str:
    if is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if invitation.is_tentative else "CONFIRMED"


def _add_texts(event: Event, invitation: Invitation) -> None:
    """Clients each read another property, so the join link stands in all of them."""
    language = {"LANGUAGE": invitation.language.value}
    join_url = https_link(invitation.join_url)
    location = _one_line(invitation.location)
    description = _text(invitation.description)
    event.add("summary", _one_line(invitation.summary), parameters=language)
    if location or join_url:
        event.add("location", _joined(", ", location, join_url), parameters=language)
    if description or join_url:
        event.add("description", _joined("\n", join_url, description), parameters=language)
    if invitation.categories:
        categories = [_one_line(category) for category in invitation.categories]
        event.add("categories", categories, parameters=language)


def _add_links(event: Event, invitation: Invitation) -> None:
    join_url = https_link(invitation.join_url)
    url = join_url or _link(invitation.page_url, schemes=("https", "http"))
    if url:
        event.add("url", url)
    if join_url:
        conference = vUri(join_url)
        conference.params["VALUE"] = "URI"
        conference.params["FEATURE"] = ["VIDEO", "AUDIO"]
        event.add("conference", conference, encode=False)
    if invitation.point is not None:
        event.add("geo", (invitation.point.lat, invitation.point.lon))


def _attendee(invitation: Invitation, *, method: Method) -> vCalAddress:
    """The reader alone: other guests' addresses are never shown."""
    if invitation.attendee is None:
        raise InvalidValue("invitation.attendee", f"{method} goes to somebody")
    attendee = _address(invitation.attendee, invitation.language)
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "NEEDS-ACTION"
    if method is Method.REQUEST:
        attendee.params["RSVP"] = "TRUE"
    return attendee


def _address(person: Person, language: Language) -> vCalAddress:
    if not is_mailbox(person.email):
        raise InvalidValue("invitation.email", "not one mailbox")
    address = vCalAddress(f"mailto:{person.email}")
    name = _one_line(person.name).replace('"', "").replace("^", "")
    if name:
        address.params["CN"] = name
    address.params["LANGUAGE"] = language.value
    return address


def _alarm(invitation: Invitation) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _one_line(invitation.summary))
    alarm.add("trigger", -REMINDED_BEFORE)
    return alarm


def _text(value: str) -> str:
    return UNSAYABLE.sub("", LINE_END.sub("\n", value))


def _one_line(value: str) -> str:
    return " ".join(_text(value).split())


def _joined(separator: str, *parts: str) -> str:
    return separator.join(part for part in parts if part)
