"""Getting ready: given once, kept as long as it is needed, reminded of exactly twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app.actions.desk_profile import Change, mark_of
from app.actions.readiness import Giving, contents, give, save_needs
from app.actions.readiness_rounds import erase_what_is_over, remind_to_get_ready
from app.persistence import tables
from app.persistence.readiness import find_offer_needs
from app.world import World
from tests.actions.story import A_HOST, mails_of, told
from tests.builders import words
from tests.readying import (
    a_visit_to_get_ready,
    day_after,
    give_all,
    kinds_kept,
    stops_of,
    tasks_for,
)
from visits.errors import Stale
from visits.readiness import PERSONAL, Asked, Needs, Particulars, missing


@pytest.fixture
def visit(world: World) -> int:
    return a_visit_to_get_ready(world)


def reminders(world: World, delegation_id: int) -> int:
    sent = mails_of(world, delegation_id)
    return sum(count for (kind, _), count in sent.items() if kind == "readiness")


def test_everything_given_leaves_nothing_to_do(world: World, visit: int) -> None:
    before = [one.asked for one in tasks_for(world, visit)]

    give_all(world, visit)

    assert before == [Asked.SAFETY, Asked.NAMES, Asked.DIETS, Asked.ACCESS]
    assert missing(tasks_for(world, visit)) == ()
    assert told(world, visit).count("ready_given") == 1


def test_two_who_save_at_once_lose_nothing(world: World, visit: int) -> None:
    seen = mark_of(contents(tasks_for(world, visit)))

    def save(name: str) -> bool:
        giving = Giving({(Asked.NAMES, None, ""): Particulars(names=(name,))}, seen)
        try:
            give(world, giving, delegation_id=visit, now=world.clock())
        except Stale:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        saved = list(pool.map(save, ("One", "Two")))

    assert sorted(saved) == [False, True]


def test_people_are_erased_the_day_after_and_only_then(world: World, visit: int) -> None:
    give_all(world, visit)
    last = stops_of(world, visit)[1]

    early = erase_what_is_over(world, now=last.span.ends_at)
    late = erase_what_is_over(world, now=day_after(last))
    again = erase_what_is_over(world, now=day_after(last))

    assert (early, late, again) == (0, len(PERSONAL), 0)
    assert kinds_kept(world, visit) == {Asked.SAFETY}
    assert told(world, visit).count("ready_erased") == 1


def days_before_first(world: World, visit: int, days: int) -> datetime:
    """Noon, so many days before the first thing is due."""
    due_on = missing(tasks_for(world, visit))[0].due_on
    noon = world.clock().replace(hour=12)
    return noon + timedelta(days=(due_on - noon.date()).days - days)


def test_delegation_is_reminded_a_week_before_and_two_days_before(world: World, visit: int) -> None:
    moments = [days_before_first(world, visit, days) for days in (8, 7, 6, 2, 1, 0)]

    sent = [remind_to_get_ready(world, now=moment) for moment in moments for _ in range(2)]

    assert sent == [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert reminders(world, visit) == 2
    assert told(world, visit).count("ready_reminded") == 2


def test_two_workers_remind_once(world: World, visit: int) -> None:
    week_before = days_before_first(world, visit, 7)

    with ThreadPoolExecutor(2) as pool:
        sent = list(pool.map(lambda _: remind_to_get_ready(world, now=week_before), range(2)))

    assert (sum(sent), reminders(world, visit)) == (1, 1)


def test_without_the_memory_every_round_reminds(
    world: World, visit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: nothing but what is missing to go by."""
    week_before = days_before_first(world, visit, 7)
    monkeypatch.setattr("app.actions.readiness_rounds.add_reminder", lambda *_: None)

    for _ in range(3):
        remind_to_get_ready(world, now=week_before)

    assert reminders(world, visit) == 3


def test_needs_are_kept_and_noted_without_their_content(world: World, visit: int) -> None:
    stop = stops_of(world, visit)[2]
    needs = Needs(safety=words("Boots"), names_days=1)
    contact_id = stop.contact.id or 0

    save_needs(
        world,
        stop.offer.slug,
        needs,
        Change(contact_id, mark_of(Needs()), A_HOST),
        now=world.clock(),
    )

    with world.database.reading() as session:
        kept = find_offer_needs(session, stop.offer.id or 0)
        fields = session.scalars(sa.select(tables.desk_change.c.fields)).all()
    assert kept is not None
    assert kept.needs == needs
    assert fields == [("safety", "names_days")]
