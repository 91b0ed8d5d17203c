"""A foreign mail taken apart; runs in a process of its own, behind limits (`reading`)."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32
from typing import Any

from app.mail.receive import headers
from app.mail.receive.bounces import bounce_of, returned_id
from app.mail.receive.received import ReceivedMail, Trouble
from app.mail.text import clean_text
from visits.errors import InvalidValue
from visits.ics.answers import read_replies
from visits.reply import CalendarReply

LARGEST = 5 * 2**20
MOST_NESTED = 50
LONGEST_WORDS = 2000
CALENDAR_TYPES = frozenset({"text/calendar", "application/ics"})
WINMAIL_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
NESTING = re.compile(rb"boundary|content-type:\s*message/", re.IGNORECASE)
HEADER_END = re.compile(rb"\r?\n\r?\n")
TAG = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>", re.DOTALL | re.IGNORECASE)


def take_apart(content: bytes, *, server: str = "") -> dict[str, object]:
    """What a mail says, as the parts of a ReceivedMail that JSON can carry."""
    parts: dict[str, object] = _plain(asdict(received(content, server=server)))
    return parts


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


def received(content: bytes, *, server: str = "") -> ReceivedMail:
    """What a mail says, whatever it is; `server` is the one that vouches for senders."""
    trouble = _size_trouble(content)
    if trouble is not None:
        head = HEADER_END.split(content[:LARGEST], maxsplit=1)[0]
        parsed = BytesHeaderParser(policy=compat32).parsebytes(head[: LARGEST // 50])
        # Nobody has looked, so there may be an answer in it.
        return _of_headers(parsed, content, server=server, trouble=trouble, has_calendar=True)
    message = BytesParser(policy=compat32).parsebytes(content)
    parts = tuple(_leaves(message))
    replies, trouble = _calendar(parts)
    if trouble is None and not headers.sender_of(message):
        trouble = Trouble.NO_SENDER
    return _of_headers(
        message,
        content,
        server=server,
        trouble=trouble,
        replies=replies,
        has_calendar=any(map(_is_calendar, parts)),
        words=_words(parts),
    )


def _size_trouble(content: bytes) -> Trouble | None:
    if len(content) > LARGEST:
        return Trouble.TOO_LARGE
    if len(NESTING.findall(content)) > MOST_NESTED:
        return Trouble.TOO_NESTED
    return None


def _of_headers(  # noqa: PLR0913 - what was found in the body, for one value
    message: Message,
    content: bytes,
    *,
    server: str,
    trouble: Trouble | None,
    replies: tuple[CalendarReply, ...] = (),
    has_calendar: bool = False,
    words: str = "",
) -> ReceivedMail:
    message_id = headers.message_id_of(message)
    verdict = headers.authentic(message, server=server)
    sender = headers.sender_of(message)
    generated = headers.is_generated(message) and not has_calendar
    return ReceivedMail(
        digest=_digest(content, message_id, sender, verdict),
        message_id=message_id,
        sender=sender,
        subject=headers.subject_of(message),
        authentic=verdict,
        answers_to=headers.earlier_ids(message) or tuple(filter(None, [returned_id(message)])),
        is_automatic=headers.is_automatic(message) or generated,
        may_be_answered=headers.may_be_answered(message),
        bounce=bounce_of(message),
        replies=replies,
        trouble=trouble,
        words=words,
    )


def _digest(content: bytes, *said: str) -> str:
    """The same for one mail that comes twice, though the servers it passed have signed it."""
    parts = HEADER_END.split(content, maxsplit=1)
    body = parts[1] if len(parts) > 1 and said[0] else content
    found = hashlib.sha256("\0".join(said).encode("utf-8", "replace"))
    found.update(body.replace(b"\r\n", b"\n").strip())
    return found.hexdigest()


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something; a mail inside the mail is somebody else's and stays shut."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "message":
            continue
        if part.is_multipart():
            waiting[:0] = headers.children_of(part)
        else:
            yield part


def _is_calendar(part: Message) -> bool:
    name = str(part.get_filename() or "").lower()
    return part.get_content_type() in CALENDAR_TYPES or name.endswith(".ics")


def _calendar(parts: tuple[Message, ...]) -> tuple[tuple[CalendarReply, ...], Trouble | None]:
    """The answer that all calendar parts agree on, or what is wrong with them."""
    found = []
    for part in filter(_is_calendar, parts):
        try:
            found.append(_read(part))
        except InvalidValue:
            return (), Trouble.CALENDAR
    if any(replies != found[0] for replies in found):
        return (), Trouble.SEVERAL
    if found:
        return found[0], None if found[0] else Trouble.CALENDAR
    return (), Trouble.WINMAIL if any(map(_is_winmail, parts)) else None


def _read(part: Message) -> tuple[CalendarReply, ...]:
    method = part.get_param("method", "") if part.get_content_type() == "text/calendar" else ""
    text = headers.decoded_text(_payload(part), _charset(part))
    return read_replies(text.encode("utf-8", "replace"), method=str(method))


def _is_winmail(part: Message) -> bool:
    name = str(part.get_filename() or "").lower()
    return part.get_content_type() in WINMAIL_TYPES or name == "winmail.dat"


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _charset(part: Message) -> str:
    return str(part.get_param("charset", "") or "latin-1")


def _words(parts: tuple[Message, ...]) -> str:
    """The beginning of what people would read."""
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and not _is_calendar(part):
                text = headers.decoded_text(_payload(part), _charset(part))
                said = TAG.sub(" ", text[:100_000]) if kind == "text/html" else text
                lines = (" ".join(line.split()) for line in clean_text(said).splitlines())
                words = "\n".join(line for line in lines if line)[:LONGEST_WORDS]
                if words:
                    return words
    return ""
