"""Calendars are read beside the worker's other work, whatever one of them does."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

import app.jobs.calendars
from app.jobs.calendars import reading_calendars
from app.world import World
from tests.conftest import FakeClock
from tests.own_calendars import FEED, FakeCalendars, a_connection, contact_id_of, only_connection

LONGEST_SECONDS = 20


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.jobs.calendars, "PAUSE_SECONDS", 0.01)


def told_of(count: int) -> tuple[threading.Event, Callable[[], None]]:
    """An event that is set when something was done so many times."""
    event, left = threading.Event(), iter(range(count - 1, -1, -1))

    def once() -> None:
        if next(left, 0) == 0:
            event.set()

    return event, once


def test_due_calendars_are_read_until_the_worker_ends(world: World, clock: FakeClock) -> None:
    contact_id = contact_id_of(world)
    a_connection(world, contact_id)
    clock.go_on(hours=1)
    has_read, once = told_of(1)
    calendars = FakeCalendars(meanwhile=once)

    with reading_calendars(replace(world, read_busy=calendars)):
        assert has_read.wait(LONGEST_SECONDS)

    assert only_connection(world, contact_id).read_at == clock.now
    assert [one.url for one in calendars.asked] == [FEED.url]


def test_one_broken_calendar_does_not_end_the_reading_and_its_address_is_not_logged(
    world: World, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    a_connection(world, contact_id_of(world))
    a_connection(world, contact_id_of(world, "two-large-investments"))
    clock.go_on(hours=1)
    has_read, once = told_of(2)

    def fail() -> None:
        once()
        raise ValueError(FEED.url)

    with (
        caplog.at_level(logging.WARNING),
        reading_calendars(replace(world, read_busy=FakeCalendars(meanwhile=fail))),
    ):
        assert has_read.wait(LONGEST_SECONDS)

    assert "ValueError" in caplog.text
    assert FEED.url not in caplog.text
