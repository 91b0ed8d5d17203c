"""One event of a foreign calendar, reduced to when it is and whether it takes time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from visits.free_busy import NotRead, WhyNotRead
from visits.ics.lines import Component, Line
from visits.ics.moments import Length, Moment, ZoneOf, instant, length, moment, moments
from visits.ics.rules import checked_rule
from visits.span import Span

A_DAY = Length(days=1)


@dataclass(frozen=True, kw_only=True)
class ForeignEvent:
    """A VEVENT: a single event, a series, or with `replaces` one changed time of a series.

    Days count in `zone`. `extra` are Spans that the series names one by one.
    """

    uid: str
    is_busy: bool
    zone: tzinfo
    starts: Moment
    lasts: Length
    rules: tuple[str, ...] = ()
    last_starts: datetime | None = None
    more: tuple[Moment, ...] = ()
    extra: tuple[Span, ...] = ()
    without: tuple[Moment, ...] = ()
    replaces: Moment | None = None
    is_for_all_after: bool = False

    @property
    def is_series(self) -> bool:
        """Whether it takes place more than once, or not on every time it names."""
        return bool(self.rules or self.more or self.without)

    def span_from(self, starts: Moment) -> Span | None:
        """The time it takes when it starts then; None where it takes none."""
        starts_at, ends_at = instant(starts, self.zone), self.lasts.after(starts, self.zone)
        if ends_at < starts_at:
            raise NotRead(WhyNotRead.BROKEN, "an event ends before it starts")
        return Span(starts_at, ends_at) if starts_at < ends_at else None


def is_busy(part: Component) -> bool:
    """Whether an event takes its time: all do that are not called off or shown as free.

    One that says so and says otherwise, too, takes it.
    """
    return not (
        _only_says(part, "STATUS", "CANCELLED") or _only_says(part, "TRANSP", "TRANSPARENT")
    )


def _only_says(part: Component, name: str, value: str) -> bool:
    return {line.value.upper() for line in part.all(name)} == {value}


def is_series_part(part: Component) -> bool:
    """Whether it takes more than its own lines to know when it is."""
    return any(line.name in ("RRULE", "RDATE", "EXDATE", "EXRULE") for line in part.lines)


def event_of(part: Component, *, zone: tzinfo, zone_of: ZoneOf) -> ForeignEvent:
    """The event of a VEVENT; raises NotRead where anything about its time cannot be read."""
    starts = _starts(part, zone_of)
    lasts = _lasts(part, starts, zone=zone, zone_of=zone_of)
    if part.all("EXRULE"):
        raise NotRead(WhyNotRead.TOO_COMPLEX, "EXRULE")
    rules = [checked_rule(line, starts, zone_of) for line in part.all("RRULE")]
    ends = [instant(until, zone) if until is not None else None for _, until in rules]
    known = [one for one in ends if one is not None]
    named = part.all("RDATE")
    periods = [line for line in named if line.parameters.get("VALUE", "").upper() == "PERIOD"]
    changed = part.one("RECURRENCE-ID")
    return ForeignEvent(
        uid=part.text("UID"),
        is_busy=is_busy(part),
        zone=zone,
        starts=starts,
        lasts=lasts,
        rules=tuple(rule for rule, _ in rules),
        last_starts=max(known) if known and len(known) == len(ends) else None,
        more=_alike(starts, zone, _all(named, periods, zone_of)),
        extra=tuple(span for line in periods for span in period_spans(line, zone_of)),
        without=_without(starts, zone, _all(part.all("EXDATE"), [], zone_of)),
        replaces=None if changed is None else moment(changed, changed.value, zone_of),
        is_for_all_after=changed is not None and "RANGE" in changed.parameters,
    )


def period_spans(line: Line, zone_of: ZoneOf) -> list[Span]:
    """The Spans of a list of periods: a start, and after "/" an end or a length."""
    spans = []
    for text in line.value.split(","):
        start, slash, end = text.partition("/")
        starts = moment(line, start, zone_of)
        if not slash or not isinstance(starts, datetime):
            raise NotRead(WhyNotRead.BROKEN, f"{line.name} is no period")
        zone = zone_of(line)
        if end.strip().upper().startswith(("P", "+P")):
            ends_at = length(line, end).after(starts, zone)
        else:
            ends_at = instant(moment(line, end, zone_of), zone)
        if ends_at < instant(starts, zone):
            raise NotRead(WhyNotRead.BROKEN, f"{line.name} is no period")
        if ends_at > instant(starts, zone):
            spans.append(Span(starts, ends_at))
    return spans


def _starts(part: Component, zone_of: ZoneOf) -> Moment:
    line = part.one("DTSTART")
    if line is None:
        raise NotRead(WhyNotRead.BROKEN, "an event has no start")
    return moment(line, line.value, zone_of)


def _lasts(part: Component, starts: Moment, *, zone: tzinfo, zone_of: ZoneOf) -> Length:
    """RFC 5545, 3.6.1: by DTEND or DURATION; without them a day lasts a day, an instant nothing."""
    end, duration = part.one("DTEND"), part.one("DURATION")
    if end is not None and duration is not None:
        raise NotRead(WhyNotRead.BROKEN, "an event has two ends")
    if duration is not None:
        return length(duration, duration.value)
    if end is None:
        return Length() if isinstance(starts, datetime) else A_DAY
    ends = moment(end, end.value, zone_of)
    if not isinstance(starts, datetime) and not isinstance(ends, datetime):
        days = (ends - starts).days
        if days < 0:
            raise NotRead(WhyNotRead.BROKEN, "an event ends before it starts")
        return Length(days=days or 1)  # many programs write a day that ends on itself
    return Length(time=_from_to(instant(starts, zone), instant(ends, zone)))


def _from_to(starts_at: datetime, ends_at: datetime) -> timedelta:
    if ends_at < starts_at:
        raise NotRead(WhyNotRead.BROKEN, "an event ends before it starts")
    return ends_at - starts_at


def _all(lines: Iterable[Line], but: list[Line], zone_of: ZoneOf) -> list[Moment]:
    return [when for line in lines if line not in but for when in moments(line, zone_of)]


def _alike(starts: Moment, zone: tzinfo, times: list[Moment]) -> tuple[Moment, ...]:
    """Times of a series in the kind its start has; a day among instants names no time."""
    if isinstance(starts, datetime):
        if not all(isinstance(when, datetime) for when in times):
            raise NotRead(WhyNotRead.BROKEN, "RDATE is no time")
        return tuple(when.astimezone(starts.tzinfo) for when in times if isinstance(when, datetime))
    return tuple(_day(when, zone) for when in times)


def _without(starts: Moment, zone: tzinfo, times: list[Moment]) -> tuple[Moment, ...]:
    """What a series leaves out; a day among instants leaves out its whole day."""
    if not isinstance(starts, datetime):
        return tuple(_day(when, zone) for when in times)
    return tuple(
        when.astimezone(starts.tzinfo) if isinstance(when, datetime) else when for when in times
    )


def _day(when: Moment, zone: tzinfo) -> Moment:
    return when.astimezone(zone).date() if isinstance(when, datetime) else when
