"""A calendar server of the tests' own: Radicale, over TLS, with a user and a password."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from app.feeds.fetching import Asked, Bounds, Fetched, Fetcher
from app.feeds.guard import Policy
from tests.feeds.servers import CANARY, Certificates, loopback

HOST, USER, PASSWORD = "dav.example.org", "contact", "app-password"
CALENDAR_KIND = (
    '<?xml version="1.0"?><c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">'
    "<d:set><d:prop><d:displayname>{name}</d:displayname>"
    '<c:supported-calendar-component-set><c:comp name="{component}"/>'
    "</c:supported-calendar-component-set></d:prop></d:set></c:mkcalendar>"
)


@dataclass(frozen=True)
class Radicale:
    """A running server, and the way to put something into it."""

    port: int
    policy: Policy

    def url(self, path: str = "/") -> str:
        return f"https://{HOST}:{self.port}{path}"

    def fetch(self) -> Fetcher:
        return Fetcher(self.policy, bounds=Bounds())

    def add_calendar(self, name: str, *, component: str = "VEVENT") -> str:
        body = CALENDAR_KIND.format(name=name, component=component)
        self._done("MKCALENDAR", f"/{USER}/{name}/", body.encode())
        return self.url(f"/{USER}/{name}/")

    def put(self, calendar: str, name: str, content: bytes) -> None:
        self._done("PUT", f"/{USER}/{calendar}/{name}.ics", content)

    def _done(self, method: str, path: str, body: bytes) -> Fetched:
        headers = {"Content-Type": "text/calendar" if method == "PUT" else "application/xml"}
        done = self.fetch()(Asked(self.url(path), method, headers, body, USER, PASSWORD))
        assert done.status in (201, 204), (done.status, done.content)
        return done


@contextmanager
def running_radicale(folder: Path) -> Iterator[Radicale]:
    """A server with one user and no calendars, gone when the tests end."""
    certificates = Certificates()
    chain = folder / "chain.pem"
    certificates.authority.issue_cert(HOST).private_key_and_cert_chain_pem.write_to_path(str(chain))
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
    with socket.create_server((CANARY, 0)) as free:
        port = free.getsockname()[1]
    settings = {
        "server-hosts": f"{CANARY}:{port}",
        "server-certificate": chain,
        "server-key": chain,
        "auth-type": "htpasswd",
        "auth-htpasswd-filename": folder / "users",
        "auth-htpasswd-encryption": "plain",
        "auth-delay": 0,
        "storage-filesystem-folder": folder / "kept",
        "logging-level": "info",
        "web-type": "none",
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    command = [sys.executable, "-m", "radicale", "--config", os.devnull, "--ssl", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        ready = threading.Event()
        listener = threading.Thread(target=_listen, args=(server.stderr, ready))
        listener.start()
        try:
            if not ready.wait(timeout=60) or server.poll() is not None:
                raise RuntimeError("Radicale did not start")
            yield Radicale(port, loopback(resolve=lambda *_: [CANARY], tls=certificates.client))
        finally:
            server.kill()
            listener.join()


def _listen(lines: TextIO, ready: threading.Event) -> None:
    """Reads on after the server has said that it is ready, so that it can go on talking."""
    for line in lines:
        if "Radicale server ready" in line:
            ready.set()
    ready.set()
