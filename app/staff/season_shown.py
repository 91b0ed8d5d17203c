"""A season run as its page shows it: how far it is, and what it would change for whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_percent

from app.access import current_coordinator, reading
from app.formatting import locale_of
from app.persistence.catalogue import list_offers_by_slug
from app.persistence.records import Programme, SeasonProposal, SeasonRun
from app.persistence.season import list_first_programmes, list_proposals, list_settled
from app.staff.visit import ShownChange, lines_of
from visits.delegation import Delegation
from visits.planning.plan import Plan
from visits.revision import Appointment, difference


@dataclass(frozen=True, kw_only=True)
class ShownProposal:
    """What a season has for one delegation, as a difference to what stands first now.

    `share` and `share_now` are of what the delegation could get alone.
    """

    id: int
    delegation: Delegation
    share: str
    share_now: str
    is_less: bool
    is_accepted: bool
    is_settled: bool
    has_programme: bool
    lines: Sequence[ShownChange]

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self.has_programme and not self.is_accepted and not self.is_settled


def percent(share: float) -> str:
    """A share in the reader's way, rounded down, so that only all is 100 %."""
    shown: str = format_percent(int(share * 100) / 100, locale=locale_of())
    return shown


def shown_proposals(run: SeasonRun) -> list[ShownProposal]:
    """What a run has for the visits of the coordinator's own office."""
    assert run.id is not None, "a run that is shown is stored"
    node = current_coordinator().node
    proposals = list_proposals(reading(), run.id, node_id=node.id)
    ids = [one.delegation.id for one in proposals if one.delegation.id is not None]
    firsts = list_first_programmes(reading(), ids)
    settled = list_settled(reading(), ids)
    plans = [*(one.plan for one in proposals), *(one.plan for one in firsts.values())]
    slugs = sorted({stop.choice for plan in plans for stop in plan.stops})
    offers = {offer.slug: offer for offer in list_offers_by_slug(reading(), slugs)}
    found = []
    for proposal in proposals:
        first = firsts.get(proposal.delegation.id or 0)
        before, after = _appointments(first.plan if first else None), _appointments(proposal.plan)
        known = [one for one in (*before, *after) if one.offer in offers]
        revision = difference(
            (one for one in before if one in known), (one for one in after if one in known)
        )
        zone, theirs = node.zone, proposal.delegation.zone
        lines = lines_of(revision, offers, zone=zone, theirs=theirs)
        is_settled = proposal.delegation.id in settled
        found.append(_shown(proposal, first, lines, is_settled=is_settled))
    return found


def _appointments(plan: Plan | None) -> list[Appointment]:
    stops = plan.stops if plan else ()
    return [Appointment(stop.span, stop.choice, stop.tracks) for stop in stops]


def _shown(
    proposal: SeasonProposal,
    first: Programme | None,
    lines: Sequence[ShownChange],
    *,
    is_settled: bool,
) -> ShownProposal:
    score_now = first.plan.score if first else 0
    best = max(1, proposal.alone)
    return ShownProposal(
        id=proposal.id or 0,
        delegation=proposal.delegation,
        share=percent(proposal.plan.score / best),
        share_now=percent(score_now / best),
        is_less=proposal.plan.score < score_now,
        is_accepted=proposal.accepted_at is not None,
        is_settled=is_settled,
        has_programme=proposal.plan.is_possible,
        lines=lines,
    )
