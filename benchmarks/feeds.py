"""A feed of a thousand stops: built, kept, and not sent again; against plain icalendar.

Run with `python -m benchmarks.feeds [--stops 1000]`. Plain icalendar builds as many events with
the same texts and writes them, which no feed could do without. Ours is the whole request, from
the address to the answer. All figures are medians of several rounds in an alternating order.
"""

import argparse
import secrets
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar, Event

from app.actions.ask import ask
from app.actions.choose import choose
from app.actions.demonstration import add_catalogue
from app.config import Settings
from app.extensions import Database
from app.factory import create_app
from app.persistence.capabilities import add_capability
from app.persistence.delegations import find_delegation_by_reference, list_programmes
from app.persistence.itineraries import find_itinerary
from app.persistence.migrate import upgrade
from app.persistence.records import Purpose
from app.subscribed import views
from app.subscribed.kept import Shelf
from tests.builders import an_inquiry
from visits.itinerary import Stop
from visits.span import Span

ROUNDS = 7
TEXTS = ("uid", "summary", "description", "location")
INSTANTS = ("dtstart", "dtend", "dtstamp")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def an_app(folder: str) -> Flask:
    settings = Settings(
        demo=True,
        secret_key=secrets.token_urlsafe(32),
        base_url="http://localhost",
        database_url=f"sqlite:///{Path(folder) / 'kvarken.db'}",
    )
    database = Database(settings.database_url)
    upgrade(database.engine)
    app = create_app(settings, clock=lambda: NOW)
    add_catalogue(app.extensions["kvarken"], now=NOW)
    return app


def fill(app: Flask, count: int) -> str:
    """One contact with so many stops over three years; the address of its feed."""
    world = app.extensions["kvarken"]
    sent = ask(world, an_inquiry(), draft_token=None, now=NOW)
    with world.database.reading() as session:
        delegation = find_delegation_by_reference(session, sent.reference)
        assert delegation is not None
        assert delegation.id is not None
        programme = list_programmes(session, delegation.id)[0]
    choose(world, delegation_id=delegation.id, programme_id=programme.id or 0, now=NOW)
    with world.database.writing() as session:
        itinerary = find_itinerary(session, delegation.id)
        assert itinerary is not None
        first = itinerary.standing[0]
        for number in range(1, count):
            starts_at = first.span.starts_at + timedelta(hours=8 * number)
            span = Span.of(starts_at, first.span.minutes)
            itinerary.stops.append(
                Stop(
                    offer=first.offer,
                    contact=first.contact,
                    span=span,
                    blocked=span,
                    language=first.language,
                    format=first.format,
                    uid=f"{number}.{secrets.token_hex(8)}@example.org",
                    changed_at=NOW,
                )
            )
        secret_key = world.settings.secret_key
        token = add_capability(session, Purpose.FEED, first.contact, secret_key=secret_key, now=NOW)
    return f"/feed/{token}.ics"


Known = dict[str, object]


def read_events(content: bytes) -> list[Known]:
    """What the events of a feed say, as plain values."""
    return [
        {
            **{name: str(found.get(name, "")) for name in TEXTS},
            **{name: found.decoded(name) for name in INSTANTS},
            "sequence": int(found["sequence"]),
        }
        for found in Calendar.from_ical(content).walk("VEVENT")
    ]


def plainly(events: list[Known]) -> bytes:
    """The same events, made and written by icalendar alone."""
    calendar = Calendar()
    calendar.add("prodid", "-//plain//EN")
    calendar.add("version", "2.0")
    for known in events:
        event = Event()
        for name, value in known.items():
            event.add(name, value)
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def cold(client: FlaskClient, address: str) -> None:
    """With nothing on the shelf."""
    views.SHELF = Shelf()
    client.get(address)


def seconds(do: Callable[[], object]) -> float:
    started = perf_counter()
    do()
    return perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--stops", type=int, default=1000)
    count = parser.parse_args().stops
    with tempfile.TemporaryDirectory() as folder:
        app = an_app(folder)
        address, client = fill(app, count), app.test_client()
        first = client.get(address)
        assert first.data.count(b"BEGIN:VEVENT") == count
        known = {"If-None-Match": first.headers["ETag"]}
        events = read_events(first.data)
        figures: dict[str, list[float]] = {"cold": [], "warm": [], "not sent": [], "plain": []}
        for number in range(ROUNDS):
            steps = [
                ("plain", lambda: plainly(events)),
                ("cold", lambda: cold(client, address)),
                ("warm", lambda: client.get(address)),
                ("not sent", lambda: client.get(address, headers=known)),
            ]
            for name, do in steps if number % 2 else [*steps[1:], steps[0]]:
                figures[name].append(seconds(do))
    plain = median(figures["plain"])
    print(
        f"a feed of {count} stops, {len(first.data)} bytes; plain icalendar {plain * 1000:.0f} ms"
    )
    for name in ("cold", "warm", "not sent"):
        took = median(figures[name])
        spread = f"{min(figures[name]) * 1000:.1f}-{max(figures[name]) * 1000:.1f}"
        print(f"{name:9} {took * 1000:7.1f} ms ({spread}); ratio {took / plain:.3f}")


if __name__ == "__main__":
    main()
