"""Asking one host for one stop, and what the host says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from visits.availability import Closure
from visits.errors import InvalidValue, NotAllowedNow
from visits.itinerary import Itinerary, ItineraryState, Stop, StopState
from visits.span import Day, Span

MOST_PROPOSALS = 3
LAST_HOUR = time(16)
LEAST_BEFORE_STOP = timedelta(hours=12)


def answer_by(
    now: datetime, *, working_days: int, closures: Iterable[Closure], zone: str, before: datetime
) -> datetime:
    """Until when a host may answer: 16:00 in its zone after so many working days.

    Saturdays, Sundays and closures do not count. At the latest twelve hours before the stop,
    `before`, or halfway to it where that is later; so there is always time to answer.
    """
    closed = tuple(closures)
    on = now.astimezone(ZoneInfo(zone)).date()
    left = working_days
    while left > 0:
        on += timedelta(days=1)
        if on.weekday() < 5 and not any(closure.covers(on) for closure in closed):
            left -= 1
    latest = max(now + (before - now) / 2, before - LEAST_BEFORE_STOP)
    return min(Day(on, zone).at(LAST_HOUR), latest)


class RequestState(StrEnum):
    """What has become of a question to a host."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    COUNTERED = "countered"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


ENDED = frozenset({RequestState.WITHDRAWN, RequestState.LAPSED})
UNMET = frozenset({RequestState.DECLINED, RequestState.COUNTERED, RequestState.LAPSED})


class AnswerKind(StrEnum):
    """What a host can say."""

    CONFIRM = "confirm"
    DECLINE = "decline"
    PROPOSE = "propose"


@dataclass(frozen=True)
class Answer:
    """What the host says; `reason` goes with a decline, `proposals` with a proposal."""

    kind: AnswerKind
    reason: str = ""
    proposals: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if self.kind is AnswerKind.PROPOSE and not 1 <= len(self.proposals) <= MOST_PROPOSALS:
            raise InvalidValue("answer.proposals", f"1 to {MOST_PROPOSALS} times")


STATE_AFTER = {
    AnswerKind.CONFIRM: RequestState.CONFIRMED,
    AnswerKind.DECLINE: RequestState.DECLINED,
    AnswerKind.PROPOSE: RequestState.COUNTERED,
}


@dataclass(eq=False, kw_only=True)
class VisitRequest:
    """The question to one contact about one stop; `version` rises with every answer."""

    id: int | None = None
    itinerary: Itinerary
    stop: Stop
    asked_at: datetime
    answer_by: datetime
    state: RequestState = RequestState.WAITING
    answered_at: datetime | None = None
    reason: str = ""
    proposals: tuple[Span, ...] = ()
    version: int = 1

    def may_answer(self, *, now: datetime) -> bool:
        """Whether an answer, the first or a changed one, is still taken."""
        return (
            self.state not in ENDED
            and self.stop.stands
            and self.itinerary.state is ItineraryState.DRAFT
            and now < self.answer_by
        )

    def is_overdue(self, *, now: datetime) -> bool:
        """Whether nobody has answered, and the time to do so is over."""
        return self.state is RequestState.WAITING and now >= self.answer_by

    def take(self, answer: Answer, *, now: datetime) -> bool:
        """Takes the host's answer; False where it says what was said before.

        Raises NotAllowedNow where the question was withdrawn, has lapsed, or the programme
        is out.
        """
        if self._says_the_same(answer):
            return False
        if not self.may_answer(now=now):
            raise NotAllowedNow(f"the request is {self.state}")
        self.state = STATE_AFTER[answer.kind]
        self.reason = answer.reason
        self.proposals = tuple(sorted(set(answer.proposals)))
        self.answered_at = now
        confirmed = answer.kind is AnswerKind.CONFIRM
        self.stop.state = StopState.CONFIRMED if confirmed else StopState.HELD
        self.version += 1
        return True

    def withdraw(self, *, now: datetime) -> None:
        """The delegation no longer asks; a host that said no has still said no."""
        if self.state is not RequestState.DECLINED:
            self._end(RequestState.WITHDRAWN, now=now)

    def lapse(self, *, now: datetime) -> None:
        """Nobody answered in time."""
        if self.state is not RequestState.WAITING:
            raise NotAllowedNow(f"the request is {self.state}")
        self._end(RequestState.LAPSED, now=now)

    def meet(self, *, now: datetime) -> None:
        """The stop has moved to a time the host itself proposed: that is the host's yes."""
        if self.state is not RequestState.COUNTERED or self.stop.span not in self.proposals:
            raise NotAllowedNow("the host did not propose this time")
        self.state = RequestState.CONFIRMED
        self.stop.state = StopState.CONFIRMED
        self.answered_at = now
        self.version += 1

    def _end(self, state: RequestState, *, now: datetime) -> None:
        if self.state in ENDED:
            return
        self.state = state
        self.answered_at = self.answered_at or now
        self.version += 1

    def _says_the_same(self, answer: Answer) -> bool:
        return (
            self.state is STATE_AFTER[answer.kind]
            and self.reason == answer.reason
            and self.proposals == tuple(sorted(set(answer.proposals)))
        )
