"""The headers of a mail that came in: who sent it, who vouches for that, whether anybody typed it.

Header lines are foreign text of any length and alphabet; each is read only as far as it may go.
"""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from app.mail.receive.received import Authentic
from app.mail.text import one_line
from visits.ics.writing import is_mailbox

LONGEST_HEADER = 2000
LONGEST_ADDRESS = 254
LONGEST_SUBJECT = 200
MOST_EARLIER = 20
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,196}@[!-;=?-~]{1,196}>")
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
ONE_MAILBOX = re.compile(r"[^<>@,;:()\"]*<\s*([^<>\s]+)\s*>|([^<>\s,;:()\"]+)")
COMMENT = re.compile(r"\([^()]*\)")
METHOD = re.compile(r"\s*(dmarc|dkim|spf)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)\b", re.IGNORECASE)
PROPERTY = re.compile(r"(?<![^\s;])([a-z]+\.[a-z]+)\s*=\s*([^\s;]+)", re.IGNORECASE)
PLAIN_QUOTED = re.compile(r'"([A-Za-z0-9@._+-]*)"')
MARKS = re.compile(r'[()"\\]')
VOUCHING = {"dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom",)}
BY_MACHINE = frozenset({"bulk", "junk", "list", "auto_reply"})
AUTOREPLY_HEADERS = (
    "List-Id",
    "X-Autoreply",
    "X-Autorespond",
    "X-Auto-Reply-From",
    "X-Mail-Autoreply",
)


def children_of(part: Message) -> list[Message]:
    """The parts that a part is made of."""
    payload = part.get_payload() if part.is_multipart() else ()
    return [one for one in payload if isinstance(one, Message)]


def header_values(message: Message, name: str) -> list[str]:
    """Every line of a header, unfolded, as it came."""
    values = message.get_all(name) or []
    return [one_line(str(value)[:LONGEST_HEADER]) for value in values]


def header_value(message: Message, name: str) -> str:
    """The first line of a header, or nothing."""
    return next(iter(header_values(message, name)), "")


def sender_of(message: Message) -> str:
    """The mailbox in From; nothing unless there is exactly one, plainly written.

    What two readers could take for two different senders is nobody's: the server that vouched for
    the sender may have taken it for the other one.
    """
    values = header_values(message, "From")
    if len(values) != 1:
        return ""
    found = ONE_MAILBOX.fullmatch(COMMENT.sub(" ", QUOTED.sub("name", values[0])).strip())
    address = (found[1] or found[2]) if found else ""
    return address if is_mailbox(address) and len(address) <= LONGEST_ADDRESS else ""


def message_id_of(message: Message) -> str:
    """The mail's own Message-ID, with its angle brackets."""
    found = MESSAGE_ID.search(header_value(message, "Message-ID"))
    return found[0] if found else ""


def earlier_ids(message: Message) -> tuple[str, ...]:
    """The Message-IDs of the mails it answers, the nearest first."""
    nearest = MESSAGE_ID.findall(header_value(message, "In-Reply-To"))
    thread = MESSAGE_ID.findall(header_value(message, "References"))
    return tuple(dict.fromkeys([*nearest, *reversed(thread)]))[:MOST_EARLIER]


def subject_of(message: Message) -> str:
    """The subject as people read it."""
    return one_line(_decoded(header_value(message, "Subject")))[:LONGEST_SUBJECT]


def _decoded(text: str) -> str:
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return "".join(
        piece if isinstance(piece, str) else decoded_text(piece, charset or "ascii")
        for piece, charset in pieces
    )


def decoded_text(content: bytes, charset: str) -> str:
    """Text in the alphabet it says, or in UTF-8 where it is that in truth."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode(charset, "replace")
    except (LookupError, ValueError):
        return content.decode("latin-1")


def is_automatic(message: Message) -> bool:
    """Whether nobody typed or clicked it: an absence note, a report, a list, a loop of our own.

    What a calendar sends when its owner clicks may call itself auto-generated (RFC 3834), so
    that alone does not count.
    """
    submitted = _submitted(message)
    precedence = header_value(message, "Precedence").lower()
    return bool(
        submitted not in ("", "no", "auto-generated")
        or precedence in BY_MACHINE
        or header_value(message, "Return-Path").replace(" ", "") == "<>"
        or any(message.get(name) is not None for name in AUTOREPLY_HEADERS)
        or message.get_content_type() == "multipart/report"
        or sender_of(message).lower().startswith("mailer-daemon@")
    )


def is_generated(message: Message) -> bool:
    """Whether a program wrote it, perhaps because somebody clicked."""
    return _submitted(message) == "auto-generated"


def may_be_answered(message: Message) -> bool:
    """Whether nothing speaks against answering by machine."""
    suppressed = header_value(message, "X-Auto-Response-Suppress").lower()
    return bool(
        not is_automatic(message)
        and not is_generated(message)
        and suppressed in ("", "none")
        and bool(sender_of(message))
    )


def _submitted(message: Message) -> str:
    return header_value(message, "Auto-Submitted").partition(";")[0].strip().lower()


def authentic(message: Message, *, server: str) -> Authentic:
    """What our own mail server found out about the From address (RFC 8601).

    Its line is the topmost one that begins with its name; what others have written before it
    came here, under whatever name, stands below. Without DMARC a signature or a sending server
    of the same domain will do.
    """
    if not server:
        return Authentic.UNCHECKED
    for line in header_values(message, "Authentication-Results"):
        name, _, results = _said_itself(line).partition(";")
        if name.split()[:1] == [server]:
            return _verdict(results, domain=sender_of(message).rpartition("@")[2].lower())
    return Authentic.UNKNOWN


def _said_itself(line: str) -> str:
    """What the server says by itself: its comments and what it quotes are a stranger's words.

    A sender may choose what stands in its quoted address, semicolons and results included. What
    does not end as it began says nothing.
    """
    said = QUOTED.sub("quoted", PLAIN_QUOTED.sub(r"\1", line))
    while COMMENT.search(said):
        said = COMMENT.sub(" ", said)
    return "" if MARKS.search(said) else said


def _verdict(results: str, *, domain: str) -> Authentic:
    passed, has_failed = set(), False
    for one in results.split(";"):
        found = METHOD.match(one)
        if found is None:
            continue
        method, result = found[1].lower(), found[2].lower()
        has_failed |= method == "dmarc" and result == "fail"
        if result == "pass" and _is_about(method, one, domain=domain):
            passed.add(method)
    if has_failed:
        return Authentic.FAILED
    return Authentic.PASSED if passed and domain else Authentic.UNKNOWN


def _is_about(method: str, result: str, *, domain: str) -> bool:
    """Whether a result is about the From address's own domain."""
    properties: dict[str, str] = {
        name.lower(): value.lower() for name, value in PROPERTY.findall(result)
    }
    if method == "dmarc":
        return properties.get("header.from", domain) == domain
    named = (properties.get(name, "").rpartition("@")[2] for name in VOUCHING[method])
    return any("." in one and (domain == one or domain.endswith(f".{one}")) for one in named)
