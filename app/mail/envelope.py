"""One mail as bytes ready for a server: headers checked, parts in the shape clients read."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from app.mail.text import clean_text, one_line
from visits.errors import InvalidValue
from visits.ics.writing import is_mailbox
from visits.invitation import Method
from visits.language import Language

SENDER_NAME = "Kvarken"
ATTACHED_AS = "invite.ics"
LONGEST_SUBJECT = 200
LONGEST_NAME = 80

NOT_IN_NAMES = re.compile(r"[@,;:<>()\[\]\"\\]+")
WEB_ADDRESS = re.compile(r"https?://[!-;=?-~]+")
MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+=-]{1,64}@[A-Za-z0-9.-]{1,64}>")


@dataclass(frozen=True, kw_only=True)
class Mail:
    """Everything a mail is made of; `method` goes with `calendar` and equals its METHOD.

    `sender` is the mailbox that is read, and the organiser of invitations; answers typed by hand
    go to `reply_to`. `message_id` keeps its angle brackets.
    """

    to: str
    to_name: str
    sender: str
    reply_to: str
    subject: str
    text: str
    html: str
    language: Language
    message_id: str
    date: datetime
    calendar: bytes | None = None
    method: Method | None = None
    leave_url: str = ""


def build_mail(mail: Mail) -> bytes:
    """The mail in wire form, CRLF throughout (RFC 5322, 6047).

    Raises InvalidValue where an address is not exactly one mailbox, the Message-ID is malformed,
    or calendar and method do not fit together.
    """
    if (mail.calendar is None) is not (mail.method is None):
        raise InvalidValue("mail.method", "a calendar part has a method")
    message = EmailMessage(policy=SMTP)
    message.set_content(clean_text(mail.text), cte="quoted-printable")
    message.add_alternative(clean_text(mail.html), subtype="html", cte="quoted-printable")
    if mail.calendar is not None and mail.method is not None:
        _add_calendar(message, mail.calendar, method=mail.method)
    _add_headers(message, mail)
    return message.as_bytes()


def _add_calendar(message: EmailMessage, calendar: bytes, *, method: Method) -> None:
    """Inside the alternative for clients that answer, attached for those that only open files."""
    if method is Method.PUBLISH:
        raise InvalidValue("mail.method", "PUBLISH is for feeds and downloads")
    if f"METHOD:{method}".encode() not in calendar.splitlines():
        raise InvalidValue("mail.method", "the calendar part has another one")
    message.add_alternative(
        calendar,
        maintype="text",
        subtype="calendar",
        cte="base64",
        params={"charset": "utf-8", "method": method.value},
    )
    message.add_attachment(
        calendar, maintype="application", subtype="ics", cte="base64", filename=ATTACHED_AS
    )


def _add_headers(message: EmailMessage, mail: Mail) -> None:
    """Set last: making a message multipart moves Content-Language into its first part."""
    if not MESSAGE_ID.fullmatch(mail.message_id):
        raise InvalidValue("mail.message_id", "not <one@host>")
    if mail.date.tzinfo is None:
        raise InvalidValue("mail.date", "an instant needs a time zone")
    message["From"] = _address("mail.sender", mail.sender, name=SENDER_NAME)
    message["To"] = _address("mail.to", mail.to, name=mail.to_name)
    message["Reply-To"] = _address("mail.reply_to", mail.reply_to)
    message["Subject"] = one_line(mail.subject)[:LONGEST_SUBJECT]
    message["Date"] = format_datetime(mail.date.astimezone(UTC))
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    if mail.leave_url:
        if not WEB_ADDRESS.fullmatch(mail.leave_url):
            raise InvalidValue("mail.leave_url", "not a web address")
        message["List-Unsubscribe"] = f"<{mail.leave_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message["Content-Language"] = mail.language.value


def _address(field: str, mailbox: str, *, name: str = "") -> Address:
    if not is_mailbox(mailbox):
        raise InvalidValue(field, "not one mailbox")
    shown = " ".join(NOT_IN_NAMES.sub(" ", one_line(name)).split())[:LONGEST_NAME].strip()
    return Address(shown, addr_spec=mailbox)
