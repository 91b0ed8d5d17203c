"""Trips of several days through a town whose places open by the weekday, made by seed.

In the manner of Gavalas, Konstantopoulos, Mastakas, Pantziou and Tasoulas 2013, Cluster-based
heuristics for the team orienteering problem with time windows: a hundred places and a hotel,
opening hours for each weekday, visits of five minutes to two hours. Their own instances and
figures are not at hand, so the numbers differ from theirs.
"""

from math import hypot
from random import Random

from visits.planning.routing.terrain import Candidate, Route, Terrain, Window

PLACES = 100
# Minutes after midnight.
DAY_FROM, DAY_UNTIL = 9 * 60, 19 * 60
# Opening hours that occur, as spans within a day.
HOURS = (
    ((0, 24 * 60),),
    ((8 * 60, 15 * 60),),
    ((9 * 60, 17 * 60),),
    ((10 * 60, 18 * 60),),
    ((9 * 60, 12 * 60 + 30), (14 * 60, 18 * 60)),
    ((10 * 60, 13 * 60), (16 * 60 + 30, 20 * 60)),
)
CLOSED_SHARE = 0.15


def trip(seed: int, *, days: int) -> Terrain:
    """A trip of so many days, in minutes; it begins on a weekday that depends on the seed."""
    random = Random(seed)
    points = [_point(random) for _ in range(PLACES + 1)]
    first = random.randrange(7)
    weekdays = [(first + day) % 7 for day in range(days)]
    return Terrain(
        candidates=tuple(_place(random, weekdays) for _ in range(PLACES)),
        routes=(Route(opens=DAY_FROM, closes=DAY_UNTIL, start=PLACES, end=PLACES),) * days,
        travel=tuple(tuple(_minutes(here, there) for there in points) for here in points),
    )


def _point(random: Random) -> tuple[float, float]:
    """Kilometres from the middle, where most places are."""
    return random.gauss(0, 2.5), random.gauss(0, 2.5)


def _minutes(here: tuple[float, float], there: tuple[float, float]) -> int:
    """On foot where that is sooner, else by bus with a wait before it."""
    kilometres = hypot(here[0] - there[0], here[1] - there[1])
    return round(min(kilometres * 13, 8 + kilometres * 4))


def _place(random: Random, weekdays: list[int]) -> Candidate:
    lasts = random.choice((5, 10, 20, 30, 45, 60, 90, 120))
    hours = random.choice(HOURS)
    closed = {weekday for weekday in range(7) if random.random() < CLOSED_SHARE}
    windows = tuple(
        Window(first=opens, last=closes - lasts)
        for opens, closes in hours
        if closes - lasts >= opens
    )
    return Candidate(
        windows=tuple(() if weekday in closed else windows for weekday in weekdays),
        lasts=lasts,
        worth=random.randrange(10, 101) * (1 + lasts // 30),
    )
