"""Servers on loopback that keep or break every rule, and certificates for them."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

import trustme

from app.feeds.fetching import Bounds, Fetcher
from app.feeds.guard import Policy

CANARY, FRONT = "127.0.0.1", "127.0.0.2"


def words(text: str) -> list[str]:
    """The words of a long list."""
    return text.split()


class Server(ThreadingHTTPServer):
    """Answers as it is told; counts every connection, even one that asks for nothing."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, host: str, answer: Callable[["Handler"], None]) -> None:
        super().__init__((host, 0), Handler)
        self.answer = answer
        self.connections = 0
        self.asked: list[tuple[str, str]] = []
        self.secrets: list[str | None] = []

    def server_bind(self) -> None:
        """Without asking for the name of the machine, as an HTTP server would."""
        TCPServer.server_bind(self)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def url(self, path: str = "/", *, scheme: str = "http", host: str = "") -> str:
        return f"{scheme}://{host or self.server_address[0]}:{self.port}{path}"

    def get_request(self) -> Any:
        connection = super().get_request()
        self.connections += 1
        return connection

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader that hangs up is what these tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.command, self.path))
        self.server.secrets.append(self.headers.get("Authorization"))
        self.server.answer(self)

    def do_PROPFIND(self) -> None:
        self.do_GET()

    def do_REPORT(self) -> None:
        self.do_GET()

    def say(self, content: bytes = b"", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Tests say nothing."""


@contextmanager
def running(
    answer: Callable[[Handler], None], *, host: str = CANARY, tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    with Server(host, answer) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Certificates:
    """An authority of the tests' own, and what it vouches for."""

    authority: trustme.CA = field(default_factory=trustme.CA)

    def server(self, *names: str, **how: Any) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(*names, **how).configure_cert(context)
        return context

    def client(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context


def loopback(*allowed: str, **more: Any) -> Policy:
    """A policy for a test's own servers."""
    return Policy(
        allows=lambda address: address in (allowed or (CANARY, FRONT)),
        allows_port=lambda _: True,
        schemes=frozenset({"http", "https"}),
        **more,
    )


def fetcher(policy: Policy | None = None, **bounds: Any) -> Fetcher:
    return Fetcher(policy or loopback(), bounds=Bounds(**bounds))
