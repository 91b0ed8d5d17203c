"""A coordinator plans the waiting visits together, follows it, and accepts what comes of it."""

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.actions.season import SeasonAsk, start_season
from app.actions.season_work import Planner
from app.persistence.catalogue import list_hosts
from app.persistence.delegations import list_programmes
from app.persistence.records import SeasonState
from app.persistence.season import list_runs
from app.world import World
from tests.actions.story import A_COORDINATOR
from tests.builders import some_wishes
from tests.conftest import FakeClock
from tests.delegation.followed import Followed, a_followed_visit, counted_queries, text_of
from tests.staff.desk import Desk
from visits.planning.plan import ReasonKind

SEASON = "/en/staff/season"
ASK = {"office": "mine", "rest": "30", "length": "300", "seed": "0"}
BUTTON = re.compile(r'name="only" value="(\d+)"')


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    return a_followed_visit(world, clock, client, organisation="Small <b>Group</b>")


@pytest.fixture
def desk(client: FlaskClient, visit: Followed) -> Desk:
    desk = Desk(client, visit)
    desk.sign_in()
    return desk


def begun(desk: Desk) -> str:
    """Begins a season; the address of its page."""
    sent = desk.press(SEASON, opened=SEASON, **ASK)
    assert sent.status_code == 303, text_of(sent)
    return str(sent.location)


def finished(desk: Desk) -> str:
    """Begins a season and sees it to its end; the address of its page."""
    world = desk.visit.world
    run_id = start_season(world, SeasonAsk(most=6), by=A_COORDINATOR, now=world.clock())
    planner = Planner("test")
    while planner.go_on(world, now=world.clock()):
        pass
    return f"{SEASON}/{run_id}"


def first_reason(visit: Followed) -> ReasonKind:
    with visit.world.database.reading() as session:
        return list_programmes(session, visit.delegation_id)[0].plan.reason.kind


def test_season_is_begun_followed_and_called_off(desk: Desk) -> None:
    run = begun(desk)
    Planner("test").go_on(desk.visit.world, now=desk.visit.world.clock(), most=1)

    followed = desk.get(run)
    off = desk.press(f"{run}/cancel", opened=run)

    assert "1 of up to 300 programmes composed" in text_of(followed)
    assert '<progress id="progress" max="300" value="1">' in followed.text
    assert "Refresh" not in followed.headers
    assert off.location == run
    assert "It was called off before it was done." in text_of(desk.get(run))
    assert "Called off" in text_of(desk.get(SEASON))


def test_page_reloads_by_itself_only_where_it_was_asked_to(desk: Desk) -> None:
    run = begun(desk)

    page = desk.get(f"{run}?refresh=1")

    assert page.headers["Refresh"] == "5"
    assert "Stop reloading" in text_of(page)
    assert "Refresh" not in desk.get(f"{finished_of(desk, run)}?refresh=1").headers


def finished_of(desk: Desk, run: str) -> str:
    planner = Planner("test")
    while planner.go_on(desk.visit.world, now=desk.visit.world.clock(), most=300):
        pass
    return run


def test_outcome_is_a_difference_that_is_accepted_with_one_button(desk: Desk) -> None:
    run = finished(desk)
    page = desk.get(run)
    button = BUTTON.findall(page.text)

    sent = desk.press(f"{run}/accept", opened=run, only=button[0])

    text = text_of(page)
    assert "Small &lt;b&gt;Group&lt;/b&gt;" in page.text
    assert "Loses nothing" in text
    assert "100% of what it could get alone" in text
    assert "Stays" in text
    assert sent.location == run
    after = text_of(desk.get(run))
    assert "1 programme was put first." in after
    assert "Accepted" in after
    assert first_reason(desk.visit) is ReasonKind.SEASON
    assert desk.entries()[-1].actor_name == "Regional office North"
    assert "put first" in text_of(desk.get())


def test_several_are_accepted_at_once_and_who_has_chosen_is_named(
    desk: Desk, clock: FakeClock
) -> None:
    other = a_followed_visit(desk.visit.world, clock, desk.client.application.test_client())
    run = finished(desk)
    opened = desk.get(run)
    desk.visit.choose()

    # The page was opened before the choice was made.
    sent = desk.client.post(f"{run}/accept", data={"csrf_token": token_in(opened.text), "all": "1"})

    assert len(BUTTON.findall(opened.text)) == 2
    assert sent.status_code == 303
    text = text_of(desk.get(run))
    assert "1 programme was put first." in text
    assert "Has chosen or is cancelled" in text
    assert first_reason(other) is ReasonKind.SEASON


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_refusal_is_said_in_a_sentence(desk: Desk) -> None:
    run = finished(desk)
    with desk.visit.world.database.writing() as session:
        programme = list_programmes(session, desk.visit.delegation_id)[0]
        delegation = programme.delegation
        delegation.wishes = some_wishes(longest_day=180)

    sent = desk.press(f"{run}/accept", opened=run, all="1")

    assert sent.status_code == 422
    assert "has other wishes by now. Plan the season again." in text_of(sent)
    assert first_reason(desk.visit) is ReasonKind.BEST_FIT


