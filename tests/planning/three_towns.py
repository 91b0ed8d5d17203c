"""A visit that can be composed on paper: one day, three towns, one offer in each.

Roads: Umeå - Skellefteå 105 minutes, Umeå - Örnsköldsvik 85, Skellefteå - Örnsköldsvik 185.
Every visit takes an hour; lunch takes 45 minutes between 11:30 and 13:30.

====================  ============  ================  ==============
offer                 town          themes            free
====================  ============  ================  ==============
``plant``             Umeå          energy            08:00 to 10:00
``academy``           Skellefteå    talent            11:00 to 14:00
``refinery``          Örnsköldsvik  energy, talent    13:00 to 16:00
====================  ============  ================  ==============

Energy weighs 3 and talent 2: the first stop on energy gives 4800 points and the second 2400, the
first on talent 3200 and the second 1600.

* All three: the academy and the refinery are 185 minutes apart. The academy ends at 12:00 at the
  earliest, and the refinery would start at 15:15 and end at 16:15. That is too late.
* The academy and the refinery: too late for the same reason.
* The plant and the academy: 4800 + 3200 = 8000.
* The plant and the refinery: 4800 + 2400 + 3200 = 10400. That is the best.

The refinery can start at 13:00. The plant must end by 10:00, so the day is shortest from 09:00 to
14:00: 180 minutes between them hold 85 of road and 45 of lunch, from 11:30 on.
"""

from dataclasses import replace

from tests.planning.cases import a_choice, a_problem, span
from visits.catalogue import Format, Theme
from visits.planning.problem import Problem

ROWS = (
    ("plant", "Umeå", (Theme.ENERGY,), "08:00-10:00"),
    ("academy", "Skellefteå", (Theme.TALENT,), "11:00-14:00"),
    ("refinery", "Örnsköldsvik", (Theme.ENERGY, Theme.TALENT), "13:00-16:00"),
)
BEST_SCORE = 10_400
BEST_TIMES = [("plant", "09:00"), ("refinery", "13:00")]


def three_towns() -> Problem:
    """The visit that is solved by hand above."""
    choices = (
        replace(
            a_choice(key, *themes, free=(span(free),), minutes=60),
            town=town,
            point=None,
            formats=(Format.ON_SITE,),
        )
        for key, town, themes, free in ROWS
    )
    return a_problem(*choices, format=Format.ON_SITE, longest_day=480)
