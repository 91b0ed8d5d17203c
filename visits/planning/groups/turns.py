"""Musts that the groups cannot all see at once: how many turns they need, and have."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, product

from visits.catalogue import Format
from visits.planning.groups.slots import Slot
from visits.planning.groups.table import Held, Table
from visits.planning.usable import taken_as
from visits.travel import Locality, leg_between

# The times of a must that is seen in turns, in order.
Chain = tuple[Slot, ...]
# So many chains of each must are tried, and so many of them together.
MOST_CHAINS = 4
MOST_BEGINNINGS = 8


def lacks_turns(table: Table) -> bool:
    """Whether something must be seen that cannot be held as often as its groups need."""
    return any(
        due.turns > sum(_most_turns(table, index) for index in due.choices)
        for due in (*_musts(table), *_of_hosts_and_themes(table))
    )


@dataclass(frozen=True, kw_only=True)
class Due:
    """Something that groups must see: any of these choices, at least so many times in all."""

    choices: tuple[int, ...]
    turns: int


def beginnings(table: Table) -> Iterator[Held]:
    """The first group's row with room for the turns of the others, in a few ways.

    Musts that are seen in turns get times at which they can be held one after another. The first
    group has one of these, and no plenary stop stands in the way of the others' ways to theirs.
    None where nothing is seen in turns, or nothing is plenary.
    """
    dues = [due for due in _musts(table) if due.turns > 1]
    if not dues or not table.plenary:
        return
    several = [_shortest(_chains(table, due), most=MOST_CHAINS) for due in dues]
    for chains in islice(product(*several), MOST_BEGINNINGS):
        shut = {slot for place, chain in enumerate(chains) for slot in _shut(table, chain, place)}
        row = table.best(0, table.closed[0] | shut, required=table.required)
        if row.is_met:
            yield Held(rows={0: row}, plenary={key: table.place(key, row) for key in table.plenary})


def _chains(table: Table, due: "Due") -> Iterator[Chain]:
    """For each time a must can be held at, the next times, as many as it needs."""
    slots = table.slots
    every = sorted(chain.from_iterable(map(slots.all_of, due.choices)), key=_by_time)
    for place, first in enumerate(every):
        found = [first]
        for slot in every[place + 1 :]:
            if len(found) == due.turns:
                break
            if all(slot not in slots.clashing(other) for other in found):
                found.append(slot)
        if len(found) == due.turns:
            yield tuple(found)


def _shortest(chains: Iterator[Chain], *, most: int) -> list[Chain]:
    """The chains over soonest after they began, the earlier of equals first."""
    return sorted(chains, key=lambda each: (each[-1][1] - each[0][1], each))[:most]


def _shut(table: Table, turns: Chain, place: int) -> Iterator[Slot]:
    """What the first group must not have, when it has one of the turns and others the rest."""
    own = turns[place % len(turns)]
    number = table.slots.staffed[own[0]].choice
    yield from (slot for slot in table.slots.all_of(number) if slot != own)
    for key in table.plenary:
        gap = _gap(table, number, table.slots.number[key])
        others = [table.slots.taken_by(turn) for turn in turns if turn != own]
        for slot in table.of_choice(key):
            taken = table.slots.taken_by(slot)
            if any(
                taken.begins < other.ends + gap and other.begins < taken.ends + gap
                for other in others
            ):
                yield slot


def _gap(table: Table, one: int, other: int) -> int:
    """Minutes between two choices, either first: the longer of the buffers, or the road."""
    problem, choices = table.problem, (table.slots.choices[one], table.slots.choices[other])
    buffers = [minutes for each in choices for minutes in (each.buffer_before, each.buffer_after)]
    places = [
        Locality(each.town, each.point)
        for each in choices
        if taken_as(each, problem.wishes) is not Format.ONLINE
    ]
    leg = leg_between(*places, roads=problem.roads) if len(places) == len(choices) else None
    return max(*buffers, leg.minutes if leg else 0)


def _by_time(slot: Slot) -> tuple[int, int]:
    return slot[1], slot[0]


def _musts(table: Table) -> Iterator[Due]:
    """The musts of the party and of its groups, as far as they are not fixed or plenary."""
    musts = set(table.problem.wishes.musts)
    for key in sorted(table.musts - table.fixed - set(table.plenary)):
        sizes = [one.size for one in table.slots.tracks if key in musts or key in one.musts]
        yield _due(table, [table.slots.number[key]], sizes)


def _of_hosts_and_themes(table: Table) -> Iterator[Due]:
    """The hosts and themes that every group must see, where nothing of them is fixed or plenary."""
    wishes, choices = table.problem.wishes, table.slots.choices
    given = table.fixed | set(wishes.plenary)
    groups = [
        *(
            [index for index, one in enumerate(choices) if one.host == host]
            for host in wishes.must_hosts
        ),
        *(
            [index for index, one in enumerate(choices) if theme in one.themes]
            for theme in wishes.must_themes
        ),
    ]
    for group in groups:
        if group and given.isdisjoint(choices[index].key for index in group):
            yield _due(table, group, [one.size for one in table.slots.tracks])


def _due(table: Table, group: Sequence[int], sizes: Sequence[int]) -> Due:
    """The least number of turns, were every choice as large as the largest."""
    room = max(table.slots.choices[index].most_people for index in group)
    # No two groups of more than half the room can come together.
    turns = max(-(-sum(sizes) // room), sum(size * 2 > room for size in sizes))
    return Due(choices=tuple(group), turns=turns)


def _most_turns(table: Table, index: int) -> int:
    """How often a choice can be held at most: for each way to staff it, as early as can be."""
    choice = table.slots.choices[index]
    most = 0
    for number in table.slots.of_choice[index]:
        ready = -1
        for start in sorted(chain(*table.slots.staffed[number].starts)):
            if start >= ready:
                most += 1
                ready = start + choice.minutes + choice.buffer_after + choice.buffer_before
    return most