def test_nothing_marked_is_said(desk: Desk) -> None:
    run = finished(desk)

    sent = desk.press(f"{run}/accept", opened=run, marked="1")

    assert sent.status_code == 422
    assert "Mark at least one visit." in text_of(sent)


def test_season_that_cannot_begin_says_why(desk: Desk) -> None:
    begun(desk)

    sent = desk.press(SEASON, opened=SEASON, **ASK)

    assert sent.status_code == 422
    assert "nobody waits, or another season is being planned" in text_of(sent)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"rest": "soon"}, "Write a number from 0 to 1,440."),
        ({"rest": "1441"}, "Write a number from 0 to 1,440."),
        ({"seed": ""}, "Write a number from 0 to 999,999."),
        ({"length": "7"}, "Choose one from the list."),
        ({"office": "theirs"}, "Choose one from the list."),
    ],
)
def test_what_is_typed_wrong_is_named_and_kept(
    desk: Desk, typed: dict[str, str], said: str
) -> None:
    sent = desk.press(SEASON, opened=SEASON, **{**ASK, **typed})

    assert sent.status_code == 422
    assert said in text_of(sent)
    kept = {name: text for name, text in typed.items() if name in ("rest", "seed")}
    assert all(f'name="{name}"' in sent.text for name in ASK)
    assert all(f'value="{text}"' in sent.text for text in kept.values())
    with desk.visit.world.database.reading() as session:
        assert list_runs(session, 1) == []


def test_hosts_limits_are_kept_and_wrong_ones_named(desk: Desk) -> None:
    with desk.visit.world.database.reading() as session:
        hosts = [one for one in list_hosts(session) if one.node.slug == "north"]
    typed = {f"most-{host.slug}": "" for host in hosts}
    first = hosts[0]

    wrong = desk.press(f"{SEASON}/hosts", opened=SEASON, **{**typed, f"most-{first.slug}": "many"})
    sent = desk.press(f"{SEASON}/hosts", opened=SEASON, **{**typed, f"most-{first.slug}": "2"})

    assert wrong.status_code == 422
    assert f"{first.name}: write a number from 1 to 100, or nothing." in text_of(wrong)
    assert 'value="many"' in wrong.text
    assert sent.location == SEASON
    with desk.visit.world.database.reading() as session:
        kept = {one.slug: one.most_visits_week for one in list_hosts(session)}
    assert kept == {**dict.fromkeys(kept), first.slug: 2}


def test_other_office_sees_seasons_of_all_and_its_own_visits_only(desk: Desk) -> None:
    run = finished(desk)
    own = begun(desk)
    other = Desk(desk.client.application.test_client(), desk.visit)
    other.sign_in(email="coordinator.south@example.org")

    page = other.get(run)

    assert "No visit of our office is part of this season" in text_of(page)
    assert desk.visit.reference not in page.text
    assert other.get(own).status_code == 404
    assert other.press(f"{own}/cancel", opened=SEASON).status_code == 404


@pytest.mark.parametrize("id", ["0", "999999999", "9999999999", "x", "%00", "²"])
def test_season_that_is_not_there_is_not_found(desk: Desk, id: str) -> None:
    assert desk.get(f"{SEASON}/{id}").status_code == 404


def test_page_of_a_season_asks_as_often_for_one_visit_as_for_many(
    desk: Desk, clock: FakeClock
) -> None:
    one = finished(desk)
    for _ in range(3):
        a_followed_visit(desk.visit.world, clock, desk.client.application.test_client())
    many = finished(desk)

    with counted_queries(desk.visit.world) as few:
        desk.get(one)
    with counted_queries(desk.visit.world) as more:
        page = desk.get(many)

    assert len(BUTTON.findall(page.text)) == 4
    assert len(few) == len(more) <= 15


def test_command_plans_a_season_in_the_foreground(app: Flask, desk: Desk) -> None:
    result = app.test_cli_runner().invoke(
        args=["plan-season", "--limit", "4", "--seed", "2", "--json"]
    )

    document = json.loads(result.stdout)
    assert result.exit_code == 0
    assert "of up to 4 programmes composed" in result.stderr
    assert (document["state"], document["seed"]) == (SeasonState.DONE, 2)
    assert [one["reference"] for one in document["visits"]] == [desk.visit.reference]
    assert document["visits"][0]["plan"]["reason"]["kind"] == "season"
    with desk.visit.world.database.reading() as session:
        assert [one.state for one in list_runs(session, 1)] == [SeasonState.DONE]


def test_command_prints_a_line_for_each_visit(app: Flask, desk: Desk) -> None:
    result = app.test_cli_runner().invoke(args=["plan-season", "--limit", "4"])

    assert desk.visit.reference in result.stdout
    assert "the worst-off gets 1.000" in result.stdout


def test_command_says_when_nobody_waits(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["plan-season"])

    assert result.exit_code == 1
    assert "no delegation waits" in result.stderr
    assert "Traceback" not in result.output
