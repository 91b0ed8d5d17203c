"""A host must call a stop off on its day; what could take its place is put before the office."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.calendar_reading import read_before_hold
from app.actions.calendars import tell_calendars
from app.actions.choices import Calendars, crews_of, kept_clear
from app.actions.late import may_be_reported, opened_for, stop_of_day
from app.actions.party import party_of
from app.actions.replanning import latest_requests
from app.actions.settle import set_aside_open_revision
from app.actions.slots import about, take_slots
from app.actions.telling import KVARKEN, Teller, note, tell_coordinators
from app.actions.transaction import Transaction, transaction
from app.persistence.catalogue import list_offers
from app.persistence.delegations import lock_delegation
from app.persistence.itineraries import find_itinerary
from app.persistence.records import What
from app.persistence.slots import list_busy
from app.world import World
from visits.catalogue import Contact, Format, Offer
from visits.errors import NotAllowedNow, Stale
from visits.itinerary import Itinerary, ItineraryState, Stop, blocked_span
from visits.lateness import CallOff, share_guests
from visits.notification import DayNews, Message, MessageKind, contact_of
from visits.planning.choice import PlannedStop
from visits.planning.usable import shared_language
from visits.span import Span, gaps


@dataclass(frozen=True, kw_only=True)
class CallingOff:
    """Which stop is called off on its day, and why."""

    delegation_id: int
    stop_id: int
    why: CallOff
    reason: str = ""


@dataclass(frozen=True)
class Replacement:
    """What could be visited online in place of a stop: the offer, its people, and when."""

    offer: Offer
    crew: tuple[Contact, ...]
    planned: PlannedStop


@dataclass(frozen=True, kw_only=True)
class Replacing:
    """Which stop is replaced by which offer, by its slug."""

    delegation_id: int
    stop_id: int
    slug: str


def call_off_today(world: World, wanted: CallingOff, *, by: Teller, now: datetime) -> None:
    """Takes a stop out at once, tells all whom it concerns, and warns the office.

    The only stop of a programme takes the whole visit with it. Raises NotAllowedNow where it is
    not the day of the stop.
    """
    with transaction(world, now=now) as tx:
        lock_delegation(tx.session, wanted.delegation_id)
        itinerary, stop = stop_of_day(tx.session, wanted.delegation_id, wanted.stop_id)
        if not may_be_reported(itinerary, stop, now=now):
            raise NotAllowedNow("it is not the day of this stop")
        _take_out(tx, itinerary, stop, wanted, by=by)
        tx.session.flush()
        found = find_replacement(tx.session, itinerary, stop, now=now)
        if found is not None:
            host = found.offer.host.name
            note(tx, itinerary.delegation, What.REPLACEMENT_FOUND, by=KVARKEN, host=host)
        day = DayNews(wanted.why, wanted.reason, instead=found.offer if found else None)
        _warn(tx, itinerary, stop, day)
        tell_calendars(tx, itinerary, day=DayNews(wanted.why, wanted.reason))


def find_replacement(
    session: Session, itinerary: Itinerary, stop: Stop, *, now: datetime
) -> Replacement | None:
    """A visit online on a theme of the stop, free in its time and in a language they share.

    The one that shares most themes, then the longest. How short the notice is does not count: its
    host is asked. None where there is none, or the stop's time has come.
    """
    if itinerary.state is not ItineraryState.PUBLISHED or stop.span.starts_at <= now:
        return None
    offers = [one for one in list_offers(session) if _would_do(one, itinerary, stop)]
    horizon = stop.span.widened(before=720, after=720)
    busy = list_busy(session, between=horizon, now=now)
    calendars = Calendars(horizon=horizon, now=now, busy=busy)
    themes = {*stop.offer.themes}
    by_fit = sorted(offers, key=lambda one: (-len(themes & {*one.themes}), -one.minutes, one.slug))
    return next(_staffed(by_fit, itinerary, stop, calendars), None)


def ask_instead(world: World, wanted: Replacing, *, by: Teller, now: datetime) -> None:
    """Takes a replacement into the programme and asks its host; nothing is agreed before its yes.

    Raises Stale where it is not what could be had now, and SlotTaken.
    """
    read_before_hold(world, _people(world, wanted, now=now), now=now)
    with transaction(world, now=now) as tx:
        delegation = lock_delegation(tx.session, wanted.delegation_id)
        itinerary, found = _look_again(tx.session, wanted, now=now)
        if itinerary is None or found is None or found.offer.slug != wanted.slug:
            raise Stale("something else could be had now")
        note(tx, delegation, What.EDITED, by=by, version=itinerary.version)
        take_slots(tx, itinerary, planned=[found.planned], offers={wanted.slug: found.offer})
        tell_calendars(tx, itinerary)


def called_off_stop(itinerary: Itinerary | None, stop_id: int, *, now: datetime) -> Stop | None:
    """A stop that was called off and whose time is yet to come."""
    gone = itinerary.called_off if itinerary else ()
    return next((one for one in gone if one.id == stop_id and one.span.starts_at > now), None)


def _take_out(
    tx: Transaction, itinerary: Itinerary, stop: Stop, wanted: CallingOff, *, by: Teller
) -> None:
    delegation, is_last = itinerary.delegation, len(itinerary.standing) == 1
    said = {"call_off": wanted.why.value, "reason": wanted.reason}
    note(tx, delegation, What.STOP_CANCELLED, by=by, **said, **about(stop))
    requests = [one for one in latest_requests(tx.session, itinerary) if one.stop is stop]
    if is_last:
        itinerary.cancel(now=tx.now)
        note(tx, delegation, What.CANCELLED, by=by)
        set_aside_open_revision(tx, itinerary)
    else:
        itinerary.drop_stop(stop, now=tx.now)
    for request in requests:
        request.withdraw(now=tx.now)


def _warn(tx: Transaction, itinerary: Itinerary, stop: Stop, day: DayNews) -> None:
    message = Message(
        kind=MessageKind.STOP_CALLED_OFF,
        recipient=contact_of(itinerary.delegation),
        delegation=itinerary.delegation,
        itinerary=itinerary,
        stop=stop,
        day=day,
    )
    tell_coordinators(tx, message)


def _would_do(offer: Offer, itinerary: Itinerary, stop: Stop) -> bool:
    """Whether an offer suits the delegation in place of a stop, whatever the hour."""
    hosts = {one.offer.host for one in (*itinerary.standing, stop)}
    delegation = itinerary.delegation
    people = sum(one.size for one in delegation.coming(stop.groups)) or delegation.size
    return (
        bool({Format.ONLINE, Format.HYBRID} & {*offer.formats})
        and bool({*offer.themes} & {*stop.offer.themes})
        and offer.host not in hosts
        and offer.id not in delegation.wishes.no_thanks
        and offer.minutes <= stop.span.minutes
        and offer.most_people >= (people if stop.groups else delegation.size)
        and shared_language(offer.languages, party_of(delegation)) is not None
    )


def _staffed(
    offers: list[Offer], itinerary: Itinerary, stop: Stop, calendars: Calendars
) -> Iterator[Replacement]:
    """The offers that somebody can receive at the stop's time, beside all other stops."""
    party = party_of(itinerary.delegation)
    for offer in offers:
        span = Span.of(stop.span.starts_at, offer.minutes)
        if _is_too_close(offer, span, itinerary, stop):
            continue
        for crew in crews_of(offer):
            opened = opened_for(offer, crew, calendars)
            busy = [one.span for one in kept_clear(offer, crew, calendars.busy)]
            is_known = all(one.is_busy_known for one in crew)
            if is_known and any(one.contains(span) for one in gaps(opened, busy)):
                first, *company = (str(one.id) for one in crew)
                planned = PlannedStop(
                    span=span,
                    choice=offer.slug,
                    contact=first,
                    language=shared_language(offer.languages, party) or stop.language,
                    format=Format.ONLINE,
                    company=tuple(company),
                    tracks=stop.groups,
                )
                yield Replacement(offer, crew, planned)


def _is_too_close(offer: Offer, span: Span, itinerary: Itinerary, stop: Stop) -> bool:
    """Whether the pauses around an offer reach into another stop of those who come."""
    wide = blocked_span(offer, span)
    return any(
        other.span.overlaps(wide) and share_guests(other.groups, stop.groups)
        for other in itinerary.standing
    )


def _look_again(
    session: Session, wanted: Replacing, *, now: datetime
) -> tuple[Itinerary | None, Replacement | None]:
    """The programme, and what could take the stop's place now."""
    itinerary = find_itinerary(session, wanted.delegation_id)
    stop = called_off_stop(itinerary, wanted.stop_id, now=now)
    if itinerary is None or stop is None:
        return itinerary, None
    return itinerary, find_replacement(session, itinerary, stop, now=now)


def _people(world: World, wanted: Replacing, *, now: datetime) -> set[int]:
    """The ids of those who could take the stop's place."""
    with world.database.reading() as session:
        _, found = _look_again(session, wanted, now=now)
        return {one.id or 0 for one in found.crew} if found else set()
