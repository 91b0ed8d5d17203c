"""Settings, read from the environment once, and refused when unsafe.

The table in docs/settings.md is held against `Settings` by a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlsplit

LEAST_SECRET_LENGTH = 32
MAIL_SCHEMES = ("smtp", "smtps", "mailbox")
MAIL_IN_SCHEMES = ("imap", "imaps")


class UnsafeSettings(Exception):
    """The settings do not allow a start; the message is one sentence for the operator."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How this installation runs; each field is the environment variable in upper case.

    `mail_url` is smtp://user:password@host:port (STARTTLS where offered), smtps:// for TLS from
    the first byte, or mailbox: for the demonstration's own mailbox. `mail_in_url` is
    imaps://user:password@host/INBOX (imap:// for STARTTLS). `mail_auth_server` is
    the name under which our own mail server vouches for senders (RFC 8601). `trusted_proxies` is
    how many reverse proxies stand in front and may tell the client's address. `answer_days` is how
    many working days hosts have to answer. `api_key` opens the composer to other programs.
    `old_secret_keys` are those that were used before, with commas between them.
    """

    secret_key: str = ""
    old_secret_keys: str = ""
    base_url: str = "http://127.0.0.1:8000"
    database_url: str = "sqlite:///var/kvarken.db"
    mail_url: str = "mailbox:"
    mail_in_url: str = ""
    mail_from: str = "visits@example.org"
    mail_auth_server: str = ""
    trusted_proxies: int = 0
    answer_days: int = 5
    api_key: str = ""
    demo: bool = False

    @property
    def host(self) -> str:
        """The only Host header that is answered."""
        return urlsplit(self.base_url).netloc

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The secret in use and those before it, the newest first."""
        old = (one.strip() for one in self.old_secret_keys.split(","))
        return (self.secret_key, *(one for one in old if one))

    @property
    def mail_domain(self) -> str:
        """What stands behind the @ in Message-IDs and calendar UIDs."""
        return self.mail_from.rpartition("@")[2]

    @property
    def is_https(self) -> bool:
        """Whether people reach the pages over TLS."""
        return self.base_url.startswith("https://")

    def check(self) -> "Settings":
        """Itself, when it is safe to start with; else raises UnsafeSettings."""
        parts = urlsplit(self.base_url)
        beside = parts.username or parts.query or parts.fragment or parts.path not in ("", "/")
        if parts.scheme not in ("http", "https") or not parts.hostname or beside:
            raise UnsafeSettings("BASE_URL must be an address such as https://visits.example.org")
        if urlsplit(self.mail_url).scheme not in MAIL_SCHEMES:
            raise UnsafeSettings("MAIL_URL must start with smtp:// or smtps://")
        if self.mail_in_url and not _names_a_mailbox(self.mail_in_url):
            raise UnsafeSettings("MAIL_IN_URL must be imaps://user:password@host/INBOX")
        if not all(self.mail_from.partition("@")):
            raise UnsafeSettings("MAIL_FROM must be one mailbox, such as visits@example.org")
        if self.answer_days < 1:
            raise UnsafeSettings("ANSWER_DAYS must be at least 1")
        if len(self.secret_key) < LEAST_SECRET_LENGTH or len(set(self.secret_key)) < 8:
            raise UnsafeSettings(
                f"SECRET_KEY must be {LEAST_SECRET_LENGTH} or more random characters"
            )
        if self.api_key and len(self.api_key) < LEAST_SECRET_LENGTH:
            raise UnsafeSettings(f"API_KEY must be {LEAST_SECRET_LENGTH} or more characters")
        if not self.demo:
            self._check_production()
        return self

    def _check_production(self) -> None:
        if not self.is_https:
            raise UnsafeSettings("BASE_URL must start with https:// outside the demonstration")
        if urlsplit(self.mail_url).scheme == "mailbox":
            raise UnsafeSettings("MAIL_URL must name a mail server outside the demonstration")
        if self.mail_from.endswith(("@example.org", "@example.com")):
            raise UnsafeSettings("MAIL_FROM must be a mailbox that is read")


def _names_a_mailbox(url: str) -> bool:
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_whole = all((parts.hostname, parts.username, parts.password)) and has_port
    return parts.scheme in MAIL_IN_SCHEMES and is_whole


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment, checked; raises UnsafeSettings."""
    values: dict[str, object] = {}
    for one in fields(Settings):
        text = environment.get(one.name.upper(), "").strip()
        if text:
            values[one.name] = _parse(one.name, text, kind=type(one.default))
    settings = Settings(**values)  # type: ignore[arg-type]
    return settings.check()


def _parse(name: str, text: str, *, kind: type) -> object:
    if kind is bool:
        return text.lower() in ("1", "true", "yes", "on")
    if kind is int:
        if not (text.isascii() and text.isdigit() and int(text) <= 1000):
            raise UnsafeSettings(f"{name.upper()} must be a whole number up to 1000")
        return int(text)
    return text.rstrip("/") if name == "base_url" else text
