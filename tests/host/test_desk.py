"""A host's desk: how one comes in, and the visits that stand there."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.actions.desk import MOST_ASKED_FROM_ONE, MOST_SENT_TO_ONE, answer_desk_asks
from app.actions.housekeeping import tidy
from app.actions.transaction import transaction
from app.persistence import tables
from app.persistence.desk import find_contacts
from app.persistence.records import Purpose
from app.world import World
from tests.conftest import FakeClock
from tests.delegation.asked import errors_on
from tests.delegation.followed import NO, YES, Followed, a_followed_visit, text_of
from tests.host.desk_cast import (
    ADVISER,
    LEAD,
    AtDesk,
    changes_of,
    contact_of,
    desk_token,
    hidden,
    mails_to_desks,
    token_in_force,
)
from tests.test_access_matrix import signed_in
from visits.catalogue import Contact
from visits.language import Language
from visits.request import Answer, AnswerKind, Colleague
from visits.wording import Wording

ASK = "/en/desk"
UNKNOWN = "nobody@example.org"


def ask_for(client: FlaskClient, email: str) -> tuple[int, bytes, str, bytes]:
    """Asks for a link; all that can be seen of the answer."""
    sent = client.post(ASK, data={**hidden(client.get(ASK)), "email": email})
    page = client.get(sent.location) if sent.location else sent
    return sent.status_code, sent.data, sent.location, page.data


@pytest.fixture
def desk(client: FlaskClient, world: World) -> AtDesk:
    return AtDesk(client, desk_token(world))


def test_known_and_unknown_address_get_the_same_answer(client: FlaskClient, world: World) -> None:
    known, unknown = ask_for(client, LEAD), ask_for(client, UNKNOWN)

    nonce = re.compile(rb"nonce-[\w-]+|csrf[^>]*")
    assert nonce.sub(b"", known[3]) == nonce.sub(b"", unknown[3])
    assert known[:3] == unknown[:3]
    assert known[0] == 303


def test_asking_does_the_same_whether_the_address_is_known(
    client: FlaskClient, world: World
) -> None:
    for email in (LEAD, UNKNOWN):
        ask_for(client, email)

    with world.database.reading() as session:
        asked = session.execute(sa.select(tables.desk_ask.c.email)).scalars().all()
    assert list(asked) == [LEAD, UNKNOWN]
    assert mails_to_desks(world) == []


def test_link_is_mailed_to_whoever_is_known_whatever_the_case(
    client: FlaskClient, world: World
) -> None:
    for email in (UNKNOWN, LEAD.upper()):
        ask_for(client, email)

    answered = answer_desk_asks(world, now=world.clock())

    mails = mails_to_desks(world)
    assert (answered, [one.recipient for one in mails]) == (2, [LEAD])
    body = (mails[0].body or b"").decode().replace("=\r\n", "")
    token = token_in_force(world, Purpose.DESK)
    assert f"/sv/desk/{token}" in body
    assert client.get(f"/sv/desk/{token}").status_code == 200
    assert answer_desk_asks(world, now=world.clock()) == 0


def test_asking_again_repeats_the_link_and_ends_none(
    client: FlaskClient, world: World, desk: AtDesk
) -> None:
    ask_for(client, LEAD)
    answer_desk_asks(world, now=world.clock())

    assert token_in_force(world, Purpose.DESK) == desk.key
    assert desk.get().status_code == 200


def test_one_address_gets_few_mails_and_the_answer_stays_the_same(
    client: FlaskClient, world: World, clock: FakeClock
) -> None:
    answers = {ask_for(client, LEAD)[:3] for _ in range(MOST_SENT_TO_ONE + 2)}
    answer_desk_asks(world, now=world.clock())

    assert len(answers) == 1
    assert len(mails_to_desks(world)) == MOST_SENT_TO_ONE
    clock.go_on(minutes=20)
    ask_for(client, LEAD)
    answer_desk_asks(world, now=world.clock())
    assert len(mails_to_desks(world)) == MOST_SENT_TO_ONE + 1


def test_one_place_that_asks_too_often_takes_a_pause(client: FlaskClient, world: World) -> None:
    codes = [ask_for(client, f"a{number}@example.org")[0] for number in range(22)]

    assert codes == [303] * MOST_ASKED_FROM_ONE + [429] * 2


NO_ADDRESS = "Write one email address, such as name@example.org."
WRONG = {
    "": "Write your email address.",
    "project-lead": NO_ADDRESS,
    "a@example.org, b@example.org": NO_ADDRESS,
    "<script>@example.org": NO_ADDRESS,
    "x" * 300 + "@example.org": NO_ADDRESS,
}


def test_what_is_no_address_is_told_and_stays(client: FlaskClient) -> None:
    token = hidden(client.get(ASK))

    pages = {typed: client.post(ASK, data={**token, "email": typed}) for typed in WRONG}

    for typed, page in pages.items():
        assert (page.status_code, WRONG[typed] in errors_on(page)) == (422, True)
        assert typed.replace("<", "&lt;").replace(">", "&gt;") in page.text


def test_link_that_does_not_work_explains_itself_and_tells_nothing(client: FlaskClient) -> None:
    keys = ("A" * 43, "x", "contact-1", "contact-0", "contact-99999999999")

    pages = [
        client.get(f"/en/desk/{key}{page}") for key in keys for page in ("", "/about", "/offers")
    ]

    assert {page.status_code for page in pages} == {404}
    for page in pages:
        assert "This link to a desk no longer works" in text_of(page)
        assert 'action="/en/desk"' in page.text
        assert "Umeå Energi" not in page.text


def test_older_links_end_on_request_and_a_new_one_is_mailed(world: World, desk: AtDesk) -> None:
    sent = desk.press("/link", opened="")

    new = token_in_force(world, Purpose.DESK)
    assert sent.location == f"/en/desk/{new}"
    assert new != desk.key
    assert (desk.get().status_code, desk.client.get(sent.location).status_code) == (404, 200)
    assert [one.recipient for one in mails_to_desks(world)] == [LEAD]
    assert changes_of(world) == [("links_ended", "host", "Umeå Energi", ())]


def test_link_of_another_purpose_opens_no_desk(
    client: FlaskClient, world: World, desk: AtDesk
) -> None:
    desk.press("/feed", opened="")

    feed = token_in_force(world, Purpose.FEED)

    assert client.get(f"/en/desk/{feed}").status_code == 404


def test_link_ends_after_a_year(world: World, clock: FakeClock, desk: AtDesk) -> None:
    clock.go_on(days=364)
    tidy(world, now=clock())
    assert desk.get().status_code == 200

    clock.go_on(days=2)
    tidy(world, now=clock())

    assert desk.get().status_code == 404
    assert desk_token(world) != desk.key


def test_feed_has_an_address_that_can_be_renewed(world: World, desk: AtDesk) -> None:
    assert "Make an address" in text_of(desk.get())

    desk.press("/feed", opened="")
    first = token_in_force(world, Purpose.FEED)
    assert f"http://localhost/feed/{first}.ics" in desk.get().text
    assert desk.client.get(f"/feed/{first}.ics").status_code == 200
    desk.press("/feed", opened="")

    assert token_in_force(world, Purpose.FEED) not in (None, first)
    assert desk.client.get(f"/feed/{first}.ics").status_code == 404


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    visit = a_followed_visit(world, clock, client)
    visit.choose()
    return visit


def asked_desk(visit: Followed, number: int = 0) -> AtDesk:
    """The desk of the contact who is asked for one of the visit's stops."""
    return AtDesk(
        visit.client, desk_token(visit.world, visit.requests()[number].stop.contact.email)
    )


