"""Being alone with a visit, from whichever part of it somebody comes."""

from app.actions.transaction import Transaction
from app.persistence.delegations import lock_delegation
from app.persistence.itineraries import find_request, find_revision
from app.persistence.records import ProposedRevision
from visits.errors import NotAllowedNow, Stale
from visits.itinerary import Itinerary
from visits.request import VisitRequest


def lock_request(tx: Transaction, request_id: int) -> VisitRequest:
    """The request, after its whole visit was locked, and as it is now; raises NotAllowedNow."""
    request = find_request(tx.session, request_id)
    if request is None:
        raise NotAllowedNow("there is no such request")
    _lock(tx, request.itinerary)
    return request


def lock_revision(tx: Transaction, revision_id: int) -> ProposedRevision:
    """The proposed change, after its whole visit was locked, and as it is now; raises Stale."""
    revision = find_revision(tx.session, revision_id)
    if revision is None:
        raise Stale("there is no such change")
    _lock(tx, revision.itinerary)
    return revision


def _lock(tx: Transaction, itinerary: Itinerary) -> None:
    delegation_id = itinerary.delegation.id
    assert delegation_id is not None, "a programme belongs to a stored visit"
    lock_delegation(tx.session, delegation_id)
    tx.session.expire_all()
