"""A row's problem made ready for the search: ways, days, worth and marks, worked out once."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from visits.planning.choice import Choice
from visits.planning.one_row.marks import Marks
from visits.planning.one_row.passage import Passage
from visits.planning.one_row.promise import AGREED_STEP, SLOT_STEP, WORTH_STEP, Special
from visits.planning.one_row.ways import Way, ways_of
from visits.planning.one_row.windows import Window, WindowMaker
from visits.planning.problem import Problem, span_minutes
from visits.planning.worth import Worth

# More hosts that are wished for, or visited now, are told apart only where they must be.
MOST_SPECIAL_HOSTS = 16


class BudgetSpent(Exception):
    """The work limit is reached; raised inside the composer only."""


class Board:
    """Everything about one row that does not change while it is searched; `work` counts steps.

    `bonus` is what each choice gives by itself: as one that is wished, and as one that is kept.
    `order` says which of several ways that are alike is preferred. `slots` has, for the current
    choices, the minute since 1970 at which keeping them gives more.
    """

    def __init__(
        self, problem: Problem, choices: Sequence[Choice], *, limit: int, seed: int = 0
    ) -> None:
        self.problem = problem
        self.choices = choices
        self.limit = limit
        self.work = 0
        self.worth = Worth(problem.wishes, choices)
        self.ways = ways_of(problem, choices)
        self.marks = Marks(problem, self.ways, self.worth)
        self.windows = WindowMaker(problem, self.ways).windows()
        self.passage = Passage(problem)
        self.slots: dict[int, tuple[int, int]] = {}
        self.bonus = [extra * WORTH_STEP for extra in self.worth.extras]
        self._note_current()
        self.meets = [self.marks.meets(way) for way in self.ways]
        self.takes = [self.marks.takes(way) for way in self.ways]
        self.likeness = [self._likeness(way) for way in self.ways]
        self.host_bits = self._host_bits()
        self.ways_by_choice: dict[str, list[int]] = {}
        for number, way in enumerate(self.ways):
            self.ways_by_choice.setdefault(way.choice.key, []).append(number)
        self.order = _tie_order(self.ways, seed)

    def _note_current(self) -> None:
        """Note what is given for keeping each current stop, and its time."""
        current = {stop.choice: span_minutes(stop.span) for stop in self.problem.current}
        agreed = {*self.problem.agreed}
        self._contacts = {stop.choice: stop.contact for stop in self.problem.current}
        for way in self.ways:
            key = way.choice.key
            if key not in current or way.index in self.slots:
                continue
            starts, ends = current[key]
            self.bonus[way.index] += 1
            gives = SLOT_STEP + AGREED_STEP * (key in agreed)
            self.slots[way.index] = (starts, gives if ends - starts == way.minutes else 0)

    def _host_bits(self) -> list[int]:
        """A bit for the host of each way; none where several of its offers are asked for."""
        asked, bits = self.marks.asked, dict[str, int]()
        return [
            0 if way.choice.key in asked else bits.setdefault(way.choice.host, 1 << len(bits))
            for way in self.ways
        ]

    def _likeness(self, way: Way) -> object:
        """Ways with an equal likeness are alike but for their times and their hosts."""
        choice = way.choice
        return (
            way.minutes,
            way.place,
            way.screen,
            choice.buffer_before,
            choice.buffer_after,
            way.people,
            self.worth.shown[way.index],
            self.marks.meets(way) & self.marks.needed,
            self.bonus[way.index],
            way.fixed is not None,
        )

    def special_hosts(self) -> list[str]:
        """Hosts of choices that give something by themselves: told apart from the beginning."""
        bonus = {way.choice.host: self.bonus[way.index] for way in self.ways}
        for way in self.ways:
            bonus[way.choice.host] = max(bonus[way.choice.host], self.bonus[way.index])
        hosts = [host for host, most in bonus.items() if most]
        return sorted(hosts, key=lambda host: (-bonus[host], host))[:MOST_SPECIAL_HOSTS]

    def specials(self) -> list[Special]:
        """What single choices give by themselves at most, by the bit they take."""
        most: dict[int, tuple[int, int]] = {}
        for takes, way in zip(self.takes, self.ways, strict=True):
            extra = self.bonus[way.index]
            if takes and extra:
                before, at_best = most.get(takes, (0, 0))
                here = extra + self.slots.get(way.index, (0, 0))[1]
                most[takes] = max(extra, before), max(here, at_best)
        return [Special(mark, *gives) for mark, gives in sorted(most.items())]

    def standing(self, number: int) -> tuple[tuple[int, int], ...]:
        """The current choices on a day at their time: the start by the day's clock, and the way."""
        if not self.slots:
            return ()
        window = self.windows[number]
        midnight, last = span_minutes(window.day.span())
        return tuple(
            (self.slots[way.index][0] - window.origin, place)
            for place, way in enumerate(self.ways)
            if way.index in self.slots and midnight <= self.slots[way.index][0] < last
        )

    def loose_bonus(self) -> int:
        """The most that any choice without a bit gives by itself."""
        return max(
            (
                self.bonus[way.index] + self.slots.get(way.index, (0, 0))[1]
                for number, way in enumerate(self.ways)
                if not self.takes[number]
            ),
            default=0,
        )

    def once(self) -> int:
        """The bits that cannot be set twice."""
        once = 0
        for takes in self.takes:
            once |= takes
        return once

    def make_critical(self, hosts: Iterable[str]) -> None:
        """Let these hosts be visited once, from now on."""
        self.marks.critical.update(hosts)
        self.meets = [self.marks.meets(way) for way in self.ways]
        self.takes = [self.marks.takes(way) for way in self.ways]

    def free_way(self, members: Sequence[int], window: Window, starts: int, hosts: int) -> int:
        """The first of these ways that can start then and whose host is not visited yet, or -1."""
        place = starts // window.step
        for number in members:
            if window.starts[number] >> place & 1 and not self.host_bits[number] & hosts:
                return number
        return -1

    def is_in_force(self, number: int) -> bool:
        """Whether a way is staffed as it is in the programme in force."""
        way = self.ways[number]
        return self._contacts.get(way.choice.key) == way.contact

    def spend(self) -> None:
        """Count one step of work."""
        self.work += 1
        if self.work > self.limit:
            raise BudgetSpent


def _tie_order(ways: Sequence[Way], seed: int) -> list[int]:
    """The place of each way among those that are alike: by key, shuffled by a seed."""

    def rank(number: int) -> tuple[str, int]:
        key = ways[number].choice.key
        return (sha256(f"{seed}:{key}".encode()).hexdigest() if seed else key), number

    places = {way: place for place, way in enumerate(sorted(range(len(ways)), key=rank))}
    return [places[number] for number in range(len(ways))]
