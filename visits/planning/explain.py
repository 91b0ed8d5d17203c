"""Why nothing fits, and the least that would help: minimal conflicts, smallest corrections."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import combinations
from math import comb

from visits.catalogue import Format
from visits.planning.problem import Problem
from visits.planning.relax import (
    LATEST_TIME,
    Change,
    ChangeKind,
    Wish,
    WishKind,
    widest_dates,
    wishes_of,
    without,
)
from visits.planning.solve import can_be_met

MOST_CHANGES = 3
MOST_TRIALS = 250


@dataclass(frozen=True)
class Correction:
    """Changes that together open a programme, each needed."""

    changes: tuple[Change, ...]

    @property
    def effort(self) -> int:
        """How much it asks; corrections are compared by it."""
        return sum(change.effort for change in self.changes)

    def applied_to(self, problem: Problem) -> Problem:
        """The problem with every change made."""
        for change in self.changes:
            problem = change.applied_to(problem)
        return problem


@dataclass(frozen=True)
class Explanation:
    """Why nothing fits.

    Each conflict is a smallest set of wishes that cannot be met together. The corrections are
    the ones with the fewest changes, those that ask least first. Both are empty where a
    programme exists; with no wishes in the only conflict, no wish is to blame.
    """

    conflicts: tuple[tuple[Wish, ...], ...] = ()
    corrections: tuple[Correction, ...] = ()


def explain(problem: Problem) -> Explanation:
    """Why no programme keeps to the wishes, and which smallest changes would allow one."""
    if can_be_met(problem):
        return Explanation()
    wishes = wishes_of(problem)
    conflicts = {_conflict(problem, wishes), _conflict(problem, tuple(reversed(wishes)))}
    return Explanation(
        conflicts=tuple(sorted(conflicts, key=lambda conflict: (len(conflict), conflict))),
        corrections=_corrections(problem, wishes),
    )


def _conflict(problem: Problem, wishes: Sequence[Wish]) -> tuple[Wish, ...]:
    """A minimal conflict: letting go of any one more of its wishes opens a programme.

    Each wish in turn is let go of for good where the rest still cannot be met.
    """
    conflict: list[Wish] = []
    for wish in wishes:
        eased = _without(problem, wish)
        if can_be_met(eased):
            conflict.append(wish)
        else:
            problem = eased
    return tuple(sorted(conflict))


def _without(problem: Problem, wish: Wish) -> Problem:
    return without(problem, (wish,))


def _corrections(problem: Problem, wishes: Sequence[Wish]) -> tuple[Correction, ...]:
    """The corrections with the fewest changes, each as small as it can be.

    Sets of changes are not looked for where there are too many of them to try.
    """
    for size in range(1, MOST_CHANGES + 1):
        if comb(len(wishes), size) > MOST_TRIALS:
            break
        found = {
            correction
            for group in combinations(wishes, size)
            if can_be_met(without(problem, group))
            for correction in _tuned(problem, group)
        }
        if found:
            return tuple(sorted(found, key=lambda each: (each.effort, repr(each))))
    return ()


def _tuned(problem: Problem, group: tuple[Wish, ...]) -> Iterator[Correction]:
    """The smallest changes that do for a group of wishes what letting go of them would."""
    first, *others = group
    for ladder in _ladders(problem, first):
        change = _least(without(problem, others), ladder)
        if change is None:
            continue
        eased = change.applied_to(problem)
        if not others:
            yield Correction((change,))
            continue
        for rest in _tuned(eased, tuple(others)):
            yield Correction((change, *rest.changes))


def _least(problem: Problem, ladder: Sequence[Change]) -> Change | None:
    """The lowest rung that opens a programme; a higher rung allows all that a lower one does."""
    if not ladder or not can_be_met(ladder[-1].applied_to(problem)):
        return None
    low, high = 0, len(ladder) - 1
    while low < high:
        middle = (low + high) // 2
        if can_be_met(ladder[middle].applied_to(problem)):
            high = middle
        else:
            low = middle + 1
    return ladder[low]


def _ladders(problem: Problem, wish: Wish) -> list[list[Change]]:
    """The ways to change a wish, each from the smallest change to the largest."""
    party, wishes = problem.party, problem.wishes
    match wish.kind:
        case WishKind.DATES:
            return _date_ladders(problem)
        case WishKind.HOURS:
            return _hour_ladders(problem)
        case WishKind.LUNCH:
            minutes = wishes.lunch.minutes if wishes.lunch else 0
            return [[Change(ChangeKind.NO_LUNCH, minutes, 8)]]
        case WishKind.LONGEST_DAY:
            lengths = range(wishes.longest_day + 15, 1441, 15)
            return [_rungs(ChangeKind.LONGEST_DAY, lengths, each=1)]
        case WishKind.MOST_STOPS:
            return [_rungs(ChangeKind.MOST_STOPS, range(wishes.most_stops + 1, 13), each=2)]
        case WishKind.DAYS:
            return [_rungs(ChangeKind.MOST_DAYS, range(wishes.most_days + 1, 6), each=10)]
        case WishKind.WEEKDAYS:
            others = [day for day in range(7) if day not in wishes.weekdays]
            return [[Change(ChangeKind.ADD_WEEKDAY, day, 6 + 2 * (day > 4))] for day in others]
        case WishKind.SIZE:
            limits = {choice.most_people for choice in problem.choices}
            sizes = sorted((size for size in limits if size < party.size), reverse=True)
            return [[Change(ChangeKind.SIZE, size, 6 + party.size - size) for size in sizes]]
        case WishKind.LANGUAGE:
            return _language_ladders(problem)
        case WishKind.FORMAT:
            others_ = [form for form in Format if form is not wishes.format]
            return [[Change(ChangeKind.FORMAT, form.value, 20)] for form in others_]
        case WishKind.MUST:
            return [[Change(ChangeKind.DROP_MUST, wish.choice, 15)]]
        case WishKind.THEMES:
            return [[Change(ChangeKind.ANY_THEME, True, 12)]]


def _rungs(kind: ChangeKind, values: range, *, each: int) -> list[Change]:
    return [Change(kind, value, each * (place + 1)) for place, value in enumerate(values)]


def _date_ladders(problem: Problem) -> list[list[Change]]:
    """Later dates day by day, and earlier ones."""
    wishes = problem.wishes
    earliest_on, latest_on = widest_dates(problem)
    later = range(1, (latest_on - wishes.latest_on).days + 1)
    sooner = range(1, (wishes.earliest_on - earliest_on).days + 1)
    return [
        [
            Change(ChangeKind.LATEST_ON, wishes.latest_on + timedelta(days=days), 2 + days)
            for days in later
        ],
        [
            Change(ChangeKind.EARLIEST_ON, wishes.earliest_on - timedelta(days=days), 2 + days)
            for days in sooner
        ],
    ]


def _hour_ladders(problem: Problem) -> list[list[Change]]:
    """Later evenings and earlier mornings, by quarters of an hour."""
    wishes = problem.wishes
    until = _quarter(wishes.day_until)
    since = _quarter(wishes.day_from)
    later = [time(quarter // 4, quarter % 4 * 15) for quarter in range(until + 1, 96)]
    later.append(LATEST_TIME)
    starts = range((since - 1) if wishes.day_from.minute % 15 == 0 else since, -1, -1)
    sooner = [time(quarter // 4, quarter % 4 * 15) for quarter in starts]
    return [
        [Change(ChangeKind.DAY_UNTIL, wall, 1 + place) for place, wall in enumerate(later)],
        [Change(ChangeKind.DAY_FROM, wall, 1 + place) for place, wall in enumerate(sooner)],
    ]


def _quarter(wall: time) -> int:
    return wall.hour * 4 + wall.minute // 15


def _language_ladders(problem: Problem) -> list[list[Change]]:
    """Each language the offers are held in, and an interpreter."""
    held = {tag.split("-")[0] for choice in problem.choices for tag in choice.languages}
    spoken = {tag.split("-")[0].lower() for tag in problem.party.languages}
    ladders = [
        [Change(ChangeKind.ADD_LANGUAGE, tag, 8)]
        for tag in sorted(held)
        if tag.lower() not in spoken
    ]
    if not problem.party.interpretation:
        ladders.append([Change(ChangeKind.INTERPRETATION, True, 10)])
    return ladders
