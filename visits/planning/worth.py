"""What a set of choices is worth to the party: theme weights with diminishing return."""

from collections.abc import Iterable, Sequence
from heapq import nlargest
from math import gcd

from visits.catalogue import Theme
from visits.planning.choice import Choice
from visits.planning.wishes import Wishes

# The first stop on a theme gives 16 times its weight, the next ones less, the sixth nothing.
RETURNS = (16, 8, 4, 2, 1)
POINTS_PER_WEIGHT = 100
# How many stops show each theme, four bits for a theme; five stops are as good as more.
Counts = int
BITS = 4


class Worth:
    """Scores sets of choices by how many of them show each wished theme.

    `shown` are the wished themes of each choice as Counts; `extras` is what a choice that is
    wished for itself gives besides. What themes give is a multiple of `unit`.
    """

    def __init__(self, wishes: Wishes, choices: Sequence[Choice]) -> None:
        weights = dict(wishes.themes) or dict.fromkeys(Theme, 1.0)
        points = {theme: round(weight * POINTS_PER_WEIGHT) for theme, weight in weights.items()}
        bits = {theme: 1 << BITS * place for place, theme in enumerate(points) if points[theme]}
        self.points = list(points.values())
        self.unit = gcd(*self.points) or 1
        self.shown = [
            sum(bits[theme] for theme in choice.themes if theme in bits) for choice in choices
        ]
        wished = {key: round(weight * POINTS_PER_WEIGHT) for key, weight in wishes.wished}
        self.extras = [RETURNS[0] * wished.get(choice.key, 0) for choice in choices]
        self._ones = sum(1 << BITS * place for place in range(len(self.points)))
        self._scores: dict[Counts, int] = {}

    def with_one(self, counts: Counts, shown: Counts) -> Counts:
        """The counts with a stop more that shows these themes."""
        more = counts + shown
        return more - ((more >> 2) & (more >> 1) & self._ones)

    def together(self, one: Counts, other: Counts) -> Counts:
        """The counts of two days taken together."""
        total = 0
        for place in range(0, BITS * len(self.points), BITS):
            total |= min(len(RETURNS), (one >> place & 7) + (other >> place & 7)) << place
        return total

    def covers(self, one: Counts, other: Counts) -> bool:
        """Whether one has at least as many stops on every theme as the other."""
        guard = self._ones << (BITS - 1)
        return ((one | guard) - other) & guard == guard

    def most_behind(self, one: Counts, other: Counts, stops: int) -> int:
        """How much less the one can be worth than the other after the same further stops, at most.

        Where it has more of a theme, it is ahead by least after `stops` stops; where it has fewer,
        it is behind by most at once.
        """
        behind = 0
        for place, points in enumerate(self.points):
            mine, theirs = one >> BITS * place & 7, other >> BITS * place & 7
            if mine > theirs:
                behind -= points * sum(RETURNS[theirs + stops : mine + stops])
            else:
                behind += points * sum(RETURNS[mine:theirs])
        return behind

    def counts(self, indices: Iterable[int]) -> Counts:
        """How many of the choices show each wished theme."""
        counts = 0
        for index in indices:
            counts = self.with_one(counts, self.shown[index])
        return counts

    def score(self, counts: Counts) -> int:
        """The worth of that many stops on each theme."""
        score = self._scores.get(counts)
        if score is None:
            score = self._scores[counts] = sum(
                points * sum(RETURNS[: counts >> BITS * place & 7])
                for place, points in enumerate(self.points)
            )
        return score

    @property
    def most(self) -> int:
        """No set can be worth more."""
        return self.score(len(RETURNS) * self._ones) + sum(self.extras)

    def gain(self, counts: Counts, index: int) -> int:
        """What one more choice would add."""
        more = self.with_one(counts, self.shown[index])
        return self.score(more) - self.score(counts) + self.extras[index]

    def most_gain(self, counts: Counts, *, stops: int, themes_each: int) -> int:
        """No `stops` more choices with so many themes each can add more than this."""
        returns = [
            points * each
            for place, points in enumerate(self.points)
            for each in RETURNS[counts >> BITS * place & 7 :][:stops]
        ]
        return sum(nlargest(stops * themes_each, returns))
