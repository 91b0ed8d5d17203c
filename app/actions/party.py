"""From a delegation to what the composer is told of it: who comes, and what they want."""

from collections.abc import Iterable, Sequence

from visits.catalogue import Format, Offer, Theme
from visits.delegation import TURN, Delegation, Group, Need
from visits.planning.party import MOST_MUSTS, Party, Track
from visits.planning.wishes import Rest, Wishes
from visits.travel import Locality

HEART_WEIGHT = 2.0
REST_MINUTES = 15

Weights = tuple[tuple[Theme, float], ...]


def party_of(delegation: Delegation, *, groups: Iterable[str] = ()) -> Party:
    """Who comes, with a track for each part of the delegation that may go its own way.

    Where people take turns already, `groups` are the names of those who come to some stop.
    """
    parts = delegation.parts
    turns = [TURN.fullmatch(name) for name in groups if name not in {one.name for one in parts}]
    for whole, count in sorted({(one[1] or "", int(one[3])) for one in turns if one}):
        prefix = f"{whole} " if whole else ""
        names = [f"{prefix}{number}/{count}" for number in range(1, count + 1)]
        left = tuple(part for part in parts if part.name != whole)
        parts = (*left, *delegation.coming(names))
    return Party(
        zone=delegation.zone,
        languages=delegation.languages,
        size=delegation.size,
        interpretation=Need.INTERPRETATION in delegation.wishes.needs,
        tracks=tuple(
            Track(key=part.name, size=part.size, themes=_themes_of(part, delegation))
            for part in parts
        ),
    )


def _themes_of(part: Group, delegation: Delegation) -> Weights:
    """The common themes, and 1 more for each of the group's own; none where it has none."""
    if not part.themes:
        return ()
    weights = {theme: float(weight) for theme, weight in delegation.wishes.themes}
    for theme in part.themes:
        weights[theme] = weights.get(theme, 0.0) + 1.0
    return tuple(sorted(weights.items()))


def wishes_of(delegation: Delegation, *, offers: Sequence[Offer]) -> Wishes:
    """What they want, as far as it is among the `offers`."""
    wishes = delegation.wishes
    musts = _known(wishes.must_sees, offers)[:MOST_MUSTS]
    hearts = [slug for slug in _known(wishes.hearts, offers) if slug not in musts]
    is_apart, is_on_site = bool(delegation.parts), wishes.format is not Format.ONLINE
    return Wishes(
        earliest_on=wishes.earliest_on,
        latest_on=wishes.latest_on,
        weekdays=wishes.weekdays,
        day_from=wishes.day_from,
        day_until=wishes.day_until,
        latest_start=wishes.latest_start,
        format=wishes.format,
        longest_day=wishes.longest_day,
        most_screen=wishes.most_screen,
        themes=_common_themes(delegation) if is_apart else _shared_themes(delegation),
        wished=tuple((slug, HEART_WEIGHT) for slug in hearts),
        musts=musts,
        must_nots=_known(wishes.no_thanks, offers),
        plenary=_for_everyone(musts, delegation, offers) if is_apart else (),
        rest=Rest(minutes=REST_MINUTES, after=wishes.rest_after) if wishes.rest_after else None,
        starts_from=_locality(wishes.starts_from, offers) if is_on_site else None,
        ends_at=_locality(wishes.ends_at, offers) if is_on_site else None,
    )


def _known(ids: Sequence[int], offers: Sequence[Offer]) -> tuple[str, ...]:
    """The slugs of the offers with these ids, in their order."""
    slugs = {offer.id: offer.slug for offer in offers}
    return tuple(slugs[one] for one in dict.fromkeys(ids) if one in slugs)


def _for_everyone(
    musts: Sequence[str], delegation: Delegation, offers: Sequence[Offer]
) -> tuple[str, ...]:
    """The musts that take the whole delegation at once: those it sees together."""
    room = {offer.slug: offer.most_people for offer in offers}
    return tuple(slug for slug in musts if room[slug] >= delegation.size)


def _common_themes(delegation: Delegation) -> Weights:
    return tuple(sorted((theme, float(weight)) for theme, weight in delegation.wishes.themes))


def _shared_themes(delegation: Delegation) -> Weights:
    """The wished weight of each theme, and up to 1 more by the share of people whose groups'."""
    weights = dict(_common_themes(delegation))
    for group in delegation.groups:
        for theme in group.themes:
            share = group.size / delegation.size
            weights[theme] = round(weights.get(theme, 0.0) + share, 3)
    return tuple(sorted(weights.items()))


def _locality(town: str, offers: Sequence[Offer]) -> Locality | None:
    """A town of the catalogue, at its regional office or else at a site; None for any other."""
    points = {offer.site.town: offer.site.point for offer in offers}
    points |= {offer.host.node.town: offer.host.node.point for offer in offers}
    return Locality(town, points[town]) if town in points else None
