"""All smallest conflicts between wishes, and all smallest sets of wishes to let go of.

The two are each other's mirror: letting go opens a programme when it takes a wish out of every
conflict (R. Reiter, A theory of diagnosis from first principles, 1987). So sets that hit all
conflicts known so far are tried, the easiest first. One that does not open a programme leads to a
conflict not known before, which QuickXplain makes small (U. Junker, QuickXplain: preferred
explanations and relaxations for over-constrained problems, 2004).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from visits.planning.explaining.oracle import AskedEnough, Oracle
from visits.planning.explaining.relax import Reach, Wish, WishKind, let_go
from visits.planning.explaining.terms import Terms

MOST_CORRECTIONS = 24
MOST_TRIED = 2000
# How much it asks of people to let go of a wish, compared with the others.
EASE = {
    WishKind.LUNCH: 8,
    WishKind.REST: 4,
    WishKind.MOST_SCREEN: 3,
    WishKind.MOST_STOPS: 2,
    WishKind.LATEST_START: 2,
    WishKind.LONGEST_DAY: 3,
    WishKind.HOURS: 3,
    WishKind.WEEKDAYS: 6,
    WishKind.DATES: 5,
    WishKind.DAYS: 10,
    WishKind.THEMES: 12,
    WishKind.LANGUAGE: 8,
    WishKind.SIZE: 14,
    WishKind.FORMAT: 12,
}
USUAL_EASE = 9
MUST_EASE = 15


@dataclass(frozen=True, kw_only=True)
class Conflicts:
    """The conflicts, and the sets of wishes that are enough to let go of, the easiest first.

    Each is minimal. With `is_complete` there are no others.
    """

    conflicts: tuple[tuple[Wish, ...], ...]
    escapes: tuple[tuple[Wish, ...], ...]
    is_complete: bool = True


def find_conflicts(
    oracle: Oracle, wishes: Sequence[Wish], *, reach: Reach, most: int = MOST_CORRECTIONS
) -> Conflicts:
    """Every smallest conflict among these wishes; what is not among them stays as it is.

    Both are empty where everything can be met. Where letting go of all is not enough, the only
    conflict has no wishes.
    """
    lattice = _Lattice(oracle, wishes, reach)
    search = _Search(lattice, most)
    is_complete = True
    try:
        if not lattice.opens(lattice.everything):
            return Conflicts(conflicts=((),), escapes=())
        is_complete = search.run()
    except AskedEnough:
        is_complete = False
    certain: set[tuple[Wish, ...]] = set()
    try:
        certain.update(lattice.named(lattice.certain(each)) for each in search.conflicts)
    except AskedEnough:
        is_complete = False
    return Conflicts(
        conflicts=tuple(sorted(sorted(certain), key=len)),
        escapes=tuple(lattice.named(escape) for escape in search.escapes),
        is_complete=is_complete,
    )


class _Lattice:
    """Sets of wishes to let go of, as bit masks; more let go of opens all that less does."""

    def __init__(self, oracle: Oracle, wishes: Sequence[Wish], reach: Reach) -> None:
        self.oracle = oracle
        self.wishes = wishes
        self.reach = reach
        self.everything = (1 << len(wishes)) - 1
        self._terms = {0: Terms.of(oracle.problem)}
        self._open: list[int] = []
        self._shut: list[int] = []
        self._blamed = dict.fromkeys(_bits(self.everything), 0)

    def opens(self, mask: int) -> bool:
        """Whether a programme exists with these wishes let go of."""
        if any(mask & known == known for known in self._open):
            return True
        if any(mask & known == mask for known in self._shut):
            return False
        is_open = self.oracle.meets(self._terms_of(mask))
        (self._open if is_open else self._shut).append(mask)
        return is_open

    def certain(self, conflict: int) -> int:
        """The conflict without what it does not need, each question asked and none inferred.

        Letting go can shut where a road is unknown but by way of a must, or where a must made
        room for a second offer of its host.
        """
        for bit in _bits(conflict if self.oracle.may_shut else 0):
            if not self.oracle.meets(self._terms_of(self.everything & ~conflict | bit)):
                conflict ^= bit
        return conflict

    def _terms_of(self, mask: int) -> Terms:
        """What is asked with these wishes let go of; sets that begin alike share the work."""
        if mask not in self._terms:
            last = mask.bit_length() - 1
            before = self._terms_of(mask ^ 1 << last)
            self._terms[mask] = let_go(before, self.wishes[last], reach=self.reach)
        return self._terms[mask]

    def named(self, mask: int) -> tuple[Wish, ...]:
        """The wishes of a mask, in their order."""
        return tuple(wish for place, wish in enumerate(self.wishes) if mask >> place & 1)

    def ease(self, mask: int) -> int:
        """How much it asks to let go of them all."""
        return sum(_ease(wish) for wish in self.named(mask))

    def conflict(self, kept: int) -> int:
        """A smallest part of wishes that cannot be kept together; `kept` holds at least one.

        What was in conflicts before is looked at first: then the rest is often dropped at once.
        """
        parts = sorted(_bits(kept), key=lambda bit: (-self._blamed[bit], -bit))
        conflict = self._core(0, parts, is_wider=False)
        self._shut.append(self.everything & ~conflict)
        for bit in _bits(conflict):
            self._blamed[bit] += 1
        return conflict

    def _core(self, background: int, parts: list[int], *, is_wider: bool) -> int:
        """What of the parts is needed, beside the background, for a conflict."""
        if is_wider and not self.opens(self.everything & ~background):
            return 0
        if len(parts) == 1:
            return parts[0]
        half = len(parts) // 2
        left, right = parts[:half], parts[half:]
        of_right = self._core(background | sum(left), right, is_wider=True)
        of_left = self._core(background | of_right, left, is_wider=of_right != 0)
        return of_left | of_right


class _Search:
    """Tries sets that hit every conflict known so far, the easiest first."""

    def __init__(self, lattice: _Lattice, most: int) -> None:
        self.lattice = lattice
        self.most = most
        self.conflicts: list[int] = []
        self.escapes: list[int] = []

    def run(self) -> bool:
        """Search to the end; False where a limit came first."""
        waiting = [(0, 0)]
        seen = {0}
        for _ in range(MOST_TRIED):
            if not waiting:
                return True
            _, mask = heappop(waiting)
            if any(mask & escape == escape for escape in self.escapes):
                continue
            conflict = self._missed(mask)
            if conflict is None:
                self.escapes.append(mask)
                if len(self.escapes) == self.most:
                    return False
                continue
            for bit in _bits(conflict):
                if mask | bit not in seen:
                    seen.add(mask | bit)
                    heappush(waiting, (self.lattice.ease(mask | bit), mask | bit))
        return False

    def _missed(self, mask: int) -> int | None:
        """A conflict that is left when these wishes are let go of, None where there is none."""
        for conflict in self.conflicts:
            if not conflict & mask:
                return conflict
        if self.lattice.opens(mask):
            return None
        conflict = self.lattice.conflict(self.lattice.everything & ~mask)
        self.conflicts.append(conflict)
        return conflict


def _ease(wish: Wish) -> int:
    if wish.kind in (WishKind.MUST, WishKind.MUST_HOST, WishKind.MUST_THEME, WishKind.TRACK_MUST):
        return MUST_EASE
    return EASE.get(wish.kind, USUAL_EASE)


def _bits(mask: int) -> Iterator[int]:
    """The single wishes of a mask."""
    while mask:
        low = mask & -mask
        yield low
        mask ^= low
