"""Most visits a week: in which weeks a host, an offer or a contact receives nobody more.

A visit is a delegation's programme: whoever comes twice in a week is one visit. Stops that are
held count as those that are agreed on. Weeks begin on Monday in the zone of the host's office.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from visits.catalogue import Contact, Offer
from visits.span import Day, Span, union


@dataclass(frozen=True, kw_only=True)
class Received:
    """One contact's part in a stop that stands, by the ids of its visit and what it is for."""

    visit: int
    host: int
    offer: int
    contact: int
    at: datetime


def week_of(at: datetime, zone: str) -> Span:
    """The week around an instant, Monday to Sunday in a zone."""
    on = at.astimezone(ZoneInfo(zone)).date()
    monday = on - timedelta(days=on.weekday())
    return Span(Day(monday, zone).at(time(0)), Day(monday + timedelta(days=7), zone).at(time(0)))


def is_limited(offer: Offer) -> bool:
    """Whether an offer, its host or anybody who receives it takes only so many visits a week."""
    return any(True for _ in _limits(offer, offer.contacts))


def full_weeks(
    offer: Offer, crew: Sequence[Contact], received: Iterable[Received]
) -> tuple[Span, ...]:
    """The weeks in which an offer can be received by a crew for no further visit."""
    rows, zone = tuple(received), offer.host.node.zone
    return union(
        week
        for most, counted, key in _limits(offer, crew)
        for week, visits in _by_week(rows, counted, key, zone=zone).items()
        if len(visits) >= most
    )


def is_overfull(
    offer: Offer, crew: Sequence[Contact], received: Iterable[Received], *, week: Span
) -> bool:
    """Whether more visits are received in a week than the offer and its crew can bear."""
    rows = [row for row in received if week.starts_at <= row.at < week.ends_at]
    return any(
        len({row.visit for row in rows if getattr(row, counted) == key}) > most
        for most, counted, key in _limits(offer, crew)
    )


def _limits(offer: Offer, crew: Sequence[Contact]) -> Iterator[tuple[int, str, int | None]]:
    """How many are the most, which part of what is received is counted, and of whom."""
    for most, counted, key in (
        (offer.host.most_visits_week, "host", offer.host.id),
        (offer.most_visits_week, "offer", offer.id),
        *((contact.most_visits_week, "contact", contact.id) for contact in crew),
    ):
        if most is not None:
            yield most, counted, key


def _by_week(
    rows: Iterable[Received], counted: str, key: int | None, *, zone: str
) -> dict[Span, set[int]]:
    weeks: dict[Span, set[int]] = {}
    for row in rows:
        if getattr(row, counted) == key:
            weeks.setdefault(week_of(row.at, zone), set()).add(row.visit)
    return weeks
