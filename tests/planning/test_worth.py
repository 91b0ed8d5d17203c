"""What sets of stops are worth, and how far one can fall behind another."""

from dataclasses import replace
from itertools import product

from tests.planning.three_towns import three_towns
from visits.catalogue import Theme
from visits.planning.worth import Worth

ENERGY, TALENT = 1, 1 << 4


def test_most_behind_is_reached_and_never_passed():
    """Every way to go on with up to three more stops on each of two themes is tried."""
    worth = two_themes()
    counts = [ENERGY * energy + TALENT * talent for energy, talent in product(range(6), repeat=2)]
    further = [ENERGY * energy + TALENT * talent for energy, talent in product(range(4), repeat=2)]

    for one, other in product(counts, repeat=2):
        behind = [
            worth.score(worth.together(other, more)) - worth.score(worth.together(one, more))
            for more in further
        ]

        assert worth.most_behind(one, other, 3) == max(behind)


def test_unit_divides_every_worth():
    worth = two_themes()

    assert worth.unit == 100
    assert worth.score(ENERGY * 5 + TALENT * 4) % worth.unit == 0


def two_themes() -> Worth:
    weights = ((Theme.ENERGY, 3.0), (Theme.TALENT, 2.0))
    problem = three_towns()
    return Worth(replace(problem.wishes, themes=weights), problem.choices)
