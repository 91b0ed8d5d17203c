"""A plan beside its problem, as the checker reads it: its stops, and each group's row of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from visits.planning.choice import PlannedStop, Staffing
from visits.planning.party import Track
from visits.planning.problem import Problem


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one group sees, or the whole party where there are no groups.

    `musts` are the choices that this row must have; they lift the rules about hosts.
    """

    track: str = ""
    stops: tuple[PlannedStop, ...]
    musts: frozenset[str]


class Programme:
    """The stops of a plan in order, with what the rules ask about them.

    `rows` are the programmes of the groups, or the whole party's.
    """

    def __init__(self, problem: Problem, stops: tuple[PlannedStop, ...]) -> None:
        self.problem = problem
        self.wishes = problem.wishes
        self.stops = tuple(sorted(stops))
        self.choices = {choice.key: choice for choice in problem.choices}
        self.fixed = frozenset(problem.fixed)
        self.zone = ZoneInfo(problem.party.zone)
        self.standing = {(stop.choice, stop.span.starts_at) for stop in problem.current}
        self.rows = tuple(self._rows())

    def _rows(self) -> Iterator[Row]:
        wished = frozenset(self.wishes.musts)
        tracks = self.problem.party.tracks
        if not tracks:
            yield Row(stops=self.stops, musts=wished)
        together = frozenset(self.wishes.plenary) & {key for one in tracks for key in one.musts}
        for track in tracks:
            yield Row(
                track=track.key,
                stops=tuple(stop for stop in self.stops if track in self.who_comes(stop)),
                musts=wished | together | frozenset(track.musts),
            )

    def who_comes(self, stop: PlannedStop) -> tuple[Track, ...]:
        """The groups that come to a stop; none where the party has none."""
        tracks = self.problem.party.tracks
        return tuple(one for one in tracks if not stop.tracks or one.key in stop.tracks)

    def is_for_all(self, stop: PlannedStop) -> bool:
        """Whether everyone comes, those in no group too."""
        return self.who_comes(stop) == self.problem.party.tracks

    def people(self, stop: PlannedStop) -> int:
        """How many come to a stop."""
        if self.is_for_all(stop):
            return self.problem.party.size
        return sum(track.size for track in self.who_comes(stop))

    def staffings(self, stop: PlannedStop) -> tuple[Staffing, ...]:
        """The ways to staff the stop's offer with the people it has."""
        choice = self.choices[stop.choice]
        asked = (stop.contact, frozenset(stop.company))
        return tuple(
            one for one in choice.staffings if (one.contact, frozenset(one.company)) == asked
        )

    def on(self, stop: PlannedStop) -> date:
        """The day of a stop on the party's calendar."""
        return stop.span.starts_at.astimezone(self.zone).date()
