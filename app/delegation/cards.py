"""The programmes a delegation may choose among, each as a card that says why it is offered."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from app.access import reading
from app.delegation.explaining import reason_text
from app.persistence.catalogue import list_offers_by_slug
from app.persistence.records import Programme
from app.plans import shown_plan, slugs_of
from app.showing import ShownDay, ShownStop, by_day, show_stops
from visits.catalogue import Theme
from visits.delegation import Delegation


@dataclass(frozen=True, kw_only=True)
class Card:
    """One programme to choose: why it is offered, its stops by day, and what it comes to.

    `themes` are the wished themes with how many stops show them. `share` is how far the wishes
    are met, in per cent of the first programme; `is_best` where none can meet them better.
    """

    number: int
    key: str
    reason: str
    stops: tuple[ShownStop, ...]
    days: tuple[ShownDay, ...]
    hosts: tuple[str, ...]
    towns: tuple[str, ...]
    minutes: int
    themes: tuple[tuple[Theme, int], ...]
    share: int
    is_best: bool


def cards_of(delegation: Delegation, offered: Sequence[Programme]) -> Iterator[Card]:
    """The programmes in the order in which they are offered."""
    found = list_offers_by_slug(reading(), slugs_of(offered))
    offers = {offer.slug: offer for offer in found}
    for number, programme in enumerate(offered, start=1):
        plan = shown_plan(programme, offers)
        stops = show_stops(plan.stops, zone=delegation.zone)
        yield Card(
            number=number,
            key=key_of(programme),
            reason=reason_text(plan.reason),
            stops=stops,
            days=by_day(stops),
            hosts=_distinct(stop.offer.host.name for stop in stops),
            towns=_distinct(stop.offer.site.town for stop in stops),
            minutes=sum(stop.offer.minutes for stop in stops),
            themes=tuple(_themes(delegation, stops)),
            share=_share(programme, offered[0]),
            is_best=programme.plan.is_optimal,
        )


def key_of(programme: Programme) -> str:
    """Names a programme by its stops, so that a page from before never chooses another one."""
    return sha256(repr(programme.plan.stops).encode()).hexdigest()[:16]


def _themes(delegation: Delegation, stops: Iterable[ShownStop]) -> Iterator[tuple[Theme, int]]:
    """The wished themes that are shown, the most wished first."""
    shown = Counter(theme for stop in stops for theme in stop.offer.themes)
    weights = Counter(dict(delegation.wishes.themes))
    weights.update(theme for group in delegation.groups for theme in group.themes)
    for theme, _ in sorted(weights.items(), key=lambda one: (-one[1], one[0])):
        if shown[theme]:
            yield theme, shown[theme]


def _share(programme: Programme, first: Programme) -> int:
    score, best = programme.plan.score, first.plan.score
    return min(100, round(100 * score / best)) if best else 100


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
