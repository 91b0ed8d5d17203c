"""A day as far as it has come: labels, compared by what can still follow them.

After Irnich and Desaulniers (2005), Shortest Path Problems with Resource Constraints.
"""

from typing import NamedTuple

from visits.planning.one_row.kinds import Kind
from visits.planning.one_row.promise import WORTH_STEP
from visits.planning.worth import Counts, Worth

LONG_AGO = -1


class Label(NamedTuple):
    """A programme as far as its latest stop; times are minutes of that day's own clock.

    `began` is the day's first start, `since` the start of the present sitting; both only as far
    as they still matter, as do `screen` and `stops`. `is_fed` says that lunch is behind.
    `bonus`, `counts` and `marks` go on from day to day. `hosts` are bits of hosts, kept where
    the search chooses hosts as it goes. `hope` is the most that can become of it. Before a
    day's first stop `kind` is None, and `before` is the day before.
    """

    ends: int
    began: int
    since: int
    is_fed: bool
    screen: int
    stops: int
    bonus: int
    counts: Counts
    marks: int
    tail: int
    hosts: int
    hope: int
    starts: int
    kind: Kind | None
    way: int
    window: int
    before: "Label | None"

    @classmethod
    def at_dawn(cls, window: int, tail: int, before: "Label | None" = None) -> "Label":
        """A day before its first stop, after other days or none."""
        return cls(
            ends=0,
            began=LONG_AGO,
            since=LONG_AGO,
            is_fed=False,
            screen=0,
            stops=0,
            bonus=before.bonus if before else 0,
            counts=before.counts if before else 0,
            marks=before.marks if before else 0,
            tail=tail,
            hosts=before.hosts if before else 0,
            hope=0,
            starts=0,
            kind=None,
            way=-1,
            window=window,
            before=before,
        )

    def value(self, worth: Worth) -> int:
        """What it is worth as it stands."""
        return worth.score(self.counts) * WORTH_STEP + self.bonus


def covers(one: Label, other: Label) -> bool:
    """Whether whatever can follow the other label can follow this one too, and gives as much.

    Both are at the same place, have the same counts, and have met the same needed marks.
    """
    return (
        one.ends <= other.ends
        and one.began >= other.began
        and one.since >= other.since
        and one.is_fed >= other.is_fed
        and one.screen <= other.screen
        and one.stops <= other.stops
        and one.bonus >= other.bonus
        and not one.marks & ~other.marks
    )


def stops_of(label: Label) -> list[Label]:
    """The stops of a programme that ends with this label, first to last."""
    stops: list[Label] = []
    here: Label | None = label
    while here is not None:
        if here.kind is not None:
            stops.append(here)
        here = here.before
    return stops[::-1]
