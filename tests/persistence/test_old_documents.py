"""What was stored by an earlier version still loads."""

import json

import sqlalchemy as sa

from app.extensions import Database
from app.persistence.delegations import find_delegation, list_programmes
from tests.builders import a_delegation, some_wishes
from visits.catalogue import Format, Node
from visits.planning.choice import PlannedStop
from visits.planning.plan import Outcome, ReasonKind

OLD_PLAN = {
    "outcome": "proven",
    "stops": [
        {
            "span": {"starts_at": "2027-01-12T08:00:00Z", "ends_at": "2027-01-12T08:45:00Z"},
            "choice": "sustainable-industrial-environments",
            "contact": "1",
            "language": "en",
            "format": "online",
        }
    ],
    "score": 4800,
    "bound": 4800,
    "reason": {"kind": "best_fit", "amount": 0, "on": None},
    "left_out": [{"choice": "klockarbacken", "kind": "format"}],
    "stops_kept": 0,
    "slots_kept": 0,
    "work": 812,
    "seed": 0,
    "limit": 400000,
    "input_hash": "0" * 64,
}
OLD_WISHES = {
    "themes": [["energy", 3]],
    "must_sees": [1],
    "earliest_on": "2026-12-07",
    "latest_on": "2027-01-29",
    "weekdays": [0, 1, 2],
    "day_from": "09:00:00",
    "day_until": "13:00:00",
    "format": "online",
    "longest_day": 240,
    "needs": ["captions"],
    "message": "Welcome",
}


def _stored(database: Database) -> int:
    """A delegation and its programme as the first version wrote them."""
    with database.writing() as session:
        delegation = a_delegation(node=session.scalars(sa.select(Node)).first())
        session.add(delegation)
        session.flush()
        delegation_id = delegation.id or 0
        session.execute(
            sa.text("UPDATE delegation SET wishes = :wishes WHERE id = :id"),
            {"wishes": json.dumps(OLD_WISHES), "id": delegation_id},
        )
        session.execute(
            sa.text(
                "INSERT INTO programme (delegation_id, rank, plan, composed_at)"
                " VALUES (:id, 1, :plan, '2026-11-23 09:00:00.000000')"
            ),
            {"plan": json.dumps(OLD_PLAN), "id": delegation_id},
        )
        return delegation_id


def test_wishes_and_plans_of_the_first_version_still_load(database_url: str) -> None:
    database = Database(database_url)
    delegation_id = _stored(database)

    with database.reading() as session:
        delegation = find_delegation(session, delegation_id)
        plan = list_programmes(session, delegation_id)[0].plan
    database.engine.dispose()

    assert delegation is not None
    wishes, usual = delegation.wishes, some_wishes()
    assert (wishes.message, wishes.must_sees) == ("Welcome", (1,))
    assert (wishes.hearts, wishes.latest_start, wishes.groups_apart) == (
        usual.hearts,
        usual.latest_start,
        usual.groups_apart,
    )
    assert (plan.outcome, plan.reason.kind) == (Outcome.PROVEN, ReasonKind.BEST_FIT)
    assert (plan.seed, plan.limit, plan.input_hash) == (0, 400000, "0" * 64)
    assert plan.stops == (
        PlannedStop(
            span=plan.stops[0].span,
            choice="sustainable-industrial-environments",
            contact="1",
            language="en",
            format=Format.ONLINE,
        ),
    )
    assert plan.stops[0].span.minutes == 45


def test_stops_and_offers_of_the_first_version_have_what_is_usual(database_url: str) -> None:
    database = Database(database_url)
    with database.engine.connect() as connection:
        columns = {
            f"{table}.{column['name']}": column["default"]
            for table in ("offer", "stop", "contact")
            for column in sa.inspect(connection).get_columns(table)
            if column["default"] is not None
        }
    database.engine.dispose()

    assert set(columns) >= {
        "offer.depth",
        "offer.is_together",
        "stop.groups",
        "stop.is_pinned",
        "contact.is_busy_known",
    }
