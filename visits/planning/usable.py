"""Which choices can be used at all, before any time is looked at."""

from visits.catalogue import Format
from visits.planning.choice import Choice
from visits.planning.party import Party
from visits.planning.plan import LeftOut, LeftOutKind
from visits.planning.problem import Problem


def format_for(choice: Choice, wished: Format) -> Format | None:
    """How the party would take part, None where the offer cannot be had that way.

    A hybrid offer can also be had online or on site. A hybrid wish needs hybrid offers: a part
    of the party travels, the rest joins online.
    """
    if wished in choice.formats or Format.HYBRID in choice.formats:
        return wished
    return None


def language_for(choice: Choice, party: Party) -> str | None:
    """The party's most preferred language the offer is held in, None where there is none.

    Regional variants ("sv-FI") count as the language. With interpretation the offer's first
    language will do.
    """
    held = {tag.split("-")[0].lower(): tag for tag in reversed(choice.languages)}
    for tag in party.languages:
        primary = tag.split("-")[0].lower()
        if primary in held:
            return held[primary]
    return choice.languages[0] if party.interpretation and choice.languages else None


def hindrance(choice: Choice, problem: Problem) -> LeftOutKind | None:
    """Why a choice cannot be used by this party, None where it can."""
    if format_for(choice, problem.wishes.format) is None:
        return LeftOutKind.FORMAT
    if language_for(choice, problem.party) is None:
        return LeftOutKind.LANGUAGE
    if choice.most_people < problem.party.size:
        return LeftOutKind.SIZE
    if choice.host in problem.avoided_hosts and choice.key not in problem.wishes.musts:
        return LeftOutKind.AVOIDED
    return None


def split_usable(problem: Problem) -> tuple[tuple[Choice, ...], tuple[LeftOut, ...]]:
    """The choices that can be used, fixed ones always, and why the others cannot."""
    fixed = {stop.choice for stop in problem.fixed}
    usable: list[Choice] = []
    left_out: list[LeftOut] = []
    for choice in problem.choices:
        kind = None if choice.key in fixed else hindrance(choice, problem)
        if kind is None:
            usable.append(choice)
        else:
            left_out.append(LeftOut(choice.key, kind))
    return tuple(usable), tuple(left_out)
