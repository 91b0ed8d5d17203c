"""What bars a choice whatever else is in the programme: a wish, a rule, or no time for it."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from visits.catalogue import Format
from visits.planning.choice import Choice
from visits.planning.explaining.changes import Change, ChangeKind
from visits.planning.explaining.relax import Wish, WishKind, without
from visits.planning.explaining.stretches import longest_within, stretches_of, windows_of
from visits.planning.explaining.terms import Terms
from visits.planning.plan import LeftOutKind
from visits.planning.problem import Problem
from visits.planning.solve import can_be_met
from visits.planning.usable import hindrance
from visits.planning.wishes import Wishes
from visits.span import Span


class WhyKind(StrEnum):
    """Why a choice is not in a plan; the comment says what `amount` and `about` are."""

    GONE = "gone"
    AVOIDED = "avoided"
    RULED_OUT = "ruled_out"
    FORMAT = "format"
    LANGUAGE = "language"
    LANGUAGE_BUSY = "language_busy"  # about: the language whose speakers are busy
    SIZE = "size"  # amount: people too many
    UNKNOWN = "unknown"
    CLOSED = "closed"
    BUSY = "busy"
    NO_TIME = "no_time"
    TOO_LONG = "too_long"  # amount: minutes more than a day may take
    NEEDS_MINUTES = "needs_minutes"  # amount: minutes that are missing
    MOST_STOPS = "most_stops"
    MOST_SCREEN = "most_screen"  # amount: minutes that are missing
    LUNCH = "lunch"
    REST = "rest"
    ROAD = "road"
    OTHER_DAY = "other_day"
    NO_THEME = "no_theme"
    SAME_HOST = "same_host"  # about: the stop of the same host
    LESS_WORTH = "less_worth"
    ROOM = "room"
    FULL = "full"


@dataclass(frozen=True)
class Bar:
    """One reason why a choice is not there; `WhyKind` says what the rest of it means."""

    kind: WhyKind
    amount: int = 0
    about: str = ""


_PLAIN = {
    LeftOutKind.FORMAT: WhyKind.FORMAT,
    LeftOutKind.LANGUAGE: WhyKind.LANGUAGE,
    LeftOutKind.AVOIDED: WhyKind.AVOIDED,
    LeftOutKind.RULED_OUT: WhyKind.RULED_OUT,
    LeftOutKind.UNKNOWN: WhyKind.UNKNOWN,
}
_BY_WISH = (
    (WishKind.LUNCH, WhyKind.LUNCH),
    (WishKind.STARTS_FROM, WhyKind.ROAD),
    (WishKind.ENDS_AT, WhyKind.ROAD),
    (WishKind.REST, WhyKind.REST),
)


def bar_to(question: Problem, choice: Choice) -> Bar | None:
    """Why nobody of the party could have this choice and nothing else; None where they could.

    `question` asks for the choice alone.
    """
    if not choice.is_known:
        return Bar(WhyKind.UNKNOWN)
    kind = hindrance(choice, question)
    if kind is LeftOutKind.SIZE:
        return Bar(WhyKind.SIZE, question.party.size - choice.most_people)
    if kind is not None:
        return Bar(_PLAIN.get(kind, WhyKind.NO_TIME))
    if can_be_met(question):
        return None
    return _length_bar(question, choice) or _time_bar(question, choice) or _pause_bar(question)


def _length_bar(question: Problem, choice: Choice) -> Bar | None:
    """Longer than a day may be, or than the party wants to sit before a screen."""
    wishes = question.wishes
    if choice.minutes > wishes.longest_day:
        return Bar(WhyKind.TOO_LONG, choice.minutes - wishes.longest_day)
    if wishes.most_screen is None or choice.minutes <= wishes.most_screen:
        return None
    if wishes.format is Format.ONLINE or can_be_met(without(question, [_NO_SCREEN])):
        return Bar(WhyKind.MOST_SCREEN, choice.minutes - wishes.most_screen)
    return None


_NO_SCREEN = Wish(WishKind.MOST_SCREEN)


def _time_bar(question: Problem, choice: Choice) -> Bar | None:
    """No time that is long enough within the wished days and hours."""
    windows = windows_of(Terms.of(question))

    def longest(spans: tuple[Span, ...]) -> int:
        return longest_within(stretches_of(spans), windows)

    spoken = {tag.split("-")[0].lower() for tag in question.party.languages}
    staffings = [(choice.languages, choice.free)]
    staffings += [(other.languages or choice.languages, other.free) for other in choice.others]
    free = max(longest(spans) for _, spans in staffings)
    if free >= choice.minutes:
        tags = (tag for tags, spans in staffings if longest(spans) < choice.minutes for tag in tags)
        busy = [tag for tag in tags if tag.split("-")[0].lower() in spoken]
        is_needed = busy and not question.party.interpretation
        return Bar(WhyKind.LANGUAGE_BUSY, about=busy[0]) if is_needed else None
    opened = longest(choice.opened)
    if opened >= choice.minutes:
        return Bar(WhyKind.BUSY)
    if max(free, opened):
        return Bar(WhyKind.NEEDS_MINUTES, choice.minutes - max(free, opened))
    return Bar(WhyKind.CLOSED if choice.opened else WhyKind.NO_TIME)


def _pause_bar(question: Problem) -> Bar:
    """There is time, but the day has no room around it."""
    stated = {
        WishKind.LUNCH: question.wishes.lunch,
        WishKind.STARTS_FROM: question.wishes.starts_from,
        WishKind.ENDS_AT: question.wishes.ends_at,
        WishKind.REST: question.wishes.rest,
    }
    for wish, kind in _BY_WISH:
        if stated[wish] is not None and can_be_met(without(question, [Wish(wish)])):
            return Bar(kind)
    return Bar(WhyKind.NO_TIME)


_BY_CHANGE = {
    ChangeKind.MOST_STOPS: WhyKind.MOST_STOPS,
    ChangeKind.NO_LUNCH: WhyKind.LUNCH,
    ChangeKind.REST_AFTER: WhyKind.REST,
    ChangeKind.NO_REST: WhyKind.REST,
    ChangeKind.START_ANYWHERE: WhyKind.ROAD,
    ChangeKind.END_ANYWHERE: WhyKind.ROAD,
    ChangeKind.DAYS: WhyKind.OTHER_DAY,
    ChangeKind.LATEST_ON: WhyKind.OTHER_DAY,
    ChangeKind.EARLIEST_ON: WhyKind.OTHER_DAY,
    ChangeKind.ADD_WEEKDAY: WhyKind.OTHER_DAY,
}


def bar_lifted_by(change: Change, wishes: Wishes) -> Bar | None:
    """The reason that one change of these wishes takes away, None where it has no name."""
    match change.kind, change.value:
        case ChangeKind.LONGEST_DAY, int(minutes):
            return Bar(WhyKind.NEEDS_MINUTES, minutes - wishes.longest_day)
        case ChangeKind.DAY_UNTIL, time() as wall:
            return Bar(WhyKind.NEEDS_MINUTES, _minutes(wall) - _minutes(wishes.day_until))
        case ChangeKind.DAY_FROM, time() as wall:
            return Bar(WhyKind.NEEDS_MINUTES, _minutes(wishes.day_from) - _minutes(wall))
        case ChangeKind.LATEST_START, time() as wall if wishes.latest_start is not None:
            return Bar(WhyKind.NEEDS_MINUTES, _minutes(wall) - _minutes(wishes.latest_start))
        case ChangeKind.MOST_SCREEN, int(minutes):
            return Bar(WhyKind.MOST_SCREEN, minutes - (wishes.most_screen or 0))
    kind = _BY_CHANGE.get(change.kind)
    return Bar(kind) if kind is not None else None


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute
