"""A delegation chooses among its programmes, or reads why none fits."""

import pytest
from flask.testing import FlaskClient

from app.delegation.standing import Standing
from app.world import World
from tests.builders import some_wishes
from tests.conftest import FakeClock
from tests.delegation.followed import (
    Followed,
    a_followed_visit,
    heading,
    text_of,
)


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    return a_followed_visit(world, clock, client)


def test_programmes_show_reason_and_both_times(visit: Followed) -> None:
    text = text_of(visit.get("/programmes"))

    assert "Fits your wishes best." in text
    assert "Helsinki time" in text
    assert "Stockholm time" in text
    assert text.count("Choose this programme") == len(visit.buttons())


def test_programmes_say_why_this_one_and_how_far_it_meets_the_wishes(visit: Followed) -> None:
    text = text_of(visit.get("/programmes"))

    assert "No other programme meets your wishes better." in text
    assert "per cent of programme 1." in text
    assert "Energy: 2 stops" in text


def test_programmes_stand_side_by_side_on_one_time_line(visit: Followed) -> None:
    page = visit.get("/programmes").text

    assert page.count('class="strips-row"') == len(visit.buttons())
    assert page.count('class="strips-axis"') == 2


@pytest.mark.parametrize(
    ("wanted", "shown"), [("", 1), ("?map=2", 2), ("?map=9", 1), ("?map=x", 1), ("?map=-1", 1)]
)
def test_programmes_show_the_way_of_one_of_them(visit: Followed, wanted: str, shown: int) -> None:
    text = text_of(visit.get(f"/programmes{wanted}"))

    assert f"The numbers are those of the stops of programme {shown}." in text


def test_left_out_tells_why_and_what_would_let_it_in(visit: Followed) -> None:
    text = text_of(visit.get(f"/programmes/{visit.buttons()[0]}/left-out"))

    assert "What programme 1 leaves out" in text
    assert "would let it in:" in text


def test_left_out_of_a_programme_that_is_gone_leads_to_the_programmes(visit: Followed) -> None:
    for key in ("0" * 16, "x", "%00"):
        answer = visit.get(f"/programmes/{key}/left-out")

        assert (answer.status_code, answer.location) == (303, visit.address("/programmes"))


def test_choosing_asks_the_hosts(visit: Followed) -> None:
    chosen = visit.buttons()[0]

    answer = visit.post("/programmes", programme=chosen)

    assert (answer.status_code, answer.location) == (303, visit.address())
    page = visit.get()
    assert heading(Standing.ASKING) in page.text
    assert text_of(page).count("Waiting for an answer") == len(visit.requests())


def test_choosing_twice_is_once(visit: Followed) -> None:
    page = visit.get("/programmes").text
    chosen = visit.buttons()[0]

    for _ in range(2):
        visit.send("/programmes", page, programme=chosen)

    assert heading(Standing.ASKING) in visit.get().text
    assert visit.get("/programmes").status_code == 303


def test_choosing_what_is_not_offered_shows_the_page_again(visit: Followed) -> None:
    page = visit.get("/programmes").text

    for sent in ("", "0", "-1", "１", "9" * 150, "1\x00", "[]", "programme"):
        answer = visit.send("/programmes", page, programme=sent)

        assert answer.status_code == 422
        assert "There is a problem" in answer.text
        assert text_of(answer).count("Choose this programme") == len(visit.buttons())


def test_choosing_another_delegations_programme_is_refused(
    visit: Followed, world: World, clock: FakeClock, client: FlaskClient
) -> None:
    other = a_followed_visit(world, clock, client, wishes=some_wishes(weekdays=(4,)))

    answer = visit.post("/programmes", programme=other.buttons()[0])

    assert answer.status_code == 422


def test_choosing_a_taken_slot_names_it_and_shows_fresh_programmes(
    visit: Followed, world: World, clock: FakeClock, client: FlaskClient
) -> None:
    faster = a_followed_visit(world, clock, client)
    page, keys = visit.get("/programmes").text, visit.buttons()
    faster.choose()

    answer = visit.send("/programmes", page, programme=keys[0])

    assert answer.status_code == 422
    taken = faster.itinerary().standing[0].offer.title.en
    assert f"“{taken}” was just given to somebody else." in answer.text
    assert keys[0] not in visit.buttons()
    assert all(f'value="{key}"' in answer.text for key in visit.buttons())


def test_choosing_without_a_token_against_forgery_changes_nothing(visit: Followed) -> None:
    chosen = visit.buttons()[0]

    answer = visit.client.post(visit.address("/programmes"), data={"programme": chosen})

    assert answer.status_code == 422
    assert "open for too long" in answer.text
    assert heading(Standing.CHOOSE) in visit.get().text


def test_composing_again_takes_out_what_is_gone(
    visit: Followed, world: World, clock: FakeClock, client: FlaskClient
) -> None:
    faster = a_followed_visit(world, clock, client)
    gone = visit.buttons()[0]
    page = visit.get("/programmes").text
    faster.choose()

    answer = visit.post("/programmes", again="yes")

    assert (answer.status_code, answer.location) == (303, visit.address("/programmes"))
    assert visit.buttons()
    assert gone not in visit.buttons()
    late = visit.send("/programmes", page, programme=gone)
    assert "That programme is no longer offered." in late.text


def test_programmes_explain_why_none_fits(
    world: World, clock: FakeClock, client: FlaskClient
) -> None:
    visit = a_followed_visit(world, clock, client, wishes=some_wishes(weekdays=(5, 6)))

    text = text_of(visit.get("/programmes"))

    assert heading(Standing.NOTHING_FITS) in visit.get().text
    assert "Only on these weekdays: Saturday and Sunday" in text
    assert "Allow Monday as well." in text
    assert "Compose again" in text
