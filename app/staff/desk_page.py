"""What the desk shows of a sketch: its rows, its clashes, what it costs, and what can be added."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from app.access import current_coordinator, reading
from app.i18n import current_language, gettext
from app.labels import clash_sentence, group_name, label
from app.map_parts import map_of
from app.persistence.catalogue import list_offers_by_slug
from app.plans import ShownStop as PlanStop
from app.showing import ShownStop, show_stops
from app.staff.desk_asked import Asked
from app.staff.desk_rows import (
    Bench,
    DayOptions,
    Option,
    next_days,
    offer_name,
    rows_of,
    times_of,
)
from app.staff.visit import ShownChange, VisitFile, lines_of
from app.timeline import TimeLine, time_line
from visits.catalogue import Offer, Theme
from visits.planning.by_hand.sketch import Line, Sketch
from visits.planning.choice import PlannedStop
from visits.planning.clash import Clash, ClashKind
from visits.planning.desk import ONLY_WISHES, Cost, Desk


@dataclass(frozen=True)
class ShownClash:
    """One clash in words: what it is about, and what is wrong with it."""

    about: str
    sentence: str
    is_wish: bool


@dataclass(frozen=True)
class Adding:
    """The part of the desk where a stop is added: what there is, and the times of what is asked."""

    offers: tuple[Option, ...]
    offer: Offer | None = None
    days: tuple[DayOptions, ...] = ()
    groups: tuple[Option, ...] = ()


def desk_values(file: VisitFile, desk: Desk, sketch: Sketch, *, asked: Asked) -> dict[str, object]:
    """All that the desk's template shows of a sketch."""
    offers = _offers(file, desk)
    cost = desk.cost(sketch)
    stops = desk.stops_of(sketch)
    bench = _bench(file, desk, sketch, asked=asked, offers=offers)
    rows = rows_of(bench)
    shown = show_stops(_drawn(desk.stops_of(sketch), offers), zone=bench.zone)
    in_force = show_stops(_drawn(desk.current, offers), zone=bench.zone)
    is_changed = sketch != desk.sketch()
    hosts = {one.host.slug: one.host.name for one in offers.values()}
    return {
        "rows": [row for row in rows if row.line.starts_at],
        "taken_out": [row for row in rows if not row.line.starts_at],
        "is_changed": is_changed,
        "line": _line_of((shown, in_force) if is_changed else (shown,), desk, zone=bench.zone),
        "cost": cost,
        "met": desk.met(stops),
        "met_before": desk.met(desk.current),
        "clashes": [shown_clash(one, offers, hosts) for one in cost.clashes],
        "shown_clash": lambda clash: shown_clash(clash, offers, hosts),
        "changes": _changes(cost, offers, bench),
        "hosts_told": _hosts_told(cost, hosts),
        "adding": _adding(bench, asked),
        "atlas": map_of(shown, label=gettext("Map of the programme")),
    }


def _offers(file: VisitFile, desk: Desk) -> dict[str, Offer]:
    """All that can be had, and all that was had."""
    stops = file.itinerary.stops if file.itinerary else ()
    there = (one.key for one in desk.problem.choices)
    slugs = dict.fromkeys((*there, *(stop.offer.slug for stop in stops)))
    return {one.slug: one for one in list_offers_by_slug(reading(), tuple(slugs))}


def _bench(
    file: VisitFile,
    desk: Desk,
    sketch: Sketch,
    *,
    asked: Asked,
    offers: Mapping[str, Offer],
) -> Bench:
    zone = current_coordinator().node.zone
    drawn = desk.stops_of(sketch)
    stops = (*desk.current, *drawn)
    used = {stop.span.starts_at.astimezone(ZoneInfo(zone)).date() for stop in stops}
    return Bench(
        desk=desk,
        sketch=sketch,
        offers=offers,
        asked={request.stop.id or 0: request for request in file.requests},
        clashes=desk.clashes(drawn),
        zone=zone,
        their_zone=file.delegation.zone,
        days=tuple(sorted({*used, *asked.days})),
    )


def shown_clash(clash: Clash, offers: Mapping[str, Offer], hosts: Mapping[str, str]) -> ShownClash:
    """A clash in words."""
    about = _about(clash, offers, hosts)
    if clash.track:
        group = group_name(clash.track)
        about = f"{about} ({group})" if about else group
    return ShownClash(about, clash_sentence(clash.kind), clash.kind in ONLY_WISHES)


def _about(clash: Clash, offers: Mapping[str, Offer], hosts: Mapping[str, str]) -> str:
    if clash.kind is ClashKind.MUST_HOST_MISSING:
        return hosts.get(clash.choice, clash.choice)
    if clash.kind is ClashKind.MUST_THEME_MISSING:
        return label(Theme(clash.choice))
    offer = offers.get(clash.choice)
    return offer.title.in_language(current_language()).text if offer else clash.choice


def _hosts_told(cost: Cost, hosts: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Which hosts would be asked, and which let go, by name."""
    told = (
        (gettext("Asked for another time"), cost.asked_anew),
        (gettext("Asked for the first time"), cost.asked_first),
        (gettext("No longer asked"), cost.let_go),
    )
    return [(words, [hosts.get(one, one) for one in slugs]) for words, slugs in told]


def _changes(cost: Cost, offers: Mapping[str, Offer], bench: Bench) -> list[ShownChange]:
    """What moves, goes and comes; what stays is in sight anyway."""
    changed = replace(cost.effect.revision, stays=())
    return lines_of(changed, offers, zone=bench.zone, theirs=bench.their_zone)


def _adding(bench: Bench, asked: Asked) -> Adding:
    used = {line.choice for line in bench.sketch.lines if line.starts_at}
    known = [one for one in bench.desk.problem.choices if one.key in bench.offers]
    there = [one for one in known if one.key not in used and next_days(bench, one)]
    names = {one.key: offer_name(bench.offers[one.key]) for one in there}
    wanted = [one for one in there if _is_found(bench.offers[one.key], names[one.key], asked.find)]
    options = tuple(
        Option(one.key, names[one.key], is_chosen=one.key == asked.offer) for one in wanted
    )
    chosen = next((one for one in there if one.key == asked.offer), None)
    if chosen is None:
        return Adding(options)
    days = sorted({*bench.days, *next_days(bench, chosen)})
    new = Line(choice=chosen.key, starts_at=None)
    return Adding(
        options,
        bench.offers[asked.offer],
        tuple(times_of(bench, new, days)),
        tuple(
            Option(str(number), group_name(track.key))
            for number, track in enumerate(bench.desk.problem.party.tracks)
        ),
    )


def _is_found(offer: Offer, name: str, words: str) -> bool:
    """Whether every word stands in the offer's name, host, town or themes."""
    themes = " ".join(label(theme) for theme in offer.themes)
    text = f"{name} {offer.site.town} {themes}".casefold()
    return all(word in text for word in words.casefold().split())


def _line_of(
    programmes: Sequence[Sequence[ShownStop]], desk: Desk, *, zone: str
) -> TimeLine | None:
    groups = [track.key for track in desk.problem.party.tracks]
    return time_line(programmes, zone=zone, groups=groups)


def _drawn(stops: Iterable[PlannedStop], offers: Mapping[str, Offer]) -> list[PlanStop]:
    return [
        PlanStop(offers[one.choice], one.span, one.language, one.format, one.tracks)
        for one in stops
        if one.choice in offers
    ]
