"""Why a choice is not in a plan, and the least that would let it in."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from visits.catalogue import Format
from visits.planning.choice import Choice
from visits.planning.demands import demand
from visits.planning.explaining.bars import Bar, WhyKind, bar_lifted_by, bar_to
from visits.planning.explaining.beside import alone, beside, without_roads, without_stop
from visits.planning.explaining.changes import Change, ChangeKind, Correction
from visits.planning.explaining.conflicts import find_conflicts
from visits.planning.explaining.corrections import corrections_for
from visits.planning.explaining.oracle import AskedEnough, Oracle
from visits.planning.explaining.relax import Reach, WishKind, wishes_of
from visits.planning.explaining.sift import worth_something
from visits.planning.explaining.terms import Terms
from visits.planning.party import MOST_MUSTS, Track
from visits.planning.plan import LeftOut, LeftOutKind, Plan
from visits.planning.problem import Problem
from visits.planning.solve import can_be_met

QUESTIONS = 80
MOST_LET_IN = 3
# Beyond so many missing minutes, what it would push out says more.
MOST_MINUTES_TOLD = 60
# What can be changed to let a choice in; the plan's own stops stay.
CHANGEABLE = frozenset(WishKind) - {
    WishKind.THEMES,
    WishKind.MUST_NOTS,
    WishKind.NO_HOSTS,
    WishKind.NO_THEMES,
    WishKind.PLENARY,
    WishKind.MUST,
    WishKind.MUST_HOST,
    WishKind.MUST_THEME,
    WishKind.TRACK_MUST,
}
# Without being a must it would not be taken, however much room there is.
NEEDS_A_MUST = frozenset({WhyKind.NO_THEME, WhyKind.SAME_HOST, WhyKind.ROOM})


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why a choice is not in a plan, and what would let it in.

    With each of `lets_in` there is a programme that holds it and all of the plan's stops; those
    that ask least come first. Without any change it could take the place of `instead_of`, a stop
    that fits the wishes better. With groups it was looked at for one of them, `track`.
    """

    choice: str
    bar: Bar
    lets_in: tuple[Correction, ...] = ()
    instead_of: str = ""
    track: str = ""


def why_left_out(problem: Problem, plan: Plan, key: str, *, questions: int = QUESTIONS) -> Why:
    """Why this choice is not in the plan; InvalidValue where it is.

    `questions` bounds the work: so many changed problems are composed at most.
    """
    stops = {stop.choice for stop in plan.stops}
    demand("choice", "stands in the plan", holds=key not in stops)
    choice = problem.choice(key)
    if LeftOut(key, LeftOutKind.GONE) in plan.left_out:
        return Why(choice=key, bar=Bar(WhyKind.GONE))
    if choice.host in problem.avoided_hosts and key not in problem.wishes.musts:
        return Why(choice=key, bar=Bar(WhyKind.AVOIDED))
    return _Inquiry(problem, plan, choice, questions).why()


