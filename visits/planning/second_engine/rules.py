"""The rules of time as CP-SAT constraints: pauses, people, roads, the length of a day, lunch."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from ortools.sat.python import cp_model

from visits.catalogue import Format
from visits.planning.checking.day import DayOfRow
from visits.planning.checking.programme import Programme
from visits.planning.problem import span_minutes
from visits.planning.second_engine.slots import Slot, road_between
from visits.span import Day
from visits.travel import Locality

Literal = cp_model.IntVar
# From when to when something is taken, and whether it is.
Taken = tuple[int, int, Literal]
Places = tuple[Locality, ...]


class Rules:
    """Adds what keeps stops apart: for each person, and for each group day by day."""

    def __init__(
        self,
        model: cp_model.CpModel,
        programme: Programme,
        taken: dict[Slot, Literal],
        comes: dict[tuple[Slot, str], Literal],
    ) -> None:
        self.model, self.programme = model, programme
        self.taken, self.comes = taken, comes

    def add(self) -> None:
        """Adds all of them."""
        self._people()
        for row in self.programme.rows:
            days: dict[date, list[Slot]] = defaultdict(list)
            for slot, track in self.comes:
                if track == row.track:
                    days[slot.on].append(slot)
            for on, slots in sorted(days.items()):
                _DayRules(self, row.track, on, slots).add()

    def _people(self) -> None:
        """Each contact, and everyone in company, serves one stop at a time."""
        served: dict[str, list[Slot]] = defaultdict(list)
        for slot in self.taken:
            for person in slot.people:
                served[person].append(slot)
        for slots in served.values():
            blocked = {
                slot: (
                    slot.begins - slot.choice.buffer_before,
                    slot.ends + slot.choice.buffer_after,
                )
                for slot in slots
            }
            self.one_at_a_time(slots, blocked, self.taken)

    def one_at_a_time(
        self,
        slots: Sequence[Slot],
        stretches: dict[Slot, tuple[int, int]],
        literals: dict[Slot, Literal],
    ) -> None:
        """No two whose stretches overlap; fixed ones may be as close as they are."""
        fixed = [stretches[slot] for slot in slots if slot.is_fixed]
        free: list[Taken] = []
        for slot in slots:
            begins, ends = stretches[slot]
            if slot.is_fixed:
                continue
            if any(begins < until and since < ends for since, until in fixed):
                self.model.add(literals[slot] == 0)
            else:
                free.append((begins, ends, literals[slot]))
        for clique in cliques(free):
            self.model.add_at_most_one(clique)


def cliques(taken: Iterable[Taken]) -> Iterator[list[Literal]]:
    """The largest sets of stretches that share an instant, two or more in each."""
    numbered = list(taken)
    events = sorted(
        [(begins, 1, place) for place, (begins, _, _) in enumerate(numbered)]
        + [(ends, 0, place) for place, (_, ends, _) in enumerate(numbered)]
    )
    active: dict[int, Literal] = {}
    has_grown = False
    for _, is_beginning, place in events:
        if is_beginning:
            active[place] = numbered[place][2]
            has_grown = True
            continue
        if has_grown and len(active) > 1:
            yield list(active.values())
        has_grown = False
        del active[place]


class _DayRules:
    """The rules for one day of one group."""

    def __init__(self, rules: Rules, track: str, on: date, slots: list[Slot]) -> None:
        self.rules, self.model = rules, rules.model
        self.wishes, self.problem = rules.programme.wishes, rules.programme.problem
        self.slots = slots
        self.comes = {slot: rules.comes[slot, track] for slot in slots}
        fixed = [
            stop
            for row in rules.programme.rows
            for stop in row.stops
            if row.track == track and rules.programme.on(stop) == on
        ]
        self.fixed = DayOfRow(rules.programme, on, fixed)
        self.day = Day(on, self.problem.party.zone)

    def add(self) -> None:
        """Adds all of them."""
        slots, wishes = self.slots, self.wishes
        after = {slot: (slot.begins, slot.ends + slot.choice.buffer_after) for slot in slots}
        before = {slot: (slot.begins - slot.choice.buffer_before, slot.ends) for slot in slots}
        # Each of the two buffers must fit by itself: two families, not one with both around.
        for stretches in (after, before):
            self.rules.one_at_a_time(slots, stretches, self.comes)
        most_stops = max(wishes.most_stops, len(self.fixed.stops))
        if len(slots) > most_stops:
            self.model.add(sum(self.comes.values()) <= most_stops)
        self._screen()
        self._length()
        roads = _Roads(self)
        roads.add()
        if wishes.lunch and self.fixed.has_lunch():
            self._lunch(roads)

    def _screen(self) -> None:
        if self.wishes.most_screen is None:
            return
        minutes = {
            slot: slot.ends - slot.begins for slot in self.slots if slot.format is Format.ONLINE
        }
        most = max(self.wishes.most_screen, self.fixed.screen())
        if sum(minutes.values()) > most:
            self.model.add(sum(each * self.comes[one] for one, each in minutes.items()) <= most)

    def _length(self) -> None:
        """From a first start nothing ends later than the longest day allows."""
        longest = max(self.wishes.longest_day, int(self.fixed.minutes()))
        begins = sorted({slot.begins for slot in self.slots})
        ends = sorted({slot.ends for slot in self.slots})
        if ends[-1] - begins[0] <= longest:
            return
        first_after = {minute: self.model.new_bool_var("") for minute in begins}
        for minute, later in pairwise(begins):
            self.model.add_implication(first_after[later], first_after[minute])
        for slot in self.slots:
            # The last beginning from which this one ends too late.
            late = [minute for minute in begins if slot.ends > minute + longest]
            if late:
                self.model.add_implication(self.comes[slot], first_after[late[-1]])
            self.model.add_implication(self.comes[slot], first_after[slot.begins].negated())

    def _lunch(self, roads: "_Roads") -> None:
        """A pause that begins when the window opens, or when a stop in it ends."""
        lunch = self.wishes.lunch
        window = lunch and self.day.between(lunch.opens, lunch.closes)
        if not lunch or not window:
            return
        opens, closes = span_minutes(window)
        ends = {slot.ends for slot in self.slots if opens < slot.ends <= closes - lunch.minutes}
        pauses = {minute: self.model.new_bool_var("lunch") for minute in sorted({opens, *ends})}
        self.model.add_exactly_one(pauses.values())
        taken = [(minute, minute + lunch.minutes, one) for minute, one in pauses.items()]
        taken += [(slot.begins, slot.ends, self.comes[slot]) for slot in self.slots]
        for clique in cliques(one for one in taken if one[0] < closes and one[1] > opens):
            self.model.add_at_most_one(clique)
        roads.add_lunch(pauses, lunch.minutes)


class _Roads:
    """The roads between what is not online, on one day of one group.

    Places of one town with the same roads to all of another town are one there, which saves
    most of the clauses.
    """

    def __init__(self, day: _DayRules) -> None:
        self.day, self.model = day, day.model
        self.places: dict[Locality, list[Slot]] = defaultdict(list)
        for slot in day.slots:
            if slot.place is not None:
                self.places[slot.place].append(slot)
        self.pairs = [
            (here, there, road) for here, there, road in self._pairs() if road is None or road > 0
        ]
        self.made: dict[tuple[Places, bool, int], Literal] = {}

    def _pairs(self) -> Iterator[tuple[Places, Places, int | None]]:
        """Sets of places with one and the same road from each of the one to each of the other."""
        towns: dict[str, list[Locality]] = defaultdict(list)
        for place in self.places:
            towns[place.town].append(place)
        for here in towns.values():
            for there in towns.values():
                roads = {(a, b): road_between(self.day.problem, a, b) for a in here for b in there}
                if len(set(roads.values())) == 1:
                    yield tuple(here), tuple(there), next(iter(roads.values()))
                else:
                    yield from (((a,), (b,), road) for (a, b), road in roads.items())

    def add(self) -> None:
        """Nobody is elsewhere sooner than the road takes; fixed stops are as they are."""
        for here, there, road in self.pairs:
            for end in self._instants(here, is_end=True):
                for start in self._instants(there, is_end=False):
                    if end <= start and (road is None or start < end + road):
                        self._apart(here, end, there, start)

    def _apart(self, here: Places, end: int, there: Places, start: int, *pauses: Literal) -> None:
        """Not both, or neither of the pauses."""
        before = [one for one in self._slots(here) if one.is_fixed and one.ends == end]
        after = [one for one in self._slots(there) if one.is_fixed and one.begins == start]
        if before and after:
            return
        one, other = self._any(here, end, is_end=True), self._any(there, start, is_end=False)
        for pause in pauses:
            self.model.add_bool_or([one.negated(), other.negated(), pause.negated()])
        if not pauses:
            self.model.add_bool_or([one.negated(), other.negated()])

    def add_lunch(self, pauses: dict[int, Literal], minutes: int) -> None:
        """Lunch is not where the time between two stops is just enough for the road."""
        for here, there, road in self.pairs:
            for end in self._instants(here, is_end=True) if road else ():
                for start in self._instants(there, is_end=False):
                    within = [one for minute, one in pauses.items() if end <= minute < start]
                    if road and end + road <= start < end + road + minutes and within:
                        self._apart(here, end, there, start, *within)

    def _slots(self, places: Places) -> Iterator[Slot]:
        return (slot for place in places for slot in self.places[place])

    def _instants(self, places: Places, *, is_end: bool) -> list[int]:
        return sorted({slot.ends if is_end else slot.begins for slot in self._slots(places)})

    def _any(self, places: Places, minute: int, *, is_end: bool) -> Literal:
        """Whether a stop at one of the places begins, or ends, at this minute."""
        key = (places, is_end, minute)
        if key not in self.made:
            literals = [
                self.day.comes[slot]
                for slot in self._slots(places)
                if (slot.ends if is_end else slot.begins) == minute
            ]
            if len(literals) == 1:
                self.made[key] = literals[0]
            else:
                self.made[key] = self.model.new_bool_var("")
                self.model.add_exactly_one([*literals, self.made[key].negated()])
        return self.made[key]
