"""What people who come into a delegation and leave it are told, and what the others are not."""

from collections import Counter
from email import message_from_bytes

import pytest
import sqlalchemy as sa

from app.actions.cancel import cancel_visit
from app.actions.joining import confirm_joining
from app.actions.participants import change_person, leave_visit, move_people, remove_people
from app.actions.untold import tell_untold
from app.persistence import tables
from app.persistence.outbox import list_mails
from app.persistence.records import OutboxMail
from app.world import World
from tests.actions.story import A_DELEGATION, all_confirm, chosen, itinerary_of, told
from tests.actions.test_calendars import event_of, mails_to
from tests.actions.test_participants import (
    ANNA,
    BO,
    KIP,
    a_person,
    add,
    ask,
    id_of,
    kinds_to,
    people,
    rows_about,
    stops_for,
    visit,
    with_known_token,
)
from tests.builders import an_inquiry
from tests.conftest import FakeClock
from visits.errors import InvalidValue, NotAllowedNow
from visits.language import Language

__all__ = ["visit"]


def finish(world: World) -> None:
    """The worker tells what a page did not wait for."""
    while tell_untold(world, now=world.clock()):
        pass


def test_people_are_invited_to_the_stops_of_their_group(world: World, visit: int) -> None:
    add(world, visit, a_person(), a_person(BO, group="Environment and energy"))

    own, others = stops_for(world, visit), stops_for(world, visit, BO)
    assert own != others
    for email, uids in ((ANNA, own), (BO, others)):
        events = [event_of(one) for one in mails_to(world, visit, email)]
        assert {str(one["UID"]) for one in events if one is not None} == uids


def test_mails_name_nobody_else_and_lead_to_the_own_page(world: World, visit: int) -> None:
    add(world, visit, a_person(), a_person(BO))

    for mail in mails_to(world, visit, ANNA):
        parts = message_from_bytes(mail.body or b"").walk()
        said = b"".join(part.get_payload(decode=True) or b"" for part in parts)  # type: ignore[misc]
        assert b"/sv/participant/" in said
        assert BO.encode() not in said
        assert KIP.encode() not in said


def test_who_is_there_is_not_added_again(world: World, visit: int) -> None:
    added = add(world, visit, a_person(), a_person(ANNA.upper(), name="Other"))
    again = add(world, visit, a_person(name="Third"))

    assert (added, again) == (1, 0)
    assert [one.name for one in people(world, visit)] == ["Engineer"]
    assert told(world, visit).count("participants_added") == 1


def test_nobody_is_told_before_the_programme_is_out(world: World) -> None:
    delegation_id = chosen(world)
    add(world, delegation_id, a_person(group=""))
    before = kinds_to(world, delegation_id)
    all_confirm(world, delegation_id)
    finish(world)

    stops = len(itinerary_of(world, delegation_id).standing)
    assert before == Counter()
    assert kinds_to(world, delegation_id) == Counter({"invitation": stops})


def test_who_comes_back_hears_a_higher_sequence(world: World, visit: int) -> None:
    add(world, visit, a_person())
    leave_visit(world, delegate_id=id_of(world, visit), now=world.clock())
    gone = mails_to(world, visit, ANNA)
    add(world, visit, a_person())

    heard: dict[str, int] = {}
    for mail in gone:
        event = event_of(mail)
        assert event is not None
        heard[str(event["UID"])] = max(heard.get(str(event["UID"]), 0), int(event["SEQUENCE"]))
    back = [event_of(one) for one in mails_to(world, visit, ANNA)[len(gone) :]]
    assert {str(one["UID"]): int(one["SEQUENCE"]) > heard[str(one["UID"])] for one in back if one}
    assert all(int(one["SEQUENCE"]) > heard[str(one["UID"])] for one in back if one)


