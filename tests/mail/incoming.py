"""Mails that come in, each with what must become of it while its host is being asked."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from tests.mail.shapes import (
    APPLE,
    CLIENTS,
    GOOGLE,
    KMAIL,
    OURS,
    OUTLOOK,
    THUNDERBIRD,
    Client,
    Said,
    calendar_of,
    mail_of,
    with_calendar,
)
from visits.reply import Outcome

Make = Callable[[Said], bytes]
COLLEAGUE = "colleague@example.org"
TWO_HOURS = timedelta(hours=2)


@dataclass(frozen=True)
class Fixture:
    """A mail made from what the host says, its outcome, and what the request says after it."""

    make: Make
    outcome: Outcome
    says: str = ""


def said_by(client: Client, **change: object) -> Make:
    return lambda said: mail_of(client, replace(said, **change))  # type: ignore[arg-type]


def countered(client: Client, **by: float) -> Make:
    def make(said: Said) -> bytes:
        at = said.starts_at + (timedelta(**by) if by else TWO_HOURS)
        return mail_of(client, replace(said, partstat="TENTATIVE", proposed_at=at))

    return make


def with_lines(client: Client, change: Callable[[str], str], **said_change: object) -> Make:
    """The calendar part rewritten on its way, unfolded first."""

    def make(said: Said) -> bytes:
        said = replace(said, **said_change)  # type: ignore[arg-type]
        calendar = calendar_of(client, said).replace("\r\n ", "")
        return with_calendar(client, said, change(calendar))

    return make


def cut(start: str) -> Callable[[str], str]:
    """Without the lines that begin so."""
    return lambda text: "\r\n".join(
        line for line in text.splitlines() if not line.startswith(start)
    )


def swapped(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def mangled(make: Make, old: bytes, new: bytes) -> Make:
    """The finished mail with something replaced in it."""
    return lambda said: make(said).replace(old, new)


def in_words(*headers: str, text: str = "See you then.") -> Make:
    def make(said: Said) -> bytes:
        lines = [
            f"From: {said.sender or said.attendee}",
            f"To: {OURS}",
            "Subject: Re: Visit",
            f"Message-ID: <{said.message_id}>",
            *headers,
        ]
        return ("\r\n".join(lines) + "\r\n\r\n" + text).encode()

    return make


def report(kind: str, block: str) -> Make:
    text = (
        "--b\r\nContent-Type: text/plain\r\n\r\nAbout your mail.\r\n"
        f"--b\r\nContent-Type: message/{kind}\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n"
        f"{block}\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        "Message-ID: <nobody-knows-it@example.org>\r\n--b--\r\n"
    )
    header = f"Content-Type: multipart/report; report-type={kind}; boundary=b"
    return in_words("Return-Path: <>", header, text=text)


def forwarded_as_attachment(said: Said) -> bytes:
    inner = mail_of(GOOGLE, said).decode()
    text = (
        "--b\r\nContent-Type: text/plain\r\n\r\nFor you.\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--b--\r\n"
    )
    return in_words("Content-Type: multipart/mixed; boundary=b", text=text)(said)


def with_winmail(said: Said) -> bytes:
    data = base64.encodebytes(b"\x78\x9f\x3e\x22" + bytes(60)).decode()
    text = (
        "--b\r\nContent-Type: text/plain\r\n\r\nAccepted\r\n"
        '--b\r\nContent-Type: application/ms-tnef; name="winmail.dat"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{data}\r\n--b--\r\n"
    )
    return in_words("Content-Type: multipart/mixed; boundary=b", text=text)(said)


def nested(said: Said) -> bytes:
    head = "".join(
        f"Content-Type: multipart/mixed; boundary=b{number}\r\n\r\n--b{number}\r\n"
        for number in range(1, 400)
    )
    return in_words("Content-Type: multipart/mixed; boundary=b0", text="--b0\r\n" + head)(said)


def twice(text: str) -> str:
    first, last = text.index("BEGIN:VEVENT"), text.index("END:VCALENDAR")
    return text[:last] + text[first:last].replace("ACCEPTED", "DECLINED") + text[last:]


def differing_copy(said: Said) -> bytes:
    other = base64.encodebytes(calendar_of(GOOGLE, replace(said, partstat="DECLINED")).encode())
    whole = mail_of(GOOGLE, said)
    head, _, _ = whole.rpartition(b"Content-Transfer-Encoding: base64")
    return head + b"Content-Transfer-Encoding: base64\r\n\r\n" + other + b"--=_mixed_2--\r\n"


def with_others(text: str) -> str:
    return text.replace("UID:", "ATTENDEE;PARTSTAT=DECLINED:mailto:somebody@example.net\r\nUID:", 1)


def of_others(text: str) -> str:
    return with_others(text).replace(
        "UID:", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:x@example.net\r\nUID:", 1
    )


ATTACHED = replace(GOOGLE, parts="attachment")
UNNAMED = replace(THUNDERBIRD, content_type="text/calendar; charset={charset}")
UTF_16 = replace(THUNDERBIRD, charset="utf-16", encoding="base64", has_copy=False)
ACTED, MISREAD = Outcome.ACTED, Outcome.NOT_UNDERSTOOD

FIXTURES: dict[str, Fixture] = {}
for name, client in CLIENTS.items():
    FIXTURES |= {
        f"{name} accepts": Fixture(said_by(client), ACTED, "confirm"),
        f"{name} accepts perhaps": Fixture(said_by(client, partstat="TENTATIVE"), ACTED, "maybe"),
        f"{name} declines": Fixture(
            said_by(client, partstat="DECLINED", comment="We are away."), ACTED, "decline"
        ),
        f"{name} proposes": Fixture(countered(client), ACTED, "propose"),
    }
FIXTURES |= {
    # What is understood although it is written oddly.
    "a colleague is sent": Fixture(
        said_by(OUTLOOK, partstat="DELEGATED", delegated_to=COLLEAGUE), ACTED, "hand_on"
    ),
    "the method only in the body": Fixture(said_by(UNNAMED), ACTED, "confirm"),
    "only a file attached": Fixture(said_by(ATTACHED), ACTED, "confirm"),
    "a file of an unknown type": Fixture(
        mangled(said_by(ATTACHED), b"application/ics;", b"application/octet-stream;"),
        ACTED,
        "confirm",
    ),
    "bare line feeds throughout": Fixture(
        mangled(said_by(THUNDERBIRD), b"\r\n", b"\n"), ACTED, "confirm"
    ),
    "no line end at the end": Fixture(with_lines(KMAIL, str.strip), ACTED, "confirm"),
    "a mark of UTF-8 at the beginning": Fixture(
        with_lines(KMAIL, lambda text: "\ufeff" + text), ACTED, "confirm"
    ),
    "an alphabet that is not the one it names": Fixture(
        mangled(said_by(THUNDERBIRD), b"charset=utf-8; method", b"charset=us-ascii; method"),
        ACTED,
        "confirm",
    ),
    "an alphabet that nobody knows": Fixture(
        mangled(said_by(APPLE), b"charset=utf-8; method", b"charset=x-unknown; method"),
        ACTED,
        "confirm",
    ),
    "an alphabet whose name no library can bear": Fixture(
        mangled(
            mangled(said_by(THUNDERBIRD), b"charset=utf-8; method", b'charset="\x00"; method'),
            b"with a long",
            b"with a l\xf6ng",
        ),
        ACTED,
        "confirm",
    ),
    "two octets for each letter": Fixture(said_by(UTF_16), ACTED, "confirm"),
    "no SEQUENCE": Fixture(with_lines(APPLE, cut("SEQUENCE")), ACTED, "confirm"),
    "no DTSTAMP": Fixture(with_lines(APPLE, cut("DTSTAMP")), ACTED, "confirm"),
    "a clock that is years ahead": Fixture(
        with_lines(APPLE, swapped("DTSTAMP:2026", "DTSTAMP:2096")), ACTED, "confirm"
    ),
    "all guests named, the sender among them": Fixture(
        with_lines(THUNDERBIRD, with_others), ACTED, "confirm"
    ),
    "a longer time proposed": Fixture(
        with_lines(
            GOOGLE,
            swapped("DTEND:", "DURATION:PT3H\r\nX-WAS:"),
            partstat="TENTATIVE",
            proposed_at=None,
        ),
        ACTED,
        "maybe",
    ),
    "the host's own address in From in another case": Fixture(
        mangled(said_by(GOOGLE), b"From: Somebody <p", b"From: Somebody <P"), ACTED, "confirm"
    ),
    # What is not certain.
    "another event": Fixture(said_by(GOOGLE, uid="unknown@example.org"), Outcome.UNKNOWN_UID),
    "a stranger": Fixture(said_by(GOOGLE, attendee="x@example.net"), Outcome.STRANGER),
    "a forwarded invitation": Fixture(
        said_by(OUTLOOK, sender="somebody@example.net"), Outcome.FORWARDED
    ),
    "an assistant": Fixture(
        with_lines(
            OUTLOOK,
            swapped("ATTENDEE;", 'ATTENDEE;SENT-BY="mailto:assistant@example.net";'),
            sender="assistant@example.net",
        ),
        Outcome.FORWARDED,
    ),
    "another domain of the host": Fixture(
        mangled(
            said_by(APPLE),
            b"@example.org>\r\nTo",
            b"@mail.example.org>\r\nTo",
        ),
        Outcome.ALIAS,
    ),
    "a tag in the address": Fixture(
        mangled(said_by(APPLE), b"@example.org>\r\nTo", b"+work@example.org>\r\nTo"), Outcome.ALIAS
    ),
    "a calendar that knows its owner by another address": Fixture(
        with_lines(
            THUNDERBIRD,
            lambda text: text.replace("@example.org\r\nUID", "+cal@example.org\r\nUID"),
        ),
        Outcome.ALIAS,
    ),
    # What cannot be understood.
    "two events": Fixture(with_lines(KMAIL, twice), MISREAD),
    "a copy that says something else": Fixture(differing_copy, MISREAD),
    "winmail.dat": Fixture(with_winmail, MISREAD),
    "one of a series": Fixture(
        with_lines(KMAIL, swapped("UID:", "RECURRENCE-ID:20261201T090000Z\r\nUID:")), MISREAD
    ),
    "an invitation to something": Fixture(
        with_lines(UNNAMED, swapped("METHOD:REPLY", "METHOD:REQUEST")), MISREAD
    ),
    "a method that the mail contradicts": Fixture(
        mangled(said_by(APPLE), b"method=REPLY", b"method=CANCEL"), MISREAD
    ),
    "no answer yet": Fixture(said_by(GOOGLE, partstat="NEEDS-ACTION"), MISREAD),
    "all guests named but the sender": Fixture(
        with_lines(THUNDERBIRD, of_others, sender="y@example.net"), MISREAD
    ),
    "the same time proposed": Fixture(countered(OUTLOOK, hours=0, seconds=0.1), MISREAD),
    "a time proposed that is past": Fixture(countered(GOOGLE, days=-400), MISREAD),
    "a time proposed that is years ahead": Fixture(countered(GOOGLE, days=900), MISREAD),
    "a time zone that never ends": Fixture(
        with_lines(OUTLOOK, lambda text: text.replace("FREQ=YEARLY", "FREQ=SECONDLY")), MISREAD
    ),
    "a time proposed in no zone": Fixture(
        with_lines(
            GOOGLE,
            lambda text: text.replace("METHOD:REPLY", "METHOD:COUNTER").replace("00Z", "00"),
        ),
        MISREAD,
    ),
    "an event that does not end": Fixture(with_lines(KMAIL, cut("END:VEVENT")), MISREAD),
    "a UID that no database can bear": Fixture(
        with_lines(KMAIL, swapped("UID:", "UID:\0")), MISREAD
    ),
    "an address longer than any": Fixture(
        said_by(KMAIL, attendee=f"x@{'y' * 60}.{'z.' * 120}org"), MISREAD
    ),
    "a SEQUENCE below nothing": Fixture(said_by(GOOGLE, sequence=-1), MISREAD),
    "no sender": Fixture(mangled(said_by(GOOGLE), b"From: Somebody", b"X-From: Somebody"), MISREAD),
    "two senders": Fixture(
        mangled(said_by(GOOGLE), b"From: Somebody", b"From: x@example.net\r\nFrom: Somebody"),
        MISREAD,
    ),
    "two addresses in From": Fixture(
        mangled(said_by(GOOGLE), b"From: Somebody", b"From: x@example.net, Somebody"), MISREAD
    ),
    "nothing at all": Fixture(lambda _: b"", MISREAD),
    "no mail": Fixture(lambda _: bytes(range(256)) * 40, MISREAD),
    "far too deep": Fixture(nested, MISREAD),
    "far too large": Fixture(lambda said: mail_of(GOOGLE, said) + bytes(5 * 2**20), MISREAD),
    # What nobody typed.
    "out of office": Fixture(in_words("Auto-Submitted: auto-replied"), Outcome.AUTOMATIC),
    "out of office, the old way": Fixture(in_words("Precedence: bulk"), Outcome.AUTOMATIC),
    "out of office, another old way": Fixture(in_words("X-Autoreply: yes"), Outcome.AUTOMATIC),
    "from nobody": Fixture(in_words("Return-Path: <>"), Outcome.AUTOMATIC),
    "a room that answers by itself": Fixture(
        said_by(OUTLOOK, headers=("Auto-Submitted: auto-replied",)), Outcome.AUTOMATIC
    ),
    "a mail of our own": Fixture(
        lambda said: in_words()(replace(said, sender=OURS)), Outcome.AUTOMATIC
    ),
    "a mailing list": Fixture(in_words("List-Id: <people.example.net>"), Outcome.AUTOMATIC),
    "a receipt": Fixture(
        report("disposition-notification", "Disposition: manual-action; displayed"),
        Outcome.AUTOMATIC,
    ),
    "a delay": Fixture(
        report("delivery-status", "Final-Recipient: rfc822; x@example.net\r\nAction: delayed"),
        Outcome.AUTOMATIC,
    ),
    "the return of a mail that is not ours": Fixture(
        report("delivery-status", "Final-Recipient: rfc822; x@example.net\r\nAction: failed"),
        Outcome.AUTOMATIC,
    ),
    # Words.
    "words only": Fixture(in_words(), Outcome.PLAIN),
    "an answer inside a forwarded mail": Fixture(forwarded_as_attachment, Outcome.PLAIN),
}