def test_visit_that_waits_stands_with_all_that_is_needed_to_answer(visit: Followed) -> None:
    desk = asked_desk(visit)

    text = text_of(desk.get())

    for said in ("Waiting for your answer (1)", "Kokkola Industrial Park, Finland", "50 people"):
        assert said in text
    assert "Their time:" in text
    link = re.search(r'href="(/en/answer/[\w-]{43})"', desk.get().text)
    assert link is not None
    assert visit.client.get(link[1]).status_code == 200


def test_confirmed_visit_is_coming_and_past_after_its_day(
    visit: Followed, clock: FakeClock
) -> None:
    desk = asked_desk(visit)
    visit.answer(visit.requests()[0], YES)

    coming = text_of(desk.get())
    clock.go_on(days=90)
    past = text_of(desk.get())

    assert "Coming (1)" in coming
    assert "Change your answer" in coming
    assert "Past visits (1)" in past
    assert "Change your answer" not in past


def test_others_and_declined_visits_do_not_stand_at_the_desk(visit: Followed) -> None:
    first = visit.requests()[0]
    desk = asked_desk(visit)
    contacts = {one.stop.contact.email for one in visit.requests()}
    idle = next(
        one
        for one in (
            LEAD,
            ADVISER,
            "analyst.viable-business-hub@example.org",
            "talent.ornskoldsvik@example.org",
            "pilot-hall.rise-processum@example.org",
        )
        if one not in contacts
    )

    visit.answer(first, NO)

    assert "No visits right now" in text_of(
        AtDesk(visit.client, desk_token(visit.world, idle)).get()
    )
    assert "Waiting for your answer" not in text_of(desk.get())


