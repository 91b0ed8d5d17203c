"""What mail servers say of mails they could not deliver (RFC 3464)."""

import re
from collections.abc import Iterator
from email.message import Message

from app.mail.receive.headers import MESSAGE_ID, children_of, header_value, message_id_of
from app.mail.receive.received import Bounce
from app.mail.text import one_line
from visits.ics.writing import is_mailbox

LONGEST_REASON = 300
OWN_ID = re.compile(rb"^message-id:\s*(<[^>\s]{1,400}>)", re.IGNORECASE | re.MULTILINE)


def bounce_of(message: Message) -> Bounce | None:
    """The first failure that a report tells; None where it is none, or speaks of a mere delay."""
    if message.get_content_type() != "multipart/report":
        return None
    for failure in (one for part in children_of(message) for one in _failures(part)):
        return Bounce(
            message_id=returned_id(message),
            recipient=_recipient(failure),
            reason=_reason(failure),
        )
    return None


def returned_id(message: Message) -> str:
    """The Message-ID of the mail that a report is about; nothing where there is none."""
    if message.get_content_type() != "multipart/report":
        return ""
    return next(filter(None, map(_returned_id, children_of(message))), "")


def _failures(part: Message) -> Iterator[Message]:
    """The blocks of a delivery report that tell of a failure."""
    if part.get_content_type() == "message/delivery-status":
        for block in children_of(part):
            if header_value(block, "Action").lower() == "failed":
                yield block


def _recipient(block: Message) -> str:
    """Whom we wrote to, where a server has changed that on the way."""
    for name in ("Original-Recipient", "Final-Recipient"):
        address = header_value(block, name).partition(";")[2].strip().strip("<>")
        if is_mailbox(address):
            return address
    return ""


def _reason(block: Message) -> str:
    status = header_value(block, "Status")
    diagnosis = header_value(block, "Diagnostic-Code").partition(";")[2]
    return one_line(f"{status} {diagnosis}")[:LONGEST_REASON]


def _returned_id(part: Message) -> str:
    """The Message-ID of the mail that came back, whole or its headers only."""
    if part.get_content_type() == "message/rfc822":
        return next(map(message_id_of, children_of(part)), "")
    if part.get_content_type() == "text/rfc822-headers":
        headers = part.get_payload(decode=True)
        found = OWN_ID.search(headers) if isinstance(headers, bytes) else None
        text = found[1].decode("ascii", "replace") if found else ""
        return text if MESSAGE_ID.fullmatch(text) else ""
    return ""
