"""Time that a host's calendar says is taken is not held, whoever takes it, and however late."""

from dataclasses import replace
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

import app.actions.choose as choosing
import app.actions.edit as editing
import app.actions.revise as revising
from app.actions.choose import choose
from app.actions.connections import connect
from app.actions.edit import BreaksRules
from app.persistence import tables
from app.persistence.delegations import list_programmes
from app.world import World
from tests.actions.story import (
    NO,
    answer,
    asked,
    chosen,
    itinerary_of,
    open_change,
    programme_ids,
    requests_of,
)
from tests.actions.test_edit import a_roomy_visit, desk_of, save, with_a_new_stop
from tests.actions.test_revise import accept
from tests.conftest import FakeClock
from tests.own_calendars import FEED, HOST, FakeCalendars, is_known
from visits.errors import SlotTaken
from visits.free_busy import WhyNotRead
from visits.planning.by_hand.sketch import Sketch
from visits.planning.choice import PlannedStop
from visits.span import Span


@pytest.fixture
def calendars() -> FakeCalendars:
    return FakeCalendars()


@pytest.fixture
def world(app: Flask, calendars: FakeCalendars) -> World:
    found: World = replace(app.extensions["kvarken"], read_busy=calendars)
    app.extensions["kvarken"] = found
    return found


def fill(world: World, clock: FakeClock, calendars: FakeCalendars, stop: PlannedStop) -> None:
    """The calendar of whoever receives a stop was free when it was connected, and is not now."""
    connect(world, FEED, contact_id=int(stop.contact), by=HOST, now=clock.now)
    clock.go_on(minutes=5)
    calendars.say([stop.span])


def do_not_look(monkeypatch: pytest.MonkeyPatch, where: object) -> None:
    """Switches the guard off: no calendar is read before time is held."""
    monkeypatch.setattr(where, "read_before_hold", lambda *_args, **_named: None)


def takes(world: World, delegation_id: int, stop: PlannedStop) -> bool:
    """Whether the programme in force has a stop at that time with that contact."""
    standing = itinerary_of(world, delegation_id).standing
    return any((one.span, str(one.contact.id)) == (stop.span, stop.contact) for one in standing)


def first_stop(world: World, delegation_id: int) -> PlannedStop:
    """The first stop of the programme that is about to be chosen."""
    with world.database.reading() as session:
        return list_programmes(session, delegation_id)[0].plan.stops[0]


@pytest.fixture
def about_to_choose(
    world: World, clock: FakeClock, calendars: FakeCalendars
) -> tuple[int, PlannedStop]:
    """A delegation with a programme whose first host's calendar was free, and has filled since."""
    delegation_id = asked(world)
    stop = first_stop(world, delegation_id)
    fill(world, clock, calendars, stop)
    return delegation_id, stop


def take_first(world: World, delegation_id: int, *, now: datetime) -> None:
    programme_id = programme_ids(world, delegation_id)[0]
    choose(world, delegation_id=delegation_id, programme_id=programme_id, now=now)


def test_time_that_the_calendar_says_is_taken_is_not_held(
    world: World, clock: FakeClock, about_to_choose: tuple[int, PlannedStop]
) -> None:
    delegation_id, stop = about_to_choose

    with pytest.raises(SlotTaken):
        take_first(world, delegation_id, now=clock.now)

    assert nothing_is_held(world)
    assert not any(one.overlaps(stop.span) for one in _spans_of(world, delegation_id, stop))


def _spans_of(world: World, delegation_id: int, stop: PlannedStop) -> list[Span]:
    """When the fresh programmes would take the same contact's time."""
    with world.database.reading() as session:
        return [
            one.span
            for programme in list_programmes(session, delegation_id)
            for one in programme.plan.stops
            if one.contact == stop.contact
        ]


def test_without_the_look_before_the_hold_the_host_is_booked_twice(
    world: World,
    clock: FakeClock,
    calendars: FakeCalendars,
    about_to_choose: tuple[int, PlannedStop],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    delegation_id, stop = about_to_choose
    do_not_look(monkeypatch, choosing)

    take_first(world, delegation_id, now=clock.now)

    assert takes(world, delegation_id, stop)


def test_calendar_that_fails_before_the_hold_makes_its_owner_unknown(
    world: World,
    clock: FakeClock,
    calendars: FakeCalendars,
    about_to_choose: tuple[int, PlannedStop],
) -> None:
    delegation_id, stop = about_to_choose
    calendars.say(WhyNotRead.TOO_SLOW)

    with pytest.raises(SlotTaken):
        take_first(world, delegation_id, now=clock.now)

    assert not is_known(world, int(stop.contact))
    assert nothing_is_held(world)


def nothing_is_held(world: World) -> bool:
    with world.database.reading() as session:
        return not session.execute(sa.select(tables.held.c.id)).all()


@pytest.fixture
def about_to_accept(
    world: World, clock: FakeClock, calendars: FakeCalendars
) -> tuple[int, PlannedStop]:
    """A change with a new stop to accept, whose host's calendar has filled since."""
    delegation_id = chosen(world)
    answer(world, requests_of(world, delegation_id)[0], NO)
    change = open_change(world, delegation_id)
    assert change is not None
    stop = next(one for one in change.plan.stops if not takes(world, delegation_id, one))
    fill(world, clock, calendars, stop)
    return delegation_id, stop


def test_change_to_time_that_the_calendar_says_is_taken_is_not_accepted(
    world: World, about_to_accept: tuple[int, PlannedStop]
) -> None:
    delegation_id, stop = about_to_accept

    with pytest.raises(SlotTaken):
        accept(world, delegation_id)

    assert not takes(world, delegation_id, stop)


def test_without_the_look_a_change_books_the_host_twice(
    world: World,
    about_to_accept: tuple[int, PlannedStop],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    delegation_id, stop = about_to_accept
    do_not_look(monkeypatch, revising)

    accept(world, delegation_id)

    assert takes(world, delegation_id, stop)


@pytest.fixture
def about_to_save(
    world: World, clock: FakeClock, calendars: FakeCalendars
) -> tuple[int, Sketch, PlannedStop]:
    """A sketch with a new stop to save, whose host's calendar has filled since."""
    delegation_id = a_roomy_visit(world)
    desk = desk_of(world, delegation_id)
    sketch = with_a_new_stop(desk)
    known = {one.choice for one in desk.current}
    stop = next(one for one in desk.stops_of(sketch) if one.choice not in known)
    fill(world, clock, calendars, stop)
    return delegation_id, sketch, stop


def test_sketch_with_time_that_the_calendar_says_is_taken_is_not_saved(
    world: World, about_to_save: tuple[int, Sketch, PlannedStop]
) -> None:
    delegation_id, sketch, stop = about_to_save

    with pytest.raises(BreaksRules):
        save(world, delegation_id, sketch, breaks_wishes=True)

    assert not takes(world, delegation_id, stop)


def test_without_the_look_a_sketch_books_the_host_twice(
    world: World,
    about_to_save: tuple[int, Sketch, PlannedStop],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    delegation_id, sketch, stop = about_to_save
    do_not_look(monkeypatch, editing)

    save(world, delegation_id, sketch, breaks_wishes=True)

    assert takes(world, delegation_id, stop)
