"""Handing a mail to a server, or to the demonstration's own mailbox."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from app.config import Settings

TIMEOUT_SECONDS = 30
TRY_AGAIN_BELOW = 500
REFUSED = 550


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


def smtp_deliverer(settings: Settings) -> Callable[[Delivery], None]:
    """Delivers through MAIL_URL: smtps:// in TLS from the start, smtp:// in STARTTLS if offered.

    A password is never sent over a connection without TLS.
    """

    def deliver(delivery: Delivery) -> None:
        try:
            with _connected(settings.mail_url) as server:
                server.sendmail(settings.mail_from, [delivery.recipient], delivery.content)
        except smtplib.SMTPRecipientsRefused as refused:
            code, text = next(iter(refused.recipients.values()), (REFUSED, b""))
            raise _not_delivered(code, text) from refused
        except smtplib.SMTPResponseException as answer:
            raise _not_delivered(answer.smtp_code, answer.smtp_error) from answer
        except (OSError, smtplib.SMTPException) as error:
            raise NotDelivered(str(error) or type(error).__name__, is_final=False) from error

    return deliver


def _not_delivered(code: int, text: bytes | str) -> NotDelivered:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return NotDelivered(f"{code} {said}".strip(), is_final=code >= TRY_AGAIN_BELOW)


def _connected(mail_url: str) -> smtplib.SMTP:
    parts = urlsplit(mail_url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
    if parts.username:
        if not isinstance(server.sock, ssl.SSLSocket):
            server.close()
            raise NotDelivered("the mail server offers no TLS for the password", is_final=False)
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
