"""Mails that are about no visit: a link to a desk, a calendar that can no longer be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.i18n import gettext, use_language
from app.mail.facts import Fact
from app.mail.letter import Letter, Way
from app.mail.render import ENVIRONMENT, Rendering
from app.mail.text import one_line
from visits.notification import Recipient


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a mail about no visit says; `kind` names its folder under templates/email.

    Names of facts and labels of ways are English texts marked with N_; they are said in the
    reader's language. The values of facts are plain text, whoever wrote it.
    """

    kind: str
    recipient: Recipient
    facts: tuple[tuple[str, str], ...] = ()
    ways: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


def render_notice(notice: Notice) -> Rendering:
    """The mail that tells a notice; `values` fill its sentences."""
    with use_language(notice.recipient.language):
        letter = Letter(
            facts=tuple(Fact(gettext(name), one_line(text)) for name, text in notice.facts),
            parts=(),
            ways=tuple(Way(gettext(text), url) for text, url in notice.ways),
            reason=_reason(notice.recipient),
        )
        values: dict[str, object] = {name: one_line(text) for name, text in notice.values.items()}
        values |= {"letter": letter, "language": notice.recipient.language}
        subject = one_line(_fill(notice.kind, "subject.txt", values))
        values["subject"] = subject
        text, html = (_fill(notice.kind, name, values) for name in ("body.txt", "body.html"))
        return Rendering(subject, text, html)


def _reason(recipient: Recipient) -> str:
    if recipient.is_staff:
        return gettext("You get this mail because your office follows this host.")
    if recipient.is_delegate:
        return gettext("You get this mail because your address was written on a page for joining.")
    return gettext("You get this mail because you answer for visits at your organisation.")


def _fill(kind: str, name: str, values: Mapping[str, object]) -> str:
    return ENVIRONMENT.get_template(f"email/{kind}/{name}").render(values)
