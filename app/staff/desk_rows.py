"""The rows of the desk: every stop of a sketch with its clashes and what could be done to it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.formatting import format_day
from app.i18n import current_language, gettext
from app.showing import ShownTime, show_time, time_in_words
from app.staff.desk_text import instant_text
from visits.catalogue import Offer
from visits.planning.by_hand.sketch import Line, Sketch
from visits.planning.choice import Choice, PlannedStop
from visits.planning.clash import Clash
from visits.planning.desk import ONLY_WISHES, Desk
from visits.request import VisitRequest
from visits.span import Day, Span

MOST_NEXT_DAYS = 3


@dataclass(frozen=True)
class Option:
    """One line of a list to choose from."""

    value: str
    text: str
    is_chosen: bool = False


@dataclass(frozen=True)
class DayOptions:
    """The times of one day."""

    day: str
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One stop of a sketch; `before` is its time in force where it moves.

    `number` counts the stops that are in; those taken out have 0. `row` is its place in the
    sketch, `anchor` what an address can point at.
    """

    row: int
    number: int
    anchor: str
    line: Line
    offer: Offer
    time: ShownTime | None
    span: Span | None = None
    before: str = ""
    asked: VisitRequest | None = None
    clashes: tuple[Clash, ...] = ()
    days: tuple[DayOptions, ...] = ()
    others: tuple[Option, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether it is not in the programme in force."""
        return not self.line.stop_id


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A desk and a sketch with all that rows are shown with; zones are the reader's and theirs."""

    desk: Desk
    sketch: Sketch
    offers: Mapping[str, Offer]
    asked: Mapping[int, VisitRequest]
    clashes: tuple[Clash, ...]
    zone: str
    their_zone: str
    days: tuple[date, ...]


def rows_of(bench: Bench) -> list[Row]:
    """The stops in order of time, then those taken out."""
    rows, number = [], 0
    for place, line in enumerate(bench.sketch.lines):
        offer = bench.offers.get(line.choice)
        if offer is None:
            continue
        number += line.starts_at is not None
        rows.append(_row(bench, line, offer, place=place, number=number))
    return rows


def _row(bench: Bench, line: Line, offer: Offer, *, place: int, number: int) -> Row:
    stop, held = bench.desk.stop_of(line), bench.desk.held(line)
    was = held.planned.span if held else None
    is_moved = stop is not None and was is not None and stop.span != was
    zones = {"zone": bench.zone, "host_zone": bench.their_zone}
    return Row(
        row=place,
        number=number if stop else 0,
        anchor=anchor_of(line),
        line=line,
        offer=offer,
        span=stop.span if stop else None,
        time=show_time(stop.span, **zones) if stop else None,
        before=time_in_words(was, **zones) if was and (is_moved or stop is None) else "",
        asked=bench.asked.get(line.stop_id),
        clashes=tuple(one for one in bench.clashes if stop and one.choice == line.choice),
        days=tuple(times_of(bench, line, bench.days)) if stop else (),
        others=tuple(_others(bench, line, stop)) if stop else (),
    )


def anchor_of(line: Line) -> str:
    """What an address can point at, to come back to a row."""
    return f"stop-{line.key}"


def times_of(bench: Bench, line: Line, days: Iterable[date]) -> Iterator[DayOptions]:
    """The times a line could have on some days, each with what it would clash with."""
    choice = bench.desk.choice(line.choice)
    if choice is None:
        return
    for on in days:
        starts = bench.desk.starts_on(choice, Day(on, bench.zone))
        if starts:
            options = tuple(_time(bench, line, choice, at) for at in starts)
            yield DayOptions(format_day(on), options)


def next_days(bench: Bench, choice: Choice) -> tuple[date, ...]:
    """The first days within the wishes on which a choice has time at all."""
    wishes, zone = bench.desk.problem.wishes, ZoneInfo(bench.zone)
    found = {
        span.starts_at.astimezone(zone).date()
        for free in (choice.free, *(other.free for other in choice.others))
        for span in free
    }
    wished = sorted(
        on
        for on in found
        if wishes.earliest_on <= on <= wishes.latest_on and on.weekday() in wishes.weekdays
    )
    return tuple(wished[:MOST_NEXT_DAYS])


def _time(bench: Bench, line: Line, choice: Choice, at: datetime) -> Option:
    span = Span.of(at, choice.minutes)
    time = show_time(span, zone=bench.zone, host_zone=bench.their_zone)
    clocks = f"{time.clocks} ({time.host_clocks} {time.host_zone})" if time.host_clocks else ""
    fit = _fit(bench, line, replace(line, starts_at=at))
    return Option(
        instant_text(at), _marked(clocks or time.clocks, fit), is_chosen=at == line.starts_at
    )


def _others(bench: Bench, line: Line, stop: PlannedStop) -> Iterator[Option]:
    """The offers that are free at exactly this time, and not in the sketch."""
    used = {one.choice for one in bench.sketch.lines if one.starts_at}
    for choice in bench.desk.problem.choices:
        if choice.key in used or choice.key not in bench.offers:
            continue
        new = Line(choice=choice.key, starts_at=stop.span.starts_at, tracks=line.tracks)
        span = Span.of(stop.span.starts_at, choice.minutes)
        if any(free.contains(span) for free in choice.free):
            name = offer_name(bench.offers[choice.key])
            yield Option(choice.key, _marked(name, _fit(bench, line, new)))


def _fit(bench: Bench, line: Line, to: Line) -> tuple[Clash, ...]:
    """What a sketch would clash with that has another line in place of one, or one more."""
    lines = tuple(one for one in bench.sketch.lines if one != line)
    there = bench.desk.stops_of(replace(bench.sketch, lines=lines))
    stop = bench.desk.stop_of(to)
    if stop is None:
        return ()
    before = set(bench.desk.clashes(there))
    found = bench.desk.clashes(tuple(sorted((*there, stop))))
    return tuple(one for one in found if one not in before)


def _marked(text: str, clashes: tuple[Clash, ...]) -> str:
    """A time or a name, with a word where choosing it would not go well."""
    if any(clash.kind not in ONLY_WISHES for clash in clashes):
        return gettext("%(text)s – clashes") % {"text": text}
    if clashes:
        return gettext("%(text)s – breaks a wish") % {"text": text}
    return text


def offer_name(offer: Offer) -> str:
    """What an offer is called in a list."""
    title = offer.title.in_language(current_language()).text
    return f"{title} – {offer.host.name}"
