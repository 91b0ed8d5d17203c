"""The day itself as pages show it: what is now and next, what a delay would do, calling off."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session
from wtforms.validators import InputRequired, Length, Optional

from app.actions.called_off import CallingOff, call_off_today
from app.actions.late import Look, Report, look_at_delay, may_be_reported, tell_late
from app.actions.telling import Teller
from app.fields import Choice
from app.formatting import format_clocks, format_length
from app.forms import Form, Text
from app.i18n import current_language, gettext, lazy_gettext
from app.labels import label
from app.mail.day import why_not
from app.mail.facts import join_link_of, people_of, place_of
from app.persistence.records import Coordinator
from app.persistence.staff import list_coordinators
from app.showing import ShownTime, show_time
from app.world import World
from visits.errors import NotAllowedNow, SlotTaken, Stale
from visits.itinerary import Itinerary, ItineraryState, Stop, StopState
from visits.lateness import MOST_MINUTES_LATE, CallOff, CannotMeet, Shift

MINUTES = (10, 15, 20, 30, 45)
LONGEST_REASON = 500


class Moment(StrEnum):
    """Where a stop stands on its day."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True, kw_only=True)
class TodaysStop:
    """One stop of a day for somebody who takes part in it."""

    itinerary: Itinerary
    stop: Stop
    moment: Moment
    time: ShownTime
    people: str
    place: str
    join_link: str
    may_report: bool

    @property
    def is_sure(self) -> bool:
        """Whether its host has agreed."""
        return self.stop.state is StopState.CONFIRMED


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One sentence of what a delay would do; `is_lost` where a stop cannot be met any more."""

    text: str
    is_lost: bool = False


@dataclass(frozen=True, kw_only=True)
class LatePage:
    """A stop that is late, by how much, and what that would do.

    `mark` goes with the form that is sent. `problem` says why there is nothing to be sent.
    """

    itinerary: Itinerary
    stop: Stop
    time: ShownTime
    typed: str = ""
    effects: tuple[Effect, ...] = ()
    told: tuple[str, ...] = ()
    mark: str = ""
    problem: str = ""
    may_report: bool = True
    minutes: tuple[int, ...] = MINUTES

    @property
    def is_wrong(self) -> bool:
        """Whether what was typed cannot be meant."""
        return bool(self.problem and self.typed and self.may_report)

    @property
    def may_send(self) -> bool:
        """Whether one press does it."""
        return bool(self.mark)


@dataclass(frozen=True, kw_only=True)
class Late:
    """Whose stop is late, on whose clock it is shown, and what was typed as its minutes."""

    itinerary: Itinerary
    stop: Stop
    zone: str
    typed: str


class CallOffForm(Form):
    """Why a stop is called off today."""

    why = Choice(
        lazy_gettext("Why?"), [InputRequired(lazy_gettext("Choose why. The delegation reads it."))]
    )
    reason = Text(
        lazy_gettext("In your own words"),
        [Optional(), Length(max=LONGEST_REASON)],
        description=lazy_gettext("The delegation reads this as you write it."),
    )

    def __init__(self) -> None:
        super().__init__()
        reasons = [(one.value, label(one)) for one in CallOff]
        self.why.choices = [("", gettext("Choose a reason")), *reasons]

    def calling_off(self, itinerary: Itinerary, stop: Stop) -> CallingOff:
        """What the valid form asks for."""
        return CallingOff(
            delegation_id=itinerary.delegation.id or 0,
            stop_id=stop.id or 0,
            why=CallOff(self.why.data),
            reason=self.reason.data or "",
        )


def todays_stops(
    pairs: Iterable[tuple[Itinerary, Stop]], *, zone: str, now: datetime
) -> tuple[TodaysStop, ...]:
    """The stops of today on a clock, by time, and those that can be reported already."""
    on = _day(now, zone)
    todays = sorted(
        (
            (itinerary, stop)
            for itinerary, stop in pairs
            if itinerary.state is ItineraryState.PUBLISHED
            and (_day(stop.span.starts_at, zone) == on or may_be_reported(itinerary, stop, now=now))
        ),
        key=lambda pair: pair[1].span,
    )
    ahead = [stop for _, stop in todays if stop.span.starts_at > now]
    return tuple(
        _shown(itinerary, stop, zone=zone, now=now, following=ahead[0] if ahead else None)
        for itinerary, stop in todays
    )


def next_stop(
    pairs: Iterable[tuple[Itinerary, Stop]], *, zone: str, now: datetime
) -> TodaysStop | None:
    """The first stop after today, where nothing is on today."""
    coming = [
        (itinerary, stop)
        for itinerary, stop in pairs
        if itinerary.state is ItineraryState.PUBLISHED and stop.span.starts_at > now
    ]
    if not coming:
        return None
    itinerary, stop = min(coming, key=lambda pair: pair[1].span)
    return _shown(itinerary, stop, zone=zone, now=now, following=stop)


def offices_of(session: Session, itineraries: Iterable[Itinerary]) -> list[Coordinator]:
    """Who can be reached: the coordinators of the offices that follow these visits."""
    nodes = dict.fromkeys(one.delegation.node.id or 0 for one in itineraries)
    return [one for node_id in nodes for one in list_coordinators(session, node_id)]


def late_page(session: Session, late: Late, *, now: datetime) -> LatePage:
    """What would happen, in sentences; or why nothing can be said."""
    bare = LatePage(
        itinerary=late.itinerary,
        stop=late.stop,
        time=_time(late.itinerary, late.stop, late.zone),
        typed=late.typed,
    )
    if not may_be_reported(late.itinerary, late.stop, now=now):
        too_far = gettext("This can be told from 12 hours before the stop until its end.")
        return replace(bare, problem=too_far, may_report=False)
    if not late.typed:
        return bare
    minutes = minutes_of(late.typed)
    if minutes is None:
        return replace(bare, problem=_not_minutes())
    look = look_at_delay(session, late.itinerary, late.stop, minutes=minutes, now=now)
    effects = tuple(_effects(look, late))
    if look.is_nothing:
        return replace(bare, effects=effects)
    return replace(bare, effects=effects, told=tuple(_told(look, late)), mark=look.mark)


def send_late(world: World, late: Late, *, seen: str, by: Teller, now: datetime) -> str:
    """Does what was shown; returns what stood in the way, nothing where all is well."""
    minutes = minutes_of(late.typed)
    if minutes is None:
        return _not_minutes()
    report = Report(
        delegation_id=late.itinerary.delegation.id or 0,
        stop_id=late.stop.id or 0,
        minutes=minutes,
        seen=seen,
    )
    try:
        tell_late(world, report, by=by, now=now)
    except (Stale, SlotTaken):
        return gettext("The day has changed since this page was opened. See what it does now.")
    except NotAllowedNow:
        return gettext("This is no longer possible. See how the day stands now.")
    return ""


def send_call_off(world: World, wanted: CallingOff, *, by: Teller, now: datetime) -> str:
    """Calls a stop off; returns what stood in the way, nothing where all is well."""
    try:
        call_off_today(world, wanted, by=by, now=now)
    except NotAllowedNow:
        return gettext("This is no longer possible. See how the day stands now.")
    return ""


def minutes_of(typed: str) -> int | None:
    """The minutes that were typed, None where they cannot be meant."""
    bare = typed.strip()
    if not (bare.isascii() and bare.isdigit() and len(bare) <= 3):
        return None
    return int(bare) if 1 <= int(bare) <= MOST_MINUTES_LATE else None


def _not_minutes() -> str:
    text = gettext("Write the minutes as a whole number from 1 to %(most)s.")
    return text % {"most": MOST_MINUTES_LATE}


def _shown(
    itinerary: Itinerary, stop: Stop, *, zone: str, now: datetime, following: Stop | None
) -> TodaysStop:
    return TodaysStop(
        itinerary=itinerary,
        stop=stop,
        moment=_moment(stop, now=now, following=following),
        time=_time(itinerary, stop, zone),
        people=people_of(itinerary.delegation, names=stop.groups),
        place=place_of(stop),
        join_link=join_link_of(stop) if stop.state is StopState.CONFIRMED else "",
        may_report=may_be_reported(itinerary, stop, now=now),
    )


def _time(itinerary: Itinerary, stop: Stop, zone: str) -> ShownTime:
    """On the reader's clock, with the other side's beside it where it shows another."""
    own, theirs = stop.offer.site.zone, itinerary.delegation.zone
    return show_time(stop.span, zone=zone, host_zone=theirs if zone == own else own)


def _moment(stop: Stop, *, now: datetime, following: Stop | None) -> Moment:
    if stop.span.ends_at <= now:
        return Moment.DONE
    if stop.span.starts_at <= now:
        return Moment.NOW
    is_next = following is not None and stop.span.starts_at == following.span.starts_at
    return Moment.NEXT if is_next else Moment.LATER


def _day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _effects(look: Look, late: Late) -> Iterator[Effect]:
    for shift in look.day.shifts:
        yield Effect(text=_moved(shift, look.stops[shift.key], late))
    for cannot in look.day.unmet:
        yield Effect(text=_cannot(cannot, look, late), is_lost=True)
    still = len(look.stops) - len(look.day.shifts) - len(look.day.unmet)
    if still:
        yield Effect(text=gettext("All other stops stay as they are."))


def _moved(shift: Shift, stop: Stop, late: Late) -> str:
    values = {
        "title": _title(stop),
        "before": format_clocks(shift.before, zone=late.zone),
        "after": format_clocks(shift.after, zone=late.zone),
    }
    text = gettext("“%(title)s” moves from %(before)s to %(after)s.") % values
    if shift.cut:
        cut = gettext("It is %(length)s shorter.") % {"length": format_length(shift.cut)}
        return f"{text} {cut}"
    return text


def _cannot(cannot: CannotMeet, look: Look, late: Late) -> str:
    """Why a stop cannot be met; what is under way only ends when it should."""
    stop = look.stops[cannot.key]
    if cannot in look.lost:
        text = gettext("“%(title)s” cannot be met any more.") % {"title": _title(stop)}
    else:
        text = gettext("“%(title)s” must end on time.") % {"title": _title(stop)}
    return f"{text} {why_not(cannot, zone=late.zone)}"


def _told(look: Look, late: Late) -> Iterator[str]:
    """Who is told, each once: the delegation and the hosts of what moves or is lost."""
    yield late.itinerary.delegation.organisation
    keys = (*(one.key for one in look.day.shifts), *(one.key for one in look.lost))
    yield from dict.fromkeys(look.stops[key].offer.host.name for key in keys)
    if look.lost:
        yield gettext("the regional office, which looks for another way")


def _title(stop: Stop) -> str:
    return stop.offer.title.in_language(current_language()).text
