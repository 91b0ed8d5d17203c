"""What becomes of an offer's hours: free for a visit, or why not, as the composer sees them."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from app.actions.choices import Calendars, crews_of, kept_clear, office_closures
from visits.availability import (
    BusyKind,
    ClosureKind,
    Hours,
    attended_spans,
    closing,
    earliest_start,
    open_spans,
)
from visits.catalogue import Contact, Offer
from visits.span import Day, Span, days, gaps
from visits.stretches import Layer, Stretch, WhyNotFree, best_of, stretches
from visits.weeks import full_weeks

CLOSED_BY = {
    ClosureKind.OFFICE: WhyNotFree.OFFICE_CLOSED,
    ClosureKind.HOLIDAY: WhyNotFree.HOLIDAY,
    ClosureKind.OTHER: WhyNotFree.CLOSED,
}
TAKEN_BY = {
    BusyKind.VISIT: WhyNotFree.TAKEN,
    BusyKind.CALENDAR: WhyNotFree.BUSY,
    BusyKind.UNKNOWN: WhyNotFree.CALENDAR_UNKNOWN,
}


def free_or_why(offer: Offer, calendars: Calendars) -> tuple[Stretch, ...]:
    """Every stretch of the offer's hours, closed days included, with its reason or free.

    Exactly what is free here is what the composer may use.
    """
    first_on, last_on = calendars.days(offer.site.zone)
    hours = Hours(offer.openings, offer.special_days)
    opened = open_spans(hours, first_on=first_on, last_on=last_on, zone=offer.site.zone)
    of_offer = tuple(_layers_of_offer(offer, calendars))
    return best_of(
        [
            stretches(
                opened,
                (*of_offer, *_layers_of_crew(offer, crew, opened, calendars)),
                minutes=offer.minutes,
            )
            for crew in crews_of(offer)
        ]
    )


def _layers_of_offer(offer: Offer, calendars: Calendars) -> Iterator[Layer]:
    zone, (first_on, last_on) = offer.site.zone, calendars.days(offer.site.zone)
    closures = office_closures(offer, first_on, last_on)
    for day in days(first_on, last_on, zone):
        closure = closing(offer.hours, on=day.on, closures=closures)
        if closure is not None:
            yield Layer(CLOSED_BY[closure.kind], (day.span(),))
    begins_at = Day(first_on, zone).span().starts_at
    not_before = earliest_start(calendars.now, notice_days=offer.notice_days, zone=zone)
    if not_before > begins_at:
        yield Layer(WhyNotFree.TOO_SOON, (Span(begins_at, not_before),))


def _layers_of_crew(
    offer: Offer, crew: Sequence[Contact], opened: tuple[Span, ...], calendars: Calendars
) -> Iterator[Layer]:
    for contact in crew:
        yield from _absences(contact, opened, offer.site.zone)
    yield Layer(WhyNotFree.WEEK_FULL, full_weeks(offer, crew, calendars.received))
    if not all(contact.is_busy_known for contact in crew):
        yield Layer(WhyNotFree.CALENDAR_UNKNOWN, opened)
    for contact in crew:
        for busy in calendars.busy.get(contact.id or 0, ()):
            yield Layer(TAKEN_BY[busy.kind], (busy.span,))
    clear = kept_clear(offer, crew, calendars.busy)
    yield Layer(WhyNotFree.BUFFER, tuple(one.span for one in clear))


def _absences(contact: Contact, opened: tuple[Span, ...], zone: str) -> Iterator[Layer]:
    """When a contact is not there: closed, on leave, or outside the contact's hours."""
    if not contact.has_hours or not opened:
        return
    place = ZoneInfo(zone)
    first_on = opened[0].starts_at.astimezone(place).date()
    last_on = opened[-1].ends_at.astimezone(place).date()
    hours = Hours(contact.openings, contact.special_days)
    there = attended_spans(hours, first_on=first_on, last_on=last_on, zone=zone)
    yield Layer(WhyNotFree.OUTSIDE_HOURS, gaps(opened, there))
    for day in days(first_on, last_on, zone):
        closure = closing(contact.hours, on=day.on)
        if closure is not None:
            yield Layer(CLOSED_BY[closure.kind], (day.span(),))
        elif contact.is_on_leave(day.on):
            yield Layer(WhyNotFree.ON_LEAVE, (day.span(),))
