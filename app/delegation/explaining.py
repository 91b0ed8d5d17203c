"""What the composer found, in words: why a programme is offered, what clashes, what would help."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from babel.lists import format_list

from app.formatting import format_clock, format_length, format_number, format_short_day, locale_of
from app.i18n import current_language, gettext, ngettext
from app.labels import label, language_name
from visits.catalogue import Format, Offer
from visits.planning.explain import Explanation
from visits.planning.plan import Reason, ReasonKind
from visits.planning.problem import Problem
from visits.planning.relax import Change, ChangeKind, Wish, WishKind

MOST_CORRECTIONS = 5


@dataclass(frozen=True)
class Advice:
    """Why nothing fits, and what would help.

    Each conflict is a list of wishes that cannot be met together; each correction a list of
    sentences that open a programme together.
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
        case ReasonKind.OTHER_DAY:
            return gettext("On another day: %(day)s.") % {"day": day}
        case ReasonKind.KEEPS_MOST:
            return gettext("Keeps most of the programme you had.")


def advise(explanation: Explanation, *, problem: Problem, offers: Iterable[Offer]) -> Advice:
    """An explanation in the current language."""
    titles = {offer.slug: offer.title.in_language(current_language()).text for offer in offers}
    return Advice(
        conflicts=tuple(
            tuple(wish_text(wish, problem=problem, titles=titles) for wish in conflict)
            for conflict in explanation.conflicts
        ),
        corrections=tuple(
            tuple(change_text(change, titles=titles) for change in correction.changes)
            for correction in explanation.corrections[:MOST_CORRECTIONS]
        ),
    )


def wish_text(wish: Wish, *, problem: Problem, titles: Mapping[str, str]) -> str:
    """One wish as it was stated, as an item of a list."""
    party, wishes = problem.party, problem.wishes
    match wish.kind:
        case WishKind.LUNCH:
            minutes = wishes.lunch.minutes if wishes.lunch else 0
            return gettext("A lunch break of %(length)s") % {"length": format_length(minutes)}
        case WishKind.MOST_STOPS:
            text = ngettext(
                "At most %(n)s stop on one day", "At most %(n)s stops on one day", wishes.most_stops
            )
            return text % {"n": wishes.most_stops}
        case WishKind.LONGEST_DAY:
            longest = format_length(wishes.longest_day)
            return gettext("At most %(length)s from first to last") % {"length": longest}
        case WishKind.HOURS:
            hours = {"from": format_clock(wishes.day_from), "until": format_clock(wishes.day_until)}
            return gettext("Between %(from)s and %(until)s your time") % hours
        case WishKind.WEEKDAYS:
            return gettext("Only on these weekdays: %(days)s") % {
                "days": weekday_names(wishes.weekdays)
            }
        case WishKind.DATES:
            dates = {
                "first": format_short_day(wishes.earliest_on),
                "last": format_short_day(wishes.latest_on),
            }
            return gettext("From %(first)s to %(last)s") % dates
        case WishKind.DAYS:
            text = ngettext("At most %(n)s day", "At most %(n)s days", wishes.most_days)
            return text % {"n": wishes.most_days}
        case WishKind.THEMES:
            named = [label(theme) for theme, weight in wishes.themes if weight]
            return gettext("Your themes: %(themes)s") % {"themes": _all_of(named)}
        case WishKind.LANGUAGE:
            spoken = _any_of(language_name(tag) for tag in party.languages)
            return gettext("In %(languages)s") % {"languages": spoken}
        case WishKind.FORMAT:
            return gettext("Format: %(format)s") % {"format": label(wishes.format)}
        case WishKind.MUST:
            title = titles.get(wish.choice, wish.choice)
            return gettext("“%(title)s” must be part of it") % {"title": title}
        case WishKind.SIZE:
            text = ngettext("%(n)s person together", "%(n)s people together", party.size)
            return text % {"n": format_number(party.size)}


def change_text(change: Change, *, titles: Mapping[str, str]) -> str:
    """One change of a wish, as a sentence that says what to do."""
    match change.kind, change.value:
        case ChangeKind.LATEST_ON, date() as on:
            return gettext("Let it be as late as %(day)s.") % {"day": format_short_day(on)}
        case ChangeKind.EARLIEST_ON, date() as on:
            return gettext("Let it be as early as %(day)s.") % {"day": format_short_day(on)}
        case ChangeKind.ADD_WEEKDAY, int(weekday):
            return gettext("Allow %(weekday)s as well.") % {"weekday": weekday_names((weekday,))}
        case ChangeKind.DAY_FROM, time() as wall:
            return gettext("Start as early as %(clock)s.") % {"clock": format_clock(wall)}
        case ChangeKind.DAY_UNTIL, time() as wall:
            return gettext("Go on until %(clock)s.") % {"clock": format_clock(wall)}
        case ChangeKind.LONGEST_DAY, int(minutes):
            return gettext("Let one day take %(length)s.") % {"length": format_length(minutes)}
        case ChangeKind.MOST_STOPS | ChangeKind.MOST_DAYS | ChangeKind.SIZE, int(number):
            return _number_text(change.kind, number)
        case ChangeKind.ADD_LANGUAGE, str(tag):
            return gettext("Take visits in %(language)s too.") % {"language": language_name(tag)}
        case ChangeKind.FORMAT, str(name):
            return gettext("Take part another way: %(format)s.") % {"format": label(Format(name))}
        case ChangeKind.DROP_MUST, str(key):
            return gettext("Do without “%(title)s”.") % {"title": titles.get(key, key)}
        case ChangeKind.NO_LUNCH, _:
            return gettext("Do without the lunch break.")
        case ChangeKind.INTERPRETATION, _:
            return gettext("Bring an interpreter.")
        case _:
            return gettext("Take visits on any theme.")


def _number_text(kind: ChangeKind, number: int) -> str:
    if kind is ChangeKind.MOST_STOPS:
        text = ngettext("Allow %(n)s stop on one day.", "Allow %(n)s stops on one day.", number)
    elif kind is ChangeKind.MOST_DAYS:
        text = ngettext("Let it take %(n)s day.", "Let it take up to %(n)s days.", number)
    else:
        text = ngettext("Come with %(n)s person.", "Come with %(n)s people at most.", number)
    return text % {"n": format_number(number)}


def weekday_names(weekdays: Iterable[int]) -> str:
    """Weekdays, 0 for Monday, as a list in words."""
    names = locale_of().days["stand-alone"]["wide"]
    return _all_of(names[weekday] for weekday in sorted(weekdays))


def _all_of(names: Iterable[str]) -> str:
    return format_list(list(names), locale=locale_of())


def _any_of(names: Iterable[str]) -> str:
    return format_list(list(names), style="or", locale=locale_of())
