"""What a programme that has begun can still become worth, at most: time is not looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from visits.planning.worth import BITS, Counts, Worth

# A value is worth first, then agreed times kept, times kept, and stops kept.
WORTH_STEP = 1_000_000
AGREED_STEP = 10_000
SLOT_STEP = 100
NEVER = -1
MOST_REMEMBERED = 100_000

# Counts, marks missing and marks taken after a stop, and the minutes it takes.
Move = tuple[Counts, tuple[int, int], int]


@dataclass(frozen=True)
class Sort:
    """What a stop can bring: the wished themes it shows, and the marks of musts it meets.

    `minutes` is what it takes of a day at least, from its start to the next one's; `takes` are
    the marks that must not be set before.
    """

    shown: Counts
    meets: int
    minutes: int
    takes: int = 0


class Special(NamedTuple):
    """What a choice with a mark gives by itself at most, and what it gives at its time."""

    mark: int
    extra: int
    in_time: int


@dataclass(frozen=True, kw_only=True)
class Dues:
    """What a programme needs, as marks (bits).

    `stops` are the marks of single choices that must be there, each with what it brings; `covers`
    are marks that any of several choices meets.
    """

    stops: tuple[tuple[int, Sort], ...]
    covers: int

    @property
    def marks(self) -> int:
        """Every mark that is needed."""
        return self.covers | sum(mark for mark, _ in self.stops)


class Promise:
    """Bounds what stops of these sorts can still add.

    `specials` are choices that give something by themselves; `loose` is the most that any other
    choice gives by itself. While `is_quick`, it looks less closely.
    """

    def __init__(
        self,
        worth: Worth,
        dues: Dues,
        sorts: Iterable[Sort],
        *,
        specials: Sequence[Special] = (),
        loose: int = 0,
    ) -> None:
        self.worth = worth
        self.dues = dues
        self.sorts = _broadest(worth, sorts)
        self.specials = specials
        self.loose = loose
        self.is_quick = True
        self._themes_each = max((_themes(sort.shown) for sort in self.sorts), default=0)
        self._most_minutes = max((sort.minutes for sort in self.sorts), default=1)
        self._loose_most: dict[tuple[Counts, int], int] = {}
        self._known_moves: dict[tuple[Counts, int, int], list[Move]] = {}
        self._least_minutes = min((sort.minutes for sort in self.sorts), default=1)
        self._asked = sum(mark for mark, _ in dues.stops)
        self._taken = 0
        for sort in self.sorts:
            self._taken |= sort.takes
        self._heeded = dues.marks
        for special in self.specials:
            self._heeded |= special.mark
        self._most: dict[tuple[Counts, int, int, int, int], int] = {}
        self._ahead: dict[int, tuple[tuple[Sort, ...], int]] = {}
        self._extras: dict[tuple[int, int, int], int] = {}

    @property
    def heeded(self) -> int:
        """The marks that make a difference to what is promised."""
        return self._heeded if self.is_quick else self._heeded | self._taken

    def most(self, counts: Counts, marks: int, stops: int, minutes: int) -> int:
        """No `stops` more stops in so many minutes give a greater value by their worth.

        NEVER where they cannot meet all dues.
        """
        ahead, missing = self._dues_ahead(marks)
        left = stops - len(ahead)
        for sort in ahead:
            counts = self.worth.with_one(counts, sort.shown)
            minutes -= sort.minutes
        if left < 0 or minutes < 0:
            return NEVER
        if self.is_quick:
            most = NEVER if missing and not left else self._loosely(counts, left)
        else:
            marks = (marks | self._asked) & self._taken
            most = self._most_worth(counts, (missing, marks), left, minutes)
        return most if most == NEVER else most * WORTH_STEP

    def _dues_ahead(self, marks: int) -> tuple[tuple[Sort, ...], int]:
        """The musts that are still to come, and the marks that they leave unmet."""
        known = self._ahead.get(marks)
        if known is None:
            ahead = tuple(sort for mark, sort in self.dues.stops if not marks & mark)
            missing = self.dues.covers & ~marks
            for sort in ahead:
                missing &= ~sort.meets
            known = self._ahead[marks] = ahead, missing
        return known

    def extras(self, marks: int, stops: int, late: int) -> int:
        """The most that so many stops can give by themselves; those late not at their time."""
        if not self.loose and not self.specials:
            return 0
        key = (marks, stops, late)
        if key not in self._extras:
            left = [
                special.extra if late & special.mark else special.in_time
                for special in self.specials
                if not marks & special.mark
            ]
            left += [self.loose] * stops
            self._extras[key] = sum(sorted(left, reverse=True)[:stops])
        return self._extras[key]

    def _most_worth(self, counts: Counts, state: tuple[int, int], stops: int, minutes: int) -> int:
        """The most worth with so many more stops; the state is the marks missing, and taken."""
        missing, taken = state
        stops = min(stops, minutes // self._least_minutes)
        if not stops:
            return NEVER if missing else self.worth.score(counts)
        # Where the number of stops is what ends the day, more minutes make no difference.
        minutes = min(minutes, stops * self._most_minutes)
        key = (counts, missing, taken, stops, minutes)
        best = self._most.get(key)
        if best is not None:
            return best
        most = self._loosely(counts, stops)
        if len(self._most) > MOST_REMEMBERED:
            return most
        best = NEVER if missing else self.worth.score(counts)
        for more, after, lasts in self._moves(counts, state):
            if best >= most:
                break
            if lasts <= minutes and self._loosely(more, stops - 1) > best:
                best = max(best, self._most_worth(more, after, stops - 1, minutes - lasts))
        self._most[key] = best
        return best

    def _loosely(self, counts: Counts, stops: int) -> int:
        """A quick bound: the best returns that are left, or the best stop over and over."""
        key = (counts, stops)
        most = self._loose_most.get(key)
        if most is None:
            now, best = self.worth.score(counts), 0
            for sort in self.sorts:
                more = self.worth.with_one(counts, sort.shown)
                best = max(best, self.worth.score(more) - now)
            gain = self.worth.most_gain(counts, stops=stops, themes_each=self._themes_each)
            most = self._loose_most[key] = now + min(gain, stops * best)
        return most

    def _moves(self, counts: Counts, state: tuple[int, int]) -> list[Move]:
        """What the counts and the state become by one stop, the best gain first."""
        key = (counts, *state)
        moves = self._known_moves.get(key)
        if moves is None:
            missing, taken = state
            least: dict[tuple[Counts, tuple[int, int]], int] = {}
            for sort in self.sorts:
                if sort.takes & taken:
                    continue
                more = self.worth.with_one(counts, sort.shown)
                after = (missing & ~sort.meets, taken | sort.takes)
                if more != counts or after[0] != missing:
                    least[more, after] = min(sort.minutes, least.get((more, after), sort.minutes))
            moves = self._known_moves[key] = sorted(
                ((more, after, lasts) for (more, after), lasts in least.items()),
                key=lambda move: (-self.worth.score(move[0]), move),
            )
        return moves


def _broadest(worth: Worth, sorts: Iterable[Sort]) -> list[Sort]:
    """The sorts that no other one contains, in a stable order."""
    distinct = sorted(
        set(sorts), key=lambda sort: (-sort.shown, sort.meets, sort.minutes, sort.takes)
    )
    return [
        sort
        for sort in distinct
        if not any(
            other is not sort
            and worth.covers(other.shown, sort.shown)
            and not sort.meets & ~other.meets
            and other.minutes <= sort.minutes
            and not other.takes & ~sort.takes
            for other in distinct
        )
    ]


def _themes(shown: Counts) -> int:
    return sum(shown >> place & 1 for place in range(0, shown.bit_length() + BITS, BITS))