def test_nobody_else_hears_of_people_who_come_and_go(world: World, visit: int) -> None:
    with world.database.reading() as session:
        before = len(list_mails(session, visit))

    add(world, visit, a_person())
    leave_visit(world, delegate_id=id_of(world, visit), now=world.clock())

    with world.database.reading() as session:
        after = list_mails(session, visit)[before:]
    assert {one.recipient for one in after} == {ANNA}
    assert all(one.is_bulk and one.is_to_participant for one in after)


def test_removed_people_are_told_and_others_stay(world: World, visit: int) -> None:
    add(world, visit, a_person(), a_person(BO))
    ids = [id_of(world, visit), 999]

    removed = remove_people(world, ids, delegation_id=visit, now=world.clock())

    assert removed == 1
    assert kinds_to(world, visit)["let_go"] == kinds_to(world, visit)["invitation"]
    assert "let_go" not in kinds_to(world, visit, BO)


def test_people_of_another_visit_are_out_of_reach(world: World, visit: int) -> None:
    other = chosen(world, an_inquiry(contact_email="other@example.org"))
    add(world, other, a_person(group=""))
    ids = [id_of(world, other)]

    assert remove_people(world, ids, delegation_id=visit, now=world.clock()) == 0
    assert move_people(world, ids, delegation_id=visit, group="ICT", now=world.clock()) == 0


def test_new_language_reaches_the_calendar(world: World, visit: int) -> None:
    add(world, visit, a_person())
    invited = kinds_to(world, visit)

    person = a_person(language=Language.FI, zone="Asia/Tokyo")
    change_person(world, person, delegate_id=id_of(world, visit), now=world.clock())

    assert kinds_to(world, visit) == invited + Counter({"updated": invited["invitation"]})


def test_group_there_is_not_is_refused(world: World, visit: int) -> None:
    with pytest.raises(InvalidValue):
        add(world, visit, a_person(group="<b>"))
    with pytest.raises(InvalidValue):
        move_people(world, [1], delegation_id=visit, group="<b>", now=world.clock())


def test_visit_that_is_off_or_over_takes_nobody(world: World, visit: int, clock: FakeClock) -> None:
    off = chosen(world, an_inquiry(contact_email="other@example.org"))
    cancel_visit(world, delegation_id=off, by=A_DELEGATION, now=world.clock())
    clock.now = itinerary_of(world, visit).standing[-1].span.ends_at

    for delegation_id in (off, visit):
        with pytest.raises(NotAllowedNow):
            add(world, delegation_id, a_person(group=""))


def test_joining_changes_what_was_known_before(
    world: World, visit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = with_known_token(monkeypatch)
    add(world, visit, a_person(ANNA.upper()))
    ask(world, visit, a_person(name="New", language=Language.FI, zone="Asia/Tokyo"))

    confirm_joining(world, token, now=world.clock())

    (one,) = people(world, visit)
    assert (one.name, one.email, one.language) == ("New", ANNA.upper(), Language.FI)


def test_timeline_names_no_participant(world: World, visit: int) -> None:
    add(world, visit, a_person())
    with world.database.reading() as session:
        mail = session.scalars(sa.select(OutboxMail).where(tables.outbox.c.recipient == ANNA))
        assert mail.first() is not None

    leave_visit(world, delegate_id=id_of(world, visit), now=world.clock())

    assert "entry" not in rows_about(world, ANNA) | rows_about(world, "Engineer")


def test_people_removed_in_a_crowd_are_forgotten_once_they_are_told(
    world: World, visit: int
) -> None:
    crowd = [a_person(f"p{number}.kip@example.org") for number in range(40)]
    add(world, visit, *crowd)
    finish(world)
    ids = [one.id or 0 for one in people(world, visit)]

    remove_people(world, ids, delegation_id=visit, now=world.clock())
    finish(world)

    for one in crowd:
        kinds = kinds_to(world, visit, one.email)
        assert kinds["invitation"] == kinds["let_go"] > 0
        assert rows_about(world, one.email) == {"outbox"}
