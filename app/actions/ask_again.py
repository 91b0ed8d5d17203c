"""A host proposed other times that are not taken: it is asked for the first time again."""

from datetime import datetime

from app.actions.calendars import decline_counter
from app.actions.hold_clock import answer_due, next_reminder
from app.actions.locking import lock_request, lock_revision
from app.actions.replanning import latest_requests
from app.actions.settle import settle
from app.actions.slots import about
from app.actions.telling import Teller, note
from app.actions.transaction import Transaction, transaction
from app.persistence.records import What
from app.world import World
from visits.errors import NotAllowedNow, Stale
from visits.request import RequestState, VisitRequest
from visits.revision import RevisionState


def ask_again(world: World, *, request_id: int, by: Teller, now: datetime) -> None:
    """Asks one host again; its time is held still.

    Raises NotAllowedNow where the host proposes no other time, or has no time left to answer.
    """
    with transaction(world, now=now) as tx:
        request = lock_request(tx, request_id)
        _ask_again(tx, request, by=by)
        settle(tx, request.itinerary)


def decline_change(world: World, *, revision_id: int, by: Teller, now: datetime) -> None:
    """The delegation wants none of the proposed times: asks every host that proposed some again.

    Raises Stale where the change is no longer current, and NotAllowedNow where no host proposed
    a time.
    """
    with transaction(world, now=now) as tx:
        revision = lock_revision(tx, revision_id)
        itinerary = revision.itinerary
        if revision.state is not RevisionState.OPEN or revision.base_version != itinerary.version:
            raise Stale("the change is no longer current")
        requests = latest_requests(tx.session, itinerary)
        countered = [one for one in requests if one.state is RequestState.COUNTERED]
        if not countered:
            raise NotAllowedNow("no host proposed another time")
        for request in countered:
            _ask_again(tx, request, by=by)
        settle(tx, itinerary)


def _ask_again(tx: Transaction, request: VisitRequest, *, by: Teller) -> None:
    request.ask_again(answer_by=answer_due(tx, request.stop), now=tx.now)
    request.next_reminder_at = next_reminder(request, now=tx.now)
    decline_counter(tx, request)
    note(tx, request.itinerary.delegation, What.ASKED_AGAIN, by=by, **about(request.stop))
