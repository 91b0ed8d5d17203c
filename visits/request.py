"""Asking one host for one stop, and what the host says."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from visits.catalogue import Contact
from visits.errors import InvalidValue, NotAllowedNow, Stale
from visits.itinerary import Itinerary, ItineraryState, Stop, StopState
from visits.span import Span

MOST_PROPOSALS = 3


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


class Via(StrEnum):
    """The way by which something was said."""

    LINK = "link"
    MAIL = "mail"
    CALENDAR = "calendar"
    STAFF = "staff"
    KVARKEN = "kvarken"


class AnswerKind(StrEnum):
    """What a host can say."""

    CONFIRM = "confirm"
    MAYBE = "maybe"
    DECLINE = "decline"
    PROPOSE = "propose"
    HAND_ON = "hand_on"


class DeclineReason(StrEnum):
    """Why a host says no, of the reasons that can be told in every language."""

    FULLY_BOOKED = "fully_booked"
    AWAY = "away"
    TOO_FEW_HERE = "too_few_here"
    TOO_SOON = "too_soon"
    TOO_MANY_PEOPLE = "too_many_people"
    LANGUAGE = "language"
    NOT_THE_RIGHT_PLACE = "not_the_right_place"
    OTHER = "other"


@dataclass(frozen=True)
class Colleague:
    """Whom a question is handed to: an address, and a role where nobody knows it yet."""

    email: str
    role: str = field(default="", compare=False)


@dataclass(frozen=True)
class Answer:
    """What the host says.

    With a decline goes a reason from the list, `why`, or one in the host's own words, `reason`;
    `proposals` go with a proposal, the `colleague` with handing on. `version` is that of the
    request that was seen when this was said; None where nobody knows.
    """

    kind: AnswerKind
    reason: str = ""
    proposals: tuple[Span, ...] = ()
    why: DeclineReason | None = None
    colleague: Colleague | None = None
    version: int | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.kind is AnswerKind.PROPOSE and not 1 <= len(self.proposals) <= MOST_PROPOSALS:
            raise InvalidValue("answer.proposals", f"1 to {MOST_PROPOSALS} times")
        if (self.kind is AnswerKind.HAND_ON) is not (self.colleague is not None):
            raise InvalidValue("answer.colleague", "goes with handing on, and only with it")
        object.__setattr__(self, "proposals", tuple(sorted(set(self.proposals))))


STATE_AFTER = {
    AnswerKind.CONFIRM: RequestState.CONFIRMED,
    AnswerKind.MAYBE: RequestState.WAITING,
    AnswerKind.DECLINE: RequestState.DECLINED,
    AnswerKind.PROPOSE: RequestState.COUNTERED,
    AnswerKind.HAND_ON: RequestState.WAITING,
}
KIND_OF = {
    RequestState.CONFIRMED: AnswerKind.CONFIRM,
    RequestState.DECLINED: AnswerKind.DECLINE,
    RequestState.COUNTERED: AnswerKind.PROPOSE,
}


@dataclass(frozen=True)
class Said:
    """Who says something, and by which way."""

    by: str = ""
    via: Via = Via.LINK


SOMEBODY = Said()


class AnsweredAlready(Stale):
    """Somebody else was first: what was `said` instead, by whom, how and when.

    `said` is None where the request has changed in another way.
    """

    def __init__(self, request: "VisitRequest") -> None:
        super().__init__(f"version {request.version} of the request is in force")
        self.said = request.said
        self.by = request.answered_by
        self.via = request.answered_via
        self.at = request.answered_at


@dataclass(eq=False, kw_only=True)
class VisitRequest:
    """The question to one contact about one stop; `version` rises with every answer.

    With `is_maybe` the host thinks so, and the question still waits. So it does while a colleague
    it was `handed_to` has not said yes; the stop's own contact remains responsible.
    `next_reminder_at` is when the host is reminded next, if at all.
    """

    id: int | None = None
    itinerary: Itinerary
    stop: Stop
    asked_at: datetime
    answer_by: datetime
    state: RequestState = RequestState.WAITING
    answered_at: datetime | None = None
    answered_by: str = ""
    answered_via: Via | None = None
    reason: str = ""
    why: DeclineReason | None = None
    proposals: tuple[Span, ...] = ()
    is_maybe: bool = False
    handed_to: Contact | None = None
    next_reminder_at: datetime | None = None
    version: int = 1

    @property
    def said(self) -> Answer | None:
        """The host's answer in force; None while there is none."""
        if self.state is RequestState.WAITING:
            if self.is_maybe:
                return Answer(AnswerKind.MAYBE)
            if self.handed_to is None:
                return None
            return Answer(AnswerKind.HAND_ON, colleague=Colleague(self.handed_to.email))
        if self.state in ENDED:
            return None
        return Answer(KIND_OF[self.state], self.reason, self.proposals, self.why)

    def may_answer(self, *, now: datetime) -> bool:
        """Whether an answer, the first or a changed one, is still taken."""
        return (
            self.state not in ENDED and self.stop.stands and self._is_open and now < self.answer_by
        )

    def is_overdue(self, *, now: datetime) -> bool:
        """Whether nobody has answered, and the time to do so is over."""
        return self.state is RequestState.WAITING and now >= self.answer_by

    def is_reminder_due(self, *, now: datetime) -> bool:
        """Whether the host is to be reminded now."""
        return (
            self.state is RequestState.WAITING
            and self.stop.stands
            and self.next_reminder_at is not None
            and self.next_reminder_at <= now < self.answer_by
        )

    def take(self, answer: Answer, *, now: datetime, said: Said = SOMEBODY) -> bool:
        """Takes the host's answer; False where it says what was said before.

        Raises AnsweredAlready where another version was seen than the one in force, and
        NotAllowedNow where the question was withdrawn, has lapsed, or the programme is out.
        """
        return self._take(answer, now=now, said=said, colleague=None)

    def hand_on(self, answer: Answer, *, to: Contact, now: datetime, said: Said = SOMEBODY) -> bool:
        """Asks a colleague, who must say yes; False where it was handed on before.

        Raises what `take` does, and InvalidValue where the colleague answers for it already.
        """
        if to is self.stop.contact:
            raise InvalidValue("answer.colleague", "answers for the stop already")
        return self._take(answer, now=now, said=said, colleague=to)

    def take_over(self, answer: Answer, *, now: datetime, said: Said = SOMEBODY) -> bool:
        """The colleague's yes: it becomes the stop's contact, and answers for it from now on.

        Raises what `take` does; whoever calls this holds the colleague's time.
        """
        colleague = self._colleague(now=now)
        self._must_have_seen(answer)
        self.stop.company = [one for one in self.stop.company if one is not colleague]
        self.stop.contact = colleague
        return self._take(answer, now=now, said=said, colleague=None)

    def think_over(self, answer: Answer, *, now: datetime, said: Said = SOMEBODY) -> bool:
        """The colleague thinks so, and is asked still; raises what `take` does."""
        return self._take(answer, now=now, said=said, colleague=self._colleague(now=now))

    def hand_back(self, answer: Answer, *, now: datetime, said: Said = SOMEBODY) -> None:
        """The colleague's no: the question waits for the stop's own contact again.

        Raises what `take` does.
        """
        self._colleague(now=now)
        self._must_have_seen(answer)
        self.handed_to = None
        self.is_maybe = False
        self._note(now, said)

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
        """The stop has moved to a time the host itself proposed: that is the host's yes.

        Calendars hear of both as one change, for which the move has raised SEQUENCE.
        """
        if self.state is not RequestState.COUNTERED or self.stop.span not in self.proposals:
            raise NotAllowedNow("the host did not propose this time")
        self.state = RequestState.CONFIRMED
        self.stop.state = StopState.CONFIRMED
        self.answered_at = now
        self.version += 1

    def ask_again(self, *, answer_by: datetime, now: datetime) -> None:
        """The times the host proposed are not taken: it is asked for the stop's own time again."""
        if self.state is not RequestState.COUNTERED or not (self.stop.stands and self._is_open):
            raise NotAllowedNow("no other time is proposed")
        if answer_by <= now:
            raise NotAllowedNow("there is no time left to answer")
        self.state = RequestState.WAITING
        self.proposals, self.reason = (), ""
        self.asked_at, self.answer_by = now, answer_by
        self.answered_at, self.answered_by, self.answered_via = None, "", None
        self.version += 1

    def _take(
        self, answer: Answer, *, now: datetime, said: Said, colleague: Contact | None
    ) -> bool:
        if self.said == answer:
            return False
        self._must_have_seen(answer)
        if not self.may_answer(now=now):
            raise NotAllowedNow(f"the request is {self.state}")
        self.state = STATE_AFTER[answer.kind]
        self.reason, self.why = answer.reason, answer.why
        self.proposals = answer.proposals
        self.is_maybe = answer.kind is AnswerKind.MAYBE
        self.handed_to = colleague
        if answer.kind is AnswerKind.CONFIRM:
            self.stop.confirm(now=now)
        else:
            self.stop.hold_again(now=now)
        self._note(now, said)
        return True

    @property
    def _is_open(self) -> bool:
        """Whether there is something to agree on: in a draft, or a stop that is asked anew."""
        if self.itinerary.state is ItineraryState.PUBLISHED:
            return self.stop.state is StopState.HELD
        return self.itinerary.state is ItineraryState.DRAFT

    def _must_have_seen(self, answer: Answer) -> None:
        if answer.version not in (None, self.version) and self.state not in ENDED:
            raise AnsweredAlready(self)

    def _colleague(self, *, now: datetime) -> Contact:
        if self.handed_to is None or not self.may_answer(now=now):
            raise NotAllowedNow("the request is not handed on")
        return self.handed_to

    def _note(self, now: datetime, said: Said) -> None:
        self.answered_at = now
        self.answered_by, self.answered_via = said.by, said.via
        self.version += 1

    def _end(self, state: RequestState, *, now: datetime) -> None:
        if self.state in ENDED:
            return
        self.state = state
        self.answered_at = self.answered_at or now
        self.handed_to = None
        self.version += 1
