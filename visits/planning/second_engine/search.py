"""CP-SAT asked until its answer passes the checker; what clashes is cut off in between."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from visits.planning.by_hand.weigh import worth_of
from visits.planning.check import Clash, ClashKind, check
from visits.planning.choice import PlannedStop
from visits.planning.plan import Outcome, Plan
from visits.planning.problem import Problem
from visits.planning.second_engine.model import Model
from visits.planning.second_engine.slots import Slot, primary

# Steps of work, as the composer counts them, in one unit of CP-SAT's deterministic time.
STEPS_PER_UNIT = 2000

# What the model leaves to the checker. Each is about stops that clash whatever else is there.
CUT_OFF = {
    ClashKind.ROAD,
    ClashKind.ROAD_FROM_START,
    ClashKind.ROAD_TO_END,
    ClashKind.LUNCH,
    ClashKind.REST,
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What CP-SAT has found: its stops, their worth, and what no programme exceeds, if known."""

    outcome: Outcome
    stops: tuple[PlannedStop, ...] = ()
    scores: tuple[tuple[str, int], ...] = ()
    bound: int | None = None
    work: int = 0


def ask(problem: Problem, *, hint: Sequence[PlannedStop], seed: int, limit: int) -> Answer:
    """The best answer within the limit, on as few days as the musts allow."""
    wishes, work = problem.wishes, 0
    tracks = problem.party.tracks
    asked = (wishes.musts, wishes.must_hosts, wishes.must_themes, *(one.musts for one in tracks))
    is_asked = bool(problem.fixed) or any(asked)
    for days in range(wishes.days, (wishes.most_days if is_asked else wishes.days) + 1):
        search = _Search(problem, days=days, seed=seed, limit=limit - work)
        answer = search.run(hint)
        work += answer.work
        if answer.outcome is not Outcome.IMPOSSIBLE:
            break
    current = {stop.choice for stop in problem.current}
    is_idle = not any(score for _, score in answer.scores)
    if not is_asked and is_idle and not any(stop.choice in current for stop in answer.stops):
        impossible = answer.outcome in (Outcome.PROVEN, Outcome.IMPOSSIBLE)
        answer = Answer(outcome=Outcome.IMPOSSIBLE if impossible else Outcome.NOT_FOUND)
    return replace(answer, work=work)


