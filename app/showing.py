"""Stops as pages show them: in order, by day, in the reader's time with the host's beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from app.formatting import clock_name, format_clocks, format_day, format_span
from visits.catalogue import Format, Offer
from visits.ics.writing import https_link
from visits.request import VisitRequest
from visits.span import Span


class AnyStop(Protocol):
    """A stop of a programme, whether it is only planned or held."""

    @property
    def offer(self) -> Offer:
        """What is visited."""

    @property
    def span(self) -> Span:
        """When."""

    @property
    def language(self) -> str:
        """The tag of the language it is held in."""

    @property
    def format(self) -> Format:
        """How the delegation takes part."""

    @property
    def groups(self) -> tuple[str, ...]:
        """Who comes; none means everyone."""


@dataclass(frozen=True)
class ShownTime:
    """When a stop is: the reader's day and clock; the host's where its clock shows another."""

    starts_at: datetime
    day: str
    clocks: str
    zone: str
    host_clocks: str = ""
    host_zone: str = ""


@dataclass(frozen=True, kw_only=True)
class ShownStop:
    """One numbered stop; `request` is the newest question to its host, where there is one.

    `proposals` are the other times the host has proposed, in words.
    """

    number: int
    offer: Offer
    language: str
    format: Format
    time: ShownTime
    minutes: int
    span: Span
    groups: tuple[str, ...] = ()
    request: VisitRequest | None = None
    proposals: tuple[str, ...] = ()

    @property
    def join_url(self) -> str:
        """Where people join online; empty for a stop that is only on site."""
        return "" if self.format is Format.ON_SITE else https_link(self.offer.join_url)

    @property
    def place(self) -> str:
        """Where it is shown; an online stop is shown from a town all the same."""
        site = self.offer.site
        parts = (
            (site.town,) if self.format is Format.ONLINE else (site.name, site.address, site.town)
        )
        return ", ".join(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True)
class ShownDay:
    """The stops of one day of the reader's calendar."""

    day: str
    stops: tuple[ShownStop, ...]


def show_time(span: Span, *, zone: str, host_zone: str) -> ShownTime:
    """A time for a reader in `zone`; the host's day is named where it is another."""
    shown = ShownTime(
        starts_at=span.starts_at,
        day=format_day(span.starts_at, zone=zone),
        clocks=format_clocks(span, zone=zone),
        zone=clock_name(zone),
    )
    own, other = _wall(span, zone), _wall(span, host_zone)
    if own == other:
        return shown
    host_form = format_clocks if own.date() == other.date() else format_span
    return ShownTime(
        shown.starts_at,
        shown.day,
        shown.clocks,
        shown.zone,
        host_form(span, zone=host_zone),
        clock_name(host_zone),
    )


def time_in_words(span: Span, *, zone: str, host_zone: str) -> str:
    """Day, time and whose clock it is, as one text: for lists of changes and proposed times."""
    time = show_time(span, zone=zone, host_zone=host_zone)
    text = f"{time.day}, {time.clocks}"
    return f"{text} ({time.host_clocks} {time.host_zone})" if time.host_clocks else text


def show_stops(
    stops: Iterable[AnyStop], *, zone: str, requests: Sequence[VisitRequest] = ()
) -> tuple[ShownStop, ...]:
    """Stops in order of time, numbered from 1, each with the newest question to its host."""
    newest = {id(request.stop): request for request in requests}
    in_order = enumerate(sorted(stops, key=lambda one: one.span), start=1)
    return tuple(
        _shown(stop, number=number, zone=zone, request=newest.get(id(stop)))
        for number, stop in in_order
    )


def _shown(stop: AnyStop, *, number: int, zone: str, request: VisitRequest | None) -> ShownStop:
    host_zone = stop.offer.site.zone
    proposed = request.proposals if request else ()
    return ShownStop(
        number=number,
        offer=stop.offer,
        language=stop.language,
        format=stop.format,
        time=show_time(stop.span, zone=zone, host_zone=host_zone),
        minutes=stop.span.minutes,
        span=stop.span,
        groups=stop.groups,
        request=request,
        proposals=tuple(time_in_words(one, zone=zone, host_zone=host_zone) for one in proposed),
    )


def by_day(stops: Iterable[ShownStop]) -> tuple[ShownDay, ...]:
    """The stops day by day, as the reader's calendar has them."""
    days: dict[str, list[ShownStop]] = {}
    for stop in stops:
        days.setdefault(stop.time.day, []).append(stop)
    return tuple(ShownDay(day, tuple(of_day)) for day, of_day in days.items())


def _wall(span: Span, zone: str) -> datetime:
    return span.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
