"""From the catalogue to what the composer can choose: every offer with the time it has free."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.persistence.holidays import public_holidays
from app.persistence.slots import list_busy
from app.persistence.weeks import list_received
from visits.availability import (
    Busy,
    Closure,
    attended_spans,
    earliest_start,
    free_spans,
    open_spans,
)
from visits.catalogue import Contact, Offer
from visits.itinerary import Stop
from visits.planning.choice import Choice, Staffing
from visits.span import Span, gaps, intersection, union
from visits.weeks import Received, full_weeks, is_limited

BusyByContact = Mapping[int, Sequence[Busy]]
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Calendars:
    """What is looked at when free time is found: the horizon, the instant, and who is taken.

    `received` is what hosts receive in the weeks of the horizon; empty where nobody is limited.
    """

    horizon: Span
    now: datetime
    busy: BusyByContact
    received: tuple[Received, ...] = ()

    def days(self, zone: str) -> tuple[date, date]:
        """The first and the last day of the horizon in a zone."""
        starts_at, place = self.horizon.starts_at, ZoneInfo(zone)
        just_before = self.horizon.ends_at - timedelta(microseconds=1)
        return starts_at.astimezone(place).date(), just_before.astimezone(place).date()


def calendars_of(
    session: Session,
    offers: Iterable[Offer],
    *,
    horizon: Span,
    now: datetime,
    except_itinerary: int | None = None,
) -> Calendars:
    """What is known of everybody's time; a programme that is being changed takes none of it."""
    received: tuple[Received, ...] = ()
    if any(is_limited(offer) for offer in offers):
        weeks = Span(horizon.starts_at - A_WEEK, horizon.ends_at + A_WEEK)
        received = list_received(session, between=weeks, except_itinerary=except_itinerary)
    busy = list_busy(session, between=horizon, except_itinerary=except_itinerary, now=now)
    return Calendars(horizon=horizon, now=now, busy=busy, received=received)


def choice_of(offer: Offer, calendars: Calendars, *, held: Iterable[Stop] = ()) -> Choice:
    """The offer as the composer sees it; its `held` stops may stay where they are."""
    opened = _opened(offer, calendars)
    by_crew = [(crew, attended(offer, crew, opened, calendars)) for crew in crews_of(offer)]
    staffings = tuple(
        _staffing(crew, free=_free(offer, crew, spans, calendars))
        for crew, spans in by_crew
        if all(contact.is_busy_known for contact in crew)
    )
    for stop in held:
        staffings = _with_held(staffings, stop)
    first = staffings[0] if staffings else _staffing((offer.contact,))
    return Choice(
        key=offer.slug,
        host=offer.host.slug,
        contact=first.contact,
        company=first.company,
        others=staffings[1:],
        town=offer.site.town,
        point=offer.site.point,
        minutes=offer.minutes,
        buffer_before=offer.buffer_before,
        buffer_after=offer.buffer_after,
        themes=offer.themes,
        formats=offer.formats,
        languages=offer.languages,
        most_people=offer.most_people,
        depth=offer.depth,
        free=first.free,
        opened=_any_of([spans for _, spans in by_crew]),
        is_known=bool(staffings),
    )


def _any_of(crews: Sequence[tuple[Span, ...]]) -> tuple[Span, ...]:
    """The time at which one of the crews is there; most often it is the same for all."""
    first, *others = crews
    if all(other is first for other in others):
        return first
    return union(span for spans in crews for span in spans)


def without_time(choice: Choice) -> Choice:
    """The choice when its host is not to be asked."""
    return replace(choice, free=(), opened=(), others=())


def _opened(offer: Offer, calendars: Calendars) -> tuple[Span, ...]:
    """When a visit may lie before anybody's own time is looked at: open, not closed, in time."""
    zone = offer.site.zone
    first_on, last_on = calendars.days(zone)
    opened = open_spans(
        offer.hours,
        first_on=first_on,
        last_on=last_on,
        zone=zone,
        closures=office_closures(offer, first_on, last_on),
    )
    not_before = earliest_start(calendars.now, notice_days=offer.notice_days, zone=zone)
    return free_spans(opened, busy=(), not_before=not_before)


def office_closures(offer: Offer, first_on: date, last_on: date) -> tuple[Closure, ...]:
    """The days between two on which the regional office is closed, or its country's public."""
    node = offer.host.node
    years = tuple(range(first_on.year, last_on.year + 1))
    return tuple(
        closure
        for closure in (*node.closures, *holidays_of(node.country, years))
        if closure.first_on <= last_on and closure.last_on >= first_on
    )


def crews_of(offer: Offer) -> tuple[tuple[Contact, ...], ...]:
    """Every set of people who can receive the offer, the lead's first."""
    return (offer.contacts,) if offer.is_together else tuple((one,) for one in offer.contacts)


def attended(
    offer: Offer, crew: Sequence[Contact], opened: tuple[Span, ...], calendars: Calendars
) -> tuple[Span, ...]:
    """What is left of the opened time when everybody of the crew is there."""
    zone = offer.site.zone
    for contact in crew:
        if contact.has_hours:
            first_on, last_on = calendars.days(zone)
            there = attended_spans(
                contact.hours,
                first_on=first_on,
                last_on=last_on,
                zone=zone,
                leave_until=contact.on_leave_until,
            )
            opened = intersection(opened, there)
    return opened


def _staffing(crew: Sequence[Contact], *, free: tuple[Span, ...] = ()) -> Staffing:
    first, *company = (str(contact.id) for contact in crew)
    return Staffing(contact=first, company=tuple(company), free=free)


def _free(
    offer: Offer, crew: Sequence[Contact], spans: tuple[Span, ...], calendars: Calendars
) -> tuple[Span, ...]:
    """What is left when nobody of the crew is busy, buffers kept clear, and no week is full."""
    taken = [one.span for one in kept_clear(offer, crew, calendars.busy)]
    return gaps(spans, (*taken, *full_weeks(offer, crew, calendars.received)))


def kept_clear(offer: Offer, crew: Sequence[Contact], busy: BusyByContact) -> list[Busy]:
    """The crew's busy time, with the offer's buffers around it."""
    return [
        replace(one, span=one.span.widened(before=offer.buffer_after, after=offer.buffer_before))
        for contact in crew
        for one in busy.get(contact.id or 0, ())
    ]


def _with_held(staffings: tuple[Staffing, ...], stop: Stop) -> tuple[Staffing, ...]:
    """The staffings with the stop's own time free for those who receive it already."""
    own = _staffing((stop.contact, *stop.company), free=(stop.span,))
    for place, one in enumerate(staffings):
        if (one.contact, one.company) == (own.contact, own.company):
            wider = replace(one, free=union((*one.free, stop.span)))
            return (*staffings[:place], wider, *staffings[place + 1 :])
    return (*staffings, own)


@lru_cache(maxsize=64)
def holidays_of(country: str, years: tuple[int, ...]) -> tuple[Closure, ...]:
    """A country's public holidays in some years, remembered."""
    return public_holidays(country, years)
