"""The marks of a row: one bit for everything that is needed, or may be had only once."""

from collections.abc import Sequence

from visits.planning.one_row.promise import Dues, Sort
from visits.planning.one_row.ways import Way
from visits.planning.problem import Problem
from visits.planning.worth import Worth


class Marks:
    """Gives out the bits, and says for each way which it takes and which it meets.

    A way can be had only while none of the bits it `takes` is set; it sets those it `meets`.
    Every host is visited once, but only the `critical` ones have a bit for it: the others are
    looked at afterwards, and become critical where they were visited twice.
    """

    def __init__(self, problem: Problem, ways: Sequence[Way], worth: Worth) -> None:
        self.ways = ways
        wishes = problem.wishes
        self.asked = {*wishes.musts, *(stop.choice for stop in problem.fixed)}
        self._bits: dict[tuple[str, str], int] = {}
        for key in sorted(self.asked):
            self._bit("choice", key)
        self._host_dues = frozenset(wishes.must_hosts)
        self._theme_dues = frozenset(wishes.must_themes)
        self.covers = sum(self._bit("host", host) for host in sorted(self._host_dues))
        self.covers += sum(self._bit("theme", theme) for theme in sorted(self._theme_dues))
        self.critical = set(self._host_dues)
        self.dues = self._dues(worth)
        self.needed = self.dues.marks

    def _bit(self, kind: str, name: str) -> int:
        return self._bits.setdefault((kind, name), 1 << len(self._bits))

    def _dues(self, worth: Worth) -> Dues:
        brings = {
            way.choice.key: Sort(worth.shown[way.index], self.meets(way) & self.covers, way.minutes)
            for way in self.ways
            if way.choice.key in self.asked
        }
        stops = tuple(
            (self._bit("choice", key), brings.get(key, Sort(0, 0, 0))) for key in sorted(self.asked)
        )
        return Dues(stops=stops, covers=self.covers)

    def takes(self, way: Way) -> int:
        """The bits that must be free for a way."""
        if way.choice.key in self.asked:
            return self._bit("choice", way.choice.key)
        host = way.choice.host
        return self._bit("host", host) if host in self.critical else 0

    def meets(self, way: Way) -> int:
        """The bits that a way sets."""
        bits = self.takes(way)
        if way.choice.host in self._host_dues:
            bits |= self._bit("host", way.choice.host)
        for theme in way.choice.themes:
            if theme in self._theme_dues:
                bits |= self._bit("theme", theme)
        return bits
