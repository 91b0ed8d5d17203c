"""What a set of choices is worth to the party: theme weights with diminishing return."""

from collections.abc import Iterable, Sequence
from heapq import nlargest

from visits.catalogue import Theme
from visits.planning.choice import Choice
from visits.planning.wishes import Wishes

# The first stop on a theme gives 16 times its weight, the next ones less, the sixth nothing.
RETURNS = (16, 8, 4, 2, 1)
POINTS_PER_WEIGHT = 100

Counts = tuple[int, ...]


class Worth:
    """Scores sets of choices by how many of them show each wished theme."""

    def __init__(self, wishes: Wishes, choices: Sequence[Choice]) -> None:
        weights = dict(wishes.themes) or dict.fromkeys(Theme, 1.0)
        self.points = [round(weight * POINTS_PER_WEIGHT) for weight in weights.values()]
        position = {theme: place for place, theme in enumerate(weights)}
        self.themes = [
            tuple(
                position[theme]
                for theme in choice.themes
                if theme in position and self.points[position[theme]]
            )
            for choice in choices
        ]

    def counts(self, indices: Iterable[int]) -> Counts:
        """How many of the choices show each wished theme."""
        counts = [0] * len(self.points)
        for index in indices:
            for theme in self.themes[index]:
                counts[theme] += 1
        return tuple(counts)

    def score(self, counts: Counts) -> int:
        """The worth of that many stops on each theme."""
        return sum(
            points * sum(RETURNS[:count]) for points, count in zip(self.points, counts, strict=True)
        )

    @property
    def most(self) -> int:
        """No set can be worth more."""
        return self.score((len(RETURNS),) * len(self.points))

    def gain(self, counts: Counts, index: int) -> int:
        """What one more choice would add."""
        return sum(
            self.points[theme] * RETURNS[counts[theme]]
            for theme in self.themes[index]
            if counts[theme] < len(RETURNS)
        )

    def most_gain(self, counts: Counts, *, stops: int, themes_each: int) -> int:
        """No `stops` more choices with so many themes each can add more than this."""
        returns = [
            points * each
            for points, count in zip(self.points, counts, strict=True)
            for each in RETURNS[count : count + stops]
        ]
        return sum(nlargest(stops * themes_each, returns))
