"""Getting bytes from an address that somebody typed in: guarded, bounded, and forgetful.

No proxy, no cookie and no password file of this machine takes part. Each redirect is looked at
like the first address, and takes no password along to another host.
"""

import base64
import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, SSLError
from urllib3.exceptions import TimeoutError as TookTooLong
from urllib3.response import BaseHTTPResponse

from app.feeds.address import Address, address_of, joined
from app.feeds.guard import PUBLIC, Policy, connected
from app.feeds.source import NotRead, WhyNotRead

REDIRECTS = frozenset({301, 302, 303, 307, 308})
CHUNK = 2**16
AGENT = "Kvarken (reads busy times)"


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What one reading may take in all: seconds, bytes (unpacked too), redirects a request."""

    seconds: float = 10.0
    size: int = 5 * 10**6
    redirects: int = 3


@dataclass(frozen=True)
class Asked:
    """One request; user and password go only to the host of this address."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Fetched:
    """What came back, and from where in the end; names of headers are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes


Fetch = Callable[[Asked], Fetched]


class Fetcher:
    """Fetches for one reading: its requests share one time limit and one size limit."""

    def __init__(self, policy: Policy = PUBLIC, *, bounds: Bounds | None = None) -> None:
        self._policy = policy
        self._bounds = bounds or Bounds()
        self._until = time.monotonic() + self._bounds.seconds
        self._left = self._bounds.size

    def __call__(self, asked: Asked) -> Fetched:
        """What the address answers, after its redirects; raises NotRead, and nothing else."""
        schemes = self._policy.schemes
        home = address = address_of(asked.url, schemes=schemes)
        if asked.user and not home.may_share_secrets_with(home):
            raise NotRead(WhyNotRead.ADDRESS_NOT_ALLOWED, "a password goes over https only")
        for _ in range(self._bounds.redirects + 1):
            if asked.user and not home.may_share_secrets_with(address):
                asked = replace(asked, user="", password="")
            fetched = self._exchange(asked, address)
            if fetched.status not in REDIRECTS:
                return fetched
            if fetched.status == 303 and asked.method != "GET":
                raise NotRead(WhyNotRead.BROKEN, "the server answers elsewhere")
            location = joined(address.url, fetched.headers.get("location", ""))
            address = address_of(location, schemes=schemes)
        raise NotRead(WhyNotRead.TOO_MANY_REDIRECTS)

    def _exchange(self, asked: Asked, address: Address) -> Fetched:
        """One request and its answer, translated to NotRead where it fails."""
        watch = _Watch(self._until)
        try:
            return self._asked(asked, address, watch)
        except (TimeoutError, TookTooLong) as late:
            raise NotRead(WhyNotRead.TOO_SLOW) from late
        except (ssl.SSLError, SSLError) as failure:
            raise NotRead(watch.why(WhyNotRead.TLS), _short(failure)) from failure
        except (OSError, HTTPError, http.client.HTTPException) as failure:
            raise NotRead(watch.why(WhyNotRead.UNREACHABLE), _short(failure)) from failure
        except (ValueError, zlib.error) as failure:
            raise NotRead(watch.why(WhyNotRead.BROKEN), _short(failure)) from failure
        finally:
            watch.end()

    def _asked(self, asked: Asked, address: Address, watch: "_Watch") -> Fetched:
        connection = self._connection(address, watch)
        try:
            connection.request(
                asked.method,
                address.target,
                body=asked.body or None,
                headers=_headers(asked),
                preload_content=False,
                decode_content=False,
            )
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.headers.items()}
            content = b"" if response.status in REDIRECTS else self._content(response, headers)
        finally:
            connection.close()
        watch.check()
        return Fetched(address.url, response.status, headers, content)

    def _connection(self, address: Address, watch: "_Watch") -> HTTPConnection:
        policy = self._policy

        class Guarded(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                host, port = address.host, address.port
                return watch.over(connected(host, port, policy=policy, until=watch.until))

        class GuardedOverTls(Guarded, HTTPSConnection):
            pass

        if address.scheme == "https":
            return GuardedOverTls(
                address.host, address.port, timeout=watch.left(), ssl_context=policy.tls()
            )
        return Guarded(address.host, address.port, timeout=watch.left())

    def _content(self, response: BaseHTTPResponse, headers: Mapping[str, str]) -> bytes:
        packed = headers.get("content-encoding", "identity").strip().lower()
        if packed not in ("identity", "", "gzip", "x-gzip"):
            raise NotRead(WhyNotRead.BROKEN, "the answer is packed in a way nobody asked for")
        unpack = zlib.decompressobj(wbits=31) if packed.endswith("gzip") else None
        content = bytearray()
        for chunk in response.stream(CHUNK, decode_content=False):
            part = unpack.decompress(chunk, self._left + 1) if unpack else chunk
            content += part
            self._left -= max(len(part), len(chunk))
            if self._left < 0:
                raise NotRead(WhyNotRead.TOO_LARGE)
        if unpack is not None and not unpack.eof:
            raise NotRead(WhyNotRead.BROKEN, "the answer ends too early")
        return bytes(content)


class _Watch:
    """Ends a connection when the time is up, however busily it drips."""

    def __init__(self, until: float) -> None:
        self.until = until
        self._twin: socket.socket | None = None
        self._timer: threading.Timer | None = None

    def left(self) -> float:
        """The seconds that are left; raises TimeoutError where none is."""
        self.check()
        return self.until - time.monotonic()

    def check(self) -> None:
        """Raises TimeoutError when the time is up."""
        if self._is_late():
            raise TimeoutError

    def why(self, otherwise: WhyNotRead) -> WhyNotRead:
        """What a broken connection comes from."""
        return WhyNotRead.TOO_SLOW if self._is_late() else otherwise

    def over(self, connection: socket.socket) -> socket.socket:
        """Watches a connection, by a second handle that TLS does not take away."""
        try:
            self._twin = connection.dup()
            self._timer = threading.Timer(self.left(), self._shut)
            self._timer.daemon = True
            self._timer.start()
            connection.settimeout(self.left())
        except BaseException:
            connection.close()
            raise
        return connection

    def end(self) -> None:
        """Nothing more to watch."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        if self._twin is not None:
            self._twin.close()

    def _is_late(self) -> bool:
        return time.monotonic() >= self.until

    def _shut(self) -> None:
        assert self._twin is not None
        try:
            self._twin.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it has ended by itself


def _headers(asked: Asked) -> dict[str, str]:
    headers = {"User-Agent": AGENT, "Accept-Encoding": "identity", **asked.headers}
    if asked.user:
        pair = f"{asked.user}:{asked.password}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    return headers


def _short(failure: Exception) -> str:
    """What kind of failure it was: its text may hold the address, which is a secret."""
    return type(failure).__name__