class _Search:
    """One model, solved again with more cuts until its answer is sound."""

    def __init__(self, problem: Problem, *, days: int, seed: int, limit: int) -> None:
        wishes = replace(problem.wishes, days=days, most_days=days)
        self.problem = replace(problem, wishes=wishes)
        self.model = Model(self.problem, most_days=days)
        self.limit, self.work = limit, 0
        self.solver = cp_model.CpSolver()
        self.solver.parameters.num_workers = 1
        self.solver.parameters.random_seed = seed
        # Probing alone can take longer than everything else on a time-indexed model.
        self.solver.parameters.cp_model_probing_level = 0
        # The bound comes from the cliques: without them in the relaxation it hardly moves.
        self.solver.parameters.linearization_level = 2

    def run(self, hint: Sequence[PlannedStop]) -> Answer:
        """The first answer without a clash, or none where the limit comes first."""
        self._hint(hint)
        while self.work < self.limit:
            status = self._solve()
            if status == cp_model.INFEASIBLE:
                return Answer(outcome=Outcome.IMPOSSIBLE, work=self.work)
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                break
            chosen = [one for one, comes in self.model.comes.items() if self.solver.value(comes)]
            stops = tuple(self._stops(chosen))
            clashes = check(self.problem, Plan(outcome=Outcome.FOUND, stops=stops))
            if not clashes:
                outcome = Outcome.PROVEN if status == cp_model.OPTIMAL else Outcome.FOUND
                return self._answer(outcome, stops)
            if not CUT_OFF.issuperset(clash.kind for clash in clashes):
                break
            for clash in clashes:
                self._forbid(clash, chosen)
        bound = self._bound() if self.work else None
        return Answer(outcome=Outcome.NOT_FOUND, work=self.work, bound=bound)

    def _solve(self) -> int:
        left = self.limit - self.work
        self.solver.parameters.max_deterministic_time = left / STEPS_PER_UNIT
        status = self.solver.solve(self.model.model)
        self.work += 1 + int(self.solver.deterministic_time * STEPS_PER_UNIT)
        return int(status)

    def _hint(self, hint: Sequence[PlannedStop]) -> None:
        """Begins at a programme that is known, where there is one."""
        if not hint:
            return
        known = {(stop.choice, stop.contact, stop.span): stop.tracks for stop in hint}
        for slot, taken in self.model.taken.items():
            tracks = known.get((slot.choice.key, slot.staffing.contact, slot.span))
            self.model.model.add_hint(taken, tracks is not None)
            for track in slot.tracks if len(self.model.scores) > 1 else ():
                is_there = tracks is not None and (not tracks or track in tracks)
                self.model.model.add_hint(self.model.comes[slot, track], is_there)

    def _bound(self) -> int:
        return int(self.solver.best_objective_bound + 0.5) // self.model.factor

    def _answer(self, outcome: Outcome, stops: tuple[PlannedStop, ...]) -> Answer:
        scores = tuple(
            (track, int(self.solver.value(score))) for track, score in self.model.scores.items()
        )
        needed = tuple(self._needed(stops))
        return Answer(
            outcome=outcome, stops=needed, scores=scores, bound=self._bound(), work=self.work
        )

    def _needed(self, stops: tuple[PlannedStop, ...]) -> list[PlannedStop]:
        """The stops without those that nothing is lost without; CP-SAT takes them as they come."""
        worth, needed = worth_of(self.problem, stops), list(stops)
        current = {stop.choice for stop in self.problem.current}
        for stop in stops:
            fewer = [other for other in needed if other is not stop]
            plan = Plan(outcome=Outcome.FOUND, stops=tuple(fewer))
            is_idle = stop.choice not in current and worth_of(self.problem, fewer) == worth
            if is_idle and fewer and not check(self.problem, plan):
                needed = fewer
        return needed

    def _stops(self, chosen: Sequence[tuple[Slot, str]]) -> Iterator[PlannedStop]:
        """The stops of these slots, in the language that all who come share."""
        coming: dict[Slot, list[str]] = {}
        for slot, track in chosen:
            coming.setdefault(slot, []).append(track)
        for slot, tracks in coming.items():
            is_for_all = len(tracks) == len(self.model.scores)
            yield PlannedStop(
                span=slot.span,
                choice=slot.choice.key,
                contact=slot.staffing.contact,
                company=slot.staffing.company,
                language=self._language(slot, tracks),
                format=slot.format,
                tracks=() if is_for_all else tuple(tracks),
            )

    def _language(self, slot: Slot, tracks: Sequence[str]) -> str:
        party = self.problem.party
        spoken = [one.languages or party.languages for one in party.tracks if one.key in tracks]
        theirs = [[primary(tag) for tag in tags] for tags in spoken or [party.languages]]
        for wanted in theirs[0]:
            for tag in slot.languages:
                if primary(tag) == wanted and all(wanted in tags for tags in theirs):
                    return tag
        return slot.languages[0]

    def _forbid(self, clash: Clash, chosen: Sequence[tuple[Slot, str]]) -> None:
        """Forbids the fewest of the stops that clash so by themselves."""
        guilty = [(slot, track) for slot, track in chosen if track == clash.track]
        for one in tuple(guilty):
            fewer = [other for other in guilty if other is not one]
            stops = tuple(self._stops(fewer))
            found = check(self.problem, Plan(outcome=Outcome.FOUND, stops=stops))
            if clash.kind in {other.kind for other in found if other.track == clash.track}:
                guilty = fewer
        self.model.forbid(guilty)
