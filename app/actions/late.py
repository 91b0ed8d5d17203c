"""A day runs late: what that would do, seen first, and then done."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.actions.calendar_reading import read_before_hold
from app.actions.calendars import tell_calendars
from app.actions.choices import Calendars, attended, kept_clear, office_closures
from app.actions.party import REST_MINUTES
from app.actions.slots import about
from app.actions.telling import Teller, note, tell, tell_coordinators
from app.actions.transaction import Transaction, transaction
from app.persistence.delegations import lock_delegation
from app.persistence.itineraries import find_itinerary
from app.persistence.records import What
from app.persistence.slots import hold, list_busy, lock_contacts
from app.persistence.today import count_happenings
from app.persistence.travel import list_roads
from app.world import World
from visits.availability import open_spans
from visits.catalogue import Contact, Format, Offer
from visits.errors import NotAllowedNow, Stale
from visits.itinerary import Itinerary, ItineraryState, Stop
from visits.lateness import (
    CannotMeet,
    Delay,
    LateDay,
    Limits,
    Shift,
    TimedStop,
    is_on_its_day,
    run_late,
)
from visits.notification import DayNews, Message, MessageKind, contact_of, host_of
from visits.planning.wishes import Lunch
from visits.span import Day, Span
from visits.travel import Locality

LUNCH = Lunch()


@dataclass(frozen=True, kw_only=True)
class Report:
    """Somebody says that a stop is so many minutes late; `seen` is the mark of what was shown."""

    delegation_id: int
    stop_id: int
    minutes: int
    seen: str


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a delay would do to the programme; `mark` stands for all of it."""

    stops: Mapping[int, Stop]
    day: LateDay
    mark: str
    now: datetime

    @property
    def lost(self) -> tuple[CannotMeet, ...]:
        """What cannot be met any more; a stop under way only ends when it should."""
        return tuple(one for one in self.day.unmet if self.stops[one.key].span.starts_at > self.now)

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing that anybody must be told."""
        return not (self.day.shifts or self.lost)


def may_be_reported(itinerary: Itinerary, stop: Stop, *, now: datetime) -> bool:
    """Whether a stop can be said to run late, or be called off on its day, now."""
    is_out = itinerary.state is ItineraryState.PUBLISHED
    return is_out and stop.stands and is_on_its_day(stop.span, now=now)


def look_at_delay(
    session: Session, itinerary: Itinerary, stop: Stop, *, minutes: int, now: datetime
) -> Look:
    """What it would do if a stop were so many minutes late; raises NotAllowedNow."""
    if not may_be_reported(itinerary, stop, now=now):
        raise NotAllowedNow("it is not the day of this stop")
    delegation = itinerary.delegation
    zone = ZoneInfo(delegation.zone)
    on = stop.span.starts_at.astimezone(zone).date()
    stops = [one for one in itinerary.standing if one.span.starts_at.astimezone(zone).date() == on]
    limits = _limits(session, itinerary, stops, Day(on, delegation.zone))
    calendars = _calendars(session, itinerary, stops, now=now)
    timed = [_timed(one, calendars) for one in stops]
    day = run_late(timed, delay=Delay(stop.id or 0, minutes, now), limits=limits)
    said = count_happenings(session, delegation.id or 0, What.RUNNING_LATE)
    known = repr((itinerary.version, stop.id, minutes, said, day))
    mark = hashlib.sha256(known.encode()).hexdigest()[:16]
    return Look(stops={one.id or 0: one for one in stops}, day=day, mark=mark, now=now)


def tell_late(world: World, report: Report, *, by: Teller, now: datetime) -> LateDay:
    """Moves what a delay moves, holds the new times, and tells those whose stops are affected.

    Raises Stale where it would no longer do what was shown, NotAllowedNow where it is not the
    day of the stop, and SlotTaken where somebody took the time this very moment.
    """
    read_before_hold(world, _receivers(world, report.delegation_id), now=now)
    with transaction(world, now=now) as tx:
        lock_delegation(tx.session, report.delegation_id)
        itinerary, stop = stop_of_day(tx.session, report.delegation_id, report.stop_id)
        lock_contacts(tx.session, {_id(one) for it in itinerary.standing for one in _crew(it)})
        look = look_at_delay(tx.session, itinerary, stop, minutes=report.minutes, now=now)
        if look.mark != report.seen:
            raise Stale("the day has changed since this was shown")
        if look.is_nothing:
            raise NotAllowedNow("there is nothing to tell")
        note(
            tx,
            itinerary.delegation,
            What.RUNNING_LATE,
            by=by,
            minutes=report.minutes,
            **about(stop),
        )
        # The last one first, so that each moves into time that is free by then.
        for shift in reversed(look.day.shifts):
            _move(tx, itinerary, look.stops[shift.key], shift, by=by)
        for cannot in look.lost:
            _put_before_coordinators(tx, itinerary, look.stops[cannot.key], cannot, by=by)
        tell_calendars(tx, itinerary, day=DayNews())
        return look.day


def stop_of_day(session: Session, delegation_id: int, stop_id: int) -> tuple[Itinerary, Stop]:
    """A visit's programme and one stop that is part of it; raises NotAllowedNow."""
    itinerary = find_itinerary(session, delegation_id)
    for stop in itinerary.standing if itinerary else ():
        if stop.id == stop_id and itinerary is not None:
            return itinerary, stop
    raise NotAllowedNow("the stop is not part of the programme")


