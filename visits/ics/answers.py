"""What other people's calendars answer: REPLY and COUNTER (RFC 5546), as their clients write them.

Only ever called in a process of its own (`app/confined.py`): the parser remembers time zones.
"""

import re
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from visits.errors import InvalidValue
from visits.ics.writing import is_mailbox
from visits.reply import Attendance, CalendarReply
from visits.span import Span

ANSWERING = frozenset({"REPLY", "COUNTER"})
LONGEST_UID = 200
LONGEST_ADDRESS = 254
LONGEST_COMMENT = 1000
HIGHEST_SEQUENCE = 2**31 - 1

LINE_END = re.compile(rb"\r\n|\r|\n")
UNSAYABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
ENDLESS = re.compile(rb"FREQ\s*=\s*(?:SECONDLY|MINUTELY|HOURLY)", re.IGNORECASE)
COMPACT = re.compile(r"(\d{8}T\d{6})Z")


def read_replies(content: bytes, *, method: str = "") -> tuple[CalendarReply, ...]:
    """What a calendar part says, one reply for each attendee it names.

    `method` is what the mail says beside it. Raises InvalidValue where it cannot be read, is no
    answer, speaks of several events, or of a repeated one.
    """
    calendar = _calendar(content)
    said = str(calendar.get("method") or method).upper()
    if method and said != method.upper():
        raise InvalidValue("calendar.method", "the mail says another one")
    if said not in ANSWERING:
        raise InvalidValue("calendar.method", "is no answer")
    event = _event(calendar)
    attendees = _list(event.get("attendee"))
    product = str(calendar.get("prodid") or "")
    replies = (_reply(event, one, method=said, product=product) for one in attendees)
    return tuple(reply for reply in replies if reply is not None)


def _calendar(content: bytes) -> Calendar:
    """The only calendar in some bytes; what stands around it is left out."""
    lines = LINE_END.split(content)
    names = [line.strip().upper() for line in lines]
    if ENDLESS.search(content):
        raise InvalidValue("calendar.rrule", "never ends")
    if names.count(b"BEGIN:VCALENDAR") != 1 or b"END:VCALENDAR" not in names:
        raise InvalidValue("calendar", "is not exactly one")
    first, last = names.index(b"BEGIN:VCALENDAR"), names.index(b"END:VCALENDAR")
    try:
        calendar = Calendar.from_ical(b"\r\n".join(lines[first : last + 1]) + b"\r\n")
    except Exception as failure:
        raise InvalidValue("calendar", type(failure).__name__) from failure
    if not isinstance(calendar, Calendar):
        raise InvalidValue("calendar", "is none")
    return calendar


def _event(calendar: Calendar) -> Event:
    events = [one for one in calendar.subcomponents if one.name != "VTIMEZONE"]
    if len(events) != 1 or not isinstance(events[0], Event):
        raise InvalidValue("calendar", "holds not exactly one event")
    event = events[0]
    if any(name in event for name in ("recurrence-id", "rrule", "rdate")):
        raise InvalidValue("calendar.rrule", "no stop repeats")
    if event.errors:
        raise InvalidValue("calendar", "a line cannot be read")
    return event


def _reply(event: Event, attendee: object, *, method: str, product: str) -> CalendarReply | None:
    """What one attendee says; None where it says nothing."""
    attendance = _attendance(attendee, method=method)
    if attendance is None:
        return None
    is_counter = method == "COUNTER"
    starts_at = _original(event) if is_counter else _instant(event, "dtstart")
    return CalendarReply(
        uid=_uid(event),
        attendee=_mailbox(str(attendee)),
        attendance=attendance,
        sequence=_sequence(event),
        stamped_at=_instant(event, "dtstamp"),
        starts_at=starts_at,
        comment=_comment(event, product=product),
        proposed=_proposed(event) if is_counter else None,
        delegated_to=_delegated_to(attendee),
    )


def _attendance(attendee: object, *, method: str) -> Attendance | None:
    said = str(_parameter(attendee, "PARTSTAT")).lower()
    if said in set(Attendance):
        return Attendance(said)
    return Attendance.TENTATIVE if method == "COUNTER" else None


def _delegated_to(attendee: object) -> str:
    to = _list(_parameter(attendee, "DELEGATED-TO"))
    return _mailbox(str(to[0])) if len(to) == 1 and to[0] else ""


def _parameter(value: object, name: str) -> object:
    return getattr(value, "params", {}).get(name, "")


def _mailbox(address: str) -> str:
    """The address behind mailto:, in any case; raises InvalidValue where it is not one."""
    bare = address.strip().strip('"')
    if bare[:7].lower() == "mailto:":
        bare = bare[7:]
    if not is_mailbox(bare) or len(bare) > LONGEST_ADDRESS:
        raise InvalidValue("calendar.attendee", "not one mailbox")
    return bare


def _uid(event: Event) -> str:
    uid = event.get("uid")
    if not isinstance(uid, str) or not 0 < len(uid) <= LONGEST_UID or UNSAYABLE.search(uid):
        raise InvalidValue("calendar.uid", "missing, too long, or not to be said")
    return str(uid)


def _sequence(event: Event) -> int:
    """Where there is none, it is 0 (RFC 5545 3.8.7.4)."""
    sequence = event.get("sequence", 0)
    if not isinstance(sequence, int) or not 0 <= sequence <= HIGHEST_SEQUENCE:
        raise InvalidValue("calendar.sequence", "not a whole number from 0")
    return int(sequence)


def _instant(event: Event, name: str) -> datetime | None:
    """The instant in UTC; None where it is missing, a mere date, or in no known zone."""
    value = event.get(name)
    if isinstance(value, list):
        raise InvalidValue(f"calendar.{name}", "said twice")
    at = getattr(value, "dt", None)
    if not isinstance(at, datetime) or at.tzinfo is None:
        return None
    return _utc(at)


def _utc(at: datetime) -> datetime | None:
    try:
        return at.astimezone(UTC).replace(microsecond=0)
    except (OverflowError, ValueError):
        return None


def _original(event: Event) -> datetime | None:
    """The time that Outlook's counter-proposal was made to; others do not say it."""
    found = COMPACT.fullmatch(str(event.get("x-ms-olk-originalstart", "")))
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _proposed(event: Event) -> Span:
    starts_at, ends_at = _instant(event, "dtstart"), _instant(event, "dtend")
    lasts = getattr(event.get("duration"), "dt", None)
    if starts_at is not None and ends_at is None and isinstance(lasts, timedelta):
        ends_at = _utc_sum(starts_at, lasts)
    if starts_at is None or ends_at is None:
        raise InvalidValue("calendar.dtstart", "no time that is known everywhere")
    return Span(starts_at, ends_at)


def _utc_sum(at: datetime, lasts: timedelta) -> datetime | None:
    try:
        return at + lasts
    except OverflowError:
        return None


def _comment(event: Event, *, product: str) -> str:
    """What was typed beside the answer.

    Outlook puts it into DESCRIPTION, where others repeat our own text with its links.
    """
    said = "\n".join(str(one) for one in _list(event.get("comment")) if one)
    if not said.strip() and "microsoft" in product.lower():
        description = event.get("description")
        said = description if isinstance(description, str) and "://" not in description else ""
    lines = (UNSAYABLE.sub(" ", line).strip() for line in said.split("\n"))
    return "\n".join(line for line in lines if line)[:LONGEST_COMMENT]


def _list(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
