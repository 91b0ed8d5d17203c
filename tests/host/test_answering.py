"""A host reads what it is asked and answers, by the link in its mail."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.actions.answer import lapse_overdue
from app.actions.cancel import cancel_visit
from app.actions.revise import accept_revision
from app.forms import LATE_FORM
from app.persistence.capabilities import find_token, revoke_capabilities
from app.persistence.itineraries import find_request
from app.persistence.records import Actor, Entry, Purpose, What
from app.persistence.timeline import list_entries
from app.world import World
from tests.actions.story import A_DELEGATION, open_change
from tests.builders import some_wishes
from tests.conftest import SECRET_KEY, FakeClock
from tests.delegation.followed import HOST, Followed, a_followed_visit, text_of
from tests.tokens import token_of
from visits.request import RequestState
from visits.span import Span

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOTHING_ELSE = {
    f"{row}-{field}": "" for row in ("first", "second", "third") for field in ("day", "starts")
}


class Asked:
    """One request to a host, with its link and a browser to open it in."""

    def __init__(self, visit: Followed, *, number: int = 0) -> None:
        self.visit = visit
        self.key = visit.requests()[number].id or 0
        with visit.world.database.reading() as session:
            found = find_request(session, self.key)
            assert found is not None
            token = find_token(session, Purpose.ANSWER, found, secret_key=SECRET_KEY)
        self.address = f"/en/answer/{token}"

    def get(self) -> TestResponse:
        return self.visit.client.get(self.address)

    def say(self, kind: str, **typed: str) -> TestResponse:
        """Sends the form as a browser would, with every field of it."""
        token = token_of(self.get().text)
        sent = {"csrf_token": token, "kind": kind, "reason": "", **NOTHING_ELSE, **typed}
        return self.visit.client.post(self.address, data=sent)

    def said(self) -> tuple[RequestState, str, tuple[Span, ...]]:
        """What is kept of the answer."""
        with self.visit.world.database.reading() as session:
            found = find_request(session, self.key)
            assert found is not None
            return found.state, found.reason, found.proposals

    def span(self) -> Span:
        """The time that is asked for."""
        with self.visit.world.database.reading() as session:
            found = find_request(session, self.key)
            assert found is not None
            return found.stop.span

    def entries(self, what: What) -> list[Entry]:
        with self.visit.world.database.reading() as session:
            entries = list_entries(session, self.visit.delegation_id)
            return [entry for entry in entries if entry.what is what]


@pytest.fixture
def visit(world: World, clock: FakeClock, client: FlaskClient) -> Followed:
    wishes = some_wishes(message="How do you attract <b>talent</b>?")
    visit = a_followed_visit(world, clock, client, wishes=wishes)
    visit.choose()
    return visit


@pytest.fixture
def asked(visit: Followed) -> Asked:
    return Asked(visit)


def typed(span: Span, row: str = "first") -> dict[str, str]:
    """A time on the host's clock, as a browser sends it."""
    wall = span.starts_at.astimezone(STOCKHOLM)
    return {f"{row}-day": f"{wall:%Y-%m-%d}", f"{row}-starts": f"{wall:%H:%M}"}


def later(span: Span, **by: int) -> Span:
    return Span(span.starts_at + timedelta(**by), span.ends_at + timedelta(**by))


def test_page_tells_all_a_host_needs(asked: Asked) -> None:
    page = asked.get()
    text = text_of(page)

    assert page.status_code == 200
    assert "Kokkola Industrial Park asks to visit you" in text
    assert "Kokkola Industrial Park, Finland" in text
    assert "50 people, 5 groups" in text
    assert "(Stockholm time)" in text
    assert "(Helsinki time)" in text
    assert "Energy, Industry and large investments, Attracting talent" in text
    assert "Please answer by" in text
    assert "How do you attract &lt;b&gt;talent&lt;/b&gt;?" in page.text


def test_page_shows_the_whole_programme_with_the_own_part(asked: Asked) -> None:
    page = asked.get().text

    assert page.count('class="stop"') == len(asked.visit.requests())
    assert page.count("This is your stop") == 1


@pytest.mark.parametrize("language", ["en", "sv", "fi"])
def test_page_is_there_in_each_language(asked: Asked, language: str) -> None:
    page = asked.visit.client.get(asked.address.replace("/en/", f"/{language}/"))

    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text


def test_yes_is_kept_and_shown(asked: Asked) -> None:
    response = asked.say("confirm")

    assert (response.status_code, response.location) == (303, asked.address)
    assert asked.said() == (RequestState.CONFIRMED, "", ())
    assert "Thank you. This is your answer: Yes, this time suits us" in text_of(asked.get())
    [entry] = asked.entries(What.CONFIRMED)
    assert entry.actor is Actor.HOST


def test_same_answer_twice_is_one_answer(asked: Asked) -> None:
    asked.say("confirm")

    again = asked.say("confirm")

    assert (again.status_code, again.location) == (303, asked.address)
    assert len(asked.entries(What.CONFIRMED)) == 1


def test_no_is_kept_with_its_reason(asked: Asked) -> None:
    asked.say("decline", reason="We move house.\r\n<b>Sorry</b>")

    assert asked.said() == (RequestState.DECLINED, "We move house.\n<b>Sorry</b>", ())
    assert "&lt;b&gt;Sorry&lt;/b&gt;" in asked.get().text


