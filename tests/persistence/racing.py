"""Processes that fight for one contact's time, with the guard or without it."""

import multiprocessing
import os
import secrets
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.extensions import Database
from app.persistence import slots, tables
from app.persistence.catalogue import find_offer
from tests.builders import NOW, an_inquiry
from visits.catalogue import Format, Node
from visits.delegation import Delegation
from visits.errors import SlotTaken
from visits.itinerary import Itinerary, Stop, blocked_span
from visits.span import Span

PROCESSES = 4
CLAIMS_EACH = 16
FIRST_SLOT = datetime(2027, 1, 12, 9, tzinfo=UTC)
LONGEST_SECONDS = 60

FIRST = "recycling-electronics"
# The contact of the one is the company of the other.
ALONE, WITH_COMPANY = "two-large-investments", "inside-the-smelter"

Claim = Callable[[Database, int], str]


def race(url: str, claim: Claim) -> Counter[str]:
    """How 64 claims of overlapping time ended, sixteen from each of four processes."""
    ended = [_racers().submit(_claims, url, claim, number) for number in range(PROCESSES)]
    endings = [one.result(timeout=LONGEST_SECONDS) for one in ended]
    return Counter(ending for some in endings for ending in some)


@cache
def _racers() -> ProcessPoolExecutor:
    """The processes of every race; importing all of it takes each of them seconds."""
    pool = ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn"))
    warm = [pool.submit(_warm_up, number) for number in range(PROCESSES)]
    assert len({one.result(timeout=LONGEST_SECONDS) for one in warm}) == PROCESSES
    return pool


def _warm_up(_number: int) -> int:
    """Lets a process import everything before the race, and waits for the others."""
    threading.Event().wait(0.2)
    return os.getpid()


def _claims(url: str, claim: Claim, number: int) -> list[str]:
    database = Database(url)
    together = threading.Barrier(CLAIMS_EACH)

    def one(index: int) -> str:
        together.wait(LONGEST_SECONDS)
        return claim(database, (number * CLAIMS_EACH + index) % 40)

    with ThreadPoolExecutor(CLAIMS_EACH) as pool:
        endings = list(pool.map(one, range(CLAIMS_EACH)))
    database.engine.dispose()
    return endings


def claim_guarded(database: Database, offset: int) -> str:
    """What the product does."""
    try:
        with database.writing() as session:
            itinerary = wanted(session, minutes_later=offset)
            session.add(itinerary)
            slots.hold(session, itinerary.stops)
    except SlotTaken:
        return "taken"
    return "won"


def claim_company(database: Database, offset: int) -> str:
    """What the product does, where somebody is one visit's contact and another's company."""
    try:
        with database.writing() as session:
            slug = (ALONE, WITH_COMPANY)[offset % 2]
            itinerary = wanted(session, minutes_later=offset, slug=slug)
            session.add(itinerary)
            slots.hold(session, itinerary.stops)
    except SlotTaken:
        return "taken"
    return "won"


def claim_company_unguarded(database: Database, offset: int) -> str:
    """What a product does that looks at contacts and forgets their company."""
    slug = (ALONE, WITH_COMPANY)[offset % 2]
    with database.writing() as session:
        hoped_for = wanted(session, minutes_later=offset, slug=slug)
        is_taken = session.scalar(
            sa.select(tables.stop.c.id).where(
                tables.stop.c.contact_id == hoped_for.stops[0].contact.id
            )
        )
        if is_taken:
            session.expunge_all()
            return "taken"
        session.add(hoped_for)
    return "won"


def claim_unguarded(database: Database, offset: int) -> str:
    """What a naive product does: looks whether the time is free, thinks a little, and writes."""
    with database.reading() as session:
        hoped_for = wanted(session, minutes_later=offset).stops[0]
        is_taken = session.scalar(
            sa.select(tables.stop.c.id).where(tables.stop.c.contact_id == hoped_for.contact.id)
        )
    threading.Event().wait(0.05)  # the pause in which the others look, too
    if is_taken:
        return "taken"
    with database.writing() as session:
        session.add(wanted(session, minutes_later=offset))
    return "won"


def wanted(session: Session, *, minutes_later: int, slug: str = FIRST) -> Itinerary:
    """A new delegation's programme: one offer, some minutes later than the others'."""
    offer = find_offer(session, slug)
    node = session.scalars(sa.select(Node)).first()
    assert offer is not None
    assert node is not None
    with session.no_autoflush:
        delegation = Delegation(
            node=node,
            reference=f"KV-{secrets.token_hex(5)}",
            asked_at=NOW,
            **an_inquiry().__dict__,
        )
        span = Span.of(FIRST_SLOT + timedelta(minutes=minutes_later), 60)
        stop = Stop(
            offer=offer,
            contact=offer.contact,
            company=list(offer.others) if offer.is_together else [],
            span=span,
            blocked=blocked_span(offer, span),
            language="en",
            format=Format.ONLINE,
            uid=secrets.token_hex(16),
            changed_at=NOW,
        )
        itinerary = Itinerary(delegation=delegation, drafted_at=NOW)
        itinerary.stops.append(stop)
    return itinerary


def drop_guards(url: str) -> None:
    """Takes the database's own guards away."""
    database = Database(url)
    guards = {
        "sqlite": (
            "DROP TRIGGER ex_stop_no_overlap_insert",
            "DROP TRIGGER ex_stop_no_overlap_update",
            "DROP TRIGGER ex_held_no_overlap",
        ),
        "postgresql": (
            "ALTER TABLE stop DROP CONSTRAINT ex_stop_no_overlap",
            "ALTER TABLE held DROP CONSTRAINT ex_held_no_overlap",
        ),
    }
    with database.engine.begin() as connection:
        for statement in guards[database.url.get_backend_name()]:
            connection.execute(sa.text(statement))
    database.engine.dispose()


def overlapping_holds(url: str) -> int:
    """How many pairs of standing stops block overlapping time of one contact."""
    database = Database(url)
    one, other = tables.held.alias(), tables.held.alias()
    query = (
        sa.select(sa.func.count())
        .select_from(one)
        .join(other, sa.and_(one.c.contact_id == other.c.contact_id, one.c.id < other.c.id))
        .where(
            one.c.blocked_from < other.c.blocked_until,
            one.c.blocked_until > other.c.blocked_from,
        )
    )
    with database.reading() as session:
        found = session.scalar(query)
    database.engine.dispose()
    return found or 0
