"""Answers to invitations in the shapes that calendars send them in, written for these tests.

A Client is how one program writes; a Said is what its owner says. `mail_of` puts them together.
The shapes follow RFC 5546, RFC 6047 and what their senders' documentation says they do; no mail
of anybody's is copied.
"""

import base64
import quopri
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

OURS = "visits@example.org"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
WINDOWS_ZONE = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody answers to one invitation; the sender is the attendee where none is named."""

    uid: str
    attendee: str
    starts_at: datetime
    ends_at: datetime
    at: datetime
    sender: str = ""
    partstat: str = "ACCEPTED"
    sequence: int = 0
    comment: str = ""
    proposed_at: datetime | None = None
    delegated_to: str = ""
    headers: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    message_id: str = "answer-1@mail.example.net"

    @property
    def method(self) -> str:
        return "COUNTER" if self.proposed_at else "REPLY"


@dataclass(frozen=True, kw_only=True)
class Client:
    """How a program writes its answers."""

    product: str
    parts: str = "alternative"
    encoding: str = "8bit"
    charset: str = "utf-8"
    content_type: str = "text/calendar; charset={charset}; method={method}"
    mailto: str = "mailto:"
    has_organizer: bool = True
    has_zone: bool = False
    is_upper: bool = False
    says_comment: str = "COMMENT"
    has_copy: bool = False
    line_end: str = "\r\n"
    attendee: str = ";PARTSTAT={partstat};CN={attendee}"
    headers: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


OUTLOOK = Client(
    product="-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN",
    encoding="base64",
    mailto="MAILTO:",
    has_organizer=False,
    has_zone=True,
    says_comment="DESCRIPTION",
    attendee=";PARTSTAT={partstat}",
    headers=("X-MS-Has-Attach: ", "Thread-Index: AdAbCdEf"),
    lines=("CLASS:PUBLIC", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY", "X-MICROSOFT-CDO-IMPORTANCE:1"),
)
OUTLOOK_365 = replace(
    OUTLOOK,
    product="Microsoft Exchange Server 2010",
    charset='"utf-8"',
    attendee=";PARTSTAT={partstat};CN=Project lead",
    headers=("X-MS-Exchange-Organization-SCL: -1", "Accept-Language: sv-SE, en-US"),
    lines=("PRIORITY:5", "TRANSP:OPAQUE", "X-MICROSOFT-CDO-APPT-SEQUENCE:0"),
)
GOOGLE = Client(
    product="-//Google Inc//Google Calendar 70.9054//EN",
    parts="mixed",
    has_copy=True,
    content_type='text/calendar; charset="{charset}"; method={method}',
    attendee=";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat};CN={attendee};X-NUM-GUESTS=0",
    headers=("Auto-Submitted: auto-generated", "Sender: calendar service <calendar@example.net>"),
    lines=("CREATED:20261120T080000Z", "STATUS:CONFIRMED", "TRANSP:OPAQUE"),
)
APPLE = Client(
    product="-//Apple Inc.//macOS 15.1//EN",
    parts="mixed",
    encoding="quoted-printable",
    attendee=";CN={attendee};PARTSTAT={partstat};EMAIL={attendee}",
    headers=("X-Mailer: Apple Mail (2.3826.200.121)",),
    lines=("X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC",),
)
THUNDERBIRD = Client(
    product="-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN",
    has_copy=True,
    headers=("User-Agent: Mozilla Thunderbird",),
    attendee=";PARTSTAT={partstat};ROLE=REQ-PARTICIPANT",
)
ZIMBRA = Client(
    product="Zimbra-Calendar-Provider",
    is_upper=True,
    content_type="text/calendar; charset={charset}; method={method}; name=meeting-reply.ics",
    headers=("X-Mailer: Zimbra 9.0.0",),
    lines=("CLASS:PUBLIC",),
)
NEXTCLOUD = Client(
    product="-//Sabre//Sabre VObject 4.5.6//EN",
    parts="mixed",
    encoding="base64",
    headers=("Auto-Submitted: auto-generated",),
    lines=("REQUEST-STATUS:2.0;Success",),
)
KMAIL = Client(
    product="-//K Desktop Environment//NONSGML libkcal 4.3//EN",
    parts="single",
    line_end="\n",
    encoding="quoted-printable",
)
CLIENTS = {
    "outlook": OUTLOOK,
    "outlook_365": OUTLOOK_365,
    "google": GOOGLE,
    "apple": APPLE,
    "thunderbird": THUNDERBIRD,
    "zimbra": ZIMBRA,
    "nextcloud": NEXTCLOUD,
    "kmail": KMAIL,
}


def mail_of(client: Client, said: Said) -> bytes:
    """The whole mail, as a server would hand it over."""
    calendar = calendar_of(client, said)
    return with_calendar(client, said, calendar)


def with_calendar(client: Client, said: Said, calendar: str) -> bytes:
    """The mail around a calendar part."""
    kind = client.content_type.format(charset=client.charset, method=said.method)
    part = _part(kind, calendar, encoding=client.encoding, charset=client.charset)
    words = _part("text/plain; charset=utf-8", f"{said.partstat.capitalize()}: Visit\r\n")
    copy = _part("application/ics; name=invite.ics", calendar, encoding="base64")
    match client.parts:
        case "single":
            body = part
        case "attachment":
            body = _multipart("mixed", words, copy)
        case "mixed":
            inner = _multipart("alternative", words, part)
            body = _multipart("mixed", inner, *([copy] if client.has_copy else []))
        case _:
            body = _multipart("alternative", words, part, *([copy] if client.has_copy else []))
    return _mail(said, client.headers, body)


def _mail(said: Said, headers: tuple[str, ...], body: str) -> bytes:
    sender = said.sender or said.attendee
    own = [line for line in said.headers if line.startswith(("From:", "Message-ID:"))]
    lines = [
        "Received: from mail.example.net by mail.example.org; Mon, 23 Nov 2026 10:00:00 +0000",
        *([] if any(one.startswith("From:") for one in own) else [f"From: Somebody <{sender}>"]),
        f"To: Kvarken <{OURS}>",
        "Subject: =?utf-8?Q?Svar:_Bes=C3=B6k?=",
        f"Date: {said.at:%a, %d %b %Y %H:%M:%S} +0000",
        f"Message-ID: <{said.message_id}>",
        *headers,
        *said.headers,
        "MIME-Version: 1.0",
    ]
    return ("\r\n".join(lines) + "\r\n" + body).encode("utf-8", "surrogateescape")


def _part(kind: str, text: str, *, encoding: str = "8bit", charset: str = "utf-8") -> str:
    raw = text.encode(charset.strip('"') or "utf-8", "surrogateescape")
    match encoding:
        case "base64":
            written = base64.encodebytes(raw).decode("ascii").replace("\n", "\r\n")
        case "quoted-printable":
            written = quopri.encodestring(raw).decode("ascii")
        case _:
            written = raw.decode("utf-8", "surrogateescape")
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{written}"


def _multipart(kind: str, *parts: str) -> str:
    boundary = f"=_{kind}_{len(parts)}"
    inner = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n{inner}--{boundary}--\r\n'


def calendar_of(client: Client, said: Said) -> str:
    """The calendar part, in the client's own way."""
    zone = WINDOWS_ZONE if client.has_zone else ""
    text = f"""BEGIN:VCALENDAR
PRODID:{client.product}
VERSION:2.0
METHOD:{said.method}
{zone}BEGIN:VEVENT
{chr(10).join(_event_lines(client, said))}
END:VEVENT
END:VCALENDAR
"""
    folded = (_folded(line) for line in text.splitlines())
    return client.line_end.join(folded) + client.line_end


