"""What the composer found, in words: why a programme is offered, what clashes, what would help."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.change_texts import change_text
from app.formatting import format_length, format_short_day
from app.i18n import gettext, ngettext
from app.wish_texts import Names, wish_text
from visits.catalogue import Offer
from visits.planning.explain import Explanation
from visits.planning.plan import Reason, ReasonKind
from visits.planning.problem import Problem

MOST_CONFLICTS = 5
MOST_CORRECTIONS = 5


@dataclass(frozen=True)
class Advice:
    """Why nothing fits, and what would help.

    Each conflict is a list of wishes that cannot be met together, the shortest first; each
    correction a list of sentences that open a programme together. There may be more.
    """

    conflicts: tuple[tuple[str, ...], ...]
    corrections: tuple[tuple[str, ...], ...]


def reason_text(reason: Reason) -> str:
    """Why a programme is offered beside the others, in one sentence."""
    amount = reason.amount
    day = format_short_day(reason.on) if reason.on else ""
    match reason.kind:
        case ReasonKind.BEST_FIT:
            return gettext("Fits your wishes best.")
        case ReasonKind.FEWER_STOPS:
            text = ngettext(
                "%(n)s stop fewer, for a calmer programme.",
                "%(n)s stops fewer, for a calmer programme.",
                amount,
            )
            return text % {"n": amount}
        case ReasonKind.SHORTER_DAY:
            return gettext("A day that is %(length)s shorter.") % {"length": format_length(amount)}
        case ReasonKind.OTHER_HOSTS:
            text = ngettext("Takes you to another host.", "Takes you to %(n)s other hosts.", amount)
            return text % {"n": amount}
        case ReasonKind.EARLIER:
            return gettext("Comes earlier: %(day)s.") % {"day": day}
        case ReasonKind.CALMER:
            return gettext("Calmer: %(n)s more minutes between stops.") % {"n": amount}
        case ReasonKind.OTHER_DAY:
            return gettext("On another day: %(day)s.") % {"day": day}
        case ReasonKind.KEEPS_MOST:
            return gettext("Keeps most of the programme you had.")
        case ReasonKind.SEASON:
            return gettext("Fits with all other visits of the season.")


def advise(explanation: Explanation, *, problem: Problem, offers: Iterable[Offer]) -> Advice:
    """An explanation in the current language."""
    names = Names.of(offers)
    return Advice(
        conflicts=tuple(
            tuple(wish_text(wish, problem=problem, names=names) for wish in conflict)
            for conflict in explanation.conflicts[:MOST_CONFLICTS]
        ),
        corrections=tuple(
            tuple(change_text(change, names=names) for change in correction.changes)
            for correction in explanation.corrections[:MOST_CORRECTIONS]
        ),
    )
