"""The taken times of a foreign calendar file: busy or free, and nothing else leaves here.

It runs in a process of its own (app/confined.py). What cannot be read for certain ends the whole
reading: one event that is passed over would show a taken time as free.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from visits.free_busy import NotRead, WhyNotRead
from visits.ics.events import ForeignEvent, event_of, is_busy, is_series_part, period_spans
from visits.ics.lines import Component, Line, calendars_of
from visits.ics.moments import ZoneOf, instant, moment
from visits.ics.series import series_spans
from visits.ics.zones import zone_named
from visits.span import Span, gaps, union

# The name that Kvarken gives a stop in calendars, before the "@" and its own mail domain. Others at
# that domain may have calendars too, and theirs are meant when they say busy.
OWN_NAME = re.compile(r"[0-9a-f]{32}")
# Zones are less than a day away from UTC, so what is further off is so in any of them.
FAR = timedelta(days=2)


def read_busy_times(
    content: bytes, *, starts_at: str, ends_at: str, zone: str, own: str
) -> dict[str, object]:
    """What `app.feeds` asks of its helper: the spans and the number of events, or why not."""
    try:
        between = Span(datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at))
        spans, events = busy_times(content, between=between, zone=zone, own=own)
    except NotRead as failure:
        return {"why": failure.why.value, "detail": failure.detail}
    pairs = [(span.starts_at.isoformat(), span.ends_at.isoformat()) for span in spans]
    return {"spans": pairs, "events": events}


def busy_times(
    content: bytes, *, between: Span, zone: str, own: str = ""
) -> tuple[tuple[Span, ...], int]:
    """The taken times within a Span, disjoint and sorted, and how many events there were.

    Days and times without a zone count in the calendar's own zone, else in the owner's `zone`.
    Raises NotRead; anything else a parser raises means the same.
    """
    owners = zone_named(zone)
    if owners is None:
        raise NotRead(WhyNotRead.UNKNOWN_ZONE, zone)
    taken: list[Span] = []
    calendars = calendars_of(content)
    try:
        for calendar in calendars:
            taken += _Reading(calendar, between, owners, own.casefold()).spans()
    except OverflowError:
        raise NotRead(WhyNotRead.BROKEN, "a time that no calendar has") from None
    events = sum(part.name == "VEVENT" for calendar in calendars for part in calendar.parts)
    clipped = (span.intersection(between) for span in taken)
    return union(span for span in clipped if span is not None), events


@dataclass
class _Reading:
    """One VCALENDAR on its way to Spans."""

    calendar: Component
    between: Span
    owners: tzinfo
    own: str

    def spans(self) -> Iterator[Span]:
        if self.calendar.text("CALSCALE").upper() not in ("", "GREGORIAN"):
            raise NotRead(WhyNotRead.TOO_COMPLEX, "CALSCALE")
        places = [part for part in self.calendar.parts if part.name == "VTIMEZONE"]
        self._places = {part.text("TZID"): part.text("X-LIC-LOCATION") for part in places}
        series: dict[str, list[ForeignEvent]] = defaultdict(list)
        for part in self.calendar.parts:
            if part.name == "VFREEBUSY":
                yield from self._said_busy(part)
            elif part.name == "VEVENT" and not self._is_beside_the_point(part):
                event = event_of(part, zone=self._zone(), zone_of=self._zone_of)
                series[event.uid or f"without:{id(part)}"].append(event)
        for events in series.values():
            yield from self._taken(events)

    def _taken(self, events: list[ForeignEvent]) -> Iterator[Span]:
        masters = [event for event in events if event.replaces is None]
        changes = [event for event in events if event.replaces is not None]
        for master in masters:
            if master.is_series:
                yield from series_spans(master, changes, between=self.between)
            elif not changes:
                yield from self._single(master)
        if not any(master.is_series for master in masters):
            for event in [*masters, *changes] if changes else []:
                yield from self._single(event)

    def _single(self, event: ForeignEvent) -> Iterator[Span]:
        span = event.span_from(event.starts)
        if event.is_busy:
            yield from event.extra
            if span is not None:
                yield span

    def _is_beside_the_point(self, part: Component) -> bool:
        """Whether its time cannot matter: ours, or free or far away and not of a series."""
        names = [line.value.casefold() for line in part.all("UID")]
        if names and all(map(self._is_ours, names)):
            return True
        if is_series_part(part) or part.all("RECURRENCE-ID"):
            return False
        return not is_busy(part) or self._is_far(part)

    def _is_ours(self, uid: str) -> bool:
        name, _, domain = uid.rpartition("@")
        return bool(self.own) and domain == self.own and OWN_NAME.fullmatch(name) is not None

    def _is_far(self, part: Component) -> bool:
        """Whether it is over, or begins, so early or late that its zone does not matter."""
        event = event_of(part, zone=UTC, zone_of=lambda _: UTC)
        starts_at = instant(event.starts, UTC)
        ends_at = event.lasts.after(event.starts, UTC)
        return ends_at < self.between.starts_at - FAR or starts_at > self.between.ends_at + FAR

    def _said_busy(self, part: Component) -> Iterator[Span]:
        """RFC 5545, 3.6.4; what lies outside the time it speaks of is not known, so not free."""
        zone_of: ZoneOf = self._zone_of
        bounds = [part.one(name) for name in ("DTSTART", "DTEND")]
        ends = [
            instant(moment(line, line.value, zone_of), self._zone())
            for line in bounds
            if line is not None
        ]
        if len(ends) == 2 and ends[0] < ends[1]:
            yield from gaps([self.between], [Span(*ends)])
        for line in part.all("FREEBUSY"):
            if line.parameters.get("FBTYPE", "").upper() != "FREE":
                yield from period_spans(line, zone_of)

    def _zone(self) -> tzinfo:
        """Where the calendar's days and floating times are."""
        name = self.calendar.text("X-WR-TIMEZONE")
        if not name:
            return self.owners
        found = zone_named(name)
        if found is None:
            raise _unknown(name)
        return found

    def _zone_of(self, line: Line) -> tzinfo:
        name = line.parameters.get("TZID", "")
        if not name:
            return self._zone()
        found = zone_named(name) or zone_named(self._places.get(name) or "?")
        if found is None:
            raise _unknown(name)
        return found


def _unknown(name: str) -> NotRead:
    shown = "".join(sign for sign in name if sign.isprintable())
    return NotRead(WhyNotRead.UNKNOWN_ZONE, shown[:60])
