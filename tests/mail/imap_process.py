"""A mail server's mailbox in a process of its own: `python -m tests.mail.imap_process CERTIFICATE`.

It says its two ports when it is ready: one for STARTTLS, and one that speaks TLS at once.
"""

import asyncio
import ssl
import sys
from argparse import ArgumentParser

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer, IMAPService

HOST, USER, PASSWORD = "127.0.0.1", "visits", "a p@ss/word"


async def serve(chain: str) -> None:
    parser = ArgumentParser()
    DictBackend.add_subparser("dict", parser.add_subparsers(dest="backend"))
    IMAPService.add_arguments(parser)
    parser.set_defaults(debug=False, passlib_cfg=None)
    own = ["--demo-user", USER, "--demo-password", PASSWORD]
    args = parser.parse_args(["--cert", chain, "--key", chain, "dict", *own])
    backend, config = await DictBackend.init(args, invalid_user_sleep=0.0)
    config.apply_context()
    reader = ProxyProtocolReader(config.proxy_protocol)
    answer = reader.get_callback(IMAPServer(backend.login, config))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    servers = [
        await asyncio.start_server(answer, HOST, 0, ssl=tls, limit=2**24) for tls in (None, context)
    ]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
