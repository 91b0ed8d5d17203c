"""What a page does not wait for reaches every calendar by the worker, once and for certain."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.actions import calendars
from app.actions.answer import give_answer
from app.actions.cancel import cancel_visit
from app.actions.desk_offers import save_offer, terms_of
from app.actions.desk_profile import Change, mark_of
from app.actions.participants import remove_people
from app.actions.telling import Teller
from app.actions.transaction import transaction
from app.actions.untold import OFFERS_SETTLE, tell_untold
from app.persistence.catalogue import find_offer
from app.persistence.delegations import find_delegation
from app.persistence.invitations import list_delegates
from app.persistence.records import Actor
from app.world import World
from tests.actions.story import (
    A_COORDINATOR,
    A_HOST,
    YES,
    all_confirm,
    chosen,
    itinerary_of,
    mails_of,
    requests_of,
)
from tests.actions.test_calendars import add_delegate, event_of, ledger, mails_to
from tests.conftest import FakeClock
from visits.delegation import Delegate
from visits.language import Language
from visits.request import RequestState
from visits.wording import Wording

KIP = "visits.kip@example.org"
PEOPLE = 5
Mails = Counter[tuple[str, str]]


def bring_people(world: World, delegation_id: int) -> None:
    """The delegation names its people before the programme is out."""
    with transaction(world, now=world.clock()) as tx:
        delegation = find_delegation(tx.session, delegation_id)
        assert delegation is not None
        for number in range(PEOPLE):
            tx.session.add(
                Delegate(
                    delegation=delegation,
                    name=f"Engineer {number}",
                    email=f"engineer-{number}@example.org",
                    language=Language.EN,
                    zone="Europe/Helsinki",
                    added_at=world.clock(),
                )
            )


def publish(world: World, delegation_id: int) -> None:
    """Every host says yes, here and now and not from memory."""
    for request in requests_of(world, delegation_id):
        if request.state is RequestState.WAITING:
            assert request.id is not None
            give_answer(world, request_id=request.id, answer=YES, by=A_HOST, now=world.clock())


def work_off(world: World) -> int:
    """Lets the worker go on until nothing is left; returns how many rounds that took."""
    rounds = 0
    while tell_untold(world, now=world.clock()):
        rounds += 1
    return rounds


def to_people(mails: Mails) -> Mails:
    return Counter({key: n for key, n in mails.items() if key[1].startswith("engineer-")})


def everybody(kind: str, times: int) -> Mails:
    return Counter({(kind, f"engineer-{number}@example.org"): times for number in range(PEOPLE)})


@pytest.fixture
def one_person_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visits.conversation.MOST_TOLD_AT_ONCE", 1)


@pytest.mark.usefixtures("one_person_at_a_time")
def test_many_people_are_told_by_the_worker_each_once(world: World) -> None:
    delegation_id = chosen(world)
    bring_people(world, delegation_id)

    publish(world, delegation_id)
    at_once = mails_of(world, delegation_id)
    rounds = work_off(world)

    stops = itinerary_of(world, delegation_id).standing
    assert at_once[("invitation", KIP)] == len(stops)
    assert all(at_once[("invitation", stop.contact.email)] for stop in stops)
    assert len(to_people(at_once)) == 1
    assert rounds == PEOPLE - 1
    assert to_people(mails_of(world, delegation_id)) == everybody("invitation", len(stops))


@pytest.mark.usefixtures("one_person_at_a_time")
def test_a_visit_called_off_half_way_is_taken_out_where_it_was_told_and_nowhere_else(
    world: World,
) -> None:
    delegation_id = chosen(world)
    bring_people(world, delegation_id)
    publish(world, delegation_id)
    stops = len(itinerary_of(world, delegation_id).standing)
    tell_untold(world, now=world.clock())

    cancel_visit(world, delegation_id=delegation_id, by=A_COORDINATOR, now=world.clock())
    work_off(world)

    told = to_people(mails_of(world, delegation_id))
    invited = {email for kind, email in told if kind == "invitation"}
    assert len(invited) == 2
    assert {key: n for key, n in told.items() if key[0] == "cancelled"} == {
        ("cancelled", email): stops for email in invited
    }


@pytest.mark.usefixtures("one_person_at_a_time")
def test_a_worker_that_dies_loses_nothing_and_doubles_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    delegation_id = chosen(world)
    bring_people(world, delegation_id)
    publish(world, delegation_id)
    stops = len(itinerary_of(world, delegation_id).standing)

    for done in (0, 1):
        with monkeypatch.context() as patched:
            patched.setattr(calendars, "tell", dying_after(done))
            with pytest.raises(KeyboardInterrupt):
                tell_untold(world, now=world.clock())
    work_off(world)

    assert to_people(mails_of(world, delegation_id)) == everybody("invitation", stops)


@pytest.mark.usefixtures("one_person_at_a_time")
def test_people_who_are_gone_are_told_by_the_worker_and_then_forgotten(world: World) -> None:
    delegation_id = chosen(world)
    bring_people(world, delegation_id)
    publish(world, delegation_id)
    work_off(world)
    stops = len(itinerary_of(world, delegation_id).standing)
    invited = to_people(mails_of(world, delegation_id))
    with world.database.reading() as session:
        ids = [one.id or 0 for one in list_delegates(session, delegation_id)]

    remove_people(world, ids, delegation_id=delegation_id, now=world.clock())
    work_off(world)

    told = to_people(mails_of(world, delegation_id)) - invited
    assert {email: n for (_, email), n in told.items()} == {email: stops for _, email in invited}
    assert {email for email, _ in ledger(world, delegation_id)}.isdisjoint(
        email for _, email in invited
    )


def dying_after(mails: int) -> Callable[..., object]:
    """Writes so many mails as usual, and is killed in the middle of the next."""
    tell, left = calendars.tell, iter(range(mails))

    def killed(*about: object, **more: object) -> object:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return tell(*about, **more)  # type: ignore[arg-type]  # passed on as it came

    return killed


@pytest.mark.usefixtures("one_person_at_a_time")
def test_without_the_note_to_the_worker_people_would_hear_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "_leave_to_worker", lambda _visit: None)
    delegation_id = chosen(world)
    bring_people(world, delegation_id)
    publish(world, delegation_id)

    work_off(world)

    assert len(to_people(mails_of(world, delegation_id))) == 1


def change_offer(world: World, slug: str, **terms: object) -> None:
    """Its contact changes an offer at the desk."""
    with world.database.reading() as session:
        offer = find_offer(session, slug)
        assert offer is not None
        kept, key = terms_of(offer), offer.contact.id
    assert key is not None
    change = Change(key, mark_of(kept), Teller(Actor.HOST, "Project lead"))
    save_offer(world, slug, replace(kept, **terms), change, now=world.clock())  # type: ignore[arg-type]


def a_published_visit(world: World) -> tuple[int, Mails]:
    """One with a delegate, and what was told so far."""
    delegation_id = chosen(world)
    all_confirm(world, delegation_id)
    add_delegate(world, delegation_id)
    return delegation_id, mails_of(world, delegation_id)


def after_a_minute(world: World, clock: FakeClock, delegation_id: int) -> Mails:
    clock.go_on(seconds=OFFERS_SETTLE.total_seconds())
    work_off(world)
    return mails_of(world, delegation_id)


NEW_TITLE = Wording("Quite another thing", "Något helt annat", "Aivan muuta")


def test_a_card_that_reads_otherwise_reaches_everybody_who_has_it(
    world: World, clock: FakeClock
) -> None:
    delegation_id, before = a_published_visit(world)
    stop = itinerary_of(world, delegation_id).standing[0]

    change_offer(world, stop.offer.slug, title=NEW_TITLE)
    at_once = mails_of(world, delegation_id)
    after = after_a_minute(world, clock, delegation_id)

    host, engineer = stop.contact.email, "engineer.kip@example.org"
    assert at_once == before
    assert after - before == {("updated", one): 1 for one in (host, KIP, engineer)}
    event = event_of(mails_to(world, delegation_id, KIP)[-1])
    assert event is not None
    assert (str(event["UID"]), event["STATUS"]) == (stop.uid, "CONFIRMED")
    assert "Aivan muuta" in event["SUMMARY"]
    assert event["SEQUENCE"] == stop.sequence + 1


def test_two_changes_that_follow_each_other_are_told_as_one(world: World, clock: FakeClock) -> None:
    delegation_id, before = a_published_visit(world)
    stop = itinerary_of(world, delegation_id).standing[0]

    change_offer(world, stop.offer.slug, title=Wording("A slip"))
    clock.go_on(seconds=5)
    change_offer(world, stop.offer.slug, title=NEW_TITLE)
    after = after_a_minute(world, clock, delegation_id)

    assert (after - before)[("updated", KIP)] == 1


def test_a_change_that_no_calendar_shows_is_news_to_nobody(world: World, clock: FakeClock) -> None:
    delegation_id, before = a_published_visit(world)
    stop = itinerary_of(world, delegation_id).standing[0]

    change_offer(world, stop.offer.slug, notice_days=stop.offer.notice_days + 1)

    assert after_a_minute(world, clock, delegation_id) == before


def test_nobody_hears_that_what_is_over_is_worded_anew(world: World, clock: FakeClock) -> None:
    delegation_id, before = a_published_visit(world)
    stops = itinerary_of(world, delegation_id).standing
    clock.now = stops[-1].span.ends_at + timedelta(days=1)

    change_offer(world, stops[0].offer.slug, title=NEW_TITLE)

    assert after_a_minute(world, clock, delegation_id) == before


def test_a_host_that_is_still_asked_gets_its_hold_worded_anew_and_no_second_question(
    world: World, clock: FakeClock
) -> None:
    delegation_id = chosen(world)
    stop = itinerary_of(world, delegation_id).standing[0]
    before = mails_of(world, delegation_id)

    change_offer(world, stop.offer.slug, title=NEW_TITLE)

    after = after_a_minute(world, clock, delegation_id)
    assert after - before == {("updated", stop.contact.email): 1}
    event = event_of(mails_to(world, delegation_id, stop.contact.email)[-1])
    assert event is not None
    assert event["STATUS"] == "TENTATIVE"
