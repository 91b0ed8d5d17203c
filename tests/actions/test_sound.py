"""A plan that is not sound is never held, wherever it came from."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.actions.choose import choose
from app.actions.revise import accept_revision
from app.persistence import tables
from app.persistence.delegations import list_programmes
from app.persistence.itineraries import find_itinerary
from app.world import World
from tests.actions.story import (
    A_DELEGATION,
    NO,
    answer,
    asked,
    chosen,
    itinerary_of,
    open_change,
    programme_ids,
    requests_of,
)
from visits.errors import SlotTaken
from visits.planning.choice import PlannedStop
from visits.planning.plan import Plan
from visits.span import Span

Break = Callable[[PlannedStop], PlannedStop]


def _later(stop: PlannedStop, **by: float) -> PlannedStop:
    step = timedelta(**by)
    return replace(stop, span=Span(stop.span.starts_at + step, stop.span.ends_at + step))


BROKEN: dict[str, Break] = {
    "at night": lambda stop: _later(stop, hours=12),
    "long gone": lambda stop: _later(stop, days=-364),
    "too long": lambda stop: replace(stop, span=stop.span.widened(after=15)),
    "by somebody else": lambda stop: replace(stop, contact="999999"),
    "with company": lambda stop: replace(stop, company=("1", "2")),
    "in a language nobody shares": lambda stop: replace(stop, language="ja"),
    "for a group there is not": lambda stop: replace(stop, tracks=("HR",)),
    "of an offer there is not": lambda stop: replace(stop, choice="no-such-offer"),
}


def broken(plan: Plan, break_: Break) -> Plan:
    first, *others = plan.stops
    return replace(plan, stops=(break_(first), *others))


def held(world: World) -> int:
    with world.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(tables.held)) or 0


@pytest.mark.parametrize("how", BROKEN)
def test_choose_never_holds_a_broken_plan(world: World, how: str) -> None:
    delegation_id = asked(world)
    with world.database.writing() as session:
        programme = list_programmes(session, delegation_id)[0]
        programme.plan = broken(programme.plan, BROKEN[how])
        programme_id = programme.id or 0

    with pytest.raises(SlotTaken):
        choose(world, delegation_id=delegation_id, programme_id=programme_id, now=world.clock())

    assert held(world) == 0
    with world.database.reading() as session:
        assert find_itinerary(session, delegation_id) is None
    assert programme_ids(world, delegation_id)


@pytest.mark.parametrize("how", BROKEN)
def test_accept_never_holds_a_broken_change(world: World, how: str) -> None:
    delegation_id = chosen(world)
    answer(world, requests_of(world, delegation_id)[0], NO)
    change = open_change(world, delegation_id)
    assert change is not None
    before = [(stop.id, stop.span) for stop in itinerary_of(world, delegation_id).standing]
    with world.database.writing() as session:
        row = session.get(type(change), change.id)
        assert row is not None
        row.plan = broken(row.plan, BROKEN[how])

    with pytest.raises(SlotTaken):
        accept_revision(world, revision_id=change.id or 0, by=A_DELEGATION, now=world.clock())

    after = [(stop.id, stop.span) for stop in itinerary_of(world, delegation_id).standing]
    assert after == before
