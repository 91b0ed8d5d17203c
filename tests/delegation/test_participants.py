"""A delegation gives its people's addresses; each has a page of their own, and a way out."""

import re
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.actions.mailbox import mailbox_deliverer
from app.actions.participants import Person, add_people
from app.actions.send import Worker, send_some
from app.actions.transaction import transaction
from app.actions.untold import tell_untold
from app.persistence import tables
from app.persistence.capabilities import find_token
from app.persistence.invitations import list_delegates
from app.persistence.outbox import list_mails
from app.persistence.readiness import find_offer_needs
from app.persistence.readiness_records import OfferNeeds
from app.persistence.records import OutboxMail, Purpose
from app.world import World
from tests.builders import KIP_GROUPS, some_wishes
from tests.conftest import SECRET_KEY, FakeClock
from tests.delegation.asked import errors_on
from tests.delegation.followed import Followed, a_followed_visit, counted_queries, text_of
from tests.pages_said import shown
from tests.staff.desk import Desk
from tests.test_hostile_input import MARKUP
from tests.tokens import token_of
from visits.catalogue import Format
from visits.delegation import Delegate
from visits.language import Language
from visits.readiness import Needs

PEOPLE = "/participants"
ANNA, BO = "anna.kip@example.org", "bo.kip@example.org"
LIST = f"Engineer <{ANNA}>; ICT\nHead of office, {BO}, Environment and energy"


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    apart = {"wishes": some_wishes(groups_apart=True), "groups": KIP_GROUPS[:2], "size": 22}
    visit = a_followed_visit(world, clock, client, **apart)
    visit.choose()
    visit.publish()
    return visit


def listed(visit: Followed) -> list[tuple[str, str, str, Language]]:
    with visit.world.database.reading() as session:
        found = list_delegates(session, visit.delegation_id)
        return [(one.name, one.email, one.group, one.language) for one in found]


def persons(visit: Followed) -> list[Delegate]:
    with visit.world.database.reading() as session:
        found = list_delegates(session, visit.delegation_id)
        for one in found:
            assert one.delegation.node.id
        return found


def check(visit: Followed, people: str = "", **more: Any) -> TestResponse:
    """Sends a list as the page's form would."""
    page = visit.get(PEOPLE).text
    data = {"csrf_token": token_of(page), "people": people, "do": "check", "spoken": "sv"}
    data |= {"zone": "Europe/Helsinki", **more}
    return visit.client.post(visit.address(PEOPLE), data=data)


def save(visit: Followed, page: TestResponse, **changes: Any) -> TestResponse:
    """Presses the button of the check page that adds people, with its form as it stands."""
    found = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page.text)
    data: dict[str, Any] = {"csrf_token": token_of(page.text), "do": "save"}
    data |= {name: value.replace("&#34;", '"').replace("&#39;", "'") for name, value in found}
    typed = re.search(r'<textarea[^>]*name="people"[^>]*>\s*(.*?)</textarea>', page.text, re.S)
    data |= {"people": typed[1] if typed else "", **changes}
    return visit.client.post(visit.address(PEOPLE), data=data)


def add(visit: Followed, *emails: str, group: str = "") -> None:
    people = [
        Person(name="", email=one, group=group, language=Language.SV, zone="Europe/Helsinki")
        for one in emails
    ]
    add_people(visit.world, people, delegation_id=visit.delegation_id, now=visit.clock())


def own_page(visit: Followed, email: str = ANNA, page: str = "") -> str:
    """The address of somebody's own page, as their mails have it."""
    while tell_untold(visit.world, now=visit.clock()):
        pass
    one = next(one for one in persons(visit) if one.email == email)
    with visit.world.database.reading() as session:
        token = find_token(session, Purpose.PARTICIPANT, one, secret_key=SECRET_KEY)
    return f"/en/participant/{token}{page}"


def mails_to(visit: Followed, email: str) -> list[OutboxMail]:
    with visit.world.database.reading() as session:
        return [one for one in list_mails(session, visit.delegation_id) if one.recipient == email]


# Adding people.


def test_list_is_shown_before_anybody_is_added(visit: Followed) -> None:
    page = check(visit, LIST)

    assert page.status_code == 200
    assert "2 people would be added" in page.text
    assert "Add 2 people" in page.text
    assert listed(visit) == []


