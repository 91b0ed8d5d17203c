"""The few choices that decide whether a programme exists at all.

Fewer stops always fit where more do. So where musts are asked for, only they and what could serve
a must-see host or theme count; where nothing is asked for, any one choice that is worth something.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from visits.catalogue import Theme
from visits.planning.choice import Choice
from visits.planning.explaining.stretches import Stretch, Window, has_room, stretches_of, windows_of
from visits.planning.explaining.terms import Terms
from visits.planning.problem import Problem
from visits.planning.usable import hindrance

Test = Callable[[Choice], bool]


@dataclass(frozen=True, kw_only=True)
class Sifted:
    """The choices that count; with `is_cut` there are more which could serve as well.

    `asked` are all needed, of `serving` some.
    """

    asked: tuple[Choice, ...]
    serving: tuple[Choice, ...]
    is_cut: bool

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys((*self.asked, *self.serving)))


class Sieve:
    """Sifts one problem on terms that change; what all terms share is worked out once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.ordered = sorted(problem.choices, key=lambda choice: (choice.minutes, choice.key))
        self.fixed = {stop.choice for stop in problem.fixed}
        self._by_key = {choice.key: choice for choice in problem.choices}
        self._stretches: dict[tuple[str, bool], tuple[Stretch, ...]] = {}
        self._windows: dict[tuple[object, ...], tuple[Window, ...]] = {}

    def sift(self, terms: Terms, *, most: int | None = None) -> Sifted | None:
        """What counts on these terms, None where plainly nothing can meet them.

        At most so many choices serve each need, of as many hosts, the shortest first. Only what
        no programme can hold is left out, however the rest falls.
        """
        keys = sorted(self.fixed | musts_of(terms))
        asked = tuple(terms.seen(self._by_key[key]) for key in keys)
        rows = _rows(narrowed_to(self.problem, terms, asked or self.ordered[:1]))
        can_be_had = partial(self._can_be_had, terms, rows)
        if not all(choice.key in self.fixed or can_be_had(choice) for choice in asked):
            return None
        serving: list[Choice] = []
        is_cut = False
        for serves in _needs(self.problem, terms, asked):
            might = [terms.seen(choice) for choice in self.ordered if serves(choice)]
            group = list(_taken(might, can_be_had, most))
            # What is fixed or a must for one group serves that group alone.
            if not group and not (terms.party.tracks and any(map(serves, asked))):
                return None
            serving.extend(group)
            is_cut = is_cut or (most is not None and len(might) > len(group))
        return Sifted(asked=asked, serving=tuple(serving), is_cut=is_cut)

    def _can_be_had(self, terms: Terms, rows: Sequence[Problem], choice: Choice) -> bool:
        """False only where no programme can hold the choice."""
        if choice.minutes > terms.wishes.longest_day and not self.fixed:
            return False
        is_lifted = terms.party.tracks and choice.key in musts_of(terms)
        if not is_lifted and all(hindrance(choice, row) is not None for row in rows):
            return False
        return self._has_time(terms, choice)

    def _has_time(self, terms: Terms, choice: Choice) -> bool:
        """Whether a free stretch within the wished days and hours is long enough."""
        wishes = terms.wishes
        hours = (wishes.day_from, wishes.day_until, wishes.latest_start)
        dates = (wishes.earliest_on, wishes.latest_on, wishes.weekdays)
        if (*hours, *dates) not in self._windows:
            self._windows[(*hours, *dates)] = windows_of(terms)
        key = (choice.key, choice.is_known)
        if key not in self._stretches:
            others = (span for other in choice.others for span in other.free)
            self._stretches[key] = stretches_of((*choice.free, *others))
        return has_room(self._stretches[key], self._windows[(*hours, *dates)], choice.minutes)


def musts_of(terms: Terms) -> set[str]:
    """The choices that the party or any of its groups must see."""
    return {*terms.wishes.musts, *(key for track in terms.party.tracks for key in track.musts)}


def narrowed_to(problem: Problem, terms: Terms, choices: Iterable[Choice]) -> Problem:
    """The problem on other terms, with these choices alone."""
    chosen = tuple(choices)
    keys = {choice.key for choice in chosen}
    return replace(
        problem,
        party=terms.party,
        wishes=terms.wishes,
        choices=chosen,
        current=tuple(stop for stop in problem.current if stop.choice in keys),
    )


def _rows(problem: Problem) -> tuple[Problem, ...]:
    """The problem as the whole party has it, and as each group would alone."""
    party = problem.party
    parties = (
        replace(party, tracks=(), size=track.size, languages=track.languages or party.languages)
        for track in party.tracks
    )
    return (problem, *(replace(problem, party=each, fixed=(), current=()) for each in parties))


def _taken(choices: Sequence[Choice], test: Test, most: int | None) -> Iterator[Choice]:
    """The choices that pass; with `most`, so many, each of another host."""
    hosts: set[str] = set()
    for choice in choices:
        if most is not None and (choice.host in hosts or len(hosts) == most):
            continue
        if test(choice):
            hosts.add(choice.host)
            yield choice


def _needs(problem: Problem, terms: Terms, asked: Sequence[Choice]) -> Iterator[Test]:
    """What a programme needs beside what is asked: a stop of a host, on a theme, or any at all."""
    wishes = terms.wishes
    served = () if terms.party.tracks else asked
    for host in wishes.must_hosts:
        if all(choice.host != host for choice in served):
            yield partial(_is_of_host, host)
    for theme in wishes.must_themes:
        if all(theme not in choice.themes for choice in served):
            yield partial(_is_on_theme, theme)
    if not (asked or wishes.must_hosts or wishes.must_themes):
        yield worth_something(terms, {stop.choice for stop in problem.current})


def _is_of_host(host: str, choice: Choice) -> bool:
    return choice.host == host


def _is_on_theme(theme: Theme, choice: Choice) -> bool:
    return theme in choice.themes


def worth_something(terms: Terms, current: set[str]) -> Test:
    """Whether a choice alone would count for anything."""
    wishes, tracks = terms.wishes, terms.party.tracks
    weighed = [track.themes or wishes.themes for track in tracks] or [wishes.themes]
    themes = {theme for each in weighed for theme, weight in each if weight}
    if not all(weighed):
        themes = set(Theme)
    keys = {key for key, weight in wishes.wished if weight} | current
    return lambda choice: choice.key in keys or not themes.isdisjoint(choice.themes)
