"""Until when a host may answer, and when it is reminded: working days of its own country."""

from datetime import datetime

from app.actions.choices import holidays_of
from app.actions.transaction import Transaction
from visits.availability import Closure
from visits.hold_clock import answer_by, reminders
from visits.itinerary import Stop
from visits.request import VisitRequest


def answer_due(tx: Transaction, stop: Stop) -> datetime:
    """Until when the host of a stop may answer that is asked now."""
    return answer_by(
        tx.now,
        working_days=tx.world.settings.answer_days,
        closures=_closures(stop, tx.now),
        zone=stop.offer.site.zone,
        before=stop.span.starts_at,
    )


def next_reminder(request: VisitRequest, *, now: datetime) -> datetime | None:
    """When the host is reminded next; what was missed meanwhile is not made up for."""
    ahead = reminders(
        request.asked_at,
        answer_by=request.answer_by,
        closures=_closures(request.stop, request.asked_at),
        zone=request.stop.offer.site.zone,
    )
    return next((at for at in ahead if at > now), None)


def _closures(stop: Stop, at: datetime) -> tuple[Closure, ...]:
    """When the host's office is closed, and its country has a holiday."""
    node = stop.offer.host.node
    return (*node.closures, *holidays_of(node.country, (at.year, at.year + 1)))
