"""From the catalogue to what the composer can choose: every offer with the time it has free."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from app.persistence.holidays import public_holidays
from visits.availability import Busy, Closure, earliest_start, free_spans, open_spans
from visits.catalogue import Contact, Offer
from visits.itinerary import Stop
from visits.planning.choice import Choice, Staffing
from visits.span import Span, gaps, union

BusyByContact = Mapping[int, Sequence[Busy]]


@dataclass(frozen=True, kw_only=True)
class Calendars:
    """What is looked at when free time is found: the horizon, the instant, and who is taken."""

    horizon: Span
    now: datetime
    busy: BusyByContact


def choice_of(offer: Offer, calendars: Calendars, *, held: Iterable[Stop] = ()) -> Choice:
    """The offer as the composer sees it; its `held` stops may stay where they are."""
    opened = _opened(offer, calendars)
    staffings = _staffings(offer, opened, calendars)
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
        opened=opened,
        is_known=bool(staffings),
    )


def without_time(choice: Choice) -> Choice:
    """The choice when its host is not to be asked."""
    return replace(choice, free=(), opened=(), others=())


def _opened(offer: Offer, calendars: Calendars) -> tuple[Span, ...]:
    """When a visit may lie before anybody's busy time is looked at: open, not closed, in time."""
    zone, node, horizon = offer.site.zone, offer.host.node, calendars.horizon
    years = range(horizon.starts_at.year, horizon.ends_at.year + 1)
    opened = open_spans(
        offer.openings,
        closures=(*offer.closures, *node.closures, *holidays_of(node.country, tuple(years))),
        first_on=horizon.starts_at.date(),
        last_on=horizon.ends_at.date(),
        zone=zone,
    )
    not_before = earliest_start(calendars.now, notice_days=offer.notice_days, zone=zone)
    return free_spans(opened, busy=(), not_before=not_before)


def _staffings(
    offer: Offer, opened: tuple[Span, ...], calendars: Calendars
) -> tuple[Staffing, ...]:
    """Every way to staff the offer, the lead's first; none whose calendars are not all known."""
    crews = [offer.contacts] if offer.is_together else [(one,) for one in offer.contacts]
    return tuple(
        _staffing(crew, free=_free(offer, crew, opened, calendars))
        for crew in crews
        if all(contact.is_busy_known for contact in crew)
    )


def _staffing(crew: Sequence[Contact], *, free: tuple[Span, ...] = ()) -> Staffing:
    first, *company = (str(contact.id) for contact in crew)
    return Staffing(contact=first, company=tuple(company), free=free)


def _free(
    offer: Offer, crew: Sequence[Contact], opened: tuple[Span, ...], calendars: Calendars
) -> tuple[Span, ...]:
    """What is left of the opened time when nobody of the crew is busy, buffers kept clear."""
    kept_clear = [
        one.span.widened(before=offer.buffer_after, after=offer.buffer_before)
        for contact in crew
        for one in calendars.busy.get(contact.id or 0, ())
    ]
    return gaps(opened, kept_clear)


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
