"""Mail bytes: the shape that clients read, and headers nobody can break out of."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from app.mail.envelope import Mail, build_mail
from visits.errors import InvalidValue
from visits.invitation import Method
from visits.language import Language

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Räksmörgås\r\nEND:VCALENDAR\r\n".encode()
NO_MAILBOXES = [
    "",
    "nobody",
    "a@example.org, b@example.org",
    "a@example.org\r\nBcc: b@example.org",
    "a@example.org\n",
    "Role <a@example.org>",
    "a@example.org b@example.org",
]


def a_mail(**changes: object) -> Mail:
    mail = Mail(
        to="visits@kip.example.org",
        to_name="Visit coordinator, KIP",
        sender="visits@kvarken.example.org",
        reply_to="north@kvarken.example.org",
        subject="Tisdag 12 januari: besök hos Umeå Energi",
        text="Hej!\nProgrammet är klart: https://kvarken.example.org/sv/p/abc\n",
        html="<!doctype html>\n<html lang='sv'><p>Hej! Programmet är klart.</p></html>\n",
        language=Language.SV,
        message_id="<0123456789abcdef@kvarken.example.org>",
        date=datetime(2026, 12, 1, 8, 30, tzinfo=UTC),
    )
    return replace(mail, **changes)  # type: ignore[arg-type]


def an_invitation_mail(**changes: object) -> Mail:
    return a_mail(**{"calendar": CALENDAR, "method": Method.REQUEST, **changes})


def parsed(mail: Mail) -> EmailMessage:
    message = message_from_bytes(build_mail(mail), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def texts_of(message: EmailMessage) -> list[str]:
    return [part.get_content().replace("\r\n", "\n") for part in message.iter_parts()]


def shape(message: EmailMessage) -> object:
    if not message.is_multipart():
        return message.get_content_type()
    return message.get_content_subtype(), [shape(part) for part in message.iter_parts()]


def test_plain_mail_is_text_and_html() -> None:
    message = parsed(a_mail())

    assert shape(message) == ("alternative", ["text/plain", "text/html"])


def test_invitation_mail_has_the_calendar_in_both_places() -> None:
    message = parsed(an_invitation_mail())

    assert shape(message) == (
        "mixed",
        [
            ("alternative", ["text/plain", "text/html", "text/calendar"]),
            "application/ics",
        ],
    )


@pytest.mark.parametrize("method", [Method.REQUEST, Method.CANCEL])
def test_calendar_part_is_base64_with_the_method_in_its_type(method: Method) -> None:
    calendar = CALENDAR.replace(b"REQUEST", method.encode())

    message = parsed(an_invitation_mail(method=method, calendar=calendar))

    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]

    assert part["Content-Transfer-Encoding"] == "base64"
    assert dict(part["Content-Type"].params) == {"charset": "utf-8", "method": method.value}
    assert part.get_payload(decode=True) == calendar


def test_attachment_has_the_same_bytes() -> None:
    message = parsed(an_invitation_mail())

    (attachment,) = message.iter_attachments()

    assert attachment.get_filename() == "invite.ics"
    assert attachment.get_payload(decode=True) == CALENDAR


def test_headers_say_who_when_and_in_which_language() -> None:
    message = parsed(an_invitation_mail())

    headers = {name: value for name, value in message.items() if name != "Content-Type"}
    assert headers == {
        "MIME-Version": "1.0",
        "From": "Kvarken <visits@kvarken.example.org>",
        "To": "Visit coordinator KIP <visits@kip.example.org>",
        "Reply-To": "north@kvarken.example.org",
        "Subject": "Tisdag 12 januari: besök hos Umeå Energi",
        "Date": "Tue, 01 Dec 2026 08:30:00 +0000",
        "Message-ID": "<0123456789abcdef@kvarken.example.org>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "sv",
    }


def test_a_list_says_how_to_leave_it_and_nothing_else_does() -> None:
    leave_url = "https://kvarken.example.org/sv/leave/abc"

    of_list, plain = parsed(a_mail(leave_url=leave_url)), parsed(a_mail())

    assert of_list["List-Unsubscribe"] == f"<{leave_url}>"
    assert of_list["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert plain["List-Unsubscribe"] is plain["List-Unsubscribe-Post"] is None
    assert of_list["Auto-Submitted"] == plain["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    "address", ["javascript:x", "https://a.example.org/>, <b", "https://a.example.org/\r\nBcc: b"]
)
def test_a_way_to_leave_that_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(InvalidValue, match=r"mail\.leave_url"):
        build_mail(a_mail(leave_url=address))


def test_texts_come_back_as_they_went_in() -> None:
    mail = a_mail(text="Hyvä vierailija 👩‍🎓\n" + "å" * 2000 + "\n.\nFrom here\n")

    message = parsed(mail)

    assert texts_of(message) == [mail.text, mail.html]


@pytest.mark.parametrize("mail", [a_mail(), an_invitation_mail()], ids=["plain", "invitation"])
def test_lines_end_in_crlf_and_are_ascii(mail: Mail) -> None:
    written = build_mail(mail)

    without_ends = written.replace(b"\r\n", b"")
    assert b"\r" not in without_ends
    assert b"\n" not in without_ends
    assert written.isascii()
    assert max(len(line) for line in written.split(b"\r\n")) <= 998


@pytest.mark.parametrize("address", NO_MAILBOXES)
@pytest.mark.parametrize("field", ["to", "sender", "reply_to"])
def test_address_that_is_not_one_mailbox_is_refused(field: str, address: str) -> None:
    with pytest.raises(InvalidValue, match=rf"mail\.{field}"):
        build_mail(a_mail(**{field: address}))


@pytest.mark.parametrize(
    "name",
    [
        "Evil\r\nBcc: b@example.org",
        "Evil <b@example.org>, Other",
        '"quoted", b@example.org;',
        "Åsa, " * 60,
        "\ud800\x00\u2028",
        "=?utf-8?q?b=40example.org=2C?=",
    ],
)
def test_display_name_adds_no_recipient(name: str) -> None:
    message = parsed(a_mail(to_name=name))

    (recipient,) = message["To"].addresses
    assert recipient.addr_spec == "visits@kip.example.org"
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Visit\r\nBcc: b@example.org", "Visit Bcc: b@example.org"),
        ("a\x00b\u2028c\x85d\ud800e\tf", "a b c d e f"),
        ("å" * 500, "å" * 200),
        ("word " * 30, ("word " * 30).strip()),
    ],
)
def test_subject_stays_one_line(subject: str, shown: str) -> None:
    message = parsed(a_mail(subject=subject))

    assert message["Subject"] == shown
    assert message["Bcc"] is None


def test_lone_surrogates_in_texts_are_dropped() -> None:
    message = parsed(a_mail(text="half \ud800 pair\x00\n", html="<p>\udfff</p>\n"))

    assert texts_of(message) == ["half  pair\n", "<p></p>\n"]


@pytest.mark.parametrize(
    "message_id", ["", "abc@example.org", "<a b@example.org>", "<a@example.org>\r\nX: 1", "<a@b>\n"]
)
def test_malformed_message_id_is_refused(message_id: str) -> None:
    with pytest.raises(InvalidValue, match=r"mail\.message_id"):
        build_mail(a_mail(message_id=message_id))


def test_long_message_id_is_not_encoded() -> None:
    message_id = f"<{'a' * 64}@{'b' * 60}.org>"

    written = build_mail(a_mail(message_id=message_id))

    assert message_id.encode() in written


def test_naive_date_is_refused() -> None:
    naive = datetime(2026, 12, 1, 8, 30)  # noqa: DTZ001 - the very thing that is refused

    with pytest.raises(InvalidValue, match=r"mail\.date"):
        build_mail(a_mail(date=naive))


@pytest.mark.parametrize(
    ("calendar", "method"),
    [
        (CALENDAR, None),
        (None, Method.REQUEST),
        (CALENDAR, Method.CANCEL),
        (CALENDAR.replace(b"REQUEST", b"PUBLISH"), Method.PUBLISH),
    ],
)
def test_calendar_and_method_must_fit_together(
    calendar: bytes | None, method: Method | None
) -> None:
    with pytest.raises(InvalidValue, match=r"mail\.method"):
        build_mail(a_mail(calendar=calendar, method=method))
