"""Which choices can be used at all, before any time is looked at."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from visits.catalogue import Format
from visits.planning.choice import Choice
from visits.planning.party import Party
from visits.planning.plan import LeftOut, LeftOutKind
from visits.planning.problem import Problem
from visits.planning.wishes import Wishes
from visits.span import Span


def format_for(choice: Choice, wished: Format) -> Format | None:
    """How the party would take part, None where the offer cannot be had that way.

    A hybrid offer can also be had online or on site. A hybrid wish needs hybrid offers: a part
    of the party travels, the rest joins online.
    """
    if wished in choice.formats or Format.HYBRID in choice.formats:
        return wished
    return None


def taken_as(choice: Choice, wishes: Wishes) -> Format | None:
    """The first way of taking part that will do and that the offer has."""
    for wished in (wishes.format, *wishes.also):
        if format_for(choice, wished) is not None:
            return wished
    return None


def language_for(choice: Choice, party: Party) -> str | None:
    """The language the offer's own contact receives the party in, None where there is none."""
    return shared_language(choice.languages, party)


def shared_language(languages: Sequence[str], party: Party) -> str | None:
    """The party's most preferred of the languages something is held in.

    Regional variants ("sv-FI") count as the language. With interpretation the first language
    will do.
    """
    held = {tag.split("-")[0].lower(): tag for tag in reversed(languages)}
    for tag in party.languages:
        primary = tag.split("-")[0].lower()
        if primary in held:
            return held[primary]
    return languages[0] if party.interpretation and languages else None


class Staffed(NamedTuple):
    """Who answers for an offer, who comes along, and in which languages, when they are free."""

    contact: str
    company: tuple[str, ...]
    languages: tuple[str, ...]
    free: tuple[Span, ...]


def staffings_of(choice: Choice) -> Iterator[Staffed]:
    """Every way to staff an offer, its own contact first."""
    yield Staffed(choice.contact, choice.company, choice.languages, choice.free)
    for other in choice.others:
        languages = other.languages or choice.languages
        yield Staffed(other.contact, other.company, languages, other.free)


def hindrance(choice: Choice, problem: Problem) -> LeftOutKind | None:
    """Why a choice cannot be used by this party, None where it can."""
    wishes = problem.wishes
    if taken_as(choice, wishes) is None:
        return LeftOutKind.FORMAT
    if not _shares_a_language(choice, problem.party):
        return LeftOutKind.LANGUAGE
    if choice.most_people < problem.party.size:
        return LeftOutKind.SIZE
    if choice.key in wishes.must_nots or not {*choice.themes}.isdisjoint(wishes.no_themes):
        return LeftOutKind.RULED_OUT
    if choice.key not in wishes.musts:
        if choice.host in wishes.no_hosts:
            return LeftOutKind.RULED_OUT
        if choice.host in problem.avoided_hosts:
            return LeftOutKind.AVOIDED
    return None if choice.is_known else LeftOutKind.UNKNOWN


def _shares_a_language(choice: Choice, party: Party) -> bool:
    held = (choice.languages, *(other.languages for other in choice.others if other.languages))
    return any(shared_language(languages, party) is not None for languages in held)


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
