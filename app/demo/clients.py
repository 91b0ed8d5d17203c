"""Answers to an invitation as mail programs write them, for whoever has none at hand."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from typing import Literal

from app.labels import N_

INSTANT = "%Y%m%dT%H%M%SZ"
LATER = timedelta(days=1)
LONGEST_LINE = 60


class Says(StrEnum):
    """What somebody answers."""

    ACCEPT = "accept"
    MAYBE = "maybe"
    DECLINE = "decline"
    PROPOSE = "propose"


PARTSTATS = {
    Says.ACCEPT: "ACCEPTED",
    Says.MAYBE: "TENTATIVE",
    Says.DECLINE: "DECLINED",
    Says.PROPOSE: "TENTATIVE",
}
WORDS = {
    Says.ACCEPT: N_("Accept"),
    Says.MAYBE: N_("Maybe"),
    Says.DECLINE: N_("Decline"),
    Says.PROPOSE: N_("Propose a day later"),
}


@dataclass(frozen=True, kw_only=True)
class Client:
    """How one program writes its answers."""

    name: str
    product: str
    encoding: Literal["base64", "quoted-printable", "8bit"]
    attendee: str
    mailto: str = "mailto:"
    has_organizer: bool = True
    headers: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()


CLIENTS = {
    "outlook": Client(
        name="Outlook",
        product="-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN",
        encoding="base64",
        attendee="ATTENDEE;PARTSTAT={partstat}",
        mailto="MAILTO:",
        has_organizer=False,
        headers=(("X-MS-Has-Attach", ""),),
        lines=("CLASS:PUBLIC", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY"),
    ),
    "google": Client(
        name="Google Calendar",
        product="-//Google Inc//Google Calendar 70.9054//EN",
        encoding="8bit",
        attendee="ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat};X-NUM-GUESTS=0",
        headers=(("Auto-Submitted", "auto-generated"),),
        lines=("STATUS:CONFIRMED", "TRANSP:OPAQUE"),
    ),
    "apple": Client(
        name="Apple Mail",
        product="-//Apple Inc.//macOS 15.1//EN",
        encoding="quoted-printable",
        attendee="ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT={partstat}",
        headers=(("X-Mailer", "Apple Mail (2.3826)"),),
    ),
    "thunderbird": Client(
        name="Thunderbird",
        product="-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN",
        encoding="8bit",
        attendee="ATTENDEE;PARTSTAT={partstat};ROLE=REQ-PARTICIPANT",
        headers=(("User-Agent", "Mozilla Thunderbird"),),
    ),
}


@dataclass(frozen=True)
class Invited:
    """An invitation in a letter, as far as an answer needs it."""

    reader: str
    subject: str
    properties: Mapping[str, str]

    @property
    def span(self) -> tuple[datetime, datetime]:
        """When it begins and ends."""
        starts_at, ends_at = (
            datetime.strptime(self.properties[name], INSTANT).replace(tzinfo=UTC)
            for name in ("DTSTART", "DTEND")
        )
        return starts_at, ends_at


def invited_by(calendar: str, *, reader: str, subject: str) -> Invited | None:
    """The invitation in a calendar part of our own; None where nothing is asked."""
    lines = calendar.replace("\r\n", "\n").replace("\n ", "").splitlines()
    event = lines[lines.index("BEGIN:VEVENT") :] if "BEGIN:VEVENT" in lines else []
    named = [line.partition(":") for line in reversed(event)]
    properties = {name.partition(";")[0]: value for name, _, value in named}
    is_whole = {"UID", "SEQUENCE", "DTSTART", "DTEND", "ORGANIZER"} <= properties.keys()
    if "METHOD:REQUEST" not in lines or not is_whole:
        return None
    return Invited(reader, subject, properties)


def answer_mail(client: Client, says: Says, invited: Invited, *, now: datetime) -> bytes:
    """The mail that a program sends when its owner presses a button."""
    method = "COUNTER" if says is Says.PROPOSE else "REPLY"
    organizer = invited.properties["ORGANIZER"]
    message = EmailMessage(policy=SMTP)
    message["From"] = invited.reader
    message["To"] = organizer.lower().removeprefix("mailto:")
    message["Subject"] = f"{PARTSTATS[says].capitalize()}: {invited.subject}"
    message["Date"] = format_datetime(now.astimezone(UTC))
    message["Message-ID"] = f"<{secrets.token_hex(12)}@mail.example.net>"
    for name, value in client.headers:
        message[name] = value
    message.set_content(f"{PARTSTATS[says].capitalize()}\n")
    message.add_alternative(
        _calendar(client, says, invited, now=now).encode(),
        maintype="text",
        subtype="calendar",
        cte=client.encoding,
        params={"charset": "utf-8", "method": method},
    )
    return message.as_bytes()


def _calendar(client: Client, says: Says, invited: Invited, *, now: datetime) -> str:
    known, (starts_at, ends_at) = invited.properties, invited.span
    by = LATER if says is Says.PROPOSE else timedelta()
    attendee = client.attendee.format(partstat=PARTSTATS[says])
    lines = [
        "BEGIN:VCALENDAR",
        f"PRODID:{client.product}",
        "VERSION:2.0",
        f"METHOD:{'COUNTER' if says is Says.PROPOSE else 'REPLY'}",
        "BEGIN:VEVENT",
        *([f"ORGANIZER:{known['ORGANIZER']}"] if client.has_organizer else []),
        f"{attendee}:{client.mailto}{invited.reader}",
        f"UID:{known['UID']}",
        f"SEQUENCE:{known['SEQUENCE']}",
        f"DTSTAMP:{now.astimezone(UTC).strftime(INSTANT)}",
        f"DTSTART:{(starts_at + by).strftime(INSTANT)}",
        f"DTEND:{(ends_at + by).strftime(INSTANT)}",
        f"SUMMARY:{known.get('SUMMARY', '')}",
        *client.lines,
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _folded(line: str) -> str:
    pieces = (line[at : at + LONGEST_LINE] for at in range(0, len(line), LONGEST_LINE))
    return "\r\n ".join(pieces)
