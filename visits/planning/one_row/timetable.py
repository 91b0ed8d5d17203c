"""Which stops of a day can follow which by the clock: the same for all prices, worked out once."""

from typing import NamedTuple

from visits.planning.one_row.growth import Growth
from visits.travel import Locality

IMPOSSIBLE = -(1 << 50)
# Where the next stop is, ONLINE or the number of a town, and where the party is after it.
ONLINE = -1
Move = tuple[int, int]


class Starting(NamedTuple):
    """Kinds that start together in one town, or online, and take equally long."""

    at: int
    ends: int
    kinds: tuple[int, ...]


class Target(NamedTuple):
    """Where the party is after a stop, whether lunch is behind, and the row for that."""

    after: int
    is_fed: bool
    row: int


class Reach(NamedTuple):
    """What can follow: what it gives to end the day, and the rows with their slots."""

    at_last: int
    following: tuple[tuple[int, int], ...]


class Timetable:
    """The clock of one day, in slots of its step; sites of a town are taken together.

    There is a row for every move, with lunch behind or not. The road between two towns is the
    shortest between any of their sites, so that nothing is left out that can be done.
    """

    def __init__(self, growth: Growth) -> None:
        self.growth = growth
        self.passage = growth.board.passage
        self.step = growth.window.step
        self.gap = growth.room.gap
        self.lunch = growth.window.bounds.lunch
        self.slots = growth.room.last_end // self.step + 2
        home = self.passage.tails[self.passage.start].place
        self._towns: dict[str | None, int] = {home.town if home else None: 0}
        self._sites: list[set[Locality | None]] = [{home}]
        at = [self._at(kind.way.place) for kind in growth.kinds]
        towns, used = range(len(self._sites)), {*at}
        moves = [(ONLINE, town) for town in towns if ONLINE in used]
        moves += [(town, town) for town in towns if town in used]
        self.moves = [(is_fed, move) for is_fed in (False, True) for move in moves]
        self.rows = {key: row for row, key in enumerate(self.moves)}
        self.starting = self._starting(at)
        self.targets = {each: self._targets(each) for each in used}
        self._roads = [self._roads_from(town, moves) for town in towns]
        self._reach: dict[tuple[int, int, bool], Reach] = {}

    def _at(self, place: Locality | None) -> int:
        """The number of a place's town, ONLINE for no place; its site is noted."""
        if place is None:
            return ONLINE
        town = self._towns.setdefault(place.town, len(self._towns))
        if town == len(self._sites):
            self._sites.append(set())
        self._sites[town].add(place)
        return town

    def town(self, place: Locality | None) -> int:
        """The number of the town where the party is."""
        return self._towns[place.town if place else None]

    def _starting(self, at: list[int]) -> list[list[Starting]]:
        """What can start in each slot."""
        slots: list[dict[tuple[int, int], list[int]]] = [{} for _ in range(self.slots)]
        for number, starts in enumerate(self.growth.starts):
            minutes = self.growth.kinds[number].way.minutes
            for minute in starts:
                like = (at[number], minute + minutes)
                slots[minute // self.step].setdefault(like, []).append(number)
        return [
            [Starting(where, ends, tuple(kinds)) for (where, ends), kinds in slot.items()]
            for slot in slots
        ]

    def _targets(self, at: int) -> tuple[Target, ...]:
        """The rows that a stop there belongs to; without a lunch to come everyone is fed."""
        return tuple(
            Target(after, is_fed, row)
            for (is_fed, (where, after)), row in self.rows.items()
            if where == at and (is_fed or self.lunch is not None)
        )

    def _roads_from(self, here: int, moves: list[Move]) -> tuple[tuple[Move, int], ...]:
        """The moves from a town, with the minutes of road there at least."""
        # Between stops that are fixed no time for the road is asked for.
        is_lifted = any(kind.way.fixed is not None for kind in self.growth.kinds)
        roads: list[tuple[Move, int]] = []
        for at, there in moves:
            road = self._road(here, there)
            if at == ONLINE:
                road = 0 if there == here else None
            if road is not None:
                roads.append(((at, there), 0 if is_lifted else road))
        return tuple(roads)

    def _road(self, here: int, there: int) -> int | None:
        """The shortest road from any site of a town to any site of another, None without one."""
        if here == there:
            return 0
        roads = [
            0 if one is None or other is None else self.passage.road(one, other)
            for one in self._sites[here]
            for other in self._sites[there]
        ]
        return min((road for road in roads if road is not None), default=None)

    def reach(self, town: int, ends: int, *, is_fed: bool) -> Reach:
        """What can follow a stop that ends then, in a town."""
        key = (town, ends, is_fed)
        known = self._reach.get(key)
        if known is None:
            following = self._following(town, ends, is_fed=is_fed)
            known = self._reach[key] = Reach(self._at_last(ends, is_fed=is_fed), following)
        return known

    def _at_last(self, ends: int, *, is_fed: bool) -> int:
        """What it gives to end the day here."""
        return 0 if is_fed or self._can_eat_after(ends) else IMPOSSIBLE

    def _can_eat_after(self, ends: int) -> bool:
        lunch = self.lunch
        return lunch is None or max(ends, lunch.opens) + lunch.minutes <= lunch.closes

    def _following(self, town: int, ends: int, *, is_fed: bool) -> tuple[tuple[int, int], ...]:
        """The rows and slots of the stops that can come next, at once or after lunch."""
        following: list[tuple[int, int]] = []
        for move, road in self._roads[town]:
            ready = ends + max(self.gap, road)
            following.append((self.rows[is_fed, move], self._slot(ready)))
            if not is_fed and self.lunch is not None and self._can_eat_after(ends):
                eaten = max(ends + road, self.lunch.opens) + self.lunch.minutes
                following.append((self.rows[True, move], self._slot(max(ready, eaten))))
        return tuple(following)

    def _slot(self, minute: int) -> int:
        return min(self.slots, max(0, -(-minute // self.step)))

    @property
    def opens(self) -> int:
        """A minute from which every first stop can be reached, with or without a road."""
        bounds = self.growth.window.bounds
        lunch = bounds.lunch.opens if bounds.lunch else bounds.opens
        return min(0, bounds.opens, lunch, self.growth.room.first_start) - self.gap
