"""The lines of a calendar file (RFC 5545, 3.1) that say when somebody is busy, and no others.

What people wrote is dropped unread. A line or a component that nobody knows and that speaks of
time is refused: it may be a damaged one, and what is unknown is not free.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from visits.free_busy import NotRead, WhyNotRead

MOST_EVENTS = 20_000

FOLDED = re.compile(rb"(?:\r*\n|\r)[ \t]")
LINE_END = re.compile(r"\r\n|\n|\r")
NAME = re.compile(r"([A-Za-z0-9-]+)[;:]")
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";]*)')
LIKE_TIME = re.compile(r"[;:](?:[^:]*:)?(?:P?\d{8}|[-+]?P\d*[WDT])|FREQ=", re.IGNORECASE)

TIMES, WORDS, OTHER_TIMES, SILENT = (
    frozenset(words.split())
    for words in (
        "DTSTART DTEND DURATION RRULE RDATE EXDATE EXRULE RECURRENCE-ID FREEBUSY",
        "UID STATUS TRANSP CALSCALE TZID X-LIC-LOCATION X-WR-TIMEZONE",
        "DTSTAMP CREATED LAST-MODIFIED COMPLETED ACKNOWLEDGED DUE DCREATED",
        "DESCRIPTION SUMMARY LOCATION COMMENT CONTACT ATTENDEE ORGANIZER CATEGORIES URL ATTACH "
        "RESOURCES RELATED-TO CONFERENCE IMAGE STYLED-DESCRIPTION STRUCTURED-DATA NAME LINK "
        "REFRESH-INTERVAL TRIGGER REQUEST-STATUS GEO PRODID SOURCE SEQUENCE PRIORITY CLASS "
        "METHOD VERSION COLOR PERCENT-COMPLETE",
    )
)
AROUND = {
    "VEVENT": {"VCALENDAR"},
    "VFREEBUSY": {"VCALENDAR"},
    "VTODO": {"VCALENDAR"},
    "VJOURNAL": {"VCALENDAR"},
    "VTIMEZONE": {"VCALENDAR"},
    "STANDARD": {"VTIMEZONE"},
    "DAYLIGHT": {"VTIMEZONE"},
    "VALARM": {"VEVENT", "VTODO"},
    "PARTICIPANT": {"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY"},
    "VLOCATION": {"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "PARTICIPANT"},
    "VRESOURCE": {"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "PARTICIPANT"},
}
TELLING = frozenset({"VCALENDAR", "VEVENT", "VFREEBUSY", "VTIMEZONE"})


@dataclass(frozen=True, slots=True)
class Line:
    """One property with its parameters, names in upper case."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class Component:
    """A component with its telling lines, and the components inside it."""

    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def one(self, name: str) -> Line | None:
        """The only line of a name; raises NotRead where there are several."""
        found = self.all(name)
        if len(found) > 1:
            raise NotRead(WhyNotRead.BROKEN, f"{name} stands twice")
        return found[0] if found else None

    def all(self, name: str) -> list[Line]:
        """Every line of a name."""
        return [line for line in self.lines if line.name == name]

    def text(self, name: str) -> str:
        """The value of the first line of a name, or nothing."""
        return next((line.value for line in self.lines if line.name == name), "")


def calendars_of(content: bytes) -> list[Component]:
    """The VCALENDARs of a file; raises NotRead where a part is missing, nested or not known."""
    calendars: list[Component] = []
    open_parts: list[Component] = []
    events = 0
    for text in _texts(content):
        name = _name(text)
        if name == "BEGIN":
            part = Component(text[6:].strip().upper())
            _check_place(part.name, open_parts)
            (open_parts[-1].parts if open_parts else calendars).append(part)
            open_parts.append(part)
            events += part.name == "VEVENT"
            if events > MOST_EVENTS:
                raise NotRead(WhyNotRead.TOO_COMPLEX, f"more than {MOST_EVENTS} events")
        elif not open_parts:
            raise NotRead(WhyNotRead.NOT_A_CALENDAR)
        elif name == "END":
            if open_parts.pop().name != text[4:].strip().upper():
                raise NotRead(WhyNotRead.BROKEN, "a component does not end where it should")
        elif open_parts[-1].name in TELLING:
            _keep(open_parts[-1], name, text)
    if not calendars:
        raise NotRead(WhyNotRead.NOT_A_CALENDAR)
    if open_parts:
        raise NotRead(WhyNotRead.BROKEN, "the file ends too early")
    return calendars


def _texts(content: bytes) -> Iterator[str]:
    text = FOLDED.sub(b"", content).decode("utf-8-sig", "replace")
    return (line for line in LINE_END.split(text) if line.strip("\0 \t"))


def _name(text: str) -> str:
    found = NAME.match(text)
    return found[1].upper() if found else ""


def _check_place(name: str, open_parts: list[Component]) -> None:
    """What may hide an event, or says "busy" in a way nobody here understands, is refused."""
    if not open_parts:
        if name != "VCALENDAR":
            raise NotRead(WhyNotRead.NOT_A_CALENDAR)
        return
    around = open_parts[-1].name
    if name.startswith("X-") or around.startswith("X-"):
        if name in TELLING:
            raise NotRead(WhyNotRead.BROKEN, "a component is in the wrong place")
    elif around not in AROUND.get(name, ()):
        raise NotRead(WhyNotRead.BROKEN, "a component is not known, or in the wrong place")
    if len(open_parts) > 8:
        raise NotRead(WhyNotRead.TOO_COMPLEX, "nested too deeply")


def _keep(part: Component, name: str, text: str) -> None:
    if name in TIMES:
        part.lines.append(_time_line(name, text))
    elif name in WORDS:
        part.lines.append(Line(name, {}, _value(text)))
    elif name in SILENT or name in OTHER_TIMES or name.startswith("X-"):
        return
    elif not name or LIKE_TIME.search(text):
        raise NotRead(WhyNotRead.BROKEN, "a line is not known")


def _time_line(name: str, text: str) -> Line:
    """A line whose value has no colon, so that a careless zone name before it may have one."""
    head, _, value = text.rpartition(":")
    rest = head[len(name) :]
    parameters = {key.upper(): worth.strip('"') for key, worth in PARAMETER.findall(rest)}
    if PARAMETER.sub("", rest):
        raise NotRead(WhyNotRead.BROKEN, f"{name} cannot be read")
    return Line(name, parameters, value.strip())


def _value(text: str) -> str:
    """What follows the first colon outside quotes."""
    quoted = False
    for place, sign in enumerate(text):
        if sign == '"':
            quoted = not quoted
        elif sign == ":" and not quoted:
            return text[place + 1 :].strip()
    raise NotRead(WhyNotRead.BROKEN, "a line has no value")
