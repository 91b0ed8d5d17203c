"""An app with three visits at three stages, what hangs on them, and many more like them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.actions.mailbox import mailbox_deliverer
from app.actions.send import Worker, send_next
from app.config import Settings
from app.factory import create_app
from app.persistence import tables
from app.persistence.capabilities import find_token
from app.persistence.delegations import find_delegation
from app.persistence.outbox import list_letters, list_mails
from app.persistence.records import Purpose
from app.world import World
from tests.actions.story import (
    NO,
    all_confirm,
    answer,
    asked,
    chosen,
    itinerary_of,
    open_change,
    requests_of,
)
from tests.builders import an_inquiry, some_wishes
from tests.conftest import BASE_URL, SECRET_KEY, FakeClock
from tests.delegation.participants_cast import links_of_people
from tests.host.desk_cast import desk_token

NO_TOKEN = "A" * 43
YEAR = timedelta(days=364)


@contextmanager
def app_on(path: Path, **changes: Any) -> Iterator[Flask]:
    """The app on an SQLite file, with other settings where they are named."""
    usual = {"demo": True, "secret_key": SECRET_KEY, "base_url": BASE_URL}
    settings = Settings(**{**usual, "database_url": f"sqlite:///{path}", **changes})
    app = create_app(settings, clock=FakeClock())
    app.testing = True
    yield app
    app.extensions["kvarken"].database.engine.dispose()


def three_visits(world: World) -> dict[str, int]:
    """One that may choose, one with a change to accept, one that is published: their ids."""
    inquiry = an_inquiry(wishes=some_wishes(must_sees=(1,)))
    published = chosen(world, inquiry)
    all_confirm(world, published)
    changed = chosen(world, inquiry)
    answer(world, requests_of(world, changed)[0], NO)
    worker = Worker("test", mailbox_deliverer(world))
    while send_next(world, worker, now=world.clock()):
        pass
    return {"choosing": asked(world, inquiry), "change": changed, "published": published}


def things_of(world: World, delegation_id: int) -> dict[str, Any]:
    """What the addresses of a visit's pages are made of."""
    with world.database.reading() as session:
        delegation = find_delegation(session, delegation_id)
        assert delegation is not None
        status = find_token(session, Purpose.STATUS, delegation, secret_key=SECRET_KEY)
        feed = find_token(session, Purpose.FEED, delegation, secret_key=SECRET_KEY)
        things = {
            "reference": delegation.reference,
            "status": status,
            "programme": status,
            "feed": feed or NO_TOKEN,
            "answer": NO_TOKEN,
            "desk": desk_token(world),
            "mails": list_mails(session, delegation_id)[0].id,
            "letters": min((letter.id or 0 for letter in list_letters(session)), default=0),
            "slug": "sustainable-industrial-environments",
        }
    people = links_of_people(world, delegation_id)
    return {**things, **people, **_things_of_programme(world, delegation_id)}


def _things_of_programme(world: World, delegation_id: int) -> dict[str, Any]:
    with world.database.reading() as session:
        table = tables.itinerary.c
        has_programme = session.scalar(
            sa.select(table.id).where(table.delegation_id == delegation_id)
        )
    if has_programme is None:
        return {}
    request = requests_of(world, delegation_id)[-1]
    with world.database.reading() as session:
        token = find_token(session, Purpose.ANSWER, request, secret_key=SECRET_KEY)
    change = open_change(world, delegation_id)
    return {
        "answer": token or NO_TOKEN,
        "requests": request.id,
        "stops": itinerary_of(world, delegation_id).standing[0].id,
        "changes": change.id if change else 0,
    }


def copy_visit(session: Session, delegation_id: int, number: int) -> None:
    """A visit once more, row by row: another reference, other links, in another year."""
    copied: dict[tuple[str, int], int] = {("delegation", delegation_id): 0}
    for table in tables.metadata.sorted_tables:
        if table is tables.held:
            continue  # the database derives it from the stops
        for row in session.execute(sa.select(table)).mappings().all():
            if _hangs_on(table, row, copied):
                values = _changed(table, row, copied, number)
                done = session.execute(sa.insert(table).values(values))
                copied[table.name, row["id"]] = done.inserted_primary_key[0]


def _hangs_on(
    table: sa.Table, row: Mapping[str, Any], copied: Mapping[tuple[str, int], int]
) -> bool:
    parents = ((key.column.table.name, row[key.parent.name]) for key in table.foreign_keys)
    return (table.name, row["id"]) in copied or any(parent in copied for parent in parents)


def _changed(
    table: sa.Table, row: Mapping[str, Any], copied: Mapping[tuple[str, int], int], number: int
) -> dict[str, Any]:
    values = {name: value for name, value in row.items() if name != "id"}
    for key in table.foreign_keys:
        name = key.parent.name
        values[name] = copied.get((key.column.table.name, row[name]), row[name])
    for name in ("reference", "uid", "message_id", "token_hash"):
        if name in values:
            values[name] = f"{values[name][:-3]}-{number:02}"
    if table is tables.stop:
        times = {name: at for name, at in values.items() if isinstance(at, datetime)}
        values |= {name: at + number * YEAR for name, at in times.items()}
    return values
