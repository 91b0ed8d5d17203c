"""Nobody's time is given away twice, however many reach for it at once."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.extensions import Database
from app.persistence import slots, tables
from app.persistence.catalogue import find_offer
from tests.builders import NOW
from tests.persistence.racing import (
    ALONE,
    FIRST,
    FIRST_SLOT,
    WITH_COMPANY,
    claim_company,
    claim_company_unguarded,
    claim_guarded,
    claim_unguarded,
    drop_guards,
    overlapping_holds,
    race,
    wanted,
)
from visits.errors import SlotTaken
from visits.itinerary import Itinerary
from visits.span import Span

CLAIMS = 64


def test_hold_lets_exactly_one_of_64_claims_win(database_url: str) -> None:
    endings = race(database_url, claim_guarded)

    assert endings == {"won": 1, "taken": CLAIMS - 1}
    assert overlapping_holds(database_url) == 0


def test_hold_without_its_guards_books_twice(database_url: str) -> None:
    """The failing twin: check-then-insert, without lock, constraint or trigger, does harm."""
    drop_guards(database_url)

    race(database_url, claim_unguarded)

    assert overlapping_holds(database_url) > 0


def test_hold_guards_everybody_in_company(database_url: str) -> None:
    endings = race(database_url, claim_company)

    assert endings == {"won": 1, "taken": CLAIMS - 1}
    assert overlapping_holds(database_url) == 0


def test_hold_that_forgets_the_company_books_twice(database_url: str) -> None:
    """The failing twin: each contact is looked at, the company is not, and no guard stands by."""
    drop_guards(database_url)

    race(database_url, claim_company_unguarded)

    assert overlapping_holds(database_url) > 0


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A writing session that is given up at its end."""
    database = Database(database_url)
    with Session(database.engine) as session:
        yield session
    database.engine.dispose()


def held(session: Session, *, minutes_later: int, slug: str) -> Itinerary:
    """A programme whose slot is written without anybody having looked whether it is free."""
    itinerary = wanted(session, minutes_later=minutes_later, slug=slug)
    session.add(itinerary)
    session.flush()
    return itinerary


@pytest.mark.parametrize(("first", "second"), [(ALONE, WITH_COMPANY), (WITH_COMPANY, ALONE)])
def test_database_itself_refuses_to_take_somebody_twice(
    session: Session, first: str, second: str
) -> None:
    held(session, minutes_later=0, slug=first)

    with pytest.raises(IntegrityError, match="ex_held_no_overlap"):
        held(session, minutes_later=30, slug=second)


def test_database_refuses_company_that_comes_later(session: Session) -> None:
    held(session, minutes_later=0, slug=ALONE)
    other = held(session, minutes_later=30, slug=FIRST)
    offer = find_offer(session, ALONE)
    assert offer is not None
    other.stops[0].company.append(offer.contact)

    with pytest.raises(IntegrityError, match="ex_held_no_overlap"):
        session.flush()


def test_database_refuses_a_move_into_the_time_of_company(session: Session) -> None:
    held(session, minutes_later=0, slug=WITH_COMPANY)
    later = held(session, minutes_later=600, slug=ALONE)
    later.stops[0].move(Span.of(FIRST_SLOT, 40), now=NOW)

    with pytest.raises(IntegrityError, match="ex_held_no_overlap"):
        session.flush()


def test_company_of_a_dropped_stop_is_free_again(session: Session) -> None:
    first = held(session, minutes_later=0, slug=WITH_COMPANY)
    first.drop_stop(first.stops[0], now=NOW)
    session.flush()

    second = wanted(session, minutes_later=0, slug=ALONE)
    session.add(second)
    slots.hold(session, second.stops)

    assert session.scalars(sa.select(tables.held.c.stop_id)).all() == [second.stops[0].id]


def test_hold_names_the_offer_whose_company_is_taken(session: Session) -> None:
    held(session, minutes_later=0, slug=ALONE)
    second = wanted(session, minutes_later=30, slug=WITH_COMPANY)
    session.add(second)

    with pytest.raises(SlotTaken) as refused:
        slots.hold(session, second.stops)

    assert refused.value.offer_ids == (second.stops[0].offer.id,)
