"""Messages as mails: a subject, a text and an HTML twin, in the reader's language and zone."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.formatting import format_clock, format_day
from app.i18n import gettext, ngettext, use_language
from app.mail.facts import title_of
from app.mail.letter import Links, letter_of, reader_of, stop_of
from app.mail.text import one_line
from visits.notification import Message

__all__ = ["Links", "Rendering", "render"]

TEMPLATES = Path(__file__).parent.parent.parent / "templates"


@dataclass(frozen=True)
class Rendering:
    """A mail's subject and its two twins, which state and link the same."""

    subject: str
    text: str
    html: str


def render(message: Message, links: Links) -> Rendering:
    """The mail that tells a message, from templates/email/<kind>."""
    with use_language(message.recipient.language):
        values = _values(message, links)
        subject = one_line(_fill(message, "subject.txt", values))
        values["subject"] = subject
        return Rendering(
            subject, _fill(message, "body.txt", values), _fill(message, "body.html", values)
        )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"], default=False),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True
    )
    return environment


ENVIRONMENT = _environment()


def _values(message: Message, links: Links) -> dict[str, object]:
    """All that templates see: lines of plain text, nothing a guest wrote as it came."""
    stop = stop_of(message)
    zone = message.recipient.zone
    return {
        "letter": letter_of(message, links),
        "reader": reader_of(message.recipient),
        "language": message.recipient.language,
        "organisation": one_line(message.delegation.organisation),
        "reference": one_line(message.delegation.reference),
        "follows": message.follows,
        "is_asked": message.request is not None,
        "colleague": _colleague(message),
        "is_about_one_stop": stop is not None,
        "title": title_of(stop) if stop is not None else "",
        "day": format_day(stop.span.starts_at, zone=zone) if stop is not None else "",
        "clock": format_clock(stop.span.starts_at, zone=zone) if stop is not None else "",
    }


def _colleague(message: Message) -> str:
    """The address of whoever a question was handed to."""
    handed_to = message.request.handed_to if message.request else None
    return one_line(handed_to.email) if handed_to else ""


def _fill(message: Message, name: str, values: dict[str, object]) -> str:
    return ENVIRONMENT.get_template(f"email/{message.kind}/{name}").render(values)
