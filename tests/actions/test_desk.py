"""What is done at hosts' desks, by several at the same instant and on both databases."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.actions import desk_offers
from app.actions.desk import answer_desk_asks, ask_for_desk, renew_contact_feed, renew_desk_link
from app.actions.desk_offers import Terms, save_offer, terms_of
from app.actions.desk_profile import Change, mark_of
from app.persistence.desk import list_offers_of_host, lock_host
from app.persistence.records import Purpose
from app.world import World
from tests.actions.story import A_HOST
from tests.host.desk_cast import (
    ADVISER,
    LEAD,
    SLUG,
    TALENT,
    changes_of,
    contact_of,
    desk_token,
    mails_to_desks,
    offer_of,
    token_in_force,
)
from visits.errors import InvalidValue, Stale

A_MOMENT = 0.3


def kept(world: World) -> Terms:
    return terms_of(offer_of(world))


def save(world: World, terms: Terms, *, seen: Terms) -> None:
    change = Change(contact_of(world, LEAD).id or 0, mark_of(seen), A_HOST)
    save_offer(world, SLUG, terms, change, now=world.clock())


def save_while_another_is_saved(world: World) -> Future[None]:
    """Two change one offer from the same page; the second runs into the first one's lock."""
    before = kept(world)
    host_id = contact_of(world, LEAD).host.id or 0
    with ThreadPoolExecutor(1) as pool:
        with world.database.writing() as session:
            lock_host(session, host_id)
            first = next(one for one in list_offers_of_host(session, host_id) if one.slug == SLUG)
            late = pool.submit(save, world, replace(before, notice_days=20), seen=before)
            threading.Event().wait(A_MOMENT)
            first.minutes = 90
        return late


def test_change_that_waited_for_another_is_refused(world: World) -> None:
    late = save_while_another_is_saved(world)

    with pytest.raises(Stale):
        late.result()
    assert (kept(world).minutes, kept(world).notice_days) == (90, 7)


def test_without_looking_again_the_other_change_would_be_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard's twin: the mark fits whatever is kept."""
    seen = mark_of(kept(world))
    monkeypatch.setattr(desk_offers, "mark_of", lambda _terms: seen)

    save_while_another_is_saved(world).result()

    assert (kept(world).minutes, kept(world).notice_days) == (45, 20)


def test_somebody_of_another_host_cannot_receive_an_offer(world: World) -> None:
    before = kept(world)
    stranger = contact_of(world, TALENT).id or 0

    with pytest.raises(InvalidValue):
        save(world, replace(before, receivers=(stranger,)), seen=before)

    assert (kept(world), changes_of(world)) == (before, [])


def test_people_of_an_offer_change_places(world: World) -> None:
    before = kept(world)
    lead, adviser = contact_of(world, LEAD).id or 0, contact_of(world, ADVISER).id or 0

    save(world, replace(before, receivers=(lead, adviser), is_together=True), seen=before)
    save(world, replace(kept(world), receivers=(adviser, lead)), seen=kept(world))

    assert kept(world) == replace(before, receivers=(adviser, lead), is_together=True)


def test_each_link_that_was_asked_for_is_mailed_once_by_two_workers(world: World) -> None:
    for number, email in enumerate((LEAD, ADVISER, TALENT, "nobody@example.org")):
        ask_for_desk(world, email=email, address=f"192.0.2.{number}", now=world.clock())

    with ThreadPoolExecutor(2) as pool:
        rounds = [pool.submit(answer_desk_asks, world, now=world.clock()) for _ in range(2)]
        answered = sum(one.result() for one in rounds)

    assert answered == 4
    assert sorted(one.recipient for one in mails_to_desks(world)) == sorted((LEAD, ADVISER, TALENT))


def test_renewing_the_link_ends_the_calendar_of_that_contact_and_nothing_of_others(
    world: World,
) -> None:
    contact_id = contact_of(world, LEAD).id or 0
    old, other = desk_token(world), desk_token(world, ADVISER)
    renew_contact_feed(world, contact_id=contact_id, by=A_HOST, now=world.clock())
    others = contact_of(world, ADVISER).id or 0
    feed = renew_contact_feed(world, contact_id=others, by=A_HOST, now=world.clock())

    new = renew_desk_link(world, contact_id=contact_id, by=A_HOST, now=world.clock())

    assert new != old
    assert token_in_force(world, Purpose.DESK) == new
    assert token_in_force(world, Purpose.FEED) is None
    assert token_in_force(world, Purpose.FEED, ADVISER) == feed
    assert token_in_force(world, Purpose.DESK, ADVISER) == other
