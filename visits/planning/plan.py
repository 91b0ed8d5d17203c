"""What the composer answers: a Plan with its stops, its score, and what was left out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from visits.planning.choice import PlannedStop


class Outcome(StrEnum):
    """How much is known about a plan."""

    PROVEN = "proven"
    FOUND = "found"
    IMPOSSIBLE = "impossible"
    NOT_FOUND = "not_found"


class LeftOutKind(StrEnum):
    """Why a choice is not in the plan."""

    FORMAT = "format"
    LANGUAGE = "language"
    SIZE = "size"
    AVOIDED = "avoided"
    RULED_OUT = "ruled_out"
    UNKNOWN = "unknown"
    NO_THEME = "no_theme"
    CLOSED = "closed"
    BUSY = "busy"
    NO_TIME = "no_time"
    SAME_HOST = "same_host"
    NO_ROOM = "no_room"
    GONE = "gone"


class ReasonKind(StrEnum):
    """Why a plan is offered to people."""

    BEST_FIT = "best_fit"
    FEWER_STOPS = "fewer_stops"
    SHORTER_DAY = "shorter_day"
    CALMER = "calmer"
    OTHER_HOSTS = "other_hosts"
    EARLIER = "earlier"
    OTHER_DAY = "other_day"
    KEEPS_MOST = "keeps_most"
    SEASON = "season"


@dataclass(frozen=True, order=True)
class LeftOut:
    """A choice that is not in the plan, and why."""

    choice: str
    kind: LeftOutKind


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a plan is offered: `amount` is stops, minutes, hosts or days less, by its kind.

    `on` is the first day of the plan where the kind speaks of a day.
    """

    kind: ReasonKind
    amount: int = 0
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The planner's answer.

    `score` is the worth of the stops by the wishes' themes; no plan can have more than `bound`.
    With groups it is the sum of `track_scores`, what each group's own programme is worth.
    `stops_kept` and `slots_kept` count the current stops that are still there, and at the same
    time; `agreed_kept` those whose hosts had confirmed that very time. `input_hash`, `seed` and
    `limit` give the same plan again.
    """

    outcome: Outcome
    stops: tuple[PlannedStop, ...] = ()
    score: int = 0
    bound: int = 0
    reason: Reason = Reason(kind=ReasonKind.BEST_FIT)
    left_out: tuple[LeftOut, ...] = ()
    agreed_kept: int = 0
    stops_kept: int = 0
    slots_kept: int = 0
    track_scores: tuple[tuple[str, int], ...] = ()
    work: int = 0
    seed: int = 0
    limit: int = 0
    input_hash: str = ""

    @property
    def is_optimal(self) -> bool:
        """Whether no plan can score more."""
        return self.outcome is Outcome.PROVEN

    @property
    def is_possible(self) -> bool:
        """Whether there is a programme at all."""
        return bool(self.stops)