def test_checked_list_is_taken(visit: Followed) -> None:
    page = save(visit, check(visit, LIST))

    assert page.status_code == 303
    assert listed(visit) == [
        ("Engineer", ANNA, "ICT", Language.SV),
        ("Head of office", BO, "Environment and energy", Language.SV),
    ]
    assert "2 people were added." in visit.get(PEOPLE).text


def test_file_is_taken_instead_of_what_is_typed(visit: Followed) -> None:
    content = f"Namn;E-post;Grupp;Språk\nIngenjör;{ANNA};ict;finska".encode("utf-16")

    save(visit, check(visit, "ignored", file=(BytesIO(content), "deltagare.csv")))

    assert listed(visit) == [("Ingenjör", ANNA, "ICT", Language.FI)]


def test_good_lines_are_saved_while_bad_ones_stay_to_be_mended(visit: Followed) -> None:
    checked = check(visit, f"Anna;{ANNA};ICT\nBo;bo(at)example.org;ICT")
    left = save(visit, checked)

    assert "Line 2, “Bo;bo(at)example.org;ICT”: there is no email address." in text_of(checked)
    assert [one[1] for one in listed(visit)] == [ANNA]
    assert "Bo;bo(at)example.org;ICT</textarea>" in left.text
    assert ANNA not in left.text

    save(visit, left, people=f"Bo;{BO};ICT")
    assert [one[1] for one in listed(visit)] == [ANNA, BO]


def test_bad_lines_of_a_file_stay_below_their_columns(visit: Followed) -> None:
    left = save(visit, check(visit, f"Etunimi,Sukunimi,Sähköposti\nBo,Ek,bo(at)kip\nA,E,{ANNA}"))

    assert "Etunimi,Sukunimi,Sähköposti\nBo,Ek,bo(at)kip</textarea>" in left.text


def test_unknown_group_is_repaired_once_for_everybody_in_it(visit: Followed) -> None:
    page = check(visit, f"{ANNA}; IT\n{BO}; IT\nkim.kip@example.org")
    untouched = save(visit, page, **{"group-1": "?"})
    save(visit, page, **{"group-1": "ICT"})

    assert page.text.count('name="unknown-') == 1
    assert "“IT” means" in page.text
    assert untouched.status_code == 200
    assert [(one[1], one[2]) for one in listed(visit)] == [
        ("kim.kip@example.org", "*"),
        (ANNA, "ICT"),
        (BO, "ICT"),
    ]


def test_group_that_was_not_offered_is_not_taken(visit: Followed) -> None:
    page = check(visit, f"{ANNA}; IT")

    save(visit, page, **{"group-1": "<b>"})

    assert listed(visit) == []


def test_address_counts_once_and_who_is_listed_stays(visit: Followed) -> None:
    add(visit, ANNA, group="ICT")

    page = check(visit, f"{ANNA.upper()}; Environment and energy\n{BO}\n{BO.upper()}")
    save(visit, page)

    assert "1 address is on your list already" in page.text
    assert "1 address comes twice" in page.text
    assert [(one[1], one[2]) for one in listed(visit)] == [(ANNA, "ICT"), (BO, "*")]


def test_more_people_than_were_told_of_get_a_notice(visit: Followed) -> None:
    add(visit, *(f"p{number}.kip@example.org" for number in range(22)))
    before = visit.get(PEOPLE).text
    add(visit, ANNA)

    assert "you told the hosts" not in before
    assert "There are 23 people on your list, but you told the hosts that 22 come" in text_of(
        visit.get(PEOPLE)
    )


UNTAKEN: list[tuple[dict[str, Any], str]] = [
    ({}, "Write or choose a list of people."),
    ({"people": "\n".join([ANNA] * 501)}, "Those are too many: give 500 people at most"),
    ({"kept": "\n".join([ANNA] * 501)}, "Those are too many: give 500 people at most"),
    ({"file": (b"x" * 2001, "a.csv")}, "The file is larger than 512 kB."),
    ({"file": (b"PK\x03\x04\0\0\0", "a.xlsx")}, "The file is no list of text."),
    ({"people": ANNA, "spoken": "klingon"}, "Choose one from the list."),
    ({"people": ANNA, "zone": "../../etc/passwd"}, "Choose one from the list."),
    ({"people": ANNA, "zone": "UTC\0"}, "Choose one from the list."),
]


