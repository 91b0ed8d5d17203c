"""An offer's terms as plain text, to be set beside each other."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from app.actions.desk_offers import Terms
from app.host.desk_differing import of_wording
from app.i18n import current_language, gettext
from app.labels import label, language_name
from visits.catalogue import Contact, Link


def role_of(contact: Contact) -> str:
    """A contact's role in the reader's language."""
    return contact.role.in_language(current_language()).text


def texts_of(terms: Terms, people: Sequence[Contact]) -> dict[str, str]:
    """Each field of the form with its content in words."""
    roles = {one.id: role_of(one) for one in people}
    return {
        **of_wording(gettext("Title"), terms.title),
        **of_wording(gettext("In one sentence"), terms.summary),
        **of_wording(gettext("What people see"), terms.description),
        gettext("Themes"): _labels(terms.themes),
        gettext("How people can take part"): _labels(terms.formats),
        gettext("Languages it can be held in"): ", ".join(map(language_name, terms.languages)),
        gettext("Length in minutes"): str(terms.minutes),
        gettext("Shortest length in minutes"): str(terms.least_minutes or ""),
        gettext("People at most"): str(terms.most_people),
        gettext("Days to ask ahead"): str(terms.notice_days),
        gettext("Join link"): terms.join_url,
        gettext("Who receives it"): ", ".join(roles.get(one, "") for one in terms.receivers),
        gettext("All of them together"): gettext("Yes") if terms.is_together else gettext("No"),
        gettext("Look and read"): "\n".join(_line(one) for one in terms.links),
    }


def _labels(members: Iterable[StrEnum]) -> str:
    return ", ".join(label(one) for one in members)


def _line(link: Link) -> str:
    title = link.title
    names = " / ".join(text for text in (title.sv, title.fi, title.en) if text)
    return f"{label(link.kind)}: {names} {link.url}"
