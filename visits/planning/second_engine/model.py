"""The composer's question as a CP-SAT model: a yes or no for every slot, and for who comes to it.

Time-indexed: of all that covers an instant at most one, for each group and for each contact (as
in Pritsker, Watters and Wolfe, "Multiproject scheduling with limited resources", 1969). What the
model leaves out, rest and the finer points of roads, the checker finds in an answer; what clashes
is then forbidden by a cut.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ortools.sat.python import cp_model

from visits.catalogue import Theme
from visits.planning.checking.programme import Programme, Row
from visits.planning.problem import Problem
from visits.planning.second_engine.rules import Rules
from visits.planning.second_engine.slots import Slot, primary, slots_of
from visits.planning.worth import POINTS_PER_WEIGHT, RETURNS

Literal = cp_model.IntVar


class Model:
    """The model of a problem that may take so many days.

    `taken` says whether a slot is in the programme, `comes` whether a group is there.
    """

    def __init__(self, problem: Problem, *, most_days: int) -> None:
        self.problem = problem
        self.programme = Programme(problem, problem.fixed)
        self.model = cp_model.CpModel()
        self.slots = slots_of(problem)
        self.taken = {
            slot: self.model.new_bool_var(f"slot{i}") for i, slot in enumerate(self.slots)
        }
        self.comes: dict[tuple[Slot, str], Literal] = {}
        self.visits: dict[tuple[str, str], Literal] = {}
        self.scores: dict[str, cp_model.LinearExpr] = {}
        for slot in self.slots:
            self._let_come(slot)
        self._days(most_days)
        for row in self.programme.rows:
            self._row(row)
        Rules(self.model, self.programme, self.taken, self.comes).add()
        self._objective()

    def _let_come(self, slot: Slot) -> None:
        """Who comes to a slot: all together must be few enough, and share a language."""
        taken = self.taken[slot]
        if len(self.programme.rows) == 1:
            self.comes[slot, ""] = taken
        else:
            coming = {track: self.model.new_bool_var("") for track in slot.tracks}
            for track, comes in coming.items():
                self.comes[slot, track] = comes
                self.model.add_implication(comes, taken)
            self.model.add_bool_or([*coming.values(), taken.negated()])
            if not slot.is_fixed:
                self._together(slot, coming)
        if slot.is_fixed:
            self.model.add(taken == 1)
            for track in slot.tracks:
                self.model.add(self.comes[slot, track] == 1)

    def _together(self, slot: Slot, coming: dict[str, Literal]) -> None:
        party, most = self.problem.party, slot.choice.most_people
        sizes = {track.key: track.size for track in party.tracks}
        if sum(sizes[track] for track in coming) > most:
            self.model.add(sum(sizes[one] * comes for one, comes in coming.items()) <= most)
        if len(coming) == len(sizes) and party.size > most:
            self.model.add(sum(coming.values()) <= len(coming) - 1)
        if slot.choice.key in self.problem.wishes.plenary:
            for comes in coming.values():
                self.model.add_implication(self.taken[slot], comes)
            if len(coming) < len(sizes):
                self.model.add(self.taken[slot] == 0)
        if not party.interpretation:
            self._speak(slot, coming)

    def _speak(self, slot: Slot, coming: dict[str, Literal]) -> None:
        """One language, that all who come speak."""
        party, held = self.problem.party, sorted({primary(tag) for tag in slot.languages})
        spoken = {
            track.key: {primary(tag) for tag in track.languages or party.languages}
            for track in party.tracks
        }
        if any(all(tag in spoken[track] for track in coming) for tag in held):
            return
        chosen = {tag: self.model.new_bool_var("") for tag in held}
        self.model.add_exactly_one(chosen.values())
        for track, comes in coming.items():
            shared = [chosen[tag] for tag in held if tag in spoken[track]]
            self.model.add_bool_or([*shared, comes.negated()])

    def _days(self, most_days: int) -> None:
        """Few enough days; what is fixed counts, and may need more."""
        dates = sorted({slot.on for slot in self.slots})
        fixed = {slot.on for slot in self.slots if slot.is_fixed}
        if len(dates) <= max(most_days, len(fixed)):
            return
        used = {on: self.model.new_bool_var(f"day{on}") for on in dates}
        for slot, taken in self.taken.items():
            self.model.add_implication(taken, used[slot.on])
        self.model.add(sum(used.values()) <= max(most_days, len(fixed)))

    def _row(self, row: Row) -> None:
        """What a group visits, what it must, and what that is worth."""
        wishes = self.problem.wishes
        literals: dict[str, list[Literal]] = defaultdict(list)
        for slot in self.slots:
            if row.track in slot.tracks:
                literals[slot.choice.key].append(self.comes[slot, row.track])
        visits = {key: self._any_of(those) for key, those in literals.items()}
        self.visits |= {(row.track, key): one for key, one in visits.items()}
        for key in row.musts:
            self.model.add_bool_or([visits[key]] if key in visits else [])
        choices = self.programme.choices
        for host in wishes.must_hosts:
            self.model.add_bool_or([v for key, v in visits.items() if choices[key].host == host])
        for theme in wishes.must_themes:
            self.model.add_bool_or([v for key, v in visits.items() if theme in choices[key].themes])
        self._hosts(row, visits)
        self.scores[row.track] = self._worth(row, visits)

    def _any_of(self, literals: list[Literal]) -> Literal:
        """Whether one of them holds; never two."""
        if len(literals) == 1:
            return literals[0]
        any_of = self.model.new_bool_var("")
        self.model.add_exactly_one([*literals, any_of.negated()])
        return any_of

    def _hosts(self, row: Row, visits: dict[str, Literal]) -> None:
        """Each host once, but for what the row must see of it."""
        asked = row.musts | {stop.choice for stop in row.stops}
        of_host: dict[str, list[str]] = defaultdict(list)
        for key in visits:
            of_host[self.programme.choices[key].host].append(key)
        for keys in of_host.values():
            free = [visits[key] for key in keys if key not in asked]
            for must in [visits[key] for key in keys if key in asked]:
                self.model.add_at_most_one([*free, must])
            self.model.add_at_most_one(free)

    def _worth(self, row: Row, visits: dict[str, Literal]) -> cp_model.LinearExpr:
        """The points of a row: the first five stops on each theme, and what is wished by name."""
        track = next((one for one in self.problem.party.tracks if one.key == row.track), None)
        themes = dict(track.themes if track and track.themes else self.problem.wishes.themes)
        terms: list[cp_model.LinearExpr] = []
        for theme, weight in (themes or dict.fromkeys(Theme, 1.0)).items():
            points = round(weight * POINTS_PER_WEIGHT)
            shown = [v for key, v in visits.items() if theme in self.programme.choices[key].themes]
            steps = [self.model.new_bool_var("") for _ in RETURNS[: len(shown)]]
            if points and steps:
                self.model.add(sum(steps) <= sum(shown))
                for more, less in zip(steps[1:], steps, strict=False):
                    self.model.add_implication(more, less)
                terms += [points * each * s for each, s in zip(RETURNS, steps, strict=False)]
        for key, weight in self.problem.wishes.wished:
            if key in visits:
                terms.append(round(weight * POINTS_PER_WEIGHT) * RETURNS[0] * visits[key])
        return _sum(terms)

    def _objective(self) -> None:
        """Worth before agreed stops at their time, before times kept, before stops kept."""
        spans = {(stop.choice, stop.span) for stop in self.problem.current}
        keys = {stop.choice for stop in self.problem.current}
        kept = [slot for slot in self.slots if (slot.choice.key, slot.span) in spans]
        agreed = [slot for slot in kept if slot.choice.key in self.problem.agreed]
        there = [visit for (_, key), visit in self.visits.items() if key in keys]
        slots_step = len(there) + 1
        agreed_step = slots_step * (len(kept) + 1)
        self.factor = agreed_step * (len(agreed) + 1)
        self.score = _sum(list(self.scores.values()))
        kept_worth = _sum([self.taken[slot] for slot in kept]) * slots_step + _sum(there)
        agreed_worth = _sum([self.taken[slot] for slot in agreed]) * agreed_step
        self.model.maximize(self.score * self.factor + agreed_worth + kept_worth)

    def forbid(self, clashing: Iterable[tuple[Slot, str]]) -> None:
        """A cut: not all of these together."""
        self.model.add_bool_or([self.comes[one].negated() for one in clashing])


def _sum(terms: Sequence[cp_model.LinearExpr]) -> cp_model.LinearExpr:
    return cp_model.LinearExpr.sum(list(terms))
