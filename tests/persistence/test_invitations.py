"""The ledger of what calendars were told, also for visits that are older than it."""

import sqlalchemy as sa

from app.actions.calendars import tell_calendars
from app.actions.transaction import transaction
from app.persistence import tables
from app.persistence.itineraries import find_itinerary
from app.persistence.migrate import downgrade, upgrade
from app.world import World
from tests.actions.story import all_confirm, chosen, mails_of
from visits.errors import NotAllowedNow

Line = tuple[str, bool, str, int]


def lines(world: World) -> list[Line]:
    """Who was told what of which stop."""
    table = tables.invitation.c
    query = sa.select(table.email, table.is_host, table.state, table.stop_id)
    with world.database.reading() as session:
        return sorted((row[0], row[1], row[2].value, row[3]) for row in session.execute(query))


def tell(world: World, delegation_id: int) -> None:
    with transaction(world, now=world.clock()) as tx:
        itinerary = find_itinerary(tx.session, delegation_id)
        if itinerary is None:
            raise NotAllowedNow("there is no programme")
        tell_calendars(tx, itinerary)


def test_visits_older_than_the_ledger_are_entered_and_nobody_is_told_anew(world: World) -> None:
    published = chosen(world)
    all_confirm(world, published)
    asked = chosen(world)
    before = lines(world)
    mails = [mails_of(world, one) for one in (published, asked)]

    downgrade(world.database.engine, "0005")
    upgrade(world.database.engine)
    for one in (published, asked):
        tell(world, one)

    assert lines(world) == before != []
    assert [mails_of(world, one) for one in (published, asked)] == mails
