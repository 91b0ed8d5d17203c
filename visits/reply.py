"""What a calendar answers to an invitation, and whether that may be acted on.

Only one thing is: an answer by the person who was asked, from the address that was asked, to the
question that is open. Everything else has an outcome of its own, and is left to a coordinator.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from visits.itinerary import Itinerary, ItineraryState, Stop
from visits.request import Answer, AnswerKind, Colleague, RequestState, VisitRequest
from visits.span import Span

LIKE_ENOUGH = 0.8
FARTHEST_AHEAD = timedelta(days=550)


class Outcome(StrEnum):
    """What became of a mail that came in."""

    ACTED = "acted"
    NOTED = "noted"
    SAID_BEFORE = "said_before"
    STALE = "stale"
    ANSWERED_FIRST = "answered_first"
    TOO_LATE = "too_late"
    AFTER_PUBLICATION = "after_publication"
    CANCELLED_STOP = "cancelled_stop"
    WITHDRAWN = "withdrawn"
    STRANGER = "stranger"
    FORWARDED = "forwarded"
    ALIAS = "alias"
    NOT_THEIRS = "not_theirs"
    NOT_AUTHENTIC = "not_authentic"
    UNKNOWN_UID = "unknown_uid"
    NOT_UNDERSTOOD = "not_understood"
    NOT_DONE = "not_done"
    AUTOMATIC = "automatic"
    BOUNCED = "bounced"
    PLAIN = "plain"

    @property
    def is_settled(self) -> bool:
        """Whether nobody needs to look at it."""
        return self in SETTLED


SETTLED = frozenset({Outcome.ACTED, Outcome.NOTED, Outcome.SAID_BEFORE, Outcome.AUTOMATIC})
HEARD = frozenset({Outcome.ACTED, Outcome.NOTED, Outcome.SAID_BEFORE})


class Attendance(StrEnum):
    """What somebody who is invited says about coming."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    DELEGATED = "delegated"


@dataclass(frozen=True, kw_only=True)
class CalendarReply:
    """What one person's calendar answers to one invitation (RFC 5546 3.2.3 and 3.2.7).

    `starts_at` is the time it answers to, as far as it says; `proposed` is there for another time
    (COUNTER). `stamped_at` is when it was written, on the sender's clock. `delegated_to` is whom
    the sender asks to come instead.
    """

    uid: str
    attendee: str
    attendance: Attendance
    sequence: int = 0
    stamped_at: datetime | None = None
    starts_at: datetime | None = None
    comment: str = ""
    proposed: Span | None = None
    delegated_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What went before, between us and one person's calendar, about one stop.

    `sequence` is the last one it was sent. `stamped_at` is when the newest thing that it was
    heard to say was written; `version` is that of the request once that was said.
    """

    sequence: int
    stamped_at: datetime | None = None
    version: int | None = None


def same_mailbox(one: str, other: str) -> bool:
    """Whether two addresses are one; servers tell no cases apart."""
    return bool(one) and one.casefold() == other.casefold()


def is_alias(one: str, other: str) -> bool:
    """Whether two different addresses look like one person's: that is for people to say."""
    (name, _, domain), (other_name, _, other_domain) = (
        _plain(address).partition("@") for address in (one, other)
    )
    if name == other_name:
        return True
    return domain == other_domain and SequenceMatcher(None, name, other_name).ratio() >= LIKE_ENOUGH


def _plain(address: str) -> str:
    name, _, domain = address.casefold().rpartition("@")
    return f"{name.split('+')[0].replace('.', '')}@{domain}"


def doubt_about(reply: CalendarReply, *, sender: str, invited: Iterable[str]) -> Outcome | None:
    """Why the sender may not be the one who was invited; None where there is no doubt."""
    known = tuple(invited)
    is_invited = any(same_mailbox(reply.attendee, one) for one in known)
    if is_invited and same_mailbox(reply.attendee, sender):
        return None
    if is_invited:
        return Outcome.ALIAS if is_alias(reply.attendee, sender) else Outcome.FORWARDED
    looks_known = any(is_alias(reply.attendee, one) or same_mailbox(sender, one) for one in known)
    return Outcome.ALIAS if looks_known else Outcome.STRANGER


def answer_of(reply: CalendarReply, stop: Stop) -> Answer | None:
    """The reply as a host would say it on its page; None where it makes no sense.

    A proposal that is longer than the visit is taken as one for its beginning.
    """
    if reply.proposed is not None:
        if reply.proposed.minutes < stop.span.minutes:
            return None
        span = Span.of(reply.proposed.starts_at, stop.span.minutes)
        return None if span == stop.span else Answer(AnswerKind.PROPOSE, proposals=(span,))
    match reply.attendance:
        case Attendance.ACCEPTED:
            return Answer(AnswerKind.CONFIRM)
        case Attendance.TENTATIVE:
            return Answer(AnswerKind.MAYBE)
        case Attendance.DECLINED:
            return Answer(AnswerKind.DECLINE, reason=reply.comment)
        case Attendance.DELEGATED if reply.delegated_to:
            return Answer(AnswerKind.HAND_ON, colleague=Colleague(reply.delegated_to))
    return None


def judge(reply: CalendarReply, request: VisitRequest, *, heard: Heard, now: datetime) -> Outcome:
    """What becomes of a reply by the one who was asked; ACTED where it is to be acted on."""
    answer = answer_of(reply, request.stop)
    if answer is None or not all(_is_within_reach(span, now) for span in answer.proposals):
        return Outcome.NOT_UNDERSTOOD
    if request.said == answer:
        return Outcome.SAID_BEFORE
    if not request.stop.stands or request.state is RequestState.WITHDRAWN:
        return gone(request.itinerary)
    if is_stale(reply, request.stop, heard=heard, asked_at=request.asked_at):
        return Outcome.STALE
    if not request.may_answer(now=now):
        is_out = request.itinerary.state is ItineraryState.PUBLISHED
        return Outcome.AFTER_PUBLICATION if is_out else Outcome.TOO_LATE
    return Outcome.ANSWERED_FIRST if _is_overtaken(reply, request, heard) else Outcome.ACTED


def gone(itinerary: Itinerary) -> Outcome:
    """Whether a stop that no longer stands was called off, or was only asked for."""
    was_out = itinerary.published_at is not None or itinerary.state is ItineraryState.CANCELLED
    return Outcome.CANCELLED_STOP if was_out else Outcome.WITHDRAWN


def is_stale(reply: CalendarReply, stop: Stop, *, heard: Heard, asked_at: datetime) -> bool:
    """Whether something newer was said, by us or by the same calendar.

    A lower SEQUENCE is stale but where the reply names the time that still stands and was
    written since that was asked: then only the stop's state has changed, not what was asked.
    """
    stamped_at, starts_at = reply.stamped_at, stop.span.starts_at
    if reply.proposed is not None and reply.starts_at not in (None, starts_at):
        return True
    if reply.sequence < heard.sequence:
        names_it = reply.starts_at == starts_at
        if not names_it or stamped_at is None or stamped_at < asked_at:
            return True
    if heard.stamped_at is None:
        return False
    return stamped_at is None or stamped_at < heard.stamped_at


def _is_within_reach(span: Span, now: datetime) -> bool:
    return timedelta() < span.starts_at - now <= FARTHEST_AHEAD


def _is_overtaken(reply: CalendarReply, request: VisitRequest, heard: Heard) -> bool:
    """Whether somebody else answered by another way, after this was written."""
    if request.answered_at is None or heard.version == request.version:
        return False
    return reply.stamped_at is None or reply.stamped_at < request.answered_at
