"""Why offers were left out of a plan, in words, with what would let them in."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.change_texts import change_text
from app.formatting import format_length, format_number
from app.i18n import gettext, ngettext
from app.labels import N_, label, language_name
from app.wish_texts import Names, all_of
from visits.catalogue import Offer
from visits.planning.choice import Choice
from visits.planning.explaining.bars import Bar, WhyKind
from visits.planning.explaining.why import Why, why_left_out
from visits.planning.plan import LeftOutKind, Plan
from visits.planning.problem import Problem

# So many offers are looked at in full for one page; the others get a word each.
MOST_EXPLAINED = 8


@dataclass(frozen=True)
class LeftOutText:
    """An offer that is not in a plan: why, and what would help, each help a few sentences."""

    offer: Offer
    why: str
    helps: tuple[str, ...] = ()


def left_out_texts(
    problem: Problem, plan: Plan, *, offers: Iterable[Offer], most: int = MOST_EXPLAINED
) -> tuple[LeftOutText, ...]:
    """Every offer that is not in a plan, those that fit the wishes best first.

    The first `most` are explained in full, in the current language.
    """
    known = {offer.slug: offer for offer in offers}
    names = Names.of(known.values())
    quick = {left.choice: left.kind for left in plan.left_out}
    left = [choice for choice in _ranked(problem, plan) if choice.key in known]
    explained = {
        choice.key: why_left_out(problem, plan, choice.key)
        for choice in left[:most]
        if _keenness(problem, choice)
    }
    return tuple(
        why_text(explained[choice.key], problem=problem, offer=known[choice.key], names=names)
        if choice.key in explained
        else LeftOutText(known[choice.key], left_out_text(quick.get(choice.key)))
        for choice in left
    )


def _ranked(problem: Problem, plan: Plan) -> list[Choice]:
    """The choices that are not in a plan, the most wished first."""
    planned = {stop.choice for stop in plan.stops}
    left = (choice for choice in problem.choices if choice.key not in planned)
    return sorted(left, key=lambda choice: (-_keenness(problem, choice), choice.key))


def _keenness(problem: Problem, choice: Choice) -> float:
    """How much of what is wished a choice shows."""
    wishes = problem.wishes
    weights = dict(wishes.themes)
    groups = [dict(track.themes) or weights for track in problem.party.tracks] or [weights]
    shown = max(sum(each.get(theme, 0) for theme in choice.themes) for each in groups)
    return shown + 100 * dict(wishes.wished).get(choice.key, 0)


def why_text(why: Why, *, problem: Problem, offer: Offer, names: Names) -> LeftOutText:
    """Why one offer is not there, and everything that would help."""
    sentence = bar_text(why.bar, problem=problem, offer=offer, names=names)
    instead = {"title": names.title(why.instead_of)}
    if why.bar.kind is WhyKind.LESS_WORTH:
        sentence = gettext("“%(title)s” fits the wishes better.") % instead
    helps = [
        " ".join(change_text(change, names=names) for change in correction.changes)
        for correction in why.lets_in
    ]
    if why.instead_of:
        helps.append(gettext("Make it a must, in place of “%(title)s”.") % instead)
    return LeftOutText(offer, sentence, tuple(helps))


def bar_text(bar: Bar, *, problem: Problem, offer: Offer, names: Names) -> str:
    """One reason, in a sentence about the offer that is named beside it."""
    match bar.kind:
        case WhyKind.SIZE if bar.amount:
            text = ngettext("One person too many comes.", "%(n)s people too many come.", bar.amount)
            return text % {"n": format_number(bar.amount)}
        case WhyKind.FORMAT:
            wished = label(problem.wishes.format)
            return gettext("It cannot be had this way: %(format)s.") % {"format": wished}
        case WhyKind.LANGUAGE:
            held = all_of(language_name(tag) for tag in offer.languages)
            return gettext("It is only held in %(languages)s.") % {"languages": held}
        case WhyKind.LANGUAGE_BUSY:
            language = language_name(bar.about)
            return gettext("Whoever speaks %(language)s there is busy.") % {"language": language}
        case WhyKind.TOO_LONG:
            length = format_length(bar.amount)
            return gettext("It is %(length)s longer than a day may be.") % {"length": length}
        case WhyKind.NEEDS_MINUTES:
            return gettext("It would need %(length)s more.") % {"length": format_length(bar.amount)}
        case WhyKind.MOST_SCREEN:
            length = format_length(bar.amount)
            return gettext("It would take %(length)s more online.") % {"length": length}
        case WhyKind.SAME_HOST if bar.about:
            title = names.title(bar.about)
            return gettext("The same host shows “%(title)s” already.") % {"title": title}
    return _plain_text(bar.kind)


def left_out_text(kind: LeftOutKind | None) -> str:
    """The quick reason that a plan itself gives, none for what it does not speak of."""
    if kind is None or kind is LeftOutKind.NO_ROOM:
        return _plain_text(WhyKind.FULL)
    return _plain_text(WhyKind(kind.value))


def _plain_text(kind: WhyKind) -> str:
    """A reason that needs no more words than its kind."""
    return gettext(SENTENCES[kind])


SENTENCES = {
    WhyKind.GONE: N_("Its host has declined."),
    WhyKind.AVOIDED: N_("Its host is not asked again."),
    WhyKind.RULED_OUT: N_("It was ruled out."),
    WhyKind.FORMAT: N_("It cannot be had in the wished format."),
    WhyKind.LANGUAGE: N_("It is held in none of the wished languages."),
    WhyKind.LANGUAGE_BUSY: N_("Whoever speaks the right language there is busy."),
    WhyKind.SIZE: N_("More people come than it takes."),
    WhyKind.UNKNOWN: N_("Nobody knows if its host is free: the calendar could not be read."),
    WhyKind.CLOSED: N_("It is closed on the wished days and hours."),
    WhyKind.BUSY: N_("Its host is busy on the wished days and hours."),
    WhyKind.NO_TIME: N_("It has no free time on the wished days and hours."),
    WhyKind.TOO_LONG: N_("It is longer than a day may be."),
    WhyKind.NEEDS_MINUTES: N_("It would need more time."),
    WhyKind.MOST_STOPS: N_("The day has as many stops as it may have."),
    WhyKind.MOST_SCREEN: N_("It would take too much time online."),
    WhyKind.LUNCH: N_("No time would be left for lunch."),
    WhyKind.REST: N_("There would be no pause in time."),
    WhyKind.ROAD: N_("The road to it takes too long that day."),
    WhyKind.OTHER_DAY: N_("It would only fit on another day."),
    WhyKind.NO_THEME: N_("It shows none of the wished themes."),
    WhyKind.SAME_HOST: N_("Its host is in the programme already."),
    WhyKind.LESS_WORTH: N_("Other stops fit the wishes better."),
    WhyKind.ROOM: N_("There would be room for it: make it a must to have it."),
    WhyKind.FULL: N_("There is no room for it beside the other stops."),
}