def test_other_times_are_read_on_the_host_clock(asked: Asked) -> None:
    span = asked.span()
    first, second = later(span, days=1), later(span, days=2)

    asked.say("propose", **typed(second), **typed(first, "third"))

    assert asked.said() == (RequestState.COUNTERED, "", (first, second))


def test_answer_can_be_changed(asked: Asked) -> None:
    asked.say("decline", reason="Not that day")

    page = asked.get().text
    asked.say("confirm")

    assert "Change your answer" in page
    assert "Not that day" in page
    assert asked.said() == (RequestState.CONFIRMED, "", ())


@pytest.mark.parametrize(
    ("kind", "rows", "problem"),
    [
        ("", {}, "Choose one of the answers."),
        ("perhaps", {}, "Not a valid choice"),
        ("propose", {}, "Give at least one other time."),
        ("propose", {"first-day": "2027-01-12"}, "Give the time it starts as well."),
        ("propose", {"second-starts": "10:00"}, "Give the day as well."),
        ("propose", {"first-day": "2026-11-20", "first-starts": "10:00"}, "Choose a day from"),
        ("propose", {"first-day": "2026-11-23", "first-starts": "08:00"}, "still ahead"),
        ("propose", {"first-day": "9999-12-31", "first-starts": "23:59"}, "Choose a day from"),
        ("propose", {"first-day": "0001-01-01", "first-starts": "00:00"}, "Choose a day from"),
        ("propose", {"first-day": "\x00", "first-starts": "10:00"}, "Not a valid date"),
        ("propose", {"first-day": "2027-01-12", "first-starts": "25:00"}, "Not a valid time"),
        ("decline", {"reason": "a\x00b"}, "Take out the characters"),
        ("decline", {"reason": "a" * 4001}, "4000"),
    ],
)
def test_answer_that_cannot_be_read_is_shown_again(
    asked: Asked, kind: str, rows: dict[str, str], problem: str
) -> None:
    response = asked.say(kind, **rows)

    assert response.status_code == 422
    assert "There is a problem" in response.text
    assert problem in response.text
    assert asked.said() == (RequestState.WAITING, "", ())


def test_proposing_the_time_asked_for_is_sent_back(asked: Asked) -> None:
    response = asked.say("propose", **typed(asked.span()))

    assert response.status_code == 422
    assert "This is the time you were asked for" in response.text


def test_yes_forgives_half_filled_rows(asked: Asked) -> None:
    response = asked.say("confirm", **{"first-day": "soon", "reason": "x" * 5000})

    assert response.status_code == 303
    assert asked.said() == (RequestState.CONFIRMED, "", ())


def test_late_form_keeps_what_was_typed(asked: Asked) -> None:
    response = asked.say("decline", reason="We move house", csrf_token="old")

    assert response.status_code == 422
    assert str(LATE_FORM) in response.text
    assert "We move house" in response.text
    assert asked.said() == (RequestState.WAITING, "", ())


def test_looking_changes_nothing(asked: Asked) -> None:
    asked.visit.client.head(asked.address)
    asked.visit.client.get(f"{asked.address}?kind=confirm")

    assert asked.said() == (RequestState.WAITING, "", ())


def test_published_programme_takes_no_answer(asked: Asked) -> None:
    asked.visit.publish()

    page = asked.get()
    response = asked.say("decline", csrf_token="any")

    assert page.status_code == 200
    assert "The programme is published" in page.text
    assert 'name="kind"' not in page.text
    assert (response.status_code, response.location) == (303, asked.address)
    assert asked.said()[0] is RequestState.CONFIRMED


def test_lapsed_request_explains_itself(asked: Asked) -> None:
    later_on = asked.visit.clock.go_on(days=30)

    before = asked.get().text
    lapse_overdue(asked.visit.world, now=later_on)

    assert "The time to answer has passed" in before
    assert "The time to answer has passed" in asked.get().text


def test_cancelled_visit_explains_itself(asked: Asked) -> None:
    visit = asked.visit
    cancel_visit(visit.world, delegation_id=visit.delegation_id, by=HOST, now=visit.clock())

    page = asked.get()

    assert page.status_code == 200
    assert "This visit is cancelled" in page.text
    assert 'name="kind"' not in page.text


def test_withdrawn_request_explains_itself(asked: Asked) -> None:
    with asked.visit.world.database.writing() as session:
        found = find_request(session, asked.key)
        assert found is not None
        found.withdraw(now=asked.visit.clock())

    assert "This request is withdrawn" in asked.get().text


def test_revoked_link_is_not_found(asked: Asked) -> None:
    with asked.visit.world.database.writing() as session:
        found = find_request(session, asked.key)
        assert found is not None
        revoke_capabilities(session, Purpose.ANSWER, found, now=asked.visit.clock())

    assert asked.get().status_code == 404


@pytest.mark.parametrize("token", ["x", "x" * 43, "ä" * 43, "%00" * 43])
def test_unknown_link_is_not_found(client: FlaskClient, token: str) -> None:
    assert client.get(f"/en/answer/{token}").status_code == 404


def test_link_of_the_delegation_opens_no_answer_page(visit: Followed) -> None:
    assert visit.client.get(f"/en/answer/{visit.token}").status_code == 404


def test_host_that_left_the_programme_no_longer_sees_the_others(world: World, asked: Asked) -> None:
    asked.say("decline")
    change = open_change(world, asked.visit.delegation_id)
    assert change is not None
    accept_revision(world, revision_id=change.id or 0, by=A_DELEGATION, now=world.clock())

    text = text_of(asked.get())

    assert "You said no to this visit" in text
    assert "The whole programme" not in text