def test_list_that_cannot_be_taken_is_told(
    visit: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.delegation.participants.LARGEST_FILE", 2000)
    for sent, sentence in UNTAKEN:
        content, name = sent.get("file", (b"", ""))
        page = check(visit, **{**sent, "file": (BytesIO(content), name)})

        assert (page.status_code, len(errors_on(page))) == (422, 1), sent
        assert errors_on(page)[0].startswith(sentence)
    assert listed(visit) == []


def test_hostile_list_is_only_text(visit: Followed) -> None:
    texts = (MARKUP, f"{MARKUP}; {ANNA}", "a\0b", '"' * 5000, "\ufeff", "@" * 3000, "é" * 60_000)

    pages = [check(visit, text) for text in texts]

    assert [page.status_code for page in pages] == [200, 200, 200, 200, 422, 200, 200]
    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


def test_visit_that_is_off_takes_nobody(visit: Followed) -> None:
    page = visit.get(PEOPLE).text
    visit.post("/cancel")
    data = {"csrf_token": token_of(page), "people": LIST, "do": "save", "spoken": "sv"}

    sent = visit.client.post(visit.address(PEOPLE), data={**data, "zone": "Europe/Helsinki"})

    assert sent.status_code == 303
    assert "the visit is over or cancelled" in visit.get(PEOPLE).text
    assert listed(visit) == []


# Moving and removing them.


def change(visit: Followed, do: str, *emails: str, **more: Any) -> TestResponse:
    ids = [str(one.id) for one in persons(visit) if one.email in emails]
    data = {"csrf_token": token_of(visit.get(PEOPLE).text), "do": do, "who": ids, "group": "ICT"}
    return visit.client.post(visit.address(f"{PEOPLE}/change"), data={**data, **more})


def test_people_are_moved_and_removed(visit: Followed) -> None:
    add(visit, ANNA, BO, group="*")

    moved = change(visit, "move", ANNA)
    change(visit, "remove", BO)

    assert moved.status_code == 303
    assert [(one[1], one[2]) for one in listed(visit)] == [(ANNA, "ICT")]


def test_nobody_is_moved_who_is_not_on_the_list(visit: Followed) -> None:
    add(visit, ANNA)

    for who in ([], ["99999"], ["1 OR 1=1"], ["-1"], ["\0"]):
        page = change(visit, "remove", who=who)

        assert (page.status_code, len(errors_on(page))) == (422, 1)
    assert len(listed(visit)) == 1


def test_page_asks_as_often_for_five_hundred_people(visit: Followed) -> None:
    add(visit, ANNA)
    with counted_queries(visit.world) as few:
        visit.get(PEOPLE)
    add(visit, *(f"p{number}.kip@example.org" for number in range(499)))
    with counted_queries(visit.world) as many:
        page = visit.get(PEOPLE)

    assert len(few) == len(many) <= 15
    assert "500 participants" in page.text


# Joining by the link.


def joining(visit: Followed) -> str:
    """The address of the page for joining, after the delegation has made a link."""
    token = token_of(visit.get(PEOPLE).text)
    visit.client.post(visit.address(f"{PEOPLE}/link"), data={"csrf_token": token})
    found = re.search(r'value="http://localhost/fi(/join/[^"]+)"', visit.get(PEOPLE).text)
    assert found is not None
    return f"/en{found[1]}"


NEW = {
    "name": "Engineer",
    "email": ANNA,
    "group": "ICT",
    "spoken": "fi",
    "zone": "Asia/Tokyo",
}


def ask(visit: Followed, address: str, **changes: str) -> TestResponse:
    token = token_of(visit.client.get(address).text)
    return visit.client.post(address, data={"csrf_token": token, **NEW, **changes})


def confirming(visit: Followed, email: str = ANNA) -> list[str]:
    """The links that were mailed to an address, to confirm it by."""
    with visit.world.database.reading() as session:
        query = sa.select(OutboxMail).where(
            tables.outbox.c.kind == "join_confirm", tables.outbox.c.recipient == email
        )
        bodies = [(one.body or b"").decode() for one in session.scalars(query)]
    found = [re.search(r"/fi/join/confirm/[\w-]{43}", one.replace("=\r\n", "")) for one in bodies]
    return [one[0] for one in found if one]


def press(visit: Followed, address: str) -> TestResponse:
    token = token_of(visit.client.get(address).text)
    return visit.client.post(address, data={"csrf_token": token})


def test_nobody_takes_part_before_the_address_is_confirmed(visit: Followed) -> None:
    sent = ask(visit, joining(visit))
    before = listed(visit)
    (link,) = confirming(visit)
    confirmed = press(visit, link)

    assert (sent.status_code, sent.location) == (303, "/en/join/sent")
    assert before == []
    assert listed(visit) == [("Engineer", ANNA, "ICT", Language.FI)]
    assert confirmed.status_code == 303
    assert visit.client.get(confirmed.location).status_code == 200


def test_link_in_the_mail_lets_in_once_and_for_three_days(
    visit: Followed, clock: FakeClock
) -> None:
    address = joining(visit)
    ask(visit, address)
    ask(visit, address, email=BO)
    (used,), (old,) = confirming(visit), confirming(visit, BO)
    press(visit, used)
    clock.go_on(days=3)

    assert [visit.client.get(one).status_code for one in (used, old)] == [404, 404]
    assert [one[1] for one in listed(visit)] == [ANNA]


def test_answer_is_the_same_for_known_and_unknown_addresses(visit: Followed) -> None:
    add(visit, ANNA)
    address = joining(visit)

    known, unknown = ask(visit, address), ask(visit, address, email=BO)

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert known.data == unknown.data
    assert len(confirming(visit)) == len(confirming(visit, BO)) == 1


def test_mail_to_confirm_has_nothing_a_stranger_typed(visit: Followed) -> None:
    ask(visit, joining(visit), name="Win at evil.example.org")
    with visit.world.database.reading() as session:
        (mail,) = session.scalars(
            sa.select(OutboxMail).where(tables.outbox.c.kind == "join_confirm")
        )

    assert b"evil" not in (mail.body or b"")


def test_one_address_is_written_to_three_times_a_day(visit: Followed, clock: FakeClock) -> None:
    address = joining(visit)

    codes = [ask(visit, address).status_code for _ in range(5)]
    soon = len(confirming(visit))
    clock.go_on(days=1, minutes=1)
    ask(visit, address)

    assert codes == [303] * 5
    assert (soon, len(confirming(visit))) == (3, 4)


def test_one_place_may_not_ask_for_ever(visit: Followed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.actions.joining.MOST_FROM_ONE", 2)
    address = joining(visit)

    codes = [
        ask(visit, address, email=f"p{number}.kip@example.org").status_code for number in range(3)
    ]

    assert codes == [303, 303, 429]


def test_link_can_be_made_anew_and_ended(visit: Followed) -> None:
    first = joining(visit)
    second = joining(visit)
    is_first_open = visit.client.get(first).status_code
    is_second_open = visit.client.get(second).status_code
    token = token_of(visit.get(PEOPLE).text)
    visit.client.post(visit.address(f"{PEOPLE}/link"), data={"csrf_token": token, "end": "yes"})

    assert (is_first_open, is_second_open) == (404, 200)
    assert visit.client.get(second).status_code == 404


WRONG = [
    ({"email": "a@example.org, b@example.org"}, "Write one email address"),
    ({"email": "a@example.org\nBcc: b@example.org"}, "Write this on one line."),
    ({"email": ""}, "Write your email address."),
    ({"name": "\u200b"}, "Write your name."),
    ({"name": "a\0b"}, "Take out the characters that are not text"),
    ({"name": "\u202eb"}, "Take out the characters that are not text"),
    ({"group": "?"}, "Choose your group."),
    ({"group": "<b>"}, "Choose one from the list."),
    ({"zone": ""}, "Choose your time zone."),
    ({"zone": "Europe"}, "Choose one from the list."),
    ({"spoken": "x" * 300}, "Choose one from the list."),
]


def test_what_cannot_be_right_is_told_and_stays(visit: Followed) -> None:
    address = joining(visit)

    for typed, sentence in WRONG:
        page = ask(visit, address, **typed)

        assert (page.status_code, len(errors_on(page))) == (422, 1), typed
        assert errors_on(page)[0].startswith(sentence)
    assert confirming(visit) == []


def test_link_of_a_visit_that_is_off_says_so(visit: Followed) -> None:
    address = joining(visit)
    visit.post("/cancel")

    assert "Nobody can join any more" in visit.client.get(address).text


# Their own pages.


def test_own_page_has_the_stops_of_the_own_group_on_the_own_clock(visit: Followed) -> None:
    add(visit, ANNA, group="ICT")

    page = visit.client.get(own_page(visit))

    own = [one for one in visit.itinerary().standing if one.groups in ((), ("ICT",))]
    titles = [one.offer.title.in_language(Language.EN).text for one in own]
    others = [one for one in visit.itinerary().standing if one not in own]
    assert page.status_code == 200
    assert others
    assert all(shown(title) in page.text for title in titles)
    assert "Times are on your clock (Helsinki time)." in text_of(page)
    assert BO not in page.text


def test_own_page_leads_to_the_try_of_the_connection(visit: Followed) -> None:
    add(visit, ANNA, group="ICT")
    stop = next(one for one in visit.itinerary().standing if one.groups in ((), ("ICT",)))
    test_url = "https://meet.example.org/test"
    with transaction(visit.world, now=visit.clock()) as tx:
        stop = tx.session.merge(stop)
        stop.format = Format.ONLINE
        kept = find_offer_needs(tx.session, stop.offer.id or 0)
        if kept is not None:
            kept.needs = Needs(test_url=test_url)
        else:
            tx.session.add(OfferNeeds(offer=stop.offer, needs=Needs(test_url=test_url)))

    page = visit.client.get(own_page(visit)).text

    assert f'href="{test_url}">Try your connection' in page


def test_office_sees_how_many_take_part_and_not_who(visit: Followed) -> None:
    add(visit, ANNA, group="ICT")
    worker = Worker("test", mailbox_deliverer(visit.world))
    while send_some(visit.world, worker, most=50, now=visit.clock()):
        pass
    desk = Desk(visit.client, visit)
    desk.sign_in()

    page = visit.client.get(desk.page).text

    assert "1 participant on its list" in page
    assert "Participants were added." in page
    assert ANNA not in page


def test_own_details_are_changed(visit: Followed) -> None:
    add(visit, ANNA, group="ICT")
    address = own_page(visit)
    token = token_of(visit.client.get(address).text)
    typed = {"name": "Engineer", "group": "*", "spoken": "fi", "zone": "Asia/Tokyo"}

    page = visit.client.post(address, data={"csrf_token": token, **typed})

    assert (page.status_code, page.location) == (303, address.replace("/en/", "/fi/"))
    assert listed(visit) == [("Engineer", ANNA, "*", Language.FI)]


def test_address_cannot_be_changed_by_the_form(visit: Followed) -> None:
    add(visit, ANNA, group="ICT")
    address = own_page(visit)
    token = token_of(visit.client.get(address).text)

    visit.client.post(address, data={"csrf_token": token, **NEW, "email": BO})

    assert [one[1] for one in listed(visit)] == [ANNA]


def test_leaving_asks_first_and_then_everything_is_gone(visit: Followed) -> None:
    add(visit, ANNA)
    address = own_page(visit, page="/leave")
    asked = visit.client.get(address)
    gone = press(visit, address)

    assert "Leave the visit?" in asked.text
    assert (gone.status_code, gone.location) == (303, "/en/participant/left")
    assert listed(visit) == []
    assert visit.client.get(address).status_code == 404


def test_mail_program_leaves_by_one_click(visit: Followed) -> None:
    """RFC 8058: no cookie, no token against forgery, and no page to follow."""
    add(visit, ANNA)
    address = own_page(visit, page="/leave")
    stranger = visit.client.application.test_client()

    ignored = stranger.post(address, data={"List-Unsubscribe": "yes"})
    left = stranger.post(address, data={"List-Unsubscribe": "One-Click"})

    assert (ignored.status_code, left.status_code) == (422, 200)
    assert "Set-Cookie" not in left.headers
    assert listed(visit) == []


def test_link_of_one_kind_opens_no_other_page(visit: Followed) -> None:
    add(visit, ANNA)
    own = own_page(visit).rpartition("/")[2]
    joined = joining(visit).rpartition("/")[2]
    pages = ("visit", "join", "join/confirm", "participant")

    codes = {
        page: [
            visit.client.get(f"/en/{page}/{token}").status_code
            for token in (visit.token, joined, own, "A" * 43, "å" * 43, "x")
        ]
        for page in pages
    }

    assert codes == {
        "visit": [200, 404, 404, 404, 404, 404],
        "join": [404, 200, 404, 404, 404, 404],
        "join/confirm": [404] * 6,
        "participant": [404, 404, 200, 404, 404, 404],
    }
