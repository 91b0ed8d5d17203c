"""Which addresses a calendar may be fetched from, decided where the connection is made.

A name can mean another machine each time it is asked for, and many spellings mean the same
machine. So nothing is concluded from the address as it was typed: the name is resolved once,
every answer is checked, and the connection goes to a checked answer.
"""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from app.feeds.source import NotRead, WhyNotRead

# What `ipaddress` calls global reaches further than the internet (IANA's registries of special
# addresses, RFC 6890); so these lists stand here in full.
NOT_PUBLIC_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's own services
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
PUBLIC_6 = IPv6Network("2000::/3")
# Teredo, 6to4 and their like carry another address inside; the rest is for tests and books.
NOT_PUBLIC_6 = tuple(
    IPv6Network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
LEAST_FREE_PORT = 1024
HTTPS_PORT = 443

Resolve = Callable[[str, int], list[str]]


def is_public(address: str) -> bool:
    """Whether an address is one machine on the internet, said in no roundabout way."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return found.is_global and not any(found in network for network in NOT_PUBLIC_4)
    return (
        found.scope_id is None
        and found in PUBLIC_6
        and found.is_global
        and not any(found in network for network in NOT_PUBLIC_6)
    )


def is_allowed_port(port: int) -> bool:
    """Whether a calendar may be there: not where mail servers and their like listen."""
    return port == HTTPS_PORT or port >= LEAST_FREE_PORT


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, as the machine's own resolver says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@cache
def public_tls() -> ssl.SSLContext:
    """Trust in the machine's authorities, and in names that their certificates say."""
    return ssl.create_default_context()


@dataclass(frozen=True)
class Policy:
    """Where readings may go. Only tests make one of their own, to reach their own servers."""

    allows: Callable[[str], bool] = is_public
    allows_port: Callable[[int], bool] = is_allowed_port
    resolve: Resolve = resolve
    schemes: frozenset[str] = frozenset({"https"})
    tls: Callable[[], ssl.SSLContext] = public_tls


PUBLIC = Policy()


def connected(host: str, port: int, *, policy: Policy, until: float) -> socket.socket:
    """A connection to a checked address of a host; raises NotRead, or OSError where none answers.

    One address that is not allowed is enough: such a name is up to something. `until` is an
    instant of the monotonic clock.
    """
    if not policy.allows_port(port):
        raise NotRead(WhyNotRead.ADDRESS_NOT_ALLOWED, "the port is not one for calendars")
    addresses = _resolved(host, port, resolve=policy.resolve, seconds=_left(until))
    if not addresses or not all(policy.allows(address) for address in addresses):
        raise NotRead(WhyNotRead.ADDRESS_NOT_ALLOWED, "the address is not on the internet")
    for more, address in reversed(list(enumerate(reversed(addresses)))):
        try:
            return _connected(address, port, seconds=_left(until) / (more + 1))
        except OSError:
            if not more:
                raise
    raise AssertionError("there was an address")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _connected(address: str, port: int, *, seconds: float) -> socket.socket:
    """The address is a number, so that nothing is resolved a second time."""
    number: IPv4Address | IPv6Address = ip_address(address)
    family = socket.AF_INET if number.version == 4 else socket.AF_INET6
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect((str(number), port))
    except BaseException:
        connection.close()
        raise
    return connection


def _resolved(host: str, port: int, *, resolve: Resolve, seconds: float) -> list[str]:
    """Resolvers know no time limit, so one that does not answer is left behind."""
    answers: queue.SimpleQueue[list[str] | None] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(host, port))
        except (OSError, UnicodeError):
            answers.put(None)

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except queue.Empty:
        raise NotRead(WhyNotRead.TOO_SLOW, "the name was not resolved in time") from None
    if found is None:
        raise NotRead(WhyNotRead.UNREACHABLE, "the name is not known")
    return found
