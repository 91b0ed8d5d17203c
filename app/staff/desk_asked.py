"""What the address of the desk says beside its sketch."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from app.i18n import gettext

MOST_DAYS = 5
LONGEST_WORDS = 100

Errors = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The sketch as text, more days to show, an offer to add, words to find, and a button."""

    draft: str = ""
    days: tuple[date, ...] = ()
    offer: str = ""
    find: str = ""
    button: str = ""

    @property
    def kept(self) -> dict[str, Any]:
        """What stays from page to page, beside the sketch."""
        days = [on.isoformat() for on in self.days]
        return {"on": days, "offer": self.offer or None, "find": self.find or None}


def read_asked(values: MultiDict[str, str]) -> tuple[Asked, Errors]:
    """What an address says, and what of it cannot be."""
    days: list[date] = []
    errors: Errors = []
    for text in dict.fromkeys((*values.getlist("on"), values.get("day", ""))):
        on = _date(text)
        if on is not None:
            days.append(on)
        elif text:
            errors.append(("day", gettext("Give a day that exists.")))
    asked = Asked(
        draft=values.get("draft", ""),
        days=tuple(sorted(days[-MOST_DAYS:])),
        offer=values.get("offer", "")[:LONGEST_WORDS],
        find=values.get("find", "").strip()[:LONGEST_WORDS],
        button=values.get("do", "")[:LONGEST_WORDS],
    )
    return asked, errors[:1]


def _date(text: str) -> date | None:
    """A day of this century; others have no instants in every zone."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None
    return on if 2000 <= on.year < 2100 else None
