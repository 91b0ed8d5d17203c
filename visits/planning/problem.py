"""What the composer is asked: a Problem of plain values, frozen, with `str` keys for ids."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from visits.planning.choice import Choice, PlannedStop
from visits.planning.demands import demand, demand_distinct
from visits.planning.party import MOST_MUSTS, Party
from visits.planning.wishes import Wishes
from visits.span import Span
from visits.travel import USUAL_ROADS, Road

GRID_MINUTES = 15
MOST_CHOICES = 5000
MOST_ROADS = 5000


@dataclass(frozen=True, kw_only=True)
class Problem:
    """All that is known when a programme is composed.

    `fixed` stops stand exactly where they are, whatever the wishes say. `current` stops are kept
    where they cost no worth; those of `agreed` choices, which their hosts have confirmed, before
    all others. `avoided_hosts` are not visited unless a must asks for them. `roads` are known
    ways between towns.
    """

    party: Party
    wishes: Wishes
    choices: tuple[Choice, ...]
    fixed: tuple[PlannedStop, ...] = ()
    current: tuple[PlannedStop, ...] = ()
    agreed: tuple[str, ...] = ()
    avoided_hosts: tuple[str, ...] = ()
    roads: tuple[Road, ...] = USUAL_ROADS

    def __post_init__(self) -> None:
        keys = [choice.key for choice in self.choices]
        demand("choices", "at least one", holds=bool(keys))
        demand("choices", f"at most {MOST_CHOICES}", holds=len(keys) <= MOST_CHOICES)
        demand_distinct("choices", keys)
        known = set(keys)
        for field, key in self._named():
            demand(field, f"no choice has the key {key!r}", holds=key in known)
        for track in self.party.tracks:
            musts = {*self.wishes.musts, *track.musts}
            most = f"at most {MOST_MUSTS} for a group, with those of all"
            demand("party.tracks.musts", most, holds=len(musts) <= MOST_MUSTS)
        tracks = {track.key for track in self.party.tracks}
        for field, stops in (("fixed", self.fixed), ("current", self.current)):
            for stop in stops:
                demand(field, "no such group", holds=tracks.issuperset(stop.tracks))
            places = [(stop.choice, track) for stop in stops for track in stop.tracks or ("",)]
            demand(field, "the same key twice", holds=len(set(places)) == len(places))
        demand("roads", f"at most {MOST_ROADS}", holds=len(self.roads) <= MOST_ROADS)

    def _named(self) -> Iterator[tuple[str, str]]:
        """Every field that names a choice, with the key it names."""
        yield from (("wishes.musts", key) for key in self.wishes.musts)
        for track in self.party.tracks:
            yield from (("party.tracks.musts", key) for key in track.musts)
        yield from (("fixed", stop.choice) for stop in self.fixed)
        yield from (("current", stop.choice) for stop in self.current)

    def choice(self, key: str) -> Choice:
        """The choice with this key; KeyError where there is none."""
        for choice in self.choices:
            if choice.key == key:
                return choice
        raise KeyError(key)


def fingerprint(problem: Problem) -> str:
    """A hash of everything in the problem, to be stored with its plan."""
    rest = (problem.party, problem.wishes, problem.agreed, problem.avoided_hosts, problem.roads)
    hashed = sha256(repr(rest).encode())
    for stop in (*problem.fixed, *problem.current):
        hashed.update(repr(stop).encode())
    for choice in problem.choices:
        times = [span_minutes(span) for span in (*choice.free, *choice.opened)]
        plain = {**choice.__dict__, "free": times, "opened": len(choice.opened)}
        hashed.update(repr(plain).encode())
    return hashed.hexdigest()


def span_minutes(span: Span) -> tuple[int, int]:
    """The span as whole minutes since 1970, seconds rounded inwards."""
    starts, ends = span.starts_at.timestamp(), span.ends_at.timestamp()
    return -int(-starts // 60), int(ends // 60)
