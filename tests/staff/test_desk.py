"""A coordinator edits a programme: each button gives the next sketch, and saving keeps it."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.forms import LATE_FORM
from app.persistence.records import Actor, What
from app.staff.desk_text import instant_text
from app.world import World
from tests.conftest import FakeClock
from tests.delegation.asked import errors_on
from tests.delegation.followed import NO, Followed, a_followed_visit, counted_queries, text_of
from tests.staff.desk import Desk
from tests.tokens import token_of
from visits.itinerary import ItineraryState, StopState

DRAFT = re.compile(r'name="draft" value="([^"]+)"')


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    visit = a_followed_visit(world, clock, client)
    visit.choose()
    return visit


@pytest.fixture
def desk(client: FlaskClient, visit: Followed) -> Desk:
    desk = Desk(client, visit)
    desk.sign_in()
    return desk


def address(desk: Desk) -> str:
    return f"{desk.page}/edit"


def draft_of(page: TestResponse) -> str:
    found = DRAFT.search(page.text)
    assert found is not None
    return found[1]


def look(desk: Desk, draft: str = "", **asked: str) -> TestResponse:
    """The desk with a sketch, and with what was chosen on it."""
    return desk.client.get(address(desk), query_string={"draft": draft, **asked})


def pressed(desk: Desk, draft: str = "", **asked: str) -> str:
    """The sketch after a button."""
    response = look(desk, draft or draft_of(desk.get(address(desk))), **asked)
    assert response.status_code == 303, errors_on(response)
    assert response.location is not None
    return parse_qs(urlsplit(response.location).query)["draft"][0]


def save(desk: Desk, draft: str, **typed: str) -> TestResponse:
    """Saves a sketch from the page it was on."""
    token = token_of(look(desk, draft).text)
    return desk.client.post(
        address(desk), query_string={"draft": draft}, data={"csrf_token": token, **typed}
    )


def test_visit_page_leads_to_the_desk(desk: Desk) -> None:
    assert f'href="{address(desk)}"' in desk.get().text


def test_desk_shows_every_stop_in_both_zones(desk: Desk) -> None:
    text = text_of(desk.get(address(desk)))

    for stop in desk.visit.itinerary().standing:
        assert stop.offer.host.name in text
    assert "Helsinki time" in text
    assert "Nothing clashes." in text
    assert "Nothing is changed yet." in text


def test_desk_takes_few_queries(desk: Desk) -> None:
    draft = draft_of(desk.get(address(desk)))

    with counted_queries(desk.visit.world) as queries:
        look(desk, draft)

    assert len(queries) <= 15


def test_a_button_leads_to_the_stop_it_changed(desk: Desk) -> None:
    first = desk.visit.itinerary().standing[0]
    draft = draft_of(desk.get(address(desk)))

    response = look(desk, draft, do="pin", row="0")

    assert response.status_code == 303
    assert str(response.location).endswith(f"#stop-{first.id}")
    assert f"{first.id}.{instant_text(first.span.starts_at)}.p" in str(response.location)


def test_buttons_change_the_sketch_and_nothing_else(desk: Desk) -> None:
    before = desk.visit.itinerary().version, len(desk.entries())
    whole = draft_of(desk.get(address(desk)))

    pinned = pressed(desk, do="pin", row="0")
    later = pressed(desk, pinned, do="later", row="0")
    earlier = pressed(desk, later, do="earlier", row="0")
    without = pressed(desk, earlier, do="out", row="0")
    back = pressed(desk, without, do="back", row=str(whole.count("~") - 1))

    assert earlier == pinned != later
    assert without.endswith(".x")
    assert back == whole
    assert pressed(desk, pinned, do="unpin", row="0") == whole
    assert (desk.visit.itinerary().version, len(desk.entries())) == before


def test_a_clash_is_told_at_once_and_bars_saving(desk: Desk) -> None:
    first, second, *_ = desk.visit.itinerary().standing
    draft = pressed(desk, do="move", row="0", **{"to-0": instant_text(second.span.starts_at)})

    page = look(desk, draft)
    response = save(desk, draft, breaks_wishes="y")

    assert "It overlaps another stop." in text_of(page)
    assert "Save the programme" not in page.text
    assert response.status_code == 422
    assert errors_on(response) == [
        "The programme cannot be saved like this. See what clashes below."
    ]
    assert draft_of(response) == draft
    assert desk.visit.itinerary().standing[0].id == first.id


def test_the_price_is_told_before_saving(desk: Desk) -> None:
    last = desk.visit.itinerary().standing[-1]
    whole = draft_of(desk.get(address(desk)))
    draft = pressed(desk, do="out", row=str(whole.count("~") - 1))

    text = text_of(look(desk, draft))

    assert f"No longer asked: {last.offer.host.name}" in text
    assert "Nobody has to be asked." in text
    assert "It ends" in text
    assert re.search(r"Wishes met: \d+ % \(now 100 %\)", text)


def test_saving_puts_the_sketch_in_force_and_tells_who_did_it(desk: Desk) -> None:
    _, *others = desk.visit.itinerary().standing
    draft = pressed(desk, pressed(desk, do="out", row="0"), do="pin", row="0")

    response = save(desk, draft, breaks_wishes="y")

    assert (response.status_code, response.location) == (303, desk.page)
    standing = desk.visit.itinerary().standing
    assert [stop.id for stop in standing] == [stop.id for stop in others]
    assert [stop.is_pinned for stop in standing] == [True, *[False] * (len(others) - 1)]
    [entry] = [one for one in desk.entries() if one.what is What.EDITED]
    assert entry.actor is Actor.COORDINATOR
    assert "The programme was changed by hand." in text_of(desk.get())


def test_a_sketch_from_before_another_change_is_kept_on_top_of_it(desk: Desk) -> None:
    first, second, *_ = desk.visit.itinerary().standing
    draft = pressed(desk, do="pin", row="1")
    desk.press(f"{desk.page}/stops/{first.id}/cancel")

    response = save(desk, draft)

    assert response.status_code == 422
    [told] = errors_on(response)
    assert told.startswith("The programme has changed since you began.")
    assert f"{second.id}.{instant_text(second.span.starts_at)}.p" in draft_of(response)
    assert not any(stop.is_pinned for stop in desk.visit.itinerary().standing)
    assert save(desk, draft_of(response)).status_code == 303


def test_a_page_that_was_open_too_long_keeps_its_sketch(desk: Desk) -> None:
    draft = pressed(desk, do="pin", row="0")

    response = desk.client.post(address(desk), query_string={"draft": draft})

    assert (response.status_code, errors_on(response)) == (422, [str(LATE_FORM)])
    assert draft_of(response) == draft


def test_an_offer_is_found_by_words_and_added_at_a_time(desk: Desk) -> None:
    whole = draft_of(desk.get(address(desk)))
    found = look(desk, whole, find="zebra")
    offered = re.findall(
        r'<option value="([a-z-]+)">', look(desk, whole).text.partition('id="add"')[2]
    )
    page = look(desk, whole, offer=offered[0])
    times = page.text.partition('id="adding-time"')[2].partition("</form>")[0]
    at = re.findall(r'<option value="(\d{12})"', times)

    draft = pressed(desk, whole, do="add", offer=offered[0], to=at[0])

    assert "No visit that can be had has these words." in text_of(found)
    assert f"{offered[0]}.{at[0]}" in draft.split("~")


def test_a_stop_is_replaced_at_its_own_time(desk: Desk) -> None:
    whole = draft_of(desk.get(address(desk)))
    rows = re.findall(r'name="offer-(\d+)">(.*?)</select>', look(desk, whole).text, re.DOTALL)
    row, options = rows[0]
    other = re.findall(r'<option value="([a-z-]+)">', options)[0]
    stop = desk.visit.itinerary().standing[int(row)]

    draft = pressed(desk, whole, do="replace", row=row, **{f"offer-{row}": other})

    assert f"{other}.{instant_text(stop.span.starts_at)}" in draft.split("~")
    assert f"{stop.id}.x" in draft.split("~")


def test_kvarken_mends_what_clashes(desk: Desk) -> None:
    second = desk.visit.itinerary().standing[1]
    draft = pressed(desk, do="move", row="0", **{"to-0": instant_text(second.span.starts_at)})

    mended = pressed(desk, draft, do="mend")

    assert "Nothing clashes." in text_of(look(desk, mended))


def test_what_cannot_be_mended_is_told(desk: Desk) -> None:
    itinerary = desk.visit.itinerary()
    at = instant_text(itinerary.standing[0].span.starts_at)
    upon_each_other = [f"{stop.id}.{at}.p" for stop in itinerary.standing]

    response = look(desk, "~".join((str(itinerary.version), *upon_each_other)), do="mend")

    assert response.status_code == 422
    assert errors_on(response) == [
        "Kvarken found no programme around these stops. Take out a pin or a stop."
    ]


def test_times_of_another_day_are_shown_where_they_are_asked_for(desk: Desk) -> None:
    day = desk.visit.itinerary().standing[0].span.starts_at.date() + timedelta(days=7)
    whole = draft_of(desk.get(address(desk)))

    led = look(desk, whole, do="day", day=day.isoformat())
    page = desk.get(str(led.location))

    assert f"on={day}" in str(led.location)
    assert page.text.count(f"{day.day} {day:%B %Y}") > desk.get(address(desk)).text.count(
        f"{day.day} {day:%B %Y}"
    )


def test_published_programme_stays_so_when_stops_are_taken_out_and_moved(desk: Desk) -> None:
    desk.visit.publish()
    page = desk.get(address(desk))
    last = str(draft_of(page).count("~") - 1)

    taken_out = save(desk, pressed(desk, do="out", row=last))
    moved = save(desk, pressed(desk, do="later", row="1"), breaks_wishes="y")

    itinerary = desk.visit.itinerary()
    assert "Hosts of stops that you move or add are asked anew" in text_of(page)
    assert (taken_out.status_code, moved.status_code) == (303, 303)
    assert itinerary.state is ItineraryState.PUBLISHED
    assert [stop.state for stop in itinerary.standing].count(StopState.HELD) == 1


def test_visit_without_programme_has_nothing_to_edit(
    world: World, clock: FakeClock, client: FlaskClient
) -> None:
    desk = Desk(client, a_followed_visit(world, clock, client))
    desk.sign_in()

    page = desk.get(address(desk))

    assert page.status_code == 200
    assert "There is no programme to edit" in page.text


def test_all_stops_taken_out_are_told_to_be_the_visit(desk: Desk) -> None:
    draft = draft_of(desk.get(address(desk)))
    for _ in range(draft.count("~")):
        draft = pressed(desk, draft, do="out", row="0")

    response = save(desk, draft, breaks_wishes="y")

    assert response.status_code == 422
    assert len(errors_on(response)) == 1


def test_host_that_declined_is_shown_as_such(desk: Desk) -> None:
    desk.visit.answer(desk.visit.requests()[0], NO)

    assert "Declined" in text_of(desk.get(address(desk)))


HOSTILE = (
    "0",
    "x",
    "~",
    "7~",
    "9" * 5000,
    "1~1.x~1.x",
    "1~1.209902300000",
    "1~1.202613010000",
    "1~../../etc/passwd.x",
    "1~<script>.x",
    "1~a.202612090800.g5",
    "1~１.x",
    "1~a.202612090800~" * 70,
    "\0",
    "1~1.202612090800.p.p",
)


def test_address_that_is_no_sketch_is_told_and_shows_the_programme(desk: Desk) -> None:
    whole = draft_of(desk.get(address(desk)))

    pages = [look(desk, draft) for draft in HOSTILE]

    assert [page.status_code for page in pages] == [422] * len(HOSTILE)
    assert [len(errors_on(page)) for page in pages] == [1] * len(HOSTILE)
    assert {draft_of(page) for page in pages} == {whole}


NO_BUTTON = "We do not know this button. The programme is as it was."
NO_STOP = "This stop is not part of the programme any more."
IMPOSSIBLE: tuple[tuple[dict[str, str], str], ...] = (
    ({"do": "x"}, NO_BUTTON),
    ({"do": "later", "row": "77"}, NO_STOP),
    ({"do": "later", "row": "-1"}, NO_STOP),
    ({"do": "later", "row": "１"}, NO_STOP),
    ({"do": "pin"}, NO_STOP),
    ({"do": "move", "row": "0"}, "Choose a time."),
    ({"do": "move", "row": "0", "to-0": "209902300000"}, "Choose a time."),
    ({"do": "move", "row": "0", "to-0": "9" * 12}, "Choose a time."),
    ({"do": "replace", "row": "0", "offer-0": "nothing"}, "Choose a visit."),
    ({"do": "add", "offer": "nothing"}, "Choose a visit."),
    ({"do": "day", "day": "2027-02-30"}, "Give a day that exists."),
    ({"do": "day", "day": "0001-01-01"}, "Give a day that exists."),
    ({"do": "day", "day": "9999-12-31"}, "Give a day that exists."),
)


def test_what_cannot_be_done_is_told_and_the_sketch_stays(desk: Desk) -> None:
    draft = pressed(desk, do="pin", row="0")

    pages = [look(desk, draft, **asked) for asked, _ in IMPOSSIBLE]

    assert [errors_on(page) for page in pages] == [[told] for _, told in IMPOSSIBLE]
    assert {page.status_code for page in pages} == {422}
    assert {draft_of(page) for page in pages} == {draft}


@pytest.mark.parametrize("language", ["en", "sv", "fi"])
def test_desk_is_there_in_each_language(desk: Desk, language: str) -> None:
    draft = pressed(desk, do="later", row="0")

    page = desk.client.get(
        address(desk).replace("/en/", f"/{language}/"), query_string={"draft": draft}
    )

    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert f"/sv/staff/visits/{desk.visit.reference}/edit?draft={draft}" in page.text
