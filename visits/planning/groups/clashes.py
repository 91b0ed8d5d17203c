"""What must give way where groups' slots clash, as widely as it can be said."""

from collections.abc import Sequence
from itertools import chain, combinations

from visits.planning.groups.slots import Slot, Slots


def smallest_crowd(slots: Slots, slot: Slot, tracks: Sequence[int]) -> Sequence[int]:
    """The fewest of the groups in a slot that already cannot share it."""
    for size in range(2, len(tracks)):
        for crowd in combinations(tracks, size):
            if not slots.can_share(slot, crowd):
                return crowd
    return tracks


def clashing_stretches(
    slots: Slots, one: Slot, other: Slot
) -> tuple[frozenset[Slot], frozenset[Slot]]:
    """Two stretches of starts around two clashing slots in which every pair clashes.

    Both grow by turns, at either end. Starts of one and the same staffed offer are kept apart,
    for a start that is in both might be shared.
    """
    first, second = slots.taken_by(one), slots.taken_by(other)
    later = first.ends - first.begins + first.after + second.before
    sooner = second.ends - second.begins + second.after + first.before
    ours, theirs = ([*chain(*slots.staffed[slot[0]].starts)] for slot in (one, other))
    # Lowest and highest place of the first stretch, then of the second one.
    ends = [ours.index(one[1])] * 2 + [theirs.index(other[1])] * 2

    def is_clashing(at: Sequence[int]) -> bool:
        if min(at) < 0 or at[1] >= len(ours) or at[3] >= len(theirs):
            return False
        if one[0] == other[0] and not (at[1] < at[2] or at[3] < at[0]):
            return False
        return theirs[at[3]] - ours[at[0]] < later and ours[at[1]] - theirs[at[2]] < sooner

    has_grown = True
    while has_grown:
        has_grown = False
        for place, step in enumerate((-1, 1, -1, 1)):
            grown = [*ends]
            grown[place] += step
            if is_clashing(grown):
                ends, has_grown = grown, True
    return (
        frozenset((one[0], start) for start in ours[ends[0] : ends[1] + 1]),
        frozenset((other[0], start) for start in theirs[ends[2] : ends[3] + 1]),
    )
