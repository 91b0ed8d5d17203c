"""The steps of a visit, for tests that begin in the middle of one."""

from collections import Counter

from app.actions.answer import give_answer
from app.actions.ask import Inquiry, ask
from app.actions.choose import choose
from app.actions.telling import Teller
from app.persistence.delegations import find_delegation_by_reference, list_programmes
from app.persistence.itineraries import find_itinerary, find_open_revision, list_requests
from app.persistence.outbox import list_mails
from app.persistence.records import Actor, ProposedRevision
from app.persistence.timeline import list_entries
from app.world import World
from tests.builders import an_inquiry
from tests.remembered import remembered
from visits.itinerary import Itinerary
from visits.request import Answer, AnswerKind, RequestState, VisitRequest

A_HOST = Teller(Actor.HOST, "Project lead")
A_DELEGATION = Teller(Actor.DELEGATION, "Visit coordinator")
A_COORDINATOR = Teller(Actor.COORDINATOR, "North")

YES = Answer(AnswerKind.CONFIRM)
NO = Answer(AnswerKind.DECLINE, reason="We are away that week.")


def asked(world: World, inquiry: Inquiry | None = None) -> int:
    """A delegation has asked; returns its id."""
    return remembered(world, f"asked {inquiry}", lambda: _asked(world, inquiry))


def _asked(world: World, inquiry: Inquiry | None) -> int:
    sent = ask(world, inquiry or an_inquiry(), draft_token=None, now=world.clock())
    with world.database.reading() as session:
        delegation = find_delegation_by_reference(session, sent.reference)
        assert delegation is not None
        assert delegation.id is not None
        return delegation.id


def programme_ids(world: World, delegation_id: int) -> list[int]:
    """The ids of the programmes it may choose among."""
    with world.database.reading() as session:
        return [one.id for one in list_programmes(session, delegation_id) if one.id is not None]


def chosen(world: World, inquiry: Inquiry | None = None) -> int:
    """A delegation has chosen the first programme; returns the delegation's id."""
    delegation_id = asked(world, inquiry)
    remembered(world, f"chosen {delegation_id}", lambda: _choose_first(world, delegation_id))
    return delegation_id


def _choose_first(world: World, delegation_id: int) -> None:
    programme_id = programme_ids(world, delegation_id)[0]
    choose(world, delegation_id=delegation_id, programme_id=programme_id, now=world.clock())


def itinerary_of(world: World, delegation_id: int) -> Itinerary:
    """The programme in force."""
    with world.database.reading() as session:
        found = find_itinerary(session, delegation_id)
        assert found is not None
        return found


def requests_of(world: World, delegation_id: int) -> list[VisitRequest]:
    """Every question to a host, in the order of asking."""
    with world.database.reading() as session:
        itinerary = find_itinerary(session, delegation_id)
        assert itinerary is not None
        assert itinerary.id is not None
        requests = list_requests(session, itinerary.id)
        for request in requests:
            assert request.stop.offer.slug
            assert request.itinerary.delegation.id
        return requests


def open_change(world: World, delegation_id: int) -> ProposedRevision | None:
    """The change that waits to be accepted."""
    with world.database.reading() as session:
        itinerary = find_itinerary(session, delegation_id)
        assert itinerary is not None
        assert itinerary.id is not None
        return find_open_revision(session, itinerary.id)


def answer(world: World, request: VisitRequest, said: Answer) -> bool:
    """A host answers."""
    key = request.id
    assert key is not None

    def give() -> bool:
        return give_answer(world, request_id=key, answer=said, by=A_HOST, now=world.clock())

    return remembered(world, f"answered {key} {said}", give)


def all_confirm(world: World, delegation_id: int) -> None:
    """Every host that is still asked says yes."""
    remembered(world, f"agreed {delegation_id}", lambda: _all_confirm(world, delegation_id))


def _all_confirm(world: World, delegation_id: int) -> None:
    for request in requests_of(world, delegation_id):
        if request.state is RequestState.WAITING:
            answer(world, request, YES)


def mails_of(world: World, delegation_id: int) -> Counter[tuple[str, str]]:
    """How many mails of which kind went to whom."""
    with world.database.reading() as session:
        return Counter((mail.kind, mail.recipient) for mail in list_mails(session, delegation_id))


def told(world: World, delegation_id: int) -> list[str]:
    """What the timeline tells, in order."""
    with world.database.reading() as session:
        return [entry.what.value for entry in list_entries(session, delegation_id)]
