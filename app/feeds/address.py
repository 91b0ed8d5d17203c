"""The address of a calendar as it was typed or as a server sent us on to, taken apart strictly."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote, urljoin, urlsplit

from app.feeds.source import NotRead, WhyNotRead

HTTPS_PORT, HTTP_PORT = 443, 80
WEBCAL = re.compile(r"webcals?://", re.IGNORECASE)
LABELS = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
# A name that ends like this is a number to some resolvers: 127.1, 0x7f.1, 2130706433.
NUMBER_AT_THE_END = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)$")
SAFE = "/:@!$&'()*+,;=~%-._?[]"
# Hosts that are one house, whichever of them is asked: iCloud sends each account to its own.
HOUSES = (".icloud.com",)


@dataclass(frozen=True)
class Address:
    """Scheme, host and port to connect to, and what to ask for there."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def url(self) -> str:
        """The whole address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.target}"

    def may_share_secrets_with(self, other: "Address") -> bool:
        """Whether a password for this one may go to the other: same host, and over TLS."""
        if other.scheme != "https":
            return False
        mine, theirs = (self.scheme, self.host, self.port), (other.scheme, other.host, other.port)
        in_one_house = any(
            self.host.endswith(house) and other.host.endswith(house) for house in HOUSES
        )
        return mine == theirs or (in_one_house and self.port == other.port)


def address_of(url: str, *, schemes: frozenset[str]) -> Address:
    """The parts of an address; raises NotRead where it is not one that could be fetched."""
    text = WEBCAL.sub("https://", url.strip(), count=1)
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise _refused("it is not an address") from None
    if any(sign.isspace() or not sign.isprintable() for sign in text) or "\\" in text:
        raise _refused("it has signs that addresses do not have")
    if parts.scheme not in schemes:
        raise _refused("it does not begin with https://")
    if "@" in parts.netloc:
        raise _refused("it has a name or a password in it")
    usual = HTTPS_PORT if parts.scheme == "https" else HTTP_PORT
    target = quote(parts.path or "/", safe=SAFE)
    if parts.query:
        target += "?" + quote(parts.query, safe=SAFE)
    return Address(parts.scheme, _host(host), port or usual, target)


def joined(base: str, link: str) -> str:
    """The whole address of a link that a server gave; raises NotRead where it is none."""
    try:
        return urljoin(base, link)
    except ValueError:
        raise _refused("it is not an address") from None


def _host(text: str) -> str:
    """A name in ASCII, or a number as numbers are written; nothing that only looks like a name."""
    try:
        return str(_number(text))
    except ValueError:
        pass
    try:
        name = text if text.isascii() else text.encode("idna").decode("ascii")
    except UnicodeError:
        raise _refused("its host is not a name") from None
    name = name.lower().removesuffix(".")
    if len(name) > 253 or not LABELS.fullmatch(name) or NUMBER_AT_THE_END.search(name):
        raise _refused("its host is not a name")
    return name


def _number(text: str) -> str:
    if "%" in text:
        raise _refused("its host names a network card")
    return str(ip_address(text))


def _refused(detail: str) -> NotRead:
    return NotRead(WhyNotRead.ADDRESS_NOT_ALLOWED, detail)
