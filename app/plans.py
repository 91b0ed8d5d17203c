"""Plans and changes with their offers, ready to be shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.persistence.records import Programme, ProposedRevision
from visits.catalogue import Format, Offer
from visits.itinerary import Itinerary
from visits.planning.plan import Plan, Reason
from visits.revision import Appointment, Revision, difference
from visits.span import Span


@dataclass(frozen=True)
class ShownStop:
    """One stop of a plan, with its offer."""

    offer: Offer
    span: Span
    language: str
    format: Format
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownPlan:
    """A plan a delegation may choose, with the offers of its stops in order."""

    id: int
    rank: int
    stops: tuple[ShownStop, ...]
    reason: Reason

    @property
    def span(self) -> Span:
        """From the first stop's start to the last one's end."""
        return Span(self.stops[0].span.starts_at, self.stops[-1].span.ends_at)


def shown_plan(programme: Programme, offers: Mapping[str, Offer]) -> ShownPlan:
    """A programme with its offers, which are given by slug."""
    assert programme.id is not None, "only a stored programme is shown"
    return ShownPlan(
        programme.id, programme.rank, _shown_stops(programme.plan, offers), programme.plan.reason
    )


def _shown_stops(plan: Plan, offers: Mapping[str, Offer]) -> tuple[ShownStop, ...]:
    return tuple(
        ShownStop(offers[one.choice], one.span, one.language, one.format, one.tracks)
        for one in sorted(plan.stops)
        if one.choice in offers
    )


def slugs_of(programmes: Iterable[Programme]) -> list[str]:
    """The slugs of all offers in these programmes, each once."""
    return sorted({one.choice for programme in programmes for one in programme.plan.stops})


def shown_revision(proposed: ProposedRevision, itinerary: Itinerary) -> Revision:
    """What a proposed change does to the programme in force, by the offers' slugs."""
    before = [Appointment(stop.span, stop.offer.slug, stop.groups) for stop in itinerary.standing]
    after = [Appointment(one.span, one.choice, one.tracks) for one in proposed.plan.stops]
    return difference(before, after)


def slugs_of_revision(proposed: ProposedRevision, itinerary: Itinerary) -> list[str]:
    """The slugs of all offers a proposed change speaks of, each once."""
    before = {stop.offer.slug for stop in itinerary.standing}
    return sorted(before | {one.choice for one in proposed.plan.stops})