def _event_lines(client: Client, said: Said) -> list[str]:
    starts_at = said.proposed_at or said.starts_at
    ends_at = starts_at + (said.ends_at - said.starts_at)
    attendee = said.attendee.upper() if client.is_upper else said.attendee
    params = client.attendee.format(partstat=said.partstat, attendee=said.attendee)
    if said.delegated_to:
        params += f';DELEGATED-TO="mailto:{said.delegated_to}"'
    organizer = [f"ORGANIZER;CN=Kvarken:mailto:{OURS}"] if client.has_organizer else []
    return [
        *organizer,
        f"ATTENDEE{params}:{client.mailto}{attendee}",
        *([f"{client.says_comment}:{said.comment}"] if said.comment else []),
        f"UID:{said.uid}",
        f"DTSTAMP:{stamp(said.at)}",
        f"SEQUENCE:{said.sequence}",
        f"DTSTART{_time(client, starts_at)}",
        f"DTEND{_time(client, ends_at)}",
        "SUMMARY;LANGUAGE=en:Visit from a delegation, with a long title that clients fold \\; så",
        *client.lines,
        *_original(client, said),
        *said.lines,
    ]


def _original(client: Client, said: Said) -> list[str]:
    """Outlook names the time that its counter-proposal was made to."""
    if said.proposed_at is None or "Microsoft" not in client.product:
        return []
    starts_at, ends_at = stamp(said.starts_at), stamp(said.ends_at)
    return [f"X-MS-OLK-ORIGINALSTART:{starts_at}", f"X-MS-OLK-ORIGINALEND:{ends_at}"]


def _time(client: Client, at: datetime) -> str:
    if client.has_zone:
        return f";TZID=W. Europe Standard Time:{at.astimezone(STOCKHOLM):%Y%m%dT%H%M%S}"
    return f":{stamp(at)}"


def stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> str:
    """Long lines are folded after 75 octets or fewer; here after 60 characters."""
    pieces = [line[start : start + 60] for start in range(0, len(line), 60)]
    return "\r\n ".join(pieces)


def later(at: datetime, **by: float) -> datetime:
    return at + timedelta(**by)
