"""The smallest changes that do what letting go of some wishes would."""

from collections.abc import Iterator, Sequence
from itertools import combinations, islice, product

from visits.planning.explaining.changes import Change, Correction
from visits.planning.explaining.ladders import Ladder, ladders_of
from visits.planning.explaining.oracle import Oracle
from visits.planning.explaining.relax import Reach, Wish
from visits.planning.explaining.terms import Terms

# Wishes can be changed in several ways each; so many combinations of ways are tried.
MOST_WAYS = 60


def corrections_for(
    oracle: Oracle, wishes: Sequence[Wish], *, reach: Reach
) -> Iterator[Correction]:
    """Every way to change these wishes just enough, one change for each wish where that does.

    No change in a correction can be smaller while the others stay as they are.
    """
    ladders = [ladders_of(wish, problem=oracle.problem, reach=reach) for wish in wishes]
    for ways in (_one_each(ladders), _some_twice(ladders)):
        found = [
            Correction(changes)
            for way in islice(ways, MOST_WAYS)
            if (changes := _climbed(oracle, way)) is not None
        ]
        yield from found
        if found:
            return


def _one_each(ladders: Sequence[Sequence[Ladder]]) -> Iterator[tuple[Ladder, ...]]:
    return product(*ladders)


def _some_twice(ladders: Sequence[Sequence[Ladder]]) -> Iterator[tuple[Ladder, ...]]:
    """The ways that change a wish in two directions: later and earlier, two languages."""
    pairs = [[*((each,) for each in those), *combinations(those, 2)] for those in ladders]
    for way in product(*pairs):
        if any(len(parts) == 2 for parts in way):
            yield tuple(ladder for parts in way for ladder in parts)


def _climbed(oracle: Oracle, ladders: Sequence[Ladder]) -> tuple[Change, ...] | None:
    """The lowest rung of each ladder, one after the other; None where the highest do not do."""
    highest = [ladder[-1] for ladder in ladders]
    if not _does(oracle, highest):
        return None
    changes = list(highest)
    for place, ladder in enumerate(ladders):
        low, high = 0, len(ladder) - 1
        while low < high:
            middle = (low + high) // 2
            changes[place] = ladder[middle]
            if _does(oracle, changes):
                high = middle
            else:
                low = middle + 1
        changes[place] = ladder[low]
    return tuple(changes)


def _does(oracle: Oracle, changes: Sequence[Change]) -> bool:
    terms = Correction(tuple(changes)).eased(Terms.of(oracle.problem), problem=oracle.problem)
    return oracle.meets(terms)
