"""Fetching mail from a mailbox on a mail server, one by one (IMAP); the door to IMAPClient.

What is taken is marked as read, after it was stored. A password is only sent over TLS.
"""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from imaplib import IMAP4
from time import monotonic
from urllib.parse import unquote, urlsplit

from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from app.persistence.mailroom_records import WhyNotFetched

TIMEOUT_SECONDS = 30
SLICE_SECONDS = 1.0
LARGEST = 5 * 2**20
LARGEST_HEAD = 64 * 2**10
SEEN = b"\\Seen"


class NotFetched(Exception):
    """The mailbox could not be read. Its text never holds an address or a password."""

    def __init__(self, why: WhyNotFetched) -> None:
        super().__init__(why.value)
        self.why = why


class NotGiven(Exception):
    """The server does not hand over one mail; the others can still be had."""


@dataclass(frozen=True, order=True)
class Waiting:
    """A mail that was not taken yet: its number in the mailbox, which rises, and its octets."""

    uid: int
    size: int

    @property
    def is_too_large(self) -> bool:
        """Whether it is left where it is, but for its head."""
        return self.size > LARGEST


class Mailbox:
    """An open mailbox."""

    def __init__(self, client: IMAPClient, *, generation: int) -> None:
        self._client = client
        self._can_tell = client.has_capability("IDLE")
        # Numbers mean other mails when this one changes.
        self.generation = generation

    def list_waiting(self) -> list[Waiting]:
        """What was not taken yet, oldest first."""
        with _speaking():
            self._client.noop()  # some servers tell of new mail only now
            uids = self._client.search(["UNSEEN"])
            sizes = self._client.fetch(uids, ["RFC822.SIZE"]) if uids else {}
        return sorted(
            Waiting(uid, int(sizes.get(uid, {}).get(b"RFC822.SIZE", 0))) for uid in map(int, uids)
        )

    def fetch(self, one: Waiting) -> bytes:
        """The whole mail; of one that is too large, its head. Raises NotGiven."""
        part = "HEADER" if one.is_too_large else ""
        most = LARGEST_HEAD if one.is_too_large else LARGEST + 1
        with _speaking():
            try:
                found = self._client.fetch([one.uid], [f"BODY.PEEK[{part}]<0.{most}>"])
            except IMAP4.abort:
                raise
            except IMAP4.error as refused:
                raise NotGiven from refused
        content = found.get(one.uid, {}).get(f"BODY[{part}]<0>".encode())
        if not isinstance(content, bytes):
            raise NotGiven
        return content

    def mark_taken(self, one: Waiting) -> None:
        """It is not fetched again."""
        with _speaking():
            self._client.add_flags([one.uid], [SEEN], silent=True)

    def wait(self, seconds: float, is_over: threading.Event) -> None:
        """Waits until mail may have come, as far as the server tells, or time is up, or all is."""
        if not self._can_tell:
            is_over.wait(seconds)
            return
        until = monotonic() + seconds
        with _speaking():
            self._client.idle()
            while not is_over.is_set() and monotonic() < until:
                if self._client.idle_check(timeout=min(SLICE_SECONDS, seconds)):
                    break
            self._client.idle_done()


Connect = Callable[[str], AbstractContextManager[Mailbox]]


@contextmanager
def opened_mailbox(
    url: str, *, tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
) -> Iterator[Mailbox]:
    """The mailbox of MAIL_IN_URL, for the time of the block; raises NotFetched."""
    with _speaking():
        client = _connected(url, tls())
    try:
        yield _entered(client, url)
    finally:
        _leave(client)


def place_of(url: str) -> str:
    """What people may read of a mailbox's address."""
    parts = urlsplit(url)
    return f"{unquote(parts.username or '')}, {parts.hostname}/{_folder_of(url)}"


def _folder_of(url: str) -> str:
    return unquote(urlsplit(url).path.strip("/")) or "INBOX"


def _leave(client: IMAPClient) -> None:
    """Says goodbye and hangs up, whatever state the connection is in."""
    for end in (client.logout, client.shutdown):
        with suppress(OSError, ValueError, IMAP4.error):
            end()


def _connected(url: str, context: ssl.SSLContext) -> IMAPClient:
    parts = urlsplit(url)
    is_tls = parts.scheme == "imaps"
    client = IMAPClient(
        parts.hostname,
        port=parts.port,
        ssl=is_tls,
        ssl_context=context if is_tls else None,
        timeout=TIMEOUT_SECONDS,
    )
    if not is_tls:
        try:
            client.starttls(context)
        except IMAP4.error as refused:
            _leave(client)
            raise NotFetched(WhyNotFetched.TLS) from refused
        except BaseException:
            _leave(client)
            raise
    return client


def _entered(client: IMAPClient, url: str) -> Mailbox:
    parts = urlsplit(url)
    with _speaking():
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        # LOGIN knows ASCII only.
        (client.login if f"{user}{password}".isascii() else client.plain_login)(user, password)
        try:
            chosen = client.select_folder(_folder_of(url))
        except IMAP4.abort:
            raise
        except IMAP4.error as missing:
            raise NotFetched(WhyNotFetched.NO_MAILBOX) from missing
    return Mailbox(client, generation=int(chosen.get(b"UIDVALIDITY", 0)))


@contextmanager
def _speaking() -> Iterator[None]:
    """What goes wrong with the server in the block becomes one of our reasons."""
    try:
        yield
    except LoginError as refused:
        is_lost = isinstance(refused.__context__, IMAP4.abort)
        why = WhyNotFetched.UNREACHABLE if is_lost else WhyNotFetched.WRONG_PASSWORD
        raise NotFetched(why) from refused
    except ssl.SSLError as failure:
        raise NotFetched(WhyNotFetched.TLS) from failure
    except OSError as failure:
        raise NotFetched(WhyNotFetched.UNREACHABLE) from failure
    except IMAP4.abort as lost:
        raise NotFetched(WhyNotFetched.UNREACHABLE) from lost
    except (IMAP4.error, ValueError, KeyError, IndexError, AssertionError) as strange:
        raise NotFetched(WhyNotFetched.REFUSED) from strange
