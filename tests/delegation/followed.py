"""A visit that was asked for, seen through the delegation's own link."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.actions.answer import give_answer
from app.actions.ask import Inquiry, ask
from app.actions.choose import choose
from app.actions.telling import Teller
from app.delegation.choosing import key_of
from app.delegation.standing import WORDS, Standing
from app.persistence.delegations import find_delegation_by_reference, list_programmes
from app.persistence.itineraries import find_itinerary, list_requests
from app.persistence.records import Actor, Programme
from app.world import World
from tests.builders import an_inquiry
from tests.conftest import FakeClock
from tests.remembered import remembered
from visits.itinerary import Itinerary
from visits.request import Answer, AnswerKind, RequestState, VisitRequest

HOST = Teller(Actor.HOST, "Project lead")
YES = Answer(AnswerKind.CONFIRM)
NO = Answer(AnswerKind.DECLINE, reason="Our hall is <b>closed</b>")
HIDDEN = re.compile(r'<input [^>]*name="([^"]+)"[^>]*value="([^"]*)"')


@dataclass
class Followed:
    """One visit with its link, a browser to follow it with, and the hands of its hosts."""

    world: World
    clock: FakeClock
    client: FlaskClient
    reference: str
    token: str
    delegation_id: int

    def address(self, page: str = "", *, language: str = "en") -> str:
        return f"/{language}/visit/{self.token}{page}"

    def get(self, page: str = "", *, language: str = "en", **options: Any) -> TestResponse:
        return self.client.get(self.address(page, language=language), **options)

    def post(self, page: str, **sent: str) -> TestResponse:
        """Sends a page's form as its browser would, token against forgery included."""
        return self.send(page, self.get(page).text, **sent)

    def send(self, page: str, opened: str, **sent: str) -> TestResponse:
        """Sends the form of a page that was opened before."""
        return self.client.post(self.address(page), data={**dict(HIDDEN.findall(opened)), **sent})

    def programmes(self) -> list[Programme]:
        with self.world.database.reading() as session:
            return list_programmes(session, self.delegation_id)

    def buttons(self) -> list[str]:
        """What the buttons of the programmes send."""
        return [key_of(one) for one in self.programmes()]

    def itinerary(self) -> Itinerary:
        with self.world.database.reading() as session:
            found = find_itinerary(session, self.delegation_id)
            assert found is not None
            return found

    def requests(self) -> list[VisitRequest]:
        """The questions in force that wait for an answer."""
        itinerary = self.itinerary()
        assert itinerary.id is not None
        with self.world.database.reading() as session:
            found = list_requests(session, itinerary.id)
            return [one for one in found if one.state is RequestState.WAITING and one.stop.stands]

    def choose(self) -> None:
        remembered(self.world, f"chosen {self.reference}", self._choose)

    def _choose(self) -> None:
        first = self.programmes()[0]
        assert first.id is not None
        choose(
            self.world,
            delegation_id=self.delegation_id,
            programme_id=first.id,
            now=self.clock(),
        )

    def answer(self, request: VisitRequest, answer: Answer) -> None:
        key, now = request.id, self.clock()
        assert key is not None

        def give() -> bool:
            return give_answer(self.world, request_id=key, answer=answer, by=HOST, now=now)

        remembered(self.world, f"host answered {key} {answer}", give)

    def publish(self) -> None:
        """Every host says yes."""
        remembered(self.world, f"published {self.reference}", self._publish)

    def _publish(self) -> None:
        for request in self.requests():
            self.answer(request, YES)


def a_followed_visit(
    world: World, clock: FakeClock, client: FlaskClient, **changes: Any
) -> Followed:
    inquiry = an_inquiry(**changes)
    reference, token, key = remembered(world, f"visit of {inquiry}", lambda: _asked(world, inquiry))
    return Followed(world, clock, client, reference, token, key)


def _asked(world: World, inquiry: Inquiry) -> tuple[str, str, int]:
    sent = ask(world, inquiry, draft_token=None, now=world.clock())
    with world.database.reading() as session:
        delegation = find_delegation_by_reference(session, sent.reference)
        assert delegation is not None
        assert delegation.id is not None
        return sent.reference, sent.token, delegation.id


def heading(standing: Standing) -> str:
    return f"<h1>{WORDS[standing].heading}</h1>"


def text_of(response: TestResponse) -> str:
    """What a page's main part says, blanks folded."""
    main = response.text.partition("<main")[2].partition("</main>")[0]
    bare = re.sub(r"<[^>]+>", " ", re.sub(r"<select.*?</select>", "", main, flags=re.DOTALL))
    return " ".join(bare.partition(">")[2].split())


@contextmanager
def counted_queries(world: World) -> Iterator[list[str]]:
    """The statements the block sends to the database, without BEGIN."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(world.database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(world.database.engine, "before_cursor_execute", note)
