"""The door for foreign mail: bytes in, a value out, whatever they were."""

import hashlib

from pydantic import TypeAdapter

from app.confined import Confined, Limits, Unreadable
from app.mail.receive.received import ReceivedMail, Trouble

READER = Confined(
    "app.mail.receive.mime:take_apart", limits=Limits(cpu_seconds=4, wall_seconds=15.0)
)
RECEIVED = TypeAdapter(ReceivedMail)


def read_mail(content: bytes, *, server: str = "") -> ReceivedMail:
    """What a mail says; never raises for what is in it.

    `server` is the mail server that vouches for senders (the setting MAIL_AUTH_SERVER).
    """
    try:
        return RECEIVED.validate_python(READER.read(content, server=server))
    except Unreadable:
        return ReceivedMail(digest=hashlib.sha256(content).hexdigest(), trouble=Trouble.BROKEN)