class _Inquiry:
    """One choice beside one plan."""

    def __init__(self, problem: Problem, plan: Plan, choice: Choice, questions: int) -> None:
        self.problem = problem
        self.choice = choice
        self.stops = [problem.choice(key) for key in sorted({stop.choice for stop in plan.stops})]
        self.allowing = tuple(_allowing(problem, choice))
        self.allowed = Correction(self.allowing).applied_to(problem)
        self.track = _keenest_track(self.allowed, choice)
        question = beside(self.allowed, plan, choice.key, track=self.track)
        self.oracle = Oracle(question, limit=questions)

    def why(self) -> Why:
        """The reason that says most, and what would help."""
        bar = self._first_bar()
        if can_be_met(self.oracle.problem):
            bar = bar or Bar(WhyKind.ROOM)
            return self._told(bar, self._wrapped([()], bar))
        instead_of = "" if bar is not None else self._instead_of()
        lets_in = self._wrapped(self._changes(), bar)
        bar = bar or self._bar_beside(lets_in, instead_of)
        return self._told(bar, lets_in, instead_of)

    def _told(self, bar: Bar, lets_in: tuple[Correction, ...], instead_of: str = "") -> Why:
        return Why(
            choice=self.choice.key,
            bar=bar,
            lets_in=lets_in,
            instead_of=instead_of,
            track=self.track,
        )

    def _first_bar(self) -> Bar | None:
        """What bars the choice before the plan's other stops are looked at."""
        if self.allowing:
            return Bar(WhyKind.RULED_OUT)
        bar = bar_to(alone(self.allowed, self.choice.key), self.choice)
        if bar is not None:
            return bar
        if not worth_something(Terms.of(self.problem), set())(self.choice):
            return Bar(WhyKind.NO_THEME)
        same = next((stop.key for stop in self.stops if stop.host == self.choice.host), None)
        return Bar(WhyKind.SAME_HOST, about=same) if same is not None else None

    def _instead_of(self) -> str:
        """The least wished stop whose place the choice could take, of those nobody asked for."""
        wishes = self.problem.wishes
        asked = {*wishes.musts, *(stop.choice for stop in self.problem.fixed)}
        for stop in sorted(self.stops, key=lambda stop: (_weight(self.problem, stop), stop.key)):
            is_asked = stop.key in asked or stop.host in wishes.must_hosts
            if is_asked or not set(wishes.must_themes).isdisjoint(stop.themes):
                continue
            if can_be_met(without_stop(self.oracle.problem, stop.key)):
                return stop.key
        return ""

    def _changes(self) -> list[tuple[Change, ...]]:
        """The smallest changes with which the choice stands beside the plan's stops."""
        question = self.oracle.problem
        wishes = [wish for wish in wishes_of(question) if wish.kind in CHANGEABLE]
        reach = Reach.of(question)
        found = find_conflicts(self.oracle, wishes, reach=reach, most=MOST_LET_IN)
        corrections: set[Correction] = set()
        with suppress(AskedEnough):
            for escape in found.escapes:
                corrections.update(corrections_for(self.oracle, escape, reach=reach))
        ranked = sorted(corrections, key=lambda each: (each.effort, repr(each)))
        return [tuple(map(_for_everything, each.changes)) for each in ranked[:MOST_LET_IN]]

    def _wrapped(
        self, changes: Iterable[tuple[Change, ...]], bar: Bar | None
    ) -> tuple[Correction, ...]:
        """The changes, with what allows the choice before them and makes it a must after them."""
        musts = self.problem.wishes.musts
        asked: tuple[Change, ...] = ()
        if bar is not None and bar.kind in NEEDS_A_MUST:
            if len(musts) >= MOST_MUSTS:
                return ()
            asked = (Change(ChangeKind.ADD_MUST, self.choice.key, 1),)
        wrapped = (Correction((*self.allowing, *each, *asked)) for each in changes)
        return tuple(correction for correction in wrapped if correction.changes)

    def _bar_beside(self, lets_in: tuple[Correction, ...], instead_of: str) -> Bar:
        """Why there is no place beside the plan's stops for what could be had alone."""
        question = self.oracle.problem
        is_on_road = question.wishes.format is not Format.ONLINE or question.wishes.also
        if is_on_road and can_be_met(without_roads(question)):
            return Bar(WhyKind.ROAD)
        single = [each.changes[0] for each in lets_in if len(each.changes) == 1]
        bars = (bar_lifted_by(change, self.problem.wishes) for change in single)
        for bar in bars:
            if bar is not None and not (instead_of and bar.amount > MOST_MINUTES_TOLD):
                return bar
        return Bar(WhyKind.LESS_WORTH if instead_of else WhyKind.FULL)


def _allowing(problem: Problem, choice: Choice) -> Iterator[Change]:
    """What takes back that the choice, its host or a theme of it was ruled out."""
    wishes = problem.wishes
    if choice.key in wishes.must_nots:
        yield Change(ChangeKind.ALLOW_CHOICE, choice.key, 9)
    if choice.host in wishes.no_hosts and choice.key not in wishes.musts:
        yield Change(ChangeKind.ALLOW_HOST, choice.host, 9)
    for theme in wishes.no_themes:
        if theme in choice.themes:
            yield Change(ChangeKind.ALLOW_THEME, theme.value, 9)


def _keenest_track(problem: Problem, choice: Choice) -> str:
    """The group to which the choice is worth most, of those it has room for; "" without groups."""
    tracks = problem.party.tracks
    if not tracks:
        return ""
    wished = dict(problem.wishes.themes)

    def keenness(track: Track) -> tuple[bool, float]:
        weights = dict(track.themes) or wished
        return track.size <= choice.most_people, sum(
            weights.get(theme, 0) for theme in choice.themes
        )

    return max(tracks, key=keenness).key


def _weight(problem: Problem, choice: Choice) -> float:
    """What a choice shows of what is wished, other stops not counted."""
    weights = dict(problem.wishes.themes)
    return dict(problem.wishes.wished).get(choice.key, 0) + sum(
        weights.get(theme, 0) for theme in choice.themes
    )


def _for_everything(change: Change) -> Change:
    """More days for every stop, not for musts alone: the choice is no must."""
    if change.kind is ChangeKind.MOST_DAYS:
        return replace(change, kind=ChangeKind.DAYS)
    return change
