"""Handing a mail to a server, or to the demonstration's own mailbox."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from app.config import Settings
from app.mail.text import one_line

TIMEOUT_SECONDS = 30
TRY_AGAIN_BELOW = 500
REFUSED = 550
SAID_YES = 250


@dataclass(frozen=True)
class Delivery:
    """One mail on its way: the envelope's recipient and the whole message in wire form."""

    message_id: str
    recipient: str
    subject: str
    content: bytes


class NotDelivered(Exception):
    """The mail was not taken; `is_final` where trying again cannot help."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final


class SmtpDeliverer:
    """Delivers through MAIL_URL: smtps:// in TLS from the start, smtp:// in STARTTLS if offered.

    A password is never sent over a connection without TLS. Mails share a connection until it is
    closed, or something goes wrong with it.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None

    def __call__(self, delivery: Delivery) -> None:
        """Hands one mail over; raises NotDelivered."""
        try:
            server = self._connection()
            server.sendmail(self._settings.mail_from, [delivery.recipient], delivery.content)
        except smtplib.SMTPRecipientsRefused as refused:
            code, text = next(iter(refused.recipients.values()), (REFUSED, b""))
            raise _refused(code, text) from refused
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as answer:
            raise _refused(answer.smtp_code, answer.smtp_error) from answer
        except (OSError, ValueError, smtplib.SMTPException) as error:
            self._drop()
            raise _unreachable(error) from error

    def close(self) -> None:
        """Says goodbye; what was taken is taken, whatever the server says to this."""
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._drop()

    def _connection(self) -> smtplib.SMTP:
        """The connection there is, where the server still listens, or a new one."""
        if self._server is not None and not _listens(self._server):
            self._drop()
        if self._server is None:
            self._server = _connected(self._settings.mail_url)
        return self._server

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None


def _listens(server: smtplib.SMTP) -> bool:
    try:
        return server.noop()[0] == SAID_YES
    except (OSError, smtplib.SMTPException):
        return False


def _refused(code: int, text: bytes | str) -> NotDelivered:
    return NotDelivered(_said(code, text), is_final=code >= TRY_AGAIN_BELOW)


def _unreachable(error: Exception) -> NotDelivered:
    """What goes wrong before the mail is spoken of, a changed password too, is not its fault."""
    if isinstance(error, smtplib.SMTPResponseException):
        return NotDelivered(_said(error.smtp_code, error.smtp_error), is_final=False)
    return NotDelivered(one_line(str(error)) or type(error).__name__, is_final=False)


def _said(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return one_line(f"{code} {said}")


def _connected(mail_url: str) -> smtplib.SMTP:
    server = _opened(mail_url)
    try:
        _introduce(server, mail_url)
    except BaseException:
        server.close()
        raise
    return server


def _opened(mail_url: str) -> smtplib.SMTP:
    parts = urlsplit(mail_url)
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context)
    return smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)


def _introduce(server: smtplib.SMTP, mail_url: str) -> None:
    parts = urlsplit(mail_url)
    server.ehlo_or_helo_if_needed()
    if not isinstance(server.sock, ssl.SSLSocket) and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
    if parts.username:
        if not isinstance(server.sock, ssl.SSLSocket):
            raise NotDelivered("the mail server offers no TLS for the password", is_final=False)
        server.login(unquote(parts.username), unquote(parts.password or ""))
