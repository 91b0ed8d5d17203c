"""The wishes that few have, in words: name and value, for every page that shows what was asked."""

from app.formatting import format_length
from app.i18n import current_language, gettext
from visits.catalogue import Offer
from visits.delegation import Wishes

Row = tuple[str, str]


def more_wishes(wishes: Wishes, offers: list[Offer]) -> list[Row]:
    """What was wished beside the usual; `offers` are among others those that are named."""
    titles = {offer.id: offer.title.in_language(current_language()).text for offer in offers}

    def named(ids: tuple[int, ...]) -> str:
        return ", ".join(titles[one] for one in ids if one in titles)

    rows = [
        (gettext("Would like to see"), named(wishes.hearts)),
        (gettext("Does not want to see"), named(wishes.no_thanks)),
        (gettext("At most before a screen on one day"), _length(wishes.most_screen)),
        (gettext("At most without a pause"), _length(wishes.rest_after)),
        (gettext("The day begins in"), wishes.starts_from),
        (gettext("The day ends in"), wishes.ends_at),
    ]
    return [(name, value) for name, value in rows if value]


def _length(minutes: int | None) -> str:
    return format_length(minutes) if minutes else ""
