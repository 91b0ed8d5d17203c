"""Making a good set better where the work limit does not allow a proof: take out, fill again."""

from collections.abc import Iterable
from itertools import combinations

from visits.planning.search import Search
from visits.planning.timetable import bits

MOST_REMOVED = 2


def start_from_current(search: Search) -> None:
    """Take the current programme as it stands, and fill the room that is left around it."""
    mask = search.base
    search.does_fit(mask)
    for index in bits(search.current & ~mask):
        if _stands(search, mask | 1 << index):
            mask |= 1 << index
    left = search.candidates(mask)
    while left:
        counts = search.worth.counts(bits(mask))
        left.sort(key=lambda index: -search.gain(counts, index))
        index, *left = left
        if search.gain(counts, index) and _stands(search, mask | 1 << index):
            mask |= 1 << index
            host = search.choices[index].host
            left = [other for other in left if search.choices[other].host != host]
    search.consider(mask)


def _stands(search: Search, mask: int) -> bool:
    """Whether a set fits with all its current stops at their current times."""
    pinned = mask & search.current
    return search.timetable.arrange(mask, search.most_days, pinned=pinned) is not None


def polish(search: Search) -> None:
    """Improve the search's best set until no removal of one or two stops leads to a better one.

    Removed stops are not put back in the same round; what is filled in instead is tried in the
    order of what it adds, and of what it adds per minute.
    """
    for is_by_minute in (False, True):
        _fill(search, search.base, removed=0, is_by_minute=is_by_minute)
    while _has_improved(search):
        pass


def _has_improved(search: Search) -> bool:
    best = search.best_value
    for removed in _removals(search.best_mask & ~search.base):
        for is_by_minute in (False, True):
            left = search.best_mask & ~removed
            _fill(search, left, removed=removed, is_by_minute=is_by_minute)
            if search.best_value > best:
                return True
    return False


def _removals(mask: int) -> Iterable[int]:
    """Every one stop of a set, then every two."""
    for size in range(1, MOST_REMOVED + 1):
        for removed in combinations(bits(mask), size):
            yield sum(1 << index for index in removed)


def _fill(search: Search, mask: int, *, removed: int, is_by_minute: bool) -> None:
    """Add the best stop that fits until none does."""
    lengths = search.timetable.packing.lengths
    left = [index for index in search.candidates(mask) if not removed >> index & 1]
    while left:
        counts = search.worth.counts(bits(mask))
        gains = {index: search.gain(counts, index) for index in left}
        left = [index for index in left if gains[index] > 0]
        if is_by_minute:
            left.sort(key=lambda index: -gains[index] / lengths[index])
        else:
            left.sort(key=lambda index: -gains[index])
        fitting = next((index for index in left if search.does_fit(mask | 1 << index)), None)
        if fitting is None:
            return
        mask |= 1 << fitting
        search.consider(mask)
        host = search.choices[fitting].host
        left = [
            index for index in left[left.index(fitting) + 1 :] if search.choices[index].host != host
        ]
