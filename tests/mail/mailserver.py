"""A mailbox on a real IMAP server on loopback, over TLS, gone when the tests end."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from imapclient import IMAPClient

from app.mail.fetching import Mailbox, opened_mailbox
from tests.feeds.servers import Certificates
from tests.mail.imap_process import HOST, PASSWORD, USER


@dataclass(frozen=True)
class MailServer:
    """A running server, and what a test does to its mailbox."""

    starttls_port: int
    tls_port: int
    certificates: Certificates

    def url(self, *, scheme: str = "imaps", password: str = PASSWORD, folder: str = "INBOX") -> str:
        port = self.tls_port if scheme == "imaps" else self.starttls_port
        return f"{scheme}://{USER}:{quote(password, safe='')}@{HOST}:{port}/{folder}"

    def connect(self, url: str) -> AbstractContextManager[Mailbox]:
        """What the worker uses, with trust in the tests' own authority."""
        return opened_mailbox(url, tls=self.certificates.client)

    @contextmanager
    def opened(self) -> Iterator[IMAPClient]:
        context = self.certificates.client()
        with IMAPClient(HOST, port=self.tls_port, ssl_context=context, timeout=10) as client:
            client.login(USER, PASSWORD)
            client.select_folder("INBOX")
            yield client

    def put(self, *contents: bytes) -> None:
        with self.opened() as client:
            for content in contents:
                client.append("INBOX", content)

    def seen(self) -> list[bool]:
        """Of every mail in the mailbox, whether it was taken."""
        with self.opened() as client:
            found = client.fetch(client.search(), ["FLAGS"])
            return [b"\\Seen" in found[uid][b"FLAGS"] for uid in sorted(found)]

    def clear(self) -> None:
        with self.opened() as client:
            client.delete_messages(client.search(), silent=True)
            client.expunge()


@contextmanager
def running_mail_server(folder: Path) -> Iterator[MailServer]:
    certificates = Certificates()
    chain = folder / "chain.pem"
    certificates.authority.issue_cert(HOST).private_key_and_cert_chain_pem.write_to_path(str(chain))
    command = [sys.executable, "-m", "tests.mail.imap_process", str(chain)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            starttls_port, tls_port = map(int, process.stdout.readline().split())
            yield MailServer(starttls_port, tls_port, certificates)
        finally:
            process.kill()
