"""What was done at a host's desks lately, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.formatting import format_moment
from app.i18n import current_language, gettext
from app.persistence.desk_records import Changed, DeskChange


@dataclass(frozen=True)
class ShownChange:
    """One line: what was done, when, and by whom."""

    what: str
    at: datetime
    moment: str
    by: str


def shown_changes(changes: Iterable[DeskChange], *, zone: str) -> list[ShownChange]:
    """Each change as a line, in the same order."""
    return [
        ShownChange(
            _what(one), one.happened_at, format_moment(one.happened_at, zone=zone), one.actor_name
        )
        for one in changes
    ]


def _what(change: DeskChange) -> str:
    if change.what is Changed.OFFER and change.offer is not None:
        title = change.offer.title.in_language(current_language()).text
        return gettext("The visit “%(title)s” was changed.") % {"title": title}
    sentences = {
        Changed.PROFILE: gettext("“About us” was changed."),
        Changed.OFFER: gettext("A visit was changed."),
        Changed.LINK_SENT: gettext("A link to the desk was sent."),
        Changed.LINKS_ENDED: gettext("Older links to the desk were ended."),
        Changed.FEED_RENEWED: gettext("A calendar got a new address."),
        Changed.TIMES: gettext("When visits are received was changed."),
        Changed.CALENDARS: gettext("Which calendars are read was changed."),
        Changed.NEEDS: gettext("What you need before a visit was changed."),
    }
    return sentences[change.what]
