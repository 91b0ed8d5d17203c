"""One group's row, solved alone: its own problem, with the slots that others have taken closed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from visits.planning.choice import Choice, PlannedStop
from visits.planning.groups.asked import gives_something, opened, row_problem
from visits.planning.groups.slots import Slot, Slots, Staffed
from visits.planning.party import MOST_MUSTS
from visits.planning.plan import LeftOut, LeftOutKind, Outcome, Plan
from visits.planning.problem import Problem
from visits.planning.row import solve_row

Value = tuple[int, int, int, int]
# A choice that is out for one of these reasons may be in when other slots are closed.
COMPETING = (LeftOutKind.NO_ROOM, LeftOutKind.SAME_HOST)


class WorkSpent(Exception):
    """The work limit is reached; raised while tracks are solved only."""


@dataclass
class Work:
    """Steps of work done, and how many there may be; `reserve` are kept for the end."""

    limit: int
    reserve: int = 0
    done: int = 0

    @property
    def left(self) -> int:
        """Steps that may still be done."""
        return self.limit - self.done

    def open_reserve(self) -> None:
        """Allow what was kept for the end."""
        self.limit = self.done + self.reserve

    def spend(self, steps: int) -> None:
        """Count steps; WorkSpent when there are no more."""
        self.done += steps
        if self.done >= self.limit:
            raise WorkSpent


@dataclass(frozen=True, kw_only=True)
class TrackRow:
    """What one group does; `value` is worth, then agreed, slots and stops kept.

    No row that keeps to the same closed slots is worth more than `bound`. Where `is_met` is
    false there is no row; `is_sure` says whether the search came to its end.
    """

    stops: tuple[PlannedStop, ...] = ()
    slots: tuple[Slot, ...] = ()
    value: Value = (0, 0, 0, 0)
    bound: int = 0
    is_met: bool = True
    is_sure: bool = True
    left_out: tuple[LeftOut, ...] = ()


# So many rows can be solved at least with what work is left after each group's row alone.
ROWS_AT_LEAST = 8
# How much less one of these may take, to begin with.
ROWS_AT_FIRST = 40
# A question that was not answered to the end is asked again with so many times the work.
WORTH_ASKING_AGAIN = 3
UNKNOWN = 1 << 60
# What it takes to find prices for a row of several days, in steps.
PRICES_WORK = 50
Question = tuple[int, frozenset[Slot], frozenset[str]]
# What was closed and required, and the answer.
Known = tuple[frozenset[Slot], frozenset[str], "TrackRow"]


class Rows:
    """Answers with the best row of a group; asks each question only once."""

    def __init__(self, problem: Problem, slots: Slots, *, work: Work, seed: int) -> None:
        self.slots = slots
        self.work = work
        self.seed = seed
        # What a single row may take of the work.
        self.share = work.left
        # Whether to spend more on what was not answered to the end.
        self.asks_again = True
        self.tracks = range(len(slots.tracks))
        self.problems = [row_problem(problem, track) for track in self.tracks]
        # For each group the first one that asks for the very same: they share their answers.
        self.like = [self.problems.index(each) for each in self.problems]
        self.fixed = [{stop.choice for stop in each.fixed} for each in self.problems]
        # Answers, with the share of the work that each was given.
        self._answers: dict[Question, tuple[TrackRow, int]] = {}
        self._by_track: list[list[Known]] = [[] for _ in self.tracks]
        self._alone: list[TrackRow] = []
        self._relevant = [frozenset(range(len(slots.choices)))] * len(slots.tracks)

    def begin(
        self,
        closed: Sequence[frozenset[Slot]],
        required: frozenset[str],
        kept: frozenset[str],
        *,
        parts: int = ROWS_AT_FIRST,
    ) -> list[TrackRow]:
        """Each group's best row as if it came alone; `kept` choices stay in sight of everyone.

        Each may take such a part of the work, to begin with. Whatever is asked later closes at
        least as much: what has no time or no worth now need not be looked at again.
        """
        alone = [
            self._at_first(track, closed[track], required, parts=parts) for track in self.tracks
        ]
        self.share = self.work.left // ROWS_AT_LEAST
        self.asks_again = False
        if all(row.is_met for row in alone):
            self._alone = alone
            self._relevant = self._relevant_to(kept)
            for track, row in enumerate(alone):
                asked = self._in_sight(track, closed[track])
                self._by_track[self.like[track]].append((asked, required, row))
        return alone

    def _at_first(
        self, track: int, closed: frozenset[Slot], required: frozenset[str], *, parts: int
    ) -> TrackRow:
        """A group's best row alone: at small cost, at more where that gives no row at all.

        When nothing else is left to be done, the same is asked again, with more work for it.
        """
        self.share = self.work.left // parts
        row = self.best(track, closed, required=required)
        if row.is_met or row.is_sure:
            return row
        self.share = self.work.left // (len(self.tracks) - track + 1)
        return self.best(track, closed, required=required)

    def _relevant_to(self, kept: frozenset[str]) -> list[frozenset[int]]:
        """The choices that could ever be in each group's row, or in the row of one like it."""
        found: dict[int, frozenset[int]] = {}
        for track, like in enumerate(self.like):
            found[like] = found.get(like, frozenset()) | self._competing(track, kept)
        return [found[like] for like in self.like]

    def _competing(self, track: int, kept: frozenset[str]) -> frozenset[int]:
        """The choices that could ever be in a group's row."""
        problem = self.problems[track]
        wishes = problem.wishes
        asked = {*kept, *wishes.musts, *(stop.choice for stop in problem.current)}
        left_out = self._alone[track].left_out
        out = {left.choice for left in left_out if left.kind not in COMPETING} - asked
        return frozenset(
            index
            for index, choice in enumerate(self.slots.choices)
            if (choice.key not in out and gives_something(problem, choice))
            or choice.key in asked
            or choice.host in wishes.must_hosts
            or not set(wishes.must_themes).isdisjoint(choice.themes)
        )

    def best(
        self,
        track: int,
        closed: frozenset[Slot] = frozenset(),
        *,
        required: frozenset[str] = frozenset(),
    ) -> TrackRow:
        """The best row of a group that holds what is required and no closed slot."""
        asked = self._in_sight(track, closed)
        track = self.like[track]
        key = (track, asked, required)
        row, share = self._answers.get(key, (None, 0))
        is_due = self.asks_again and share * WORTH_ASKING_AGAIN <= self.share
        if row is None or (is_due and not row.is_sure):
            row = self._known(track, asked, required)
            if row is None:
                row = self._solved(key)
                self._by_track[track].append((asked, required, row))
            self._answers[key] = row, self.share
        else:
            self.work.spend(1)
        return row

    def _in_sight(self, track: int, closed: frozenset[Slot]) -> frozenset[Slot]:
        """Of some slots those of choices that could be in a group's row."""
        relevant, staffed = self._relevant[track], self.slots.staffed
        return frozenset(slot for slot in closed if staffed[slot[0]].choice in relevant)

    def _known(
        self, track: int, closed: frozenset[Slot], required: frozenset[str]
    ) -> TrackRow | None:
        """The answer to a question that asked for less, where it answers this one too."""
        for less, fewer, row in self._by_track[track]:
            if not row.is_sure or not fewer <= required or not less <= closed:
                continue
            if not row.is_met or (
                closed.isdisjoint(row.slots)
                and required.issubset(stop.choice for stop in row.stops)
            ):
                return row
        return None

    def at_most(self, track: int, closed: frozenset[Slot], required: frozenset[str]) -> int:
        """What the best row can be worth, as far as is known without solving it."""
        asked = self._in_sight(track, closed)
        bounds = [
            row.bound
            for less, fewer, row in self._by_track[self.like[track]]
            if fewer <= required and less <= asked
        ]
        return min(bounds, default=UNKNOWN)

    def drawn(
        self,
        track: int,
        closed: frozenset[Slot],
        required: frozenset[str],
        stops: tuple[PlannedStop, ...],
    ) -> TrackRow:
        """The best row of a group that, among equals, has the most of these stops."""
        problem = self._asked(track, closed, required)
        known = {each.key for each in problem.choices if gives_something(problem, each)}
        current = tuple(replace(stop, tracks=()) for stop in stops if stop.choice in known)
        row = self._answered(replace(problem, current=current, agreed=()))
        return replace(row, value=(row.value[0], 0, 0, 0))

    def _solved(self, question: Question) -> TrackRow:
        track, closed, required = question
        if len({*self.problems[track].wishes.musts, *required}) > MOST_MUSTS:
            most = self.at_most(track, closed, required)
            return TrackRow(is_met=False, is_sure=False, bound=most)
        row = self._answered(self._asked(track, closed, required))
        if not row.is_sure:
            row = replace(row, bound=min(row.bound, self.at_most(track, closed, required)))
        return row

    def _asked(self, track: int, closed: frozenset[Slot], required: frozenset[str]) -> Problem:
        """The question as a problem of its own."""
        problem = self.problems[track]
        musts = tuple(dict.fromkeys((*problem.wishes.musts, *sorted(required))))
        return replace(
            problem,
            wishes=replace(problem.wishes, musts=musts),
            choices=self._choices(track, closed),
        )

    def _answered(self, asked: Problem) -> TrackRow:
        limit = max(1, min(self.share, self.work.left))
        plan = solve_row(asked, seed=self.seed, limit=limit, by_routes=False)
        row = self._row(asked, plan)
        self.work.spend(1 + plan.work + (PRICES_WORK if asked.wishes.days > 1 else 0))
        return row

    def _row(self, asked: Problem, plan: Plan) -> TrackRow:
        """The plan as a row; a group that asks for nothing may also do nothing."""
        is_sure = plan.outcome in (Outcome.PROVEN, Outcome.IMPOSSIBLE)
        if not plan.is_possible:
            wishes = asked.wishes
            is_free = not (wishes.musts or wishes.must_hosts or wishes.must_themes or asked.fixed)
            is_empty = is_free and plan.outcome is Outcome.IMPOSSIBLE
            return TrackRow(
                is_met=is_empty, is_sure=is_sure, bound=plan.bound, left_out=plan.left_out
            )
        fixed = {stop.choice for stop in asked.fixed}
        loose = (stop for stop in plan.stops if stop.choice not in fixed)
        return TrackRow(
            stops=plan.stops,
            slots=tuple(sorted(self.slots.slot_of(stop) for stop in loose)),
            value=(plan.score, plan.agreed_kept, plan.slots_kept, plan.stops_kept),
            bound=plan.bound,
            is_sure=is_sure,
            left_out=plan.left_out,
        )

    def _choices(self, track: int, closed: frozenset[Slot]) -> tuple[Choice, ...]:
        """The choices that can be in the row, with what is closed taken from their free time."""
        touched = {self.slots.staffed[number].choice for number, _ in closed}
        known = self.problems[track].choices
        chosen = [
            opened(choice, self._staffed(index), closed) if index in touched else choice
            for index, choice in enumerate(known)
            if index in self._relevant[track] or choice.key in self.fixed[track]
        ]
        # A problem has at least one choice, be it one that is never free.
        return tuple(chosen) or (replace(known[0], free=(), others=()),)

    def _staffed(self, index: int) -> list[tuple[int, Staffed]]:
        """The ways to staff a choice, with their numbers."""
        return [(number, self.slots.staffed[number]) for number in self.slots.of_choice[index]]