def opened_for(offer: Offer, crew: tuple[Contact, ...], calendars: Calendars) -> tuple[Span, ...]:
    """When an offer is open and its people are there, however short the notice."""
    zone = offer.site.zone
    first_on, last_on = calendars.days(zone)
    closures = office_closures(offer, first_on, last_on)
    opened = open_spans(
        offer.hours, first_on=first_on, last_on=last_on, zone=zone, closures=closures
    )
    return attended(offer, crew, opened, calendars)


def _calendars(
    session: Session, itinerary: Itinerary, stops: list[Stop], *, now: datetime
) -> Calendars:
    starts_at = min(one.span.starts_at for one in stops)
    horizon = Span(starts_at, max(one.span.ends_at for one in stops)).widened(before=720, after=720)
    busy = list_busy(session, between=horizon, except_itinerary=itinerary.id, now=now)
    return Calendars(horizon=horizon, now=now, busy=busy)


def _timed(stop: Stop, calendars: Calendars) -> TimedStop:
    offer, crew = stop.offer, _crew(stop)
    is_online = stop.format is Format.ONLINE
    return TimedStop(
        key=stop.id or 0,
        span=stop.span,
        groups=stop.groups,
        receivers=frozenset(_id(one) for one in crew),
        place=None if is_online else Locality(offer.site.town, offer.site.point),
        buffer_before=offer.buffer_before,
        buffer_after=offer.buffer_after,
        opened=opened_for(offer, crew, calendars),
        busy=tuple(one.span for one in kept_clear(offer, crew, calendars.busy)),
        least_minutes=offer.least_minutes,
    )


def _limits(session: Session, itinerary: Itinerary, stops: list[Stop], day: Day) -> Limits:
    wishes = itinerary.delegation.wishes
    return Limits(
        ends_at=day.at(wishes.day_until),
        home=_home(wishes.ends_at, stops),
        roads=list_roads(session),
        lunch=day.between(LUNCH.opens, LUNCH.closes),
        lunch_minutes=LUNCH.minutes,
        rest_minutes=REST_MINUTES if wishes.rest_after else 0,
    )


def _home(town: str, stops: list[Stop]) -> Locality | None:
    """Where the day ends: at the office of that town where one is known."""
    if not town:
        return None
    nodes = (stop.offer.host.node for stop in stops)
    return Locality(town, next((node.point for node in nodes if node.town == town), None))


def _move(tx: Transaction, itinerary: Itinerary, stop: Stop, shift: Shift, *, by: Teller) -> None:
    with tx.session.no_autoflush:
        itinerary.move_stop(stop, shift.after, now=tx.now)
    hold(tx.session, [stop])
    note(tx, itinerary.delegation, What.MOVED_TODAY, by=by, **about(stop))


def _put_before_coordinators(
    tx: Transaction, itinerary: Itinerary, stop: Stop, cannot: CannotMeet, *, by: Teller
) -> None:
    """Says to the host, the delegation and the office that a stop cannot be met any more."""
    note(tx, itinerary.delegation, What.TOO_LATE, by=by, **about(stop))
    message = Message(
        kind=MessageKind.TOO_LATE,
        recipient=contact_of(itinerary.delegation),
        delegation=itinerary.delegation,
        itinerary=itinerary,
        stop=stop,
        day=DayNews(cannot=cannot),
    )
    tell(tx, message)
    tell(tx, _to_host(message, stop))
    tell_coordinators(tx, message)


def _to_host(message: Message, stop: Stop) -> Message:
    return replace(message, recipient=host_of(stop))


def _receivers(world: World, delegation_id: int) -> set[int]:
    """The ids of everybody who receives the delegation."""
    with world.database.reading() as session:
        itinerary = find_itinerary(session, delegation_id)
        standing = itinerary.standing if itinerary else ()
        return {_id(one) for stop in standing for one in _crew(stop)}


def _crew(stop: Stop) -> tuple[Contact, ...]:
    return (stop.contact, *stop.company)


def _id(contact: Contact) -> int:
    assert contact.id is not None, "whoever receives is stored"
    return contact.id
