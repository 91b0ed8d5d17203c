"""A letter taken apart for people to read: headers, text with its links, calendar, source.

The HTML part is shown as the text in it. Nothing a letter holds reaches a page as markup.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from html.parser import HTMLParser

from visits.language import Language

HEADERS = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Content-Language")
LINK = re.compile(r"https?://[^\s<>\"]+")
AFTER_LINK = ".,;:!?)'’”"
UNREAD = frozenset({"head", "style", "script", "title"})
BREAKING = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "table", "ul", "ol", "hr"})


@dataclass(frozen=True)
class Piece:
    """A piece of text; `url` where it is a link."""

    text: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadLetter:
    """What a letter holds, part by part; empty where it has no such part."""

    language: str
    headers: tuple[tuple[str, str], ...]
    text: tuple[Piece, ...]
    html_text: str
    calendar: str
    source: str


def read_letter(content: bytes) -> ReadLetter:
    """Takes a letter's bytes apart, whatever they are."""
    message = BytesParser(_class=EmailMessage, policy=SMTP).parsebytes(content)
    headers = ((name, str(message[name])) for name in HEADERS if message[name] is not None)
    language = str(message["Content-Language"] or "")
    return ReadLetter(
        language=language if language in set(Language) else "",
        headers=tuple(headers),
        text=tuple(split_links(_part(message, "text/plain"))),
        html_text=text_of_html(_part(message, "text/html")),
        calendar=_part(message, "text/calendar"),
        source=content.decode("utf-8", "replace"),
    )


def split_links(text: str) -> Iterator[Piece]:
    """The text in pieces, its web addresses apart from the rest."""
    end = 0
    for found in LINK.finditer(text):
        url = found.group().rstrip(AFTER_LINK)
        if found.start() > end:
            yield Piece(text[end : found.start()])
        yield Piece(url, url)
        end = found.start() + len(url)
    if text[end:]:
        yield Piece(text[end:])


class _TextOfHtml(HTMLParser):
    """Collects what a reader of the page would read, line by line."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in UNREAD
        if tag in BREAKING:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in UNREAD
        if tag in BREAKING:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if self._unread <= 0:
            self.pieces.append(" ".join(data.split()) + " " if data.strip() else " ")


def text_of_html(html: str) -> str:
    """The words of an HTML part, without its markup."""
    reader = _TextOfHtml()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _part(message: EmailMessage, kind: str) -> str:
    for part in message.walk():
        if part.get_content_type() == kind and not part.is_attachment():
            payload = part.get_payload(decode=True)
            found = payload if isinstance(payload, bytes) else b""
            return found.decode("utf-8", "replace").replace("\r\n", "\n")
    return ""