def test_coordinator_of_the_office_opens_the_desk_and_acts_under_its_role(
    app: Flask, world: World
) -> None:
    key = f"contact-{contact_of(world, LEAD).id}"
    assert AtDesk(app.test_client(), key).get().status_code == 404
    desk = AtDesk(signed_in(app, "north"), key)

    page = desk.get()
    desk.press("/link", opened="")

    assert page.status_code == 200
    assert "as a coordinator" in text_of(page)
    assert "in your own calendar" not in text_of(page)
    assert desk.press("/feed", opened="").status_code == 404
    assert changes_of(world) == [("links_ended", "coordinator", "Regional office North", ())]


def test_coordinator_of_another_office_gets_no_desk(app: Flask, world: World) -> None:
    desk = AtDesk(signed_in(app, "south"), f"contact-{contact_of(world, LEAD).id}")

    assert desk.get().status_code == 404


def test_colleague_who_was_only_asked_sees_its_visits_and_changes_nothing_else(
    client: FlaskClient, world: World
) -> None:
    colleague = "colleague.umea-energi@example.org"
    with transaction(world, now=world.clock()) as tx:
        lead = find_contacts(tx.session, LEAD)[0]
        asked = Contact(
            host=lead.host, role=Wording(en="Colleague"), email=colleague, language=Language.SV
        )
        tx.session.add(asked)
    desk = AtDesk(client, desk_token(world, colleague))

    text = desk.get().text

    assert "No visits right now" in text
    assert "/about" not in text
    assert "/offers" not in text
    assert {desk.get(page).status_code for page in ("/about", "/offers")} == {404}


def test_colleague_answers_at_its_own_desk_what_was_handed_on(visit: Followed) -> None:
    request = visit.requests()[0]
    first = asked_desk(visit)
    other = next(one for one in (LEAD, ADVISER) if one != request.stop.contact.email)
    to = Answer(AnswerKind.HAND_ON, colleague=Colleague(email=other))
    visit.answer(request, to)

    page = AtDesk(visit.client, desk_token(visit.world, other)).get()

    assert "Waiting for your answer (1)" in text_of(page)
    assert "asks you to take it." in text_of(page)
    assert "You have asked" in text_of(first.get())
    link = re.search(r'href="(/en/answer/[\w-]{43})"', page.text)
    own = re.search(r'href="(/en/answer/[\w-]{43})"', first.get().text)
    assert link is not None
    assert own is not None
    assert link[1] != own[1]
    assert visit.client.get(link[1]).status_code == 200


def test_coordinator_at_the_desk_answers_on_the_page_of_the_office(
    app: Flask, visit: Followed
) -> None:
    request = visit.requests()[0]
    desk = AtDesk(signed_in(app, "north"), f"contact-{request.stop.contact.id}")

    link = re.search(r'href="(/en/staff/visits/[^"]+/answer)"', desk.get().text)

    assert link is not None
    assert desk.client.get(link[1]).status_code == 200
    assert "/en/answer/" not in desk.get().text
